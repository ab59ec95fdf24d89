"""LogSettled: QA has settled what a witness found; nothing is projected, and one without the right is flagged."""

from core.finding import Finding, finding
from core.record.payload import CORE_STATION
from core.rights import may
from server.db.store import Unit
from server.plain import plain
from server.projections.happening import Happening


def log_settled(_unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Check who settled; the core itself does so only by a command that names its reason."""
    if happening.record.place.kiosk == CORE_STATION:
        return ()
    person = happening.plant.people.get(happening.act.who.person or "")
    if person is None or not person.active or not may(person.roles, "act.settle_log"):
        return (finding("exception.not_entitled", person=plain(happening.act.who.person or "-")),)
    return ()
