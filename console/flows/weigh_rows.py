"""What a weighing shows beside the weight: the balances to choose from, and the parts weighed so far."""

from dataclasses import replace
from decimal import Decimal

from console.flows.step import StepFlow
from core.batch.manifest import shown_filled
from core.master.kinds import WeighDispense
from core.master.limits import Limits
from core.quantity import Quantity
from core.stock import balance_refusals, equipment_refusals
from core.times import local_day
from screens.views import MarkView, RowView, Tone

_SHORT = {
    "refusal.equipment_dirty": "equipment_state.dirty",
    "refusal.equipment_out_of_use": "equipment_state.on_hold",
    "refusal.calibration_ended": "equipment_state.calibration_over",
    "refusal.balance_not_checked": "weigh.not_checked",
    "refusal.below_minimum": "weigh.below_minimum",
    "refusal.above_capacity": "weigh.above_capacity",
}
"""Why a balance may not weigh, in a word or two; who scans its label is told the whole sentence."""


def balance_rows(flow: StepFlow, weigh: WeighDispense, due: Limits) -> tuple[RowView, ...]:
    """Offer the balances of the room that may weigh what is due, and say why the others may not (F06)."""
    plant, operation = flow.desk.recorder.plant, flow.open.master.operation_of(flow.step.id)
    target = Quantity(due.target or due.low or Decimal(0), weigh.unit)
    today = local_day(flow.desk.clock.utc(), plant.offset_min)
    good: list[RowView] = []
    others: list[RowView] = []
    for item in plant.equipment.values():
        if item.equipment_class != weigh.equipment_class or (operation and item.room != operation.room):
            continue
        found = (*equipment_refusals(item, item.room, today), *balance_refusals(item, target, today))
        label = flow.words("entry.balance")
        name = item.name.in_language(flow.desk.language)
        if found:
            mark = MarkView(Tone.FAIL, flow.words(_SHORT.get(found[0].key, "weigh.may_not")))
            others.append(RowView(label, item.id, name, mark))
        else:
            good.append(RowView(label, item.id, name, MarkView(Tone.OK, flow.words("weigh.may_weigh"))))
    return (*good, *others)


def tare_row(flow: StepFlow, name: str) -> RowView:
    """Show what the empty container weighs; the balance stands in the row above."""
    row, filled = flow.row(name, "state.tared"), flow.recorded.filled.get(name)
    return replace(row, code=shown_filled(flow.step, filled, flow.desk.language, flow.desk.recorder.plant))


def part_rows(flow: StepFlow) -> tuple[RowView, ...]:
    """List the containers that this step has dispensed so far."""
    taken = [item for item in flow.open.state.dispensed.values() if item.step == flow.step.id]
    mark = MarkView(Tone.OK, flow.words("state.recorded"))
    return tuple(RowView(item.container, str(item.net), item.lot, mark) for item in taken)
