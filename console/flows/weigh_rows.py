"""What a weighing shows beside the weight: the balances to choose from, and the parts weighed so far."""

from decimal import Decimal

from console.flows.step import StepFlow
from core.language import worded
from core.master.kinds import WeighDispense
from core.master.limits import Limits
from core.quantity import Quantity
from core.stock import balance_refusals, equipment_refusals
from core.times import local_day
from screens.views import MarkView, RowView, Tone


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
        if found:
            others.append(RowView(label, item.id, worded(found[0], flow.desk.language), MarkView(Tone.FAIL)))
        else:
            name = item.name.in_language(flow.desk.language)
            good.append(RowView(label, item.id, name, MarkView(Tone.OK, flow.words("weigh.may_weigh"))))
    return (*good, *others)


def part_rows(flow: StepFlow) -> tuple[RowView, ...]:
    """List the containers that this step has dispensed so far."""
    taken = [item for item in flow.open.state.dispensed.values() if item.step == flow.step.id]
    mark = MarkView(Tone.OK, flow.words("state.recorded"))
    return tuple(RowView(item.container, str(item.net), item.lot, mark) for item in taken)
