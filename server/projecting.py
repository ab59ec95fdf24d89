"""Projecting: fold a sound record into its batch and write what follows; the same when it arrives and in a rebuild."""

from core.acts import ActKind
from core.finding import Finding, finding
from core.quantity import QuantityError
from core.record.payload import Record
from server.db.errors import DatabaseRefused
from server.db.store import Unit
from server.picture import Picture
from server.plain import plain, plain_or_none
from server.projections import Happening, project
from server.states import MALFORMED, BatchStates, Folded, Unfoldable, fold_one

_CHANGES_PLANT = frozenset(
    {
        ActKind.PLANT_CHANGED,
        ActKind.GOODS_RECEIVED,
        ActKind.CONTAINER_RESERVED,
        ActKind.LOT_STATE_CHANGED,
        ActKind.GOODS_SHIPPED,
        ActKind.WEIGHT_TAKEN,
        ActKind.MATERIAL_CHARGED,
        ActKind.CONTAINER_SCANNED,
        ActKind.OUTPUT_RECORDED,
        ActKind.VALUE_ENTERED,
        ActKind.ENTRIES_UNDONE,
        ActKind.DEVICE_CHECKED,
    }
)


class Projecting:
    """Projections within one transaction."""

    def __init__(self, unit: Unit, picture: Picture, states: BatchStates) -> None:
        """Take the transaction, and the plant and the batches as they stand before it."""
        self.unit = unit
        self.picture = picture
        self.states = states

    def batch(self, number: str, before: int | None = None) -> Folded | None:
        """Give a batch as this transaction sees it, up to a log index when one is given."""
        return self.states.get(self.unit, number, self.picture, before)

    def take(self, seq: int, record: Record) -> tuple[list[Finding], Happening | None]:
        """Fold and project a record; one that the tables cannot take holds up nothing.

        Returns:
            What must be looked at, and what happened; None when nothing could be written.
        """
        try:
            with self.unit.savepoint():
                happening = self._folded(seq, record)
                found = list(project(self.unit, happening))
        except (*MALFORMED, DatabaseRefused, QuantityError, Unfoldable) as error:
            return [finding("exception.not_projected", detail=plain(str(error)))], None
        if happening.after is not None and happening.master is not None:
            self.states.put(happening.after.number, Folded(happening.after, happening.master, seq))
        if record.act.kind in _CHANGES_PLANT:
            self.picture.refresh(self.unit, seq + 1)
        return found, happening

    def _folded(self, seq: int, record: Record) -> Happening:
        number, plant = plain_or_none(record.act.subject.batch), self.picture.plant
        if number is None:
            return Happening(seq, record, plant)
        before = self.batch(number, seq)
        after = fold_one(before, seq, record, self.picture)
        was, now = before.state if before else None, after.state if after else None
        return Happening(seq, record, plant, was, now, after.master if after else None)
