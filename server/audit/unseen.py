"""Which records of the trail show no number yet: those of a step that somebody is still to count without knowing it.

Once both have counted, or the batch is decided, every number is shown; the records themselves keep all of them.
"""

from bisect import bisect_right
from functools import lru_cache

import msgspec

from core.acts import Act, ActKind, ActReference
from core.batch.blind import unseen
from core.batch.state import Filled
from core.master.model import MasterBatchRecord, SignPolicy, Step
from core.master.text import load_master
from core.plant import EffectiveMaster
from server.db.statements import select
from server.db.store import Unit
from server.db.tables.batches import batch
from server.db.tables.evidence import record
from server.db.tables.plant import plant_item
from server.records import SOUND, record_from

_BEGINS = (ActKind.STEP_STARTED, ActKind.ENTRIES_UNDONE, ActKind.STEP_REPEATED)
_FILLS = (ActKind.VALUE_ENTERED, ActKind.VALUE_CALCULATED, ActKind.SECOND_COUNT_MADE)
_TELLING = frozenset(
    {*_FILLS, *_BEGINS, ActKind.REFUSED, ActKind.CORRECTION_MADE, ActKind.EXCEPTION_OPENED} - {ActKind.STEP_STARTED}
)
_DECIDED = ("released", "rejected")


class Round(msgspec.Struct, frozen=True):
    """What was recorded in a step from one beginning to the next.

    Attributes:
        seq: Log index from which on.
        filled: What fills its entries.
    """

    seq: int
    filled: dict[str, Filled]


class Unseen:
    """Tells of records whether they show their numbers; reads each step once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._steps: dict[tuple[str, str], tuple[Step | None, list[Round]]] = {}

    def hides(self, seq: int, act: Act) -> bool:
        """Tell whether a record holds a number that nobody may see before it was counted a second time."""
        number, identity = act.subject.batch, act.subject.step
        if act.kind not in _TELLING or not number or not identity:
            return False
        if (number, identity) not in self._steps:
            self._steps[number, identity] = self._read(number, identity)
        step, rounds = self._steps[number, identity]
        if step is None:
            return False
        own = rounds[max(0, bisect_right([one.seq for one in rounds], seq) - 1)]
        hidden = unseen(step, own.filled)
        entry = act.subject.entry
        if not hidden or (entry and entry not in hidden):
            return False
        return bool(own is rounds[-1] or unseen(step, rounds[-1].filled))

    def hides_flag(self, act: Act) -> bool:
        """Tell whether what the core flagged is a record that does not show its numbers."""
        index = act.facts.get("index", "")
        if act.kind != ActKind.RECORD_FLAGGED or not (index.isascii() and index.isdigit()):
            return False
        kept = self._unit.value(select(record.c.envelope).where(record.c.seq == int(index)))
        flagged = record_from(bytes(kept)) if kept is not None else None
        return flagged is not None and self.hides(int(index), flagged.act)

    def _read(self, number: str, identity: str) -> tuple[Step | None, list[Round]]:
        """Read the rounds of a step of a batch under way that is counted twice; no step for any other."""
        step = self._step(number, identity)
        if step is None or step.sign != SignPolicy.BLIND_SECOND_COUNT:
            return None, []
        rounds = [Round(-1, {})]
        wanted = record.c.batch == number, record.c.step == identity, SOUND
        rows = self._unit.rows(select(record.c.seq, record.c.envelope).where(*wanted).order_by(record.c.seq))
        for row in rows:
            read = record_from(bytes(row.envelope))
            if read is not None and read.act.kind in _BEGINS:
                rounds.append(Round(row.seq, {}))
            elif read is not None and read.act.kind in _FILLS and read.act.subject.entry:
                filled = Filled(ActReference(read.act.id, read.sha256), read.act)
                rounds[-1].filled[read.act.subject.entry] = filled
        return step, rounds

    def _step(self, number: str, identity: str) -> Step | None:
        made = self._unit.first(select(batch.c.master, batch.c.state).where(batch.c.number == number))
        if made is None or made.state in _DECIDED:
            return None
        is_master = plant_item.c.kind == "masters", plant_item.c.id == made.master
        body = self._unit.value(select(plant_item.c.body).where(*is_master))
        return None if body is None else _master(msgspec.convert(body, EffectiveMaster).text).step(identity)


@lru_cache(16)
def _master(text: str) -> MasterBatchRecord:
    return load_master(text)
