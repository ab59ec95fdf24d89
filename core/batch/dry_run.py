"""Dry run: what recorded batches would have done under another version of their master record.

Both versions are given the same acts and the same plant, so that what differs comes from the versions alone. Steps that
only one of them has are left out here; the difference of the texts names them.
Source: `design/domain.md`, life of a master record.
"""

from collections.abc import Sequence

import msgspec

from core.batch.fold import apply, begin
from core.batch.judge import judge
from core.batch.state import BatchState
from core.finding import Finding
from core.master.condition import Condition
from core.master.model import MasterBatchRecord, Operation, Step
from core.plant import Plant
from core.record.payload import Record

_SHOWN_ONLY = frozenset({"refusal.manifest_other"})
"""What is signed reads otherwise whenever a text changes; that is no other behaviour of the step."""


class OtherBehaviour(msgspec.Struct, frozen=True):
    """One act that would have gone differently.

    Attributes:
        batch: Batch number.
        step: Step id.
        entry: Entry of the step, or "".
        record: Record id.
        before: What the version pinned by the batch finds: refusals, then exceptions opened.
        after: What the other version finds.
    """

    batch: str
    step: str
    entry: str
    record: str
    before: tuple[Finding, ...]
    after: tuple[Finding, ...]


def dry_run(
    records: Sequence[Record], old: MasterBatchRecord, new: MasterBatchRecord, plant: Plant
) -> tuple[OtherBehaviour, ...]:
    """Replay one batch under both versions and list every act that would have gone differently.

    Args:
        records: All records of the batch, its issue first.
        old: The version that the batch pins.
        new: The version that is looked at.
        plant: The plant, the same for both.
    """
    shared = {step.id for step in old.steps()} & {step.id for step in new.steps()}
    sides = (_Side(records[0], _only(old, shared)), _Side(records[0], _only(new, shared)))
    found: list[OtherBehaviour] = []
    for record in records[1:]:
        step = record.act.subject.step
        if step is not None and step not in shared and old.step(step) is not None:
            continue
        before, after = (side.take(record, plant) for side in sides)
        if before != after:
            entry = record.act.subject.entry or ""
            found.append(OtherBehaviour(sides[0].state.number, step or "", entry, record.act.id, before, after))
    return tuple(found)


class _Side:
    """One version, with the fold of the acts under it."""

    def __init__(self, issued: Record, master: MasterBatchRecord) -> None:
        self.state: BatchState = begin(issued)
        self._master = master

    def take(self, record: Record, plant: Plant) -> tuple[Finding, ...]:
        """Judge and fold a record; give what was found and which exceptions it has opened."""
        refused = judge(record.act, record.place.kiosk, self.state, self._master, plant)
        known = set(self.state.cases)
        self.state = apply(self.state, record, self._master)
        opened = [case.what for identity, case in self.state.cases.items() if identity not in known]
        return tuple(item for item in (*refused, *opened) if item.key not in _SHOWN_ONLY)


def _only(master: MasterBatchRecord, steps: set[str]) -> MasterBatchRecord:
    """Keep some steps of a master record, in its order, and the conditions that rest on these."""
    replace = msgspec.structs.replace

    def kept(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(condition for condition in conditions if condition.step in steps)

    def step(item: Step) -> Step:
        return replace(item, when=kept(item.when))

    def operation(item: Operation) -> Operation:
        own = tuple(step(inner) for inner in item.steps if inner.id in steps)
        return replace(item, when=kept(item.when), steps=own)

    procedures = tuple(replace(p, operations=tuple(map(operation, p.operations))) for p in master.procedures)
    return replace(master, procedures=procedures)
