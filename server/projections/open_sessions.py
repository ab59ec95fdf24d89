"""Where somebody is signed in, as one transaction sees it; so a record that ends no session writes nothing."""

from server.db.statements import select
from server.db.store import Unit
from server.db.tables.sessions import session


class OpenSessions:
    """The kiosks with an open session; read once, since only what projects under the lock of the log writes them."""

    def __init__(self, unit: Unit) -> None:
        """Take the transaction; nothing is read yet."""
        self._unit = unit
        self._kiosks: set[str] | None = None

    def at(self, kiosk: str) -> bool:
        """Tell whether a session is open at a kiosk."""
        if self._kiosks is None:
            rows = self._unit.rows(select(session.c.kiosk).where(session.c.ended.is_(None)).distinct())
            self._kiosks = {row.kiosk for row in rows}
        return kiosk in self._kiosks

    def forget(self) -> None:
        """Read anew when asked next: a session was opened or ended, or such a statement was undone."""
        self._kiosks = None
