"""The judge of values: in the unit and with the places asked for, from the right device, calculated as stated."""

from core.acts import Act, Source
from core.batch.calculate import NotCalculable, calculate
from core.batch.cases import elapsed_s
from core.batch.entries import Entry
from core.batch.packaging import count_refusals, lots_refusals
from core.batch.progress import typed_weight
from core.batch.state import BatchState
from core.batch.weighing import named
from core.finding import Finding, finding
from core.master.kinds import Reconciliation, Timer
from core.master.model import Step
from core.plant import EquipmentItem, Plant
from core.quantity import SIGNED_UNITS, Quantity


def unit_refusals(act: Act, name: str, entry: Entry) -> list[Finding]:
    """Judge the unit of a value, and its sign."""
    value = act.values[name].quantity
    if value.unit != entry.unit:
        return [finding("refusal.unit_wrong", got=value.unit, want=entry.unit)]
    if value.value.is_signed() and value.unit not in SIGNED_UNITS:  # a zero with a minus sign too
        return [finding("refusal.negative", value=str(value))]
    return []


def decimals_refusals(act: Act, entry: Entry) -> list[Finding]:
    """Judge the places of a number that is entered."""
    exponent = act.values["value"].quantity.value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if entry.decimals is None or places == entry.decimals:
        return []
    return [finding("refusal.decimals", want=str(entry.decimals))]


def device_refusals(act: Act, name: str, entry: Entry, step: Step, state: BatchState, plant: Plant) -> list[Finding]:
    """The value must come from the very balance that was scanned for this weighing, or be typed with a reason."""
    if typed_weight(act):
        return [] if act.facts.get("reason", "").strip() else [finding("refusal.typed_reason")]
    item, value = bound_balance(entry, step, state, plant), act.values[name]
    if value.source != Source.WEIGHED or value.device is None:
        return [finding("refusal.not_weighed")]
    if item is None or value.device.serial != item.serial:
        return [finding("refusal.device_other", got=value.device.serial, want=item.serial if item else "-")]
    return []


def bound_balance(entry: Entry, step: Step, state: BatchState, plant: Plant) -> EquipmentItem | None:
    """Give the balance that was scanned for a weighing."""
    bound = state.step(step.id).filled.get(named("balance", entry.weighing))
    return plant.equipment.get(bound.act.subject.equipment or "") if bound else None


def counted_refusals(act: Act, entry: Entry, step: Step, state: BatchState, plant: Plant) -> list[Finding]:
    """Judge a count of packaging; any other number is free of it."""
    if not isinstance(step.detail, Reconciliation):
        return []
    return count_refusals(act, entry, step.detail.material, state, plant)


def balanced_refusals(act: Act, entry: Entry, step: Step, state: BatchState, plant: Plant) -> list[Finding]:
    """Judge what a reconciliation comes to; any other result is free of it."""
    if not isinstance(step.detail, Reconciliation):
        return []
    return lots_refusals(act, entry, step.detail.material, state, plant)


def calculated_refusals(act: Act, entry: Entry, step: Step, state: BatchState) -> list[Finding]:
    """Judge a calculated value: it is what the recorded values come to."""
    try:
        expected = calculate(step, entry, state)
    except NotCalculable as error:
        return [Finding(error.key, error.params)]
    got = act.values["value"].quantity
    return [] if got == expected else [finding("refusal.calculation", got=str(got), want=str(expected))]


def reading_refusals(act: Act, entry: Entry, step: Step, state: BatchState, plant: Plant) -> list[Finding]:
    """Judge what a tag was read as: the tag asked for, of the very equipment that was scanned."""
    value = act.values["value"]
    bound = state.step(step.id).filled.get("equipment")
    item = plant.equipment.get(bound.act.subject.equipment or "") if bound else None
    found = unit_refusals(act, "value", entry)
    if act.facts.get("tag") != entry.of:
        found.append(finding("refusal.tag_wrong", got=act.facts.get("tag", "-"), want=entry.of))
    if value.source != Source.READ or value.device is None:
        found.append(finding("refusal.not_read"))
    elif item is not None and item.serial and value.device.serial != item.serial:
        found.append(finding("refusal.device_other", got=value.device.serial, want=item.serial))
    return found


def timer_refusals(act: Act, step: Step, state: BatchState) -> list[Finding]:
    """Judge the end of a timer: not before its shortest time, and as long as between the two acts."""
    started = state.step(step.id).filled.get("start")
    if started is None or not isinstance(step.detail, Timer):
        return []
    passed = elapsed_s(started.act, act)
    missing = step.detail.minimum_s - passed
    if missing > 0:
        return [finding("refusal.timer_early", seconds=str(missing))]
    got, want = act.values["value"].quantity, Quantity(passed, "s")
    return [] if got == want else [finding("refusal.calculation", got=str(got), want=str(want))]
