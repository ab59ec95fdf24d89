"""The judge of what fills an entry of a step: the next one in order, of its kind, and with the right content."""

from datetime import date

from core.acts import Act, ActKind
from core.batch.blind import second_count_refusals
from core.batch.entries import Entry, entries, entry_of
from core.batch.holding import hold_refusals
from core.batch.judge_attachment import attachment_refusals
from core.batch.judge_choice import choice_refusals
from core.batch.judge_material import (
    LONGEST_LABEL,
    charge_refusals,
    dispensed_refusals,
    label_refusals,
    output_refusals,
    printed_labels,
    reprint_refusals,
    sample_refusals,
)
from core.batch.judge_potency import net_refusals, source_refusals
from core.batch.judge_setting import setting_refusals
from core.batch.judge_value import (
    balanced_refusals,
    bound_balance,
    calculated_refusals,
    counted_refusals,
    decimals_refusals,
    device_refusals,
    reading_refusals,
    timer_refusals,
    unit_refusals,
)
from core.batch.judge_zero import tare_refusal, zero_refusals
from core.batch.kit import kit_refusals
from core.batch.planned import early_refusals
from core.batch.state import BatchState
from core.batch.weighing import named, weighing_of, weighings
from core.finding import Finding, finding
from core.logbook_effects import held_refusals
from core.master.kinds import WeighDispense
from core.master.model import MasterBatchRecord, Step
from core.plant import Plant
from core.quantity import Quantity, QuantityError
from core.stock import balance_refusals, container_refusals, equipment_refusals
from core.times import local_day, utc_from
from core.usage.line import Kept
from core.usage.standing import standing_key, standing_refusals


def entry_refusals(act: Act, step: Step, state: BatchState, master: MasterBatchRecord, plant: Plant) -> list[Finding]:
    """Judge an act that fills an entry: the step asks for it next, and what it states is fit."""
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
            found = _is(act.subject.room, entry.of, "refusal.room_wrong") or _stands(act, Kept.ROOM, state, plant)
            return found or held_refusals(plant, entry.of, state.number)
        case ActKind.EQUIPMENT_SCANNED:
            return _equipment(act, entry, step, state, master, plant, today)
        case ActKind.CONTAINER_SCANNED:
            found = _container(act, entry, state, plant, today)
            return found or source_refusals(act, entry, step, state, master, plant, today)
        case ActKind.ZERO_CHECKED:
            found = zero_refusals(act, entry.unit, bound_balance(entry, step, state, plant))
            return found or device_refusals(act, "zero", entry, step, state, plant)
        case ActKind.CONTAINER_TARED:
            found = [*unit_refusals(act, "tare", entry), *device_refusals(act, "tare", entry, step, state, plant)]
            nothing = tare_refusal(act.values["tare"].quantity, bound_balance(entry, step, state, plant))
            return found or ([] if nothing is None else [nothing])
        case ActKind.WEIGHT_TAKEN:
            found = [*unit_refusals(act, "net", entry), *device_refusals(act, "net", entry, step, state, plant)]
            found = found or dispensed_refusals(act, entry, step, state, plant)
            return found or net_refusals(act, entry, step, state)
        case ActKind.MATERIAL_CHARGED:
            return charge_refusals(act, entry, state, plant, today)
        case ActKind.SAMPLE_DRAWN:
            return sample_refusals(act, step, state, plant)
        case ActKind.LABEL_PRINTED:
            return label_refusals(act, step, state)
        case ActKind.VALUE_ENTERED:
            found = [
                *unit_refusals(act, "value", entry),
                *decimals_refusals(act, entry),
                *counted_refusals(act, entry, step, state, plant),
            ]
            return found or early_refusals(act, entry, step, state)
        case ActKind.OUTPUT_RECORDED:
            return [*unit_refusals(act, "output", entry), *output_refusals(act, step, state, master)]
        case ActKind.VALUE_CALCULATED:
            return [*calculated_refusals(act, entry, step, state), *balanced_refusals(act, entry, step, state, plant)]
        case ActKind.SECOND_COUNT_MADE:
            counted = second_count_refusals(act, step, state.step(step.id).filled)
            return [*counted, *unit_refusals(act, "value", entry), *decimals_refusals(act, entry)]
        case ActKind.CHOICE_MADE:
            return choice_refusals(act, step)
        case ActKind.FILE_ATTACHED:
            return attachment_refusals(act, step, state)
        case ActKind.SETTING_MADE:
            return setting_refusals(act, step, state.step(step.id).filled, plant)
        case ActKind.TAG_READ:
            return reading_refusals(act, entry, step, state, plant)
        case ActKind.TIMER_ENDED:
            return timer_refusals(act, step, state)
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
    found.extend(_stands(act, Kept.EQUIPMENT, state, plant))
    found.extend(held_refusals(plant, item.id, state.number))
    found.extend(kit_refusals(act, step, state))
    if isinstance(step.detail, WeighDispense):
        limits = weighings(step.detail, state.step(step.id).filled)[-1].limits
        target = limits.target or limits.low
        if target is not None:
            found.extend(balance_refusals(item, Quantity(target, step.detail.unit), today))
    return found


def _stands(act: Act, of: Kept, state: BatchState, plant: Plant) -> list[Finding]:
    """Judge by its logbook what is to be used for a batch; a round may be about what is dirty."""
    thing = (act.subject.equipment if of == Kept.EQUIPMENT else act.subject.room) or ""
    standing = plant.standings.get(standing_key(of, thing))
    if state.thing is not None or standing is None:
        return []
    return standing_refusals(standing, of, thing, state.number, utc_from(act.when.utc))


def _container(act: Act, entry: Entry, state: BatchState, plant: Plant, today: date) -> list[Finding]:
    container = act.subject.container or ""
    known = plant.containers.get(container)
    found = list(container_refusals(plant, container, entry.of, state.number, today))
    if known is not None and known.lot != act.subject.lot:
        found.append(
            finding("refusal.label_contradicts", container=container, lot=known.lot, got=act.subject.lot or "-")
        )
    return found


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
