"""Batches as long as one likes: many records for the verifier, many steps for review and paper."""

import msgspec

from core.acts import ActKind, ActReference, Manifest, ManifestLine, Meaning, Source, Subject, Value
from core.master.model import MasterBatchRecord, Operation, Step
from tests.fakes.log import reference
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.small_product import BATCH, master, played, small_batch

REPEATED = ("S50", "S70", "S90")
"""An equipment reading, a measurement, and an in-process control, which is countersigned here."""


def recorded(count: int) -> Rehearsal:
    """Record at least so many acts: five values, then a signature and a countersignature, again and again."""
    batch = small_batch()
    while len(batch.records) < count:
        acts: list[ActReference] = []
        for reading in range(5):
            value = {"value": Value(f"{600 + reading}.1", "mg", Source.TYPED)}
            subject = Subject(step="S90", entry=f"reading_{reading % 3 + 1}")
            acts.append(reference(batch.record(ActKind.VALUE_ENTERED, subject, value)))
        lines = tuple(ManifestLine(f"读数 {reading}", f"{600 + reading}.1 mg") for reading in range(5))
        manifest = Manifest(BATCH, "S90", "9 片重检查", "zh-CN", lines, tuple(acts))
        batch.sign(manifest, batch.operator, Meaning.PERFORMED)
        batch.sign(manifest, batch.checker, Meaning.VERIFIED)
    return batch


def played_through(times: int) -> Rehearsal:
    """Play a whole batch whose steps of making are repeated so many times."""
    return played(recipe=_lengthened(master(), times))


def _lengthened(recipe: MasterBatchRecord, times: int) -> MasterBatchRecord:
    procedures = tuple(
        msgspec.structs.replace(
            procedure, operations=tuple(_repeated(operation, times) for operation in procedure.operations)
        )
        for procedure in recipe.procedures
    )
    return msgspec.structs.replace(recipe, procedures=procedures)


def _repeated(operation: Operation, times: int) -> Operation:
    chosen = [step for step in operation.steps if step.id in REPEATED]
    more = [_again(step, 1000 + round_ * 10 + n) for round_ in range(times) for n, step in enumerate(chosen)]
    return msgspec.structs.replace(operation, steps=(*operation.steps, *more))


def _again(step: Step, number: int) -> Step:
    return msgspec.structs.replace(step, id=f"S{number}", number=number)
