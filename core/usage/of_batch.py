"""What the acts of a batch, of a round and of a laboratory have to say in the logbooks of equipment and rooms."""

from collections.abc import Iterator

import msgspec

from core.acts import Act, ActKind, Meaning, Source, Value
from core.batch.progress import finished
from core.batch.state import BatchState, ExceptionCase
from core.finding import Finding, finding
from core.master.kinds import IdentityScan, LineClearance
from core.master.model import MasterBatchRecord, Operation, Step
from core.plant import Plant
from core.specified import specification_of, stated_version
from core.usage.line import Effect, Kept, UsageKind, UsageLine, goes_on
from core.words import Words

_IN_ROOM = frozenset({ActKind.STEP_STARTED, ActKind.ROOM_SCANNED, ActKind.SIGNED})
_BY_BALANCE = frozenset({ActKind.ZERO_CHECKED, ActKind.CONTAINER_TARED, ActKind.WEIGHT_TAKEN})
_WITH_EQUIPMENT = _BY_BALANCE | {
    ActKind.EQUIPMENT_SCANNED,
    ActKind.TAG_READ,
    ActKind.SETTING_MADE,
    ActKind.MATERIAL_CHARGED,
    ActKind.ENTRIES_UNDONE,
    ActKind.SIGNED,
}
_NAMING = frozenset({ActKind.EQUIPMENT_SCANNED, ActKind.ENTRIES_UNDONE})
_SCANS = frozenset({ActKind.EQUIPMENT_SCANNED, ActKind.ROOM_SCANNED, ActKind.CONTAINER_SCANNED})
_TAKING_BACK = frozenset({ActKind.ENTRIES_UNDONE, ActKind.DISPENSE_REVERSED, ActKind.STEP_REPEATED})
_NOBODY = Words("", "")


def touches_of_batch(
    seq: int, act: Act, plant: Plant, before: BatchState, after: BatchState, master: MasterBatchRecord
) -> Iterator[UsageLine]:
    """Give the use of the room of each step that an act is about, and of the equipment that was scanned in it."""
    for step in steps_of(act, master):
        operation = master.operation_of(step.id)
        if operation is None:
            continue
        if act.kind in _IN_ROOM:
            yield from _room(seq, act, step, operation, master)
        used = _equipment(act, step, before, after, plant) if act.kind in _WITH_EQUIPMENT else ()
        for equipment in used:
            line = _use(seq, act, Kept.EQUIPMENT, equipment, step, operation, master)
            yield msgspec.structs.replace(line, effect=Effect.BINDS) if act.kind in _NAMING else line
        if act.signature is not None and act.signature.meaning == Meaning.PERFORMED:
            for equipment in _standing_by(operation, after):
                if equipment not in used:
                    yield goes_on(_use(seq, act, Kept.EQUIPMENT, equipment, step, operation, master))
    yield from _taken_back(act, before, after, master)
    if after.cases is not before.cases:
        yield from _exceptions(seq, act, before, after, master)
    yield from _ending(act, before, after, master)


def touches_of_result(
    seq: int, act: Act, plant: Plant, after: BatchState | None, master: MasterBatchRecord | None
) -> Iterator[UsageLine]:
    """Give the use of the instrument that a result names, for the batch or lot that was tested."""
    instrument, code = act.subject.equipment, act.facts.get("specification", "")
    if not instrument:
        return
    specification = specification_of(plant, code, stated_version(act.facts))
    tests = specification.tests if specification else ()
    name = next((test.name for test in tests if test.code == act.subject.test), _NOBODY)
    lot = plant.lots.get(act.subject.lot or "")
    material = plant.materials.get(lot.material if lot else specification.material if specification else "")
    value = act.values.get("value")
    yield UsageLine(
        Kept.EQUIPMENT,
        instrument,
        UsageKind.TEST,
        act.when.utc,
        act.when.utc,
        (seq,),
        name=name,
        product=master.name if master else material.name if material else _NOBODY,
        strength=master.strength if master else "",
        specification=code,
        batch=(after.number if after else act.subject.lot) or "",
        operation=act.subject.sample or "",
        steps=(act.subject.test or "",),
        persons=_person(act),
        told=(finding("usage.result", test=act.subject.test or "-", value=shown(value)),) if value else (),
    )


# ------------------------------------------------------------------ of a step


def steps_of(act: Act, master: MasterBatchRecord) -> Iterator[Step]:
    """Give the steps that an act is about: the one that it names, or those that it signs."""
    names = [act.subject.step]
    if act.kind == ActKind.SIGNED and act.signature is not None:
        names = [manifest.step for manifest in act.signature.manifests]
    yield from (step for name in dict.fromkeys(names) if (step := master.step(name or "")) is not None)


def _room(seq: int, act: Act, step: Step, operation: Operation, master: MasterBatchRecord) -> Iterator[UsageLine]:
    """A line clearance is a cleaning of the room it names; every other step is a use of that of its operation."""
    if isinstance(step.detail, LineClearance):
        line = _use(seq, act, Kept.ROOM, step.detail.room, step, operation, master)
        yield msgspec.structs.replace(line, kind=UsageKind.CLEANING, name=step.name)
    elif operation.room:
        yield _use(seq, act, Kept.ROOM, operation.room, step, operation, master)


def bound(step: Step, state: BatchState) -> tuple[str, ...]:
    """Name the equipment that was scanned in a step, in the order of the scans."""
    filled = state.step(step.id).filled.values()
    scans = (item.act.subject.equipment for item in filled if item.act.kind == ActKind.EQUIPMENT_SCANNED)
    return tuple(dict.fromkeys(name for name in scans if name))


def _standing_by(operation: Operation, state: BatchState) -> tuple[str, ...]:
    """Name the equipment that was scanned for the whole of an operation: it is in use until the last step is signed."""
    scans = (step for step in operation.steps if isinstance(step.detail, IdentityScan))
    return tuple(dict.fromkeys(name for step in scans for name in bound(step, state)))


def _equipment(act: Act, step: Step, before: BatchState, after: BatchState, plant: Plant) -> tuple[str, ...]:
    """Name what an act has to do with: a weight with its balance, all else with whatever was scanned in the step."""
    if act.kind in (ActKind.EQUIPMENT_SCANNED, ActKind.SETTING_MADE) and act.subject.equipment:
        return (act.subject.equipment,)
    scanned = bound(step, after) or bound(step, before)
    if act.kind in _BY_BALANCE:
        serials = {value.device.serial for value in act.values.values() if value.device is not None}
        mine = tuple(name for name in scanned if name in plant.equipment and plant.equipment[name].serial in serials)
        return mine or scanned[-1:]
    return scanned


def _use(
    seq: int, act: Act, of: Kept, thing: str, step: Step, operation: Operation, master: MasterBatchRecord
) -> UsageLine:
    checks = act.signature is not None and act.signature.meaning == Meaning.VERIFIED
    people = _person(act)
    return UsageLine(
        of,
        thing,
        UsageKind.USE,
        act.when.utc,
        act.when.utc,
        (seq,),
        name=operation.name,
        product=master.name,
        strength=master.strength,
        specification=master.specification,
        batch=act.subject.batch or "",
        operation=operation.id,
        steps=(step.id,),
        persons=() if checks else people,
        checkers=people if checks else (),
        told=tuple(_told(act)) if of == Kept.EQUIPMENT else (),
    )


def shown(value: Value) -> str:
    """Write a value as it was recorded."""
    return value.value if value.unit == "1" else f"{value.value} {value.unit}"


def _person(act: Act) -> tuple[str, ...]:
    person = act.signature.person if act.signature is not None else act.who.person
    return (person,) if person else ()


def _told(act: Act) -> Iterator[Finding]:
    """Say what a device read, what it was set to, and that entries were undone."""
    value = act.values.get("value")
    if act.kind == ActKind.TAG_READ and value is not None:
        yield finding("usage.read", tag=act.facts.get("tag", "-"), value=shown(value))
    elif act.kind == ActKind.SETTING_MADE and value is not None:
        by_hand = value.source == Source.TYPED
        yield finding(
            "usage.set_by_hand" if by_hand else "usage.set", tag=act.facts.get("tag", "-"), value=shown(value)
        )
    elif act.kind == ActKind.ENTRIES_UNDONE:
        yield finding("usage.undone", step=act.subject.step or "-")


def _taken_back(act: Act, before: BatchState, after: BatchState, master: MasterBatchRecord) -> Iterator[UsageLine]:
    """Give back what is bound no more: as it stood where it was only scanned, else its use ends, and it is dirty."""
    step, operation = master.step(act.subject.step or ""), master.operation_of(act.subject.step or "")
    if act.kind not in _TAKING_BACK or step is None or operation is None:
        return
    under_way = (each for each in master.operations() if not all(finished(other, after) for other in each.steps))
    left = {name for each in under_way for other in each.steps for name in bound(other, after)}
    # A step that was signed stood at the head of its operation, perhaps: what was scanned in it may have been used.
    kinds = {item.act.kind for item in before.step(step.id).filled.values()}
    only_scanned = act.kind == ActKind.ENTRIES_UNDONE and kinds <= _SCANS
    for equipment in bound(step, before):
        if equipment not in left and equipment not in bound(step, after):
            back = goes_on(_use(-1, act, Kept.EQUIPMENT, equipment, step, operation, master))
            effect = Effect.GIVES_BACK if only_scanned else Effect.ENDS
            yield msgspec.structs.replace(back, effect=effect)


def _ending(act: Act, before: BatchState, after: BatchState, master: MasterBatchRecord) -> Iterator[UsageLine]:
    """Say that the use of everything scanned in an operation ends: with its last step, or with the batch."""
    decided = act.kind in (ActKind.BATCH_RELEASED, ActKind.BATCH_REJECTED, ActKind.BATCH_VOIDED)
    for operation in master.operations() if decided else _operations(act, after, master):
        done = all(finished(step, after) for step in operation.steps)
        if decided or (done and not all(finished(step, before) for step in operation.steps)):
            things = [(Kept.EQUIPMENT, name) for step in operation.steps for name in bound(step, after)]
            for of, thing in dict.fromkeys([*things, (Kept.ROOM, operation.room)]):
                ends = goes_on(_use(-1, act, of, thing, operation.steps[0], operation, master))
                yield msgspec.structs.replace(ends, effect=Effect.ENDS)


def _operations(act: Act, after: BatchState, master: MasterBatchRecord) -> tuple[Operation, ...]:
    """Give the operations that an act may have ended: those of the steps and exceptions that it names or signs."""
    names = [act.subject.step, *(case.step for case in after.cases.values() if case.id == act.subject.exception)]
    if act.signature is not None:
        signed = [manifest.step for manifest in act.signature.manifests]
        names += [after.cases[name].step if name in after.cases else name for name in signed]
    found = (master.operation_of(name) for name in dict.fromkeys(names) if name)
    return tuple({operation.id: operation for operation in found if operation is not None}.values())


# ------------------------------------------------------------------ exceptions


def _exceptions(
    seq: int, act: Act, before: BatchState, after: BatchState, master: MasterBatchRecord
) -> Iterator[UsageLine]:
    """Tell an exception that an act opened in the logbook of the equipment of its step."""
    for case in after.cases.values():
        step = master.step(case.step)
        operation = master.operation_of(case.step)
        if case.id in before.cases or step is None or operation is None:
            continue
        for equipment in bound(step, after):
            line = _use(seq, act, Kept.EQUIPMENT, equipment, step, operation, master)
            yield msgspec.structs.replace(
                line, kind=UsageKind.EXCEPTION, name=step.name, told=(_opened(case), case.what)
            )


def _opened(case: ExceptionCase) -> Finding:
    return finding("usage.exception", id=case.id)
