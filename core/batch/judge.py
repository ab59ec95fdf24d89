"""The judge: may this act happen now? The kiosk asks before it seals; the core asks again when it receives.

At the kiosk a refusal becomes a `Refused` act. In the core an authentic record is kept whatever the judge finds, and
what it finds becomes an exception.
"""

from datetime import date

from core.acts import Act, ActKind, Source
from core.batch.blind import second_count_refusals
from core.batch.calculate import NotCalculable, calculate
from core.batch.cases import elapsed_s
from core.batch.entries import Entry, entries, entry_of
from core.batch.holding import hold_refusals
from core.batch.judge_applicable import need_refusals, not_applicable_refusals
from core.batch.judge_attachment import attachment_refusals
from core.batch.judge_choice import choice_refusals
from core.batch.judge_correction import comment_refusals, correction_refusals, repeat_refusals
from core.batch.judge_material import (
    LONGEST_LABEL,
    charge_refusals,
    dispensed_refusals,
    label_refusals,
    output_refusals,
    printed_labels,
    reprint_refusals,
    sample_refusals,
    undo_refusals,
)
from core.batch.judge_potency import net_refusals, source_refusals
from core.batch.judge_qualification import step_refusals
from core.batch.judge_quality import exception_refusals, result_refusals
from core.batch.judge_reversal import reversal_refusals
from core.batch.judge_setting import setting_refusals
from core.batch.judge_signature import signature_refusals
from core.batch.judge_zero import tare_refusal, zero_refusals
from core.batch.kit import kit_refusals
from core.batch.packaging import count_refusals, lots_refusals
from core.batch.planned import early_refusals
from core.batch.progress import open_steps, typed_weight
from core.batch.reviewed import reviewed_refusals
from core.batch.state import BatchState, StepState
from core.batch.weighing import named, weighing_of, weighings
from core.finding import Finding, finding
from core.master.model import MasterBatchRecord, Reconciliation, Step, Timer, WeighDispense
from core.plant import EquipmentItem, Plant
from core.quantity import SIGNED_UNITS, Quantity, QuantityError
from core.rights import holders, may
from core.stock import balance_refusals, container_refusals, equipment_refusals
from core.times import local_day, utc_from

_ON_STEPS = frozenset(
    {
        ActKind.CONFIRMED,
        ActKind.ROOM_SCANNED,
        ActKind.EQUIPMENT_SCANNED,
        ActKind.CONTAINER_SCANNED,
        ActKind.ZERO_CHECKED,
        ActKind.CONTAINER_TARED,
        ActKind.WEIGHT_TAKEN,
        ActKind.MATERIAL_CHARGED,
        ActKind.VALUE_ENTERED,
        ActKind.VALUE_CALCULATED,
        ActKind.CHOICE_MADE,
        ActKind.SECOND_COUNT_MADE,
        ActKind.TAG_READ,
        ActKind.SETTING_MADE,
        ActKind.FILE_ATTACHED,
        ActKind.TIMER_STARTED,
        ActKind.TIMER_ENDED,
        ActKind.HOLD_ENDED,
        ActKind.SAMPLE_DRAWN,
        ActKind.LABEL_PRINTED,
        ActKind.LABEL_SCANNED_BACK,
        ActKind.OUTPUT_RECORDED,
    }
)

_ABOUT_STEPS = frozenset(
    {
        ActKind.STEP_STARTED,
        ActKind.ENTRIES_UNDONE,
        ActKind.STEP_NOT_APPLICABLE,
        ActKind.DISPENSE_REVERSED,
        ActKind.CORRECTION_MADE,
        ActKind.COMMENT_MADE,
        ActKind.STEP_REPEATED,
    }
)


def judge(act: Act, kiosk: str, state: BatchState, master: MasterBatchRecord, plant: Plant) -> tuple[Finding, ...]:
    """Judge an act of a batch before it is folded in.

    Args:
        act: What is about to happen, or what a record says has happened.
        kiosk: The station that states it.
        state: The batch before the act.
        master: The pinned master record.
        plant: The plant as known where the judge sits.

    Returns:
        What speaks against it, the most telling first; empty when it may happen.
    """
    if act.kind == ActKind.SIGNED:
        return signature_refusals(act, kiosk, state, master, plant)
    if act.kind in (ActKind.EXCEPTION_EXPLAINED, ActKind.EXCEPTION_DISPOSED):
        return exception_refusals(act, state, master, plant)
    if act.kind == ActKind.RESULT_ENTERED:
        return result_refusals(act, state, plant)
    if act.kind == ActKind.BATCH_REVIEWED:
        return reviewed_refusals(act, state, plant)
    if act.kind not in _ON_STEPS and act.kind not in _ABOUT_STEPS:
        return ()
    step = master.step(act.subject.step or "")
    if act.kind == ActKind.COMMENT_MADE:
        return comment_refusals(act, step, state, plant)
    if step is None:
        return (finding("refusal.step_unknown", step=act.subject.step or "-"),)
    if act.kind == ActKind.DISPENSE_REVERSED:
        return reversal_refusals(act, kiosk, step, state, master, plant)
    if act.kind == ActKind.CORRECTION_MADE:
        return correction_refusals(act, step, state, plant)
    if act.kind == ActKind.STEP_REPEATED:
        return repeat_refusals(act, kiosk, step, state, master, plant)
    found = [*_place(act, kiosk, state, master, step), *_person(act, step, state, plant)]
    if act.kind == ActKind.ENTRIES_UNDONE:
        found.extend(undo_refusals(step, state))
    if act.kind == ActKind.STEP_STARTED and state.step(step.id).started is not None:
        found.append(finding("refusal.step_started", step=str(step.number)))
    if act.kind == ActKind.STEP_NOT_APPLICABLE:
        found.extend(not_applicable_refusals(act, step, state))
    if act.kind in _ON_STEPS:
        found.extend(_entry(act, step, state, master, plant))
    return (*found, *step_refusals(act, act.who.person or "", step, state, master, plant))


def _place(act: Act, kiosk: str, state: BatchState, master: MasterBatchRecord, step: Step) -> list[Finding]:
    """Order, lease and life of the batch."""
    if state.decided is not None:
        return [finding("refusal.batch_closed", batch=state.number)]
    if unneeded := need_refusals(step, state, master):
        return unneeded
    operation, due = master.operation_of(step.id), open_steps(state, master)
    if not due:
        return [finding("refusal.batch_complete")]
    if step.id not in {other.id for other in due}:
        before = next((other for other in due if master.operation_of(other.id) is operation), due[0])
        return [finding("refusal.step_order", step=str(before.number))]
    holder = state.leases.get(operation.id) if operation else kiosk
    if holder != kiosk:
        return [finding("refusal.not_leased", operation=operation.id if operation else "-", kiosk=holder or "-")]
    if act.kind != ActKind.STEP_STARTED and state.step(step.id).started is None:
        return [finding("refusal.step_not_started", step=str(step.number))]
    return []


def _person(act: Act, step: Step, state: BatchState, plant: Plant) -> list[Finding]:
    person = plant.people.get(act.who.person or "")
    if person is None or not person.active:
        return [finding("refusal.person_unknown", person=act.who.person or "-")]
    if typed_weight(act):
        return [] if may(person.roles, "act.type_weight") else [finding("refusal.typed_right")]
    # Who has typed a weight by right sees its label through as well.
    labels = act.kind in (ActKind.LABEL_PRINTED, ActKind.LABEL_SCANNED_BACK)
    if labels and may(person.roles, "act.type_weight") and _has_typed(state.step(step.id)):
        return []
    if not holders("act.perform_step") & set(person.roles) & set(step.roles):
        return [finding("refusal.role", step=str(step.number), roles=", ".join(step.roles))]
    return []


def _has_typed(recorded: StepState) -> bool:
    return any(typed_weight(item.act) for item in recorded.filled.values())


def _entry(act: Act, step: Step, state: BatchState, master: MasterBatchRecord, plant: Plant) -> list[Finding]:
    recorded = state.step(step.id)
    entry = entry_of(step, act.subject.entry or "", recorded.filled)
    if entry is None or entry.act != act.kind:
        return [finding("refusal.entry_unknown", entry=act.subject.entry or "-", step=str(step.number))]
    if recorded.performed is not None:
        return [finding("refusal.already_signed", step=str(step.number))]
    following = next((e for e in entries(step, recorded.filled) if e.name not in recorded.filled), None)
    if entry.act == ActKind.LABEL_PRINTED and act.facts.get("reprint") and entry.name in recorded.filled:
        return reprint_refusals(act, recorded.filled[entry.name])
    if following is None or following.name != entry.name:
        return [finding("refusal.entry_order", step=str(step.number))]
    try:
        return _content(act, entry, step, state, master, plant)
    except QuantityError as error:
        return [Finding(error.key, error.params)]
    except KeyError as error:
        return [finding("refusal.value_missing", name=str(error.args[0])[:40])]
    except ArithmeticError:
        return [finding("refusal.value_unfit", step=str(step.number))]


def _content(
    act: Act, entry: Entry, step: Step, state: BatchState, master: MasterBatchRecord, plant: Plant
) -> list[Finding]:
    today = local_day(utc_from(act.when.utc), plant.offset_min)
    match act.kind:
        case ActKind.ROOM_SCANNED:
            return _is(act.subject.room, entry.of, "refusal.room_wrong")
        case ActKind.EQUIPMENT_SCANNED:
            return _equipment(act, entry, step, state, master, plant, today)
        case ActKind.CONTAINER_SCANNED:
            found = _container(act, entry, state, plant, today)
            return found or source_refusals(act, entry, step, state, master, plant, today)
        case ActKind.ZERO_CHECKED:
            found = zero_refusals(act, entry.unit, _bound(entry, step, state, plant))
            return found or _device(act, "zero", entry, step, state, plant)
        case ActKind.CONTAINER_TARED:
            found = [*_unit(act, "tare", entry), *_device(act, "tare", entry, step, state, plant)]
            nothing = tare_refusal(act.values["tare"].quantity, _bound(entry, step, state, plant))
            return found or ([] if nothing is None else [nothing])
        case ActKind.WEIGHT_TAKEN:
            found = [*_unit(act, "net", entry), *_device(act, "net", entry, step, state, plant)]
            found = found or dispensed_refusals(act, entry, step, state, plant)
            return found or net_refusals(act, entry, step, state)
        case ActKind.MATERIAL_CHARGED:
            return charge_refusals(act, entry, state, plant, today)
        case ActKind.SAMPLE_DRAWN:
            return sample_refusals(act, step, state)
        case ActKind.LABEL_PRINTED:
            return label_refusals(act, step, state)
        case ActKind.VALUE_ENTERED:
            found = [*_unit(act, "value", entry), *_places(act, entry), *_counted(act, entry, step, state, plant)]
            return found or early_refusals(act, entry, step, state)
        case ActKind.OUTPUT_RECORDED:
            return [*_unit(act, "output", entry), *output_refusals(act, step, state, master)]
        case ActKind.VALUE_CALCULATED:
            return [*_calculated(act, entry, step, state), *_result(act, entry, step, state, plant)]
        case ActKind.SECOND_COUNT_MADE:
            counted = second_count_refusals(act, step, state.step(step.id).filled)
            return [*counted, *_unit(act, "value", entry), *_places(act, entry)]
        case ActKind.CHOICE_MADE:
            return choice_refusals(act, step)
        case ActKind.FILE_ATTACHED:
            return attachment_refusals(act, step)
        case ActKind.SETTING_MADE:
            return setting_refusals(act, step, state.step(step.id).filled, plant)
        case ActKind.TAG_READ:
            return _reading(act, entry, step, state, plant)
        case ActKind.TIMER_ENDED:
            return _timer(act, step, state)
        case ActKind.HOLD_ENDED:
            return hold_refusals(act, step, state)
        case ActKind.LABEL_SCANNED_BACK:
            return _label_back(act, step, state)
        case _:
            return []


def _is(got: str | None, want: str, key: str) -> list[Finding]:
    return [] if got == want else [finding(key, got=got or "-", want=want)]


def _equipment(
    act: Act,
    entry: Entry,
    step: Step,
    state: BatchState,
    master: MasterBatchRecord,
    plant: Plant,
    today: date,
) -> list[Finding]:
    item = plant.equipment.get(act.subject.equipment or "")
    if item is None:
        return [finding("refusal.equipment_unknown", equipment=act.subject.equipment or "-")]
    if item.equipment_class != entry.of:
        return [finding("refusal.equipment_wrong", got=item.id, want=entry.of)]
    operation = master.operation_of(step.id)
    found = list(equipment_refusals(item, operation.room if operation else item.room, today))
    found.extend(kit_refusals(act, step, state))
    if isinstance(step.detail, WeighDispense):
        limits = weighings(step.detail, state.step(step.id).filled)[-1].limits
        target = limits.target or limits.low
        if target is not None:
            found.extend(balance_refusals(item, Quantity(target, step.detail.unit), today))
    return found


def _container(act: Act, entry: Entry, state: BatchState, plant: Plant, today: date) -> list[Finding]:
    container = act.subject.container or ""
    known = plant.containers.get(container)
    found = list(container_refusals(plant, container, entry.of, state.number, today))
    if known is not None and known.lot != act.subject.lot:
        found.append(
            finding("refusal.label_contradicts", container=container, lot=known.lot, got=act.subject.lot or "-")
        )
    return found


def _unit(act: Act, name: str, entry: Entry) -> list[Finding]:
    value = act.values[name].quantity
    if value.unit != entry.unit:
        return [finding("refusal.unit_wrong", got=value.unit, want=entry.unit)]
    if value.value.is_signed() and value.unit not in SIGNED_UNITS:  # a zero with a minus sign too
        return [finding("refusal.negative", value=str(value))]
    return []


def _places(act: Act, entry: Entry) -> list[Finding]:
    exponent = act.values["value"].quantity.value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if entry.decimals is None or places == entry.decimals:
        return []
    return [finding("refusal.decimals", want=str(entry.decimals))]


def _device(act: Act, name: str, entry: Entry, step: Step, state: BatchState, plant: Plant) -> list[Finding]:
    """The value must come from the very balance that was scanned for this weighing, or be typed with a reason."""
    if typed_weight(act):
        return [] if act.facts.get("reason", "").strip() else [finding("refusal.typed_reason")]
    item, value = _bound(entry, step, state, plant), act.values[name]
    if value.source != Source.WEIGHED or value.device is None:
        return [finding("refusal.not_weighed")]
    if item is None or value.device.serial != item.serial:
        return [finding("refusal.device_other", got=value.device.serial, want=item.serial if item else "-")]
    return []


def _bound(entry: Entry, step: Step, state: BatchState, plant: Plant) -> EquipmentItem | None:
    """Give the balance that was scanned for a weighing."""
    bound = state.step(step.id).filled.get(named("balance", entry.weighing))
    return plant.equipment.get(bound.act.subject.equipment or "") if bound else None


def _counted(act: Act, entry: Entry, step: Step, state: BatchState, plant: Plant) -> list[Finding]:
    if not isinstance(step.detail, Reconciliation):
        return []
    return count_refusals(act, entry, step.detail.material, state, plant)


def _result(act: Act, entry: Entry, step: Step, state: BatchState, plant: Plant) -> list[Finding]:
    if not isinstance(step.detail, Reconciliation):
        return []
    return lots_refusals(act, entry, step.detail.material, state, plant)


def _calculated(act: Act, entry: Entry, step: Step, state: BatchState) -> list[Finding]:
    try:
        expected = calculate(step, entry, state)
    except NotCalculable as error:
        return [Finding(error.key, error.params)]
    got = act.values["value"].quantity
    return [] if got == expected else [finding("refusal.calculation", got=str(got), want=str(expected))]


def _reading(act: Act, entry: Entry, step: Step, state: BatchState, plant: Plant) -> list[Finding]:
    value = act.values["value"]
    bound = state.step(step.id).filled.get("equipment")
    item = plant.equipment.get(bound.act.subject.equipment or "") if bound else None
    found = _unit(act, "value", entry)
    if act.facts.get("tag") != entry.of:
        found.append(finding("refusal.tag_wrong", got=act.facts.get("tag", "-"), want=entry.of))
    if value.source != Source.READ or value.device is None:
        found.append(finding("refusal.not_read"))
    elif item is not None and item.serial and value.device.serial != item.serial:
        found.append(finding("refusal.device_other", got=value.device.serial, want=item.serial))
    return found


def _timer(act: Act, step: Step, state: BatchState) -> list[Finding]:
    started = state.step(step.id).filled.get("start")
    if started is None or not isinstance(step.detail, Timer):
        return []
    passed = elapsed_s(started.act, act)
    missing = step.detail.minimum_s - passed
    if missing > 0:
        return [finding("refusal.timer_early", seconds=str(missing))]
    got, want = act.values["value"].quantity, Quantity(passed, "s")
    return [] if got == want else [finding("refusal.calculation", got=str(got), want=str(want))]


def _weighs(step: Step) -> bool:
    return isinstance(step.detail, WeighDispense)


def _label_back(act: Act, step: Step, state: BatchState) -> list[Finding]:
    filled = state.step(step.id).filled
    printed = filled[named("label", weighing_of(act.subject.entry or ""))] if _weighs(step) else filled["label"]
    scanned = {item.act.facts.get("label") for name, item in filled.items() if name.startswith("label_back_")}
    got = act.facts["label"]
    if got not in printed_labels(printed.act):
        return [finding("refusal.label_other", got=got[:LONGEST_LABEL])]
    return [finding("refusal.label_twice", got=got)] if got in scanned else []
