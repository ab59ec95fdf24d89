"""Which records of a step that is counted twice show no number yet, those of rounds undone or repeated among them.

Once both have counted, every number is shown; the records themselves keep all of them.
"""

from bisect import bisect_right
from collections.abc import Iterable

import msgspec

from core.acts import Act, ActKind, ActReference
from core.batch.blind import unseen
from core.batch.state import Filled
from core.master.model import SignPolicy, Step
from core.record.payload import Record

_BEGINS = (ActKind.STEP_STARTED, ActKind.ENTRIES_UNDONE, ActKind.STEP_REPEATED)
_FILLS = (ActKind.VALUE_ENTERED, ActKind.VALUE_CALCULATED, ActKind.SECOND_COUNT_MADE)
TELLING = frozenset(
    {*_FILLS, *_BEGINS, ActKind.REFUSED, ActKind.CORRECTION_MADE, ActKind.EXCEPTION_OPENED} - {ActKind.STEP_STARTED}
)
"""Kinds of acts that can tell the number of a count."""


class _Round(msgspec.Struct, frozen=True):
    """What was recorded from one beginning of a step to the next, by the place from which on."""

    begins: int
    filled: dict[str, Filled]


class BlindRounds:
    """The rounds of one step that is counted twice, and of each record whether it shows its number."""

    def __init__(self, step: Step, records: Iterable[tuple[int, Record]]) -> None:
        """Take the step and its records with their places, in order; places count up."""
        self._step, self._rounds = step, [_Round(-1, {})]
        for place, record in records:
            act = record.act
            if act.kind in _BEGINS:
                self._rounds.append(_Round(place, {}))
            elif act.kind in _FILLS and act.subject.entry:
                self._rounds[-1].filled[act.subject.entry] = Filled(ActReference(act.id, record.sha256), act)

    @property
    def open(self) -> bool:
        """Tell whether a count of the step waits for its second."""
        return self._step.sign == SignPolicy.BLIND_SECOND_COUNT and bool(unseen(self._step, self._rounds[-1].filled))

    def hides(self, place: int, act: Act) -> bool:
        """Tell whether the record at a place holds a number that nobody may see before it was counted a second time."""
        if act.kind not in TELLING:
            return False
        own = self._rounds[max(0, bisect_right([one.begins for one in self._rounds], place) - 1)]
        hidden = unseen(self._step, own.filled)
        entry = act.subject.entry
        if not hidden or (entry and entry not in hidden):
            return False
        return own is self._rounds[-1] or self.open
