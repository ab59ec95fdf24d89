"""What a projection sees of a record: the act at its place in the log, and its batch before and after."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from core.acts import Act
from core.batch.state import BatchState
from core.finding import Finding
from core.master.model import MasterBatchRecord
from core.plant import Plant
from core.record.payload import Record
from core.times import utc_from
from server.db.store import Unit
from server.projections.open_sessions import OpenSessions
from server.states import Folded


class Happening(msgspec.Struct, frozen=True):
    """One record to be projected.

    Attributes:
        seq: Log index.
        record: The record.
        plant: The plant before it.
        sessions: Where somebody is signed in.
        was: Its batch before it, or None.
        now: Its batch after it, or None.
    """

    seq: int
    record: Record
    plant: Plant
    sessions: OpenSessions
    was: Folded | None = None
    now: Folded | None = None

    @property
    def before(self) -> BatchState | None:
        """Give the state of its batch before it."""
        return self.was.state if self.was else None

    @property
    def after(self) -> BatchState | None:
        """Give the state of its batch after it."""
        return self.now.state if self.now else None

    @property
    def master(self) -> MasterBatchRecord | None:
        """Give the master record of its batch."""
        return self.now.master if self.now else None

    @property
    def act(self) -> Act:
        """Give the act."""
        return self.record.act

    @property
    def at(self) -> datetime:
        """Give the instant that the act states."""
        return utc_from(self.act.when.utc)


Projection = Callable[[Unit, Happening], tuple[Finding, ...]]
"""Writes rows that follow from a record, and says what about them must be looked at."""
