"""Projecting: fold a sound record into its batch and write what follows; the same when it arrives and in a rebuild."""

from core.errors import CountersignError
from core.finding import Finding, finding
from core.record.payload import Record
from server.db.errors import DatabaseAway
from server.db.store import Unit
from server.picture import TABLES, Picture
from server.plain import plain, plain_or_none
from server.projections import Happening, project
from server.projections.open_sessions import OpenSessions
from server.states import MALFORMED, BatchStates, Folded, Unfoldable, fold_one


class Projecting:
    """Projections within one transaction."""

    def __init__(self, unit: Unit, picture: Picture, states: BatchStates) -> None:
        """Take the transaction, and the plant and the batches as they stand before it."""
        self.unit = unit
        self.picture = picture
        self.states = states
        self._sessions = OpenSessions(unit)

    def batch(self, number: str, before: int | None = None) -> Folded | None:
        """Give a batch as this transaction sees it, up to a log index when one is given."""
        return self.states.get(self.unit, number, self.picture, before)

    def take(self, seq: int, record: Record) -> tuple[list[Finding], Happening | None]:
        """Fold and project a record; one that the tables cannot take holds up nothing.

        Returns:
            What must be looked at, and what happened; None when nothing could be written.
        """
        try:
            happening = self._folded(seq, record)
        except Unfoldable as error:
            return [_not_projected(error)], None
        if happening.now is not None:
            self.states.put(happening.now.state.number, happening.now)
        try:
            with self.unit.savepoint():
                found = list(project(self.unit, happening))
        except DatabaseAway:
            raise
        except (*MALFORMED, CountersignError) as error:
            self._sessions.forget()
            return [_not_projected(error)], None
        self._refresh(seq + 1)
        return found, happening

    def _refresh(self, size: int) -> None:
        """Take into the picture what this record has changed of the plant."""
        changed = self.unit.touched & set(TABLES)
        self.unit.touched.clear()
        if changed:
            self.picture.refresh(self.unit, size, changed)

    def _folded(self, seq: int, record: Record) -> Happening:
        number, plant = plain_or_none(record.act.subject.batch), self.picture.plant
        if number is None:
            return Happening(seq, record, plant, self._sessions)
        before = self.batch(number, seq)
        after = fold_one(before, seq, record, self.picture)
        return Happening(seq, record, plant, self._sessions, before, after)


def _not_projected(error: Exception) -> Finding:
    return finding("exception.not_projected", detail=plain(str(error)))
