"""Batches as long as one likes: many records for the verifier, many steps for review and paper."""

import msgspec

from core.acts import ActKind, ActReference, Manifest, ManifestLine, Meaning, Source, Subject, Value
from core.master.model import MasterBatchRecord, Operation, Step
from tests.fakes.played import BATCH, Played, master

REPEATED = ("S50", "S70", "S90")
"""An equipment reading, a measurement, and an in-process control, which is countersigned here."""


def recorded(count: int) -> Played:
    """Record at least so many acts: five values, then a signature and a countersignature, again and again."""
    played = Played()
    played.issue()
    while len(played.records) < count:
        acts: list[ActReference] = []
        for reading in range(5):
            value = {"value": Value(f"{600 + reading}.1", "mg", Source.TYPED)}
            subject = Subject(BATCH, step="S90", entry=f"reading_{reading % 3 + 1}")
            record = played.act(ActKind.VALUE_ENTERED, subject, value)
            acts.append(ActReference(record.act.id, record.sha256))
        lines = tuple(ManifestLine(f"读数 {reading}", f"{600 + reading}.1 mg") for reading in range(5))
        manifest = Manifest(BATCH, "S90", "9 片重检查", "zh-CN", lines, tuple(acts))
        played.sign(manifest, "P-0001", Meaning.PERFORMED)
        played.sign(manifest, "P-0002", Meaning.VERIFIED)
    return played


def played_through(times: int) -> Played:
    """Play a whole batch whose steps of making are repeated so many times."""
    return Played(_lengthened(master(), times)).run()


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
