"""Which records of the trail show no number yet: those of a step that somebody is still to count without knowing it.

Once both have counted, or the batch is decided or the round closed, every number is shown; records keep all of them.
"""

from collections.abc import Iterator
from functools import lru_cache

import msgspec

from core.acts import Act, ActKind
from core.batch.blind_rounds import TELLING, BlindRounds
from core.batch.progress import ENDED
from core.master.model import MasterBatchRecord, SignPolicy, Step
from core.master.text import load_master
from core.plant import EffectiveMaster
from core.record.payload import Record
from server.db.statements import select
from server.db.store import Unit
from server.db.tables.batches import batch
from server.db.tables.evidence import record
from server.db.tables.plant import plant_item
from server.records import SOUND, record_from


class Unseen:
    """Tells of records whether they show their numbers; reads each step once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._steps: dict[tuple[str, str], BlindRounds | None] = {}

    def hides(self, seq: int, act: Act) -> bool:
        """Tell whether a record holds a number that nobody may see before it was counted a second time."""
        number, identity = act.subject.batch, act.subject.step
        if act.kind not in TELLING or not number or not identity:
            return False
        if (number, identity) not in self._steps:
            self._steps[number, identity] = self._read(number, identity)
        rounds = self._steps[number, identity]
        return rounds is not None and rounds.hides(seq, act)

    def hides_flag(self, act: Act) -> bool:
        """Tell whether what the core flagged is a record that does not show its numbers."""
        index = act.facts.get("index", "")
        if act.kind != ActKind.RECORD_FLAGGED or not (index.isascii() and index.isdigit()):
            return False
        kept = self._unit.value(select(record.c.envelope).where(record.c.seq == int(index)))
        flagged = record_from(bytes(kept)) if kept is not None else None
        return flagged is not None and self.hides(int(index), flagged.act)

    def hidden(self) -> Iterator[tuple[int, Record]]:
        """Give every record that shows no number now, with its log index."""
        under_way = batch.c.state.not_in(ENDED)
        for made in self._unit.rows(select(batch.c.number, batch.c.master).where(under_way)):
            master = self._master(made.master)
            twice = [] if master is None else [s.id for s in master.steps() if s.sign == SignPolicy.BLIND_SECOND_COUNT]
            if not twice:
                continue
            rows = select(record.c.seq, record.c.envelope).where(record.c.batch == made.number)
            for row in self._unit.rows(rows.where(record.c.step.in_(twice)).order_by(record.c.seq)):
                read = record_from(bytes(row.envelope))
                if read is not None and self.hides(row.seq, read.act):
                    yield row.seq, read

    def _read(self, number: str, identity: str) -> BlindRounds | None:
        """Read the rounds of a step of a batch under way that is counted twice; None for any other."""
        step = self._step(number, identity)
        if step is None or step.sign != SignPolicy.BLIND_SECOND_COUNT:
            return None
        wanted = record.c.batch == number, record.c.step == identity, SOUND
        rows = self._unit.rows(select(record.c.seq, record.c.envelope).where(*wanted).order_by(record.c.seq))
        read = ((row.seq, record_from(bytes(row.envelope))) for row in rows)
        return BlindRounds(step, ((seq, kept) for seq, kept in read if kept is not None))

    def _step(self, number: str, identity: str) -> Step | None:
        made = self._unit.first(select(batch.c.master, batch.c.state).where(batch.c.number == number))
        if made is None or made.state in ENDED:
            return None
        master = self._master(made.master)
        return None if master is None else master.step(identity)

    def _master(self, digest: str) -> MasterBatchRecord | None:
        is_master = plant_item.c.kind == "masters", plant_item.c.id == digest
        body = self._unit.value(select(plant_item.c.body).where(*is_master))
        return None if body is None else _master(msgspec.convert(body, EffectiveMaster).text)


@lru_cache(16)
def _master(text: str) -> MasterBatchRecord:
    return load_master(text)
