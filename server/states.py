"""Batch states in memory: each is the fold of the batch's records and takes in only what came since."""

import contextlib
from functools import cached_property

import msgspec

from core.batch.fold import apply, begin
from core.batch.progress import DECIDED, open_steps
from core.batch.rounds import OPENED, closed, pinned
from core.batch.state import BatchState
from core.errors import CountersignError
from core.master.model import MasterBatchRecord
from core.record.payload import Record
from server.db.store import Unit
from server.picture import Picture
from server.plain import plain
from server.records import batch_records

_KEPT = 256

MALFORMED = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError)
"""What an act raises that was signed but lacks what its kind must hold."""


class Unfoldable(CountersignError):
    """An authentic act cannot become part of its batch's state."""

    code = "COR-011"


class Folded(msgspec.Struct, frozen=True, dict=True):
    """A batch folded up to a record.

    Attributes:
        state: What the fold came to.
        master: The pinned master record.
        seq: Log index of the last record.
    """

    state: BatchState
    master: MasterBatchRecord
    seq: int

    @cached_property
    def progress(self) -> tuple[str, str | None]:
        """Give the state of the batch as people name it, and the first step that is open."""
        step = next(iter(open_steps(self.state, self.master)), None)
        waiting = step.id if step else None
        if self.state.decided is not None:
            return DECIDED[self.state.decided], waiting
        if self.state.thing is not None and step is None and not self.state.held():
            return ("closed" if closed(self.state, self.master) else "complete"), None
        if not self.state.steps:
            return "issued", waiting
        if self.state.held():
            return "held", waiting
        return ("in_process" if step else "complete"), waiting


class BatchStates:
    """The batches that were looked at lately; a miss is rebuilt from the records.

    Attributes:
        kept: Batches by number, the one used last at the end.
        behind: Those that were not looked up since another process appended to the log.
    """

    def __init__(self) -> None:
        self.kept: dict[str, Folded] = {}
        self._current: set[str] = set()
        self.behind: set[str] = set()

    def copy(self) -> "BatchStates":
        """Give one that can be changed without changing this one, and that looks at the records again."""
        other = BatchStates()
        other.kept, other.behind = dict(self.kept), set(self.behind)
        return other

    def all_current(self) -> None:
        """Note that nobody else has appended since the last transaction: only what is behind is looked up."""
        self._current = self.kept.keys() - self.behind

    def all_behind(self) -> None:
        """Note that somebody else has appended: each batch is behind until it is looked up, however much later."""
        self.behind = set(self.kept)

    def take(self, other: "BatchStates") -> None:
        """Become what the other one is; the batches not used for longest are let go."""
        self.kept = dict(list(other.kept.items())[-_KEPT:])
        self._current, self.behind = set(), other.behind & self.kept.keys()

    def get(self, unit: Unit, number: str, picture: Picture, before: int | None = None) -> Folded | None:
        """Give a batch with all that is kept of it, or only what stands before a log index; None before its issue."""
        if number in self._current:
            return self.kept.get(number)
        self._current.add(number)
        self.behind.discard(number)
        folded = self.kept.pop(number, None)
        for seq, record in batch_records(unit, number, folded.seq if folded else -1, before):
            with contextlib.suppress(Unfoldable):  # flagged when it arrived
                folded = fold_one(folded, seq, record, picture)
        if folded is not None:
            self.kept[number] = folded
        return folded

    def put(self, number: str, folded: Folded) -> None:
        """Remember the state after a record of this transaction, as the one used last."""
        self.kept.pop(number, None)
        self.kept[number] = folded
        self._current.add(number)


def fold_one(folded: Folded | None, seq: int, record: Record, picture: Picture) -> Folded | None:
    """Fold one record into a batch; None before its issue.

    Raises:
        Unfoldable: The act lacks what its kind must hold.
    """
    try:
        if folded is not None:
            return Folded(apply(folded.state, record, folded.master), folded.master, seq)
        if record.act.kind not in OPENED:
            return None
        return Folded(begin(record), pinned(picture.master(record.act.facts["master"]), record.act), seq)
    except (*MALFORMED, CountersignError) as error:
        raise Unfoldable("core.unfoldable", detail=plain(str(error))) from error
