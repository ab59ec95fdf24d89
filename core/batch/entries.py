"""The entries of a step: what has to be recorded, in order, each by one kind of act.

Every step kind is a list of entries; state, judge and guide work on entries alone and know no step kinds. Most lists
are fixed. Those of a weighing, a charge and a reconciliation grow with what is recorded: a weight taken as a part asks
for another weighing, a charge that leaves containers of its material for the next one, a lot for the next lot.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

import msgspec

from core.acts import ActKind
from core.batch.weighing import PART, Recorded, Weighing, named, weighings
from core.master.attachment import Attachment
from core.master.choice import Choice
from core.master.environment import EnvironmentCheck, EnvironmentReading
from core.master.hold_time import HoldTime
from core.master.kinds import (
    Calculation,
    ChargeIn,
    EquipmentReading,
    IdentityScan,
    InProcessControl,
    LabelPrint,
    LineClearance,
    Measurement,
    Reconciliation,
    Sample,
    ScanTarget,
    Timer,
    WeighDispense,
    Yield,
)
from core.master.limits import Limits
from core.master.model import SignPolicy, Step
from core.master.plan import Plan
from core.master.setting import EquipmentSetting


class Expected(StrEnum):
    """What kind of label an entry expects to be scanned."""

    ROOM = "room"
    EQUIPMENT = "equipment"
    CONTAINER = "container"
    DISPENSED = "dispensed"
    LABEL = "label"


class Entry(msgspec.Struct, frozen=True):
    """One thing to record.

    Attributes:
        name: Unique in the step, ASCII: `balance`, `source`, `tare`, `net`, `reading_3`.
        act: The kind of act that fills it.
        expected: What has to be scanned, or None.
        of: Which one: room id, equipment class or material code; "" where the step says nothing.
        unit: Unit of its value, or "".
        decimals: Places of its value, or None for what a device sends.
        limits: Limits of its value.
        refuse: True when a value outside the limits is refused instead of opening an exception.
        item: Index of the checklist line or reading, from 0.
        second: Name of the entry that it counts a second time, or "".
        weighing: Which weighing of its step, lot of its reconciliation or round of its control it belongs to, from 1.
    """

    name: str
    act: ActKind
    expected: Expected | None = None
    of: str = ""
    unit: str = ""
    decimals: int | None = None
    limits: Limits | None = None
    refuse: bool = False
    item: int = 0
    weighing: int = 1
    second: str = ""


def entries(step: Step, recorded: Mapping[str, Recorded] | None = None) -> tuple[Entry, ...]:
    """List what has to be recorded in a step, in order.

    Args:
        step: The step of the master record.
        recorded: What fills its entries so far, by name; without it the list is that of a step not begun.
    """
    if recorded:
        if NOT_APPLICABLE in recorded:
            return (_NOT_APPLICABLE,)
        if CONTROL_ENDED in recorded:
            begun = rounds_begun(step, recorded)
            return (*(entry for entry in entries(step) if entry.weighing <= begun), _CONTROL_ENDED)
        match step.detail:
            case WeighDispense() as weigh if _grows(weigh, recorded):
                return tuple(entry for one in weighings(weigh, recorded) for entry in _weighing(weigh, one))
            case ChargeIn() as charge if any(LEFT in item.act.facts for item in recorded.values()):
                return tuple(_charging(charge, recorded))
            case Reconciliation(limits=limits) if any(LEFT in item.act.facts for item in recorded.values()):
                return tuple(_reconciling(step, limits, recorded))
            case _:
                pass
    known = _KNOWN.get(id(step))
    if known is None or known[0] is not step:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[id(step)] = (step, _entries(step))
    return known[1]


SECOND = "second_"
"""How the name of an entry begins that counts another one a second time."""

NOT_APPLICABLE = "not_applicable"
"""The one entry of a step that was declared not applicable; its act states the reason."""

_NOT_APPLICABLE = Entry(NOT_APPLICABLE, ActKind.STEP_NOT_APPLICABLE)

CONTROL_ENDED = "control_ended"
"""The last entry of a planned control that was ended before all its rounds; those not begun by then are no entries."""

_CONTROL_ENDED = Entry(CONTROL_ENDED, ActKind.CONTROL_ENDED)

# Every act of a batch asks for the entries of every step. A step is frozen, so its entries are worked out once; the
# step is kept beside them, so that its id is not given to another one.
_KNOWN: dict[int, tuple[Step, tuple[Entry, ...]]] = {}
_MOST_KNOWN = 4096


def _entries(step: Step) -> tuple[Entry, ...]:
    match step.detail:
        case LineClearance(room=room, items=items):
            checks = (Entry(f"item_{index + 1}", ActKind.CONFIRMED, item=index) for index in range(len(items)))
            return (_scan("room", Expected.ROOM, room), *checks)
        case IdentityScan(targets=targets):
            return tuple(_target(index, target) for index, target in enumerate(targets))
        case WeighDispense() as weigh:
            return tuple(entry for one in weighings(weigh, {}) for entry in _weighing(weigh, one))
        case ChargeIn() as charge:
            return tuple(_charging(charge, {}))
        case Measurement(unit=unit, decimals=decimals, limits=limits) if _is_blind(step):
            first = Entry("value", ActKind.VALUE_ENTERED, unit=unit, decimals=decimals)
            return (first, _counted_again(first, limits))
        case Measurement(unit=unit, decimals=decimals, limits=limits):
            return (Entry("value", ActKind.VALUE_ENTERED, unit=unit, decimals=decimals, limits=limits),)
        case Calculation(unit=unit, decimals=decimals, limits=limits):
            return (Entry("result", ActKind.VALUE_CALCULATED, unit=unit, decimals=decimals, limits=limits),)
        case EquipmentReading(equipment_class=equipment, tag=tag, unit=unit, limits=limits):
            reading = Entry("reading", ActKind.TAG_READ, of=tag, unit=unit, limits=limits)
            return (_scan("equipment", Expected.EQUIPMENT, equipment), reading)
        case EnvironmentCheck(equipment_class=equipment, readings=readings):
            taken = (_environment(index, reading) for index, reading in enumerate(readings))
            return (_scan("equipment", Expected.EQUIPMENT, equipment), *taken)
        case EquipmentSetting(equipment_class=equipment, tag=tag, value=value) as setting:
            wanted = Entry("set", ActKind.SETTING_MADE, of=tag, unit=value.unit)
            back = Entry("read_back", ActKind.TAG_READ, of=tag, unit=value.unit, limits=setting.read_back)
            return (_scan("equipment", Expected.EQUIPMENT, equipment), wanted, back)
        case Attachment():
            return (Entry("file", ActKind.FILE_ATTACHED),)
        case Choice():
            return (Entry("choice", ActKind.CHOICE_MADE),)
        case HoldTime():
            return (Entry("held", ActKind.HOLD_ENDED, unit="s"),)
        case Timer():
            return (Entry("start", ActKind.TIMER_STARTED), Entry("end", ActKind.TIMER_ENDED, unit="s"))
        case InProcessControl() as control:
            return _control(control)
        case Sample():
            return (Entry("sample", ActKind.SAMPLE_DRAWN), *_label(1))
        case LabelPrint(copies=copies):
            return _label(copies)
        case Yield(theoretical=theoretical, limits=limits):
            percent = Entry("yield", ActKind.VALUE_CALCULATED, unit="%", decimals=1, limits=limits)
            return (Entry("output", ActKind.OUTPUT_RECORDED, unit=theoretical.unit), percent)
        case Reconciliation(limits=limits):
            return tuple(_reconciling(step, limits, {}))
        case _:
            return (Entry("done", ActKind.CONFIRMED),)


RECONCILED = ("issued", "used", "sampled", "destroyed", "returned")
"""The counts of a packaging reconciliation, in order (GMP article 180(10)); those of a second lot end in `_2`."""


LEFT = "left"
"""Fact of a charge: how many dispensed containers of its material follow; of a reconciliation: how many lots."""


def entry_of(step: Step, name: str, recorded: Mapping[str, Recorded] | None = None) -> Entry | None:
    """Find an entry of a step by name; an optional one can be not applicable, a planned control be ended."""
    if name == NOT_APPLICABLE:
        return _NOT_APPLICABLE if step.optional else None
    if name == CONTROL_ENDED:
        return _CONTROL_ENDED if plan_of(step) is not None else None
    return next((entry for entry in entries(step, recorded) if entry.name == name), None)


def plan_of(step: Step) -> Plan | None:
    """Give the plan of a control that is done in rounds."""
    return step.detail.plan if isinstance(step.detail, InProcessControl) else None


def rounds_begun(step: Step, recorded: Mapping[str, Recorded]) -> int:
    """Count the rounds of a control in which something is recorded."""
    return max((entry.weighing for entry in entries(step) if entry.name in recorded), default=0)


def _scan(name: str, expected: Expected, of: str) -> Entry:
    act = ActKind.ROOM_SCANNED if expected == Expected.ROOM else ActKind.EQUIPMENT_SCANNED
    return Entry(name, act, expected, of)


def _target(index: int, target: ScanTarget) -> Entry:
    name = f"target_{index + 1}"
    if target.room is not None:
        return _scan(name, Expected.ROOM, target.room)
    if target.equipment_class is not None:
        return _scan(name, Expected.EQUIPMENT, target.equipment_class)
    return Entry(name, ActKind.CONTAINER_SCANNED, Expected.CONTAINER, target.material or "", item=index)


def _grows(weigh: WeighDispense, recorded: Mapping[str, Recorded]) -> bool:
    """Tell whether the entries of a weighing differ from those of one not begun."""
    net = recorded.get("net")
    return bool(weigh.potency or weigh.compensates or (net and net.act.facts.get(PART)))


def _weighing(weigh: WeighDispense, one: Weighing) -> tuple[Entry, ...]:
    """One weighing: where from, on which balance, its zero, the empty container, the net weight, and the label."""
    nth = one.number
    return (
        Entry(named("source", nth), ActKind.CONTAINER_SCANNED, Expected.CONTAINER, weigh.material, weighing=nth),
        Entry(
            named("balance", nth), ActKind.EQUIPMENT_SCANNED, Expected.EQUIPMENT, weigh.equipment_class, weighing=nth
        ),
        Entry(named("zero", nth), ActKind.ZERO_CHECKED, unit=weigh.unit, weighing=nth),
        Entry(named("tare", nth), ActKind.CONTAINER_TARED, unit=weigh.unit, weighing=nth),
        Entry(named("net", nth), ActKind.WEIGHT_TAKEN, unit=weigh.unit, limits=one.limits, refuse=True, weighing=nth),
        Entry(named("label", nth), ActKind.LABEL_PRINTED, weighing=nth),
        Entry(named("label_back", nth), ActKind.LABEL_SCANNED_BACK, Expected.LABEL, weighing=nth),
    )


def _charging(charge: ChargeIn, recorded: Mapping[str, Recorded]) -> Iterator[Entry]:
    yield _scan("vessel", Expected.EQUIPMENT, charge.equipment_class)
    for index, material in enumerate(charge.materials):
        first = name = f"charge_{index + 1}"
        yield _charge(name, index, material)
        following = 2
        while (item := recorded.get(name)) is not None and item.act.facts.get(LEFT, "0") != "0":
            name = f"{first}_{following}"
            yield _charge(name, index, material)
            following += 1


def _is_blind(step: Step) -> bool:
    return step.sign == SignPolicy.BLIND_SECOND_COUNT


def _counted_again(first: Entry, limits: Limits | None = None) -> Entry:
    """Count an entry a second time; limits are judged then, for an exception would show the first number."""
    name, act = f"{SECOND}{first.name}", ActKind.SECOND_COUNT_MADE
    return Entry(name, act, unit=first.unit, decimals=0, limits=limits, weighing=first.weighing, second=first.name)


def _reconciling(step: Step, limits: Limits, recorded: Mapping[str, Recorded]) -> Iterator[Entry]:
    nth = 1
    while True:
        counts = [
            Entry(named(name, nth), ActKind.VALUE_ENTERED, unit="pcs", decimals=0, weighing=nth) for name in RECONCILED
        ]
        yield from counts
        result = named("reconciled", nth)
        yield Entry(result, ActKind.VALUE_CALCULATED, unit="%", decimals=2, limits=limits, weighing=nth)
        yield from (_counted_again(first) for first in counts if _is_blind(step))
        done = recorded.get(result)
        if done is None or done.act.facts.get(LEFT, "0") == "0":
            return
        nth += 1


def _charge(name: str, index: int, material: str) -> Entry:
    return Entry(name, ActKind.MATERIAL_CHARGED, Expected.DISPENSED, material, item=index)


def _control(control: InProcessControl) -> tuple[Entry, ...]:
    """The readings with their mean; by plan round after round, numbered through."""
    rounds = 1 if control.plan is None else control.plan.rounds
    return tuple(entry for nth in range(1, rounds + 1) for entry in _round(control, nth))


def _round(control: InProcessControl, nth: int) -> Iterator[Entry]:
    places, first = control.decimals, (nth - 1) * control.readings
    for index in range(first, first + control.readings):
        name, limits = f"reading_{index + 1}", control.limits
        about = Entry(name, ActKind.VALUE_ENTERED, unit=control.unit, decimals=places, limits=limits)
        yield msgspec.structs.replace(about, item=index, weighing=nth)
    mean = "mean" if control.plan is None else f"mean_{nth}"
    limits = control.mean_limits
    yield Entry(mean, ActKind.VALUE_CALCULATED, unit=control.unit, decimals=places + 1, limits=limits, weighing=nth)


def _environment(index: int, reading: EnvironmentReading) -> Entry:
    act = ActKind.TAG_READ if reading.tag else ActKind.VALUE_ENTERED
    places = None if reading.tag else reading.decimals
    name, limits = f"reading_{index + 1}", reading.limits
    return Entry(name, act, of=reading.tag, unit=reading.unit, decimals=places, limits=limits, item=index)


def _label(copies: int) -> tuple[Entry, ...]:
    """One print act for all copies, then each copy is scanned back."""
    back = (
        Entry(f"label_back_{index + 1}", ActKind.LABEL_SCANNED_BACK, Expected.LABEL, item=index)
        for index in range(copies)
    )
    return (Entry("label", ActKind.LABEL_PRINTED), *back)
