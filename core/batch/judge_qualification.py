"""The judge of qualifications: is this person, on this day, trained for the room, the equipment and the procedure?

Asked at the moment of each act and each signature; what was revoked in mid-shift blocks the next one.
Source: 21 CFR 11.10(i), 211.25; GMP articles 18, 27; F20.
"""

from collections.abc import Iterable
from datetime import date

from core.acts import Act
from core.batch.state import BatchState
from core.finding import Finding, finding
from core.master.model import MasterBatchRecord, Step
from core.plant import Plant, Specification
from core.qualification import QualificationKind, Standing, effective_version, qualification_id, standing
from core.times import local_day, utc_from


def step_refusals(
    act: Act, person: str, step: Step, state: BatchState, master: MasterBatchRecord, plant: Plant
) -> list[Finding]:
    """Say what a person lacks for a step: its room, the equipment used or scanned now, its operating procedure.

    Args:
        act: The act or signature; its day counts, and the equipment it names.
        person: Person id of who acts, signs or verifies.
        step: The step.
        state: The batch before the act.
        master: The pinned master record.
        plant: The plant as known where the judge sits.
    """
    if not plant.policy.qualified:
        return []
    day, operation = _day(act, plant), master.operation_of(step.id)
    found = _lacks(person, QualificationKind.ROOM, operation.room, plant, day) if operation else []
    for used in sorted(_classes(act, step, state, plant)):
        found += _lacks(person, QualificationKind.EQUIPMENT_CLASS, used, plant, day)
    procedure = master.procedure_of(step)
    return [*found, *(_lacks_procedure(person, procedure, plant, day) if procedure else [])]


def method_refusals(act: Act, person: str, methods: Iterable[str], plant: Plant) -> list[Finding]:
    """Say which test methods a person is not trained on, among those that the plant keeps as procedures."""
    if not plant.policy.qualified:
        return []
    known = sorted(method for method in set(methods) if method in plant.procedures)
    day = _day(act, plant)
    return [item for method in known for item in _lacks_procedure(person, method, plant, day)]


def methods_of(specification: Specification) -> tuple[str, ...]:
    """Give the test methods of a specification."""
    return tuple(test.method for test in specification.tests)


def _classes(act: Act, step: Step, state: BatchState, plant: Plant) -> set[str]:
    """Give the classes of the equipment that this step has used, and that this act names."""
    filled = state.step(step.id).filled.values()
    named = {act.subject.equipment, *(item.act.subject.equipment for item in filled)}
    return {plant.equipment[identity].equipment_class for identity in named if identity in plant.equipment}


def _lacks_procedure(person: str, code: str, plant: Plant, day: date) -> list[Finding]:
    procedure = plant.procedures.get(code)
    if procedure is None:
        return [finding("refusal.procedure_unknown", sop=code[:40])]
    version = effective_version(procedure, day)
    if version == 0:
        return [finding("refusal.procedure_not_effective", sop=code, d=procedure.effective_from.isoformat())]
    return _lacks(person, QualificationKind.PROCEDURE, code, plant, day, version)


def _lacks(person: str, kind: QualificationKind, of: str, plant: Plant, day: date, version: int = 0) -> list[Finding]:
    held, named = plant.qualifications.get(qualification_id(person, kind, of)), f"{of} v{version}" if version else of
    if held is None:
        return [finding(f"refusal.unqualified.{kind.value}", of=named)]
    match standing(held, version, day):
        case Standing.WITHDRAWN:
            return [finding("refusal.qualification_withdrawn", of=of, why=held.withdrawn[:80])]
        case Standing.LATER:
            return [finding("refusal.qualification_later", of=of, d=held.valid_from.isoformat())]
        case Standing.ENDED:
            return [finding("refusal.qualification_ended", of=of, d=str(held.valid_to))]
        case Standing.OUTDATED:
            return [finding("refusal.training_outdated", of=named, have=str(held.version))]
        case _:
            return []


def _day(act: Act, plant: Plant) -> date:
    return local_day(utc_from(act.when.utc), plant.offset_min)
