"""A good operator: what each entry that the guide asks for is filled with."""

from datetime import datetime, timedelta
from decimal import Decimal

from core.acts import ActKind, Provenance, Source, Subject, Value
from core.batch.attached_again import AGAIN, attached_at
from core.batch.calculate import calculate
from core.batch.entries import LEFT, SECOND, Entry
from core.batch.holding import SINCE, held_since
from core.batch.judge_material import left_to_charge
from core.batch.judge_potency import net_facts, source_facts
from core.batch.materials import dispensed_container, produced_lot, sample_number
from core.batch.packaging import reconciled_lots, result_facts
from core.batch.planned import begins_round, due_at
from core.batch.state import BatchState
from core.batch.weighing import PART, named
from core.master.choice import Choice, Severity
from core.master.hold_time import HoldTime
from core.master.kinds import (
    InProcessControl,
    LabelPrint,
    Measurement,
    Reconciliation,
    Sample,
    Timer,
    WeighDispense,
    Yield,
)
from core.master.limits import Limits
from core.master.model import MasterBatchRecord, SignPolicy, Step
from core.master.setting import EquipmentSetting
from core.plant import Plant
from core.quantity import Quantity
from core.specified import in_force_facts
from core.times import utc_from

Content = tuple[Subject, dict[str, Value], dict[str, str]]


class GoodOperator:
    """Who scans what is due and weighs, reads and counts in the middle of the limits.

    Attributes:
        plant: Where the batch is made, containers reserved for it.
        master: What is made.
        state: Fold so far.
        now: Time of the plant; a timer that is waited for moves it on.
    """

    plant: Plant
    master: MasterBatchRecord
    state: BatchState
    now: datetime

    def content(self, step: Step, entry: Entry, value: str | None = None) -> Content:
        """Make what an entry needs."""
        if entry.act == ActKind.TIMER_ENDED and isinstance(step.detail, Timer):
            self.now += timedelta(seconds=step.detail.minimum_s)
        if begins_round(step, entry) and (due := due_at(step, self.state, entry.weighing)):
            self.now = max(self.now, due - timedelta(seconds=1))  # the act is made a second from now
        number = value or self._good(step, entry)
        match entry.act:
            case ActKind.ROOM_SCANNED:
                return Subject(room=entry.of), {}, {}
            case ActKind.EQUIPMENT_SCANNED:
                return Subject(equipment=self._equipment(step, entry)), {}, {}
            case ActKind.CONTAINER_SCANNED:
                container = self._reserved(entry.of)
                lot = self.plant.lots[self.plant.containers[container].lot]
                facts = source_facts(step, entry, lot, self.state, self.master)
                return Subject(container=container, lot=lot.number), {}, {"code": container, **facts}
            case ActKind.ZERO_CHECKED:
                return Subject(), {"zero": self._weighed(step, entry, "0.000")}, {}
            case ActKind.CONTAINER_TARED:
                return Subject(), {"tare": self._weighed(step, entry, "1.200")}, {}
            case ActKind.WEIGHT_TAKEN:
                taken = value or self._held(step, entry, number)
                subject, weighed, facts = self._weight(step, entry, taken)
                return subject, weighed, facts | ({} if value or taken == number else {PART: "yes"})
            case ActKind.LABEL_PRINTED:
                labels = self._labels(step, entry.weighing)
                facts = {f"label_{n}": label for n, label in enumerate(labels, 1)}
                facts |= {f"lines_{n}": f"{step.name.zh}\n{label}" for n, label in enumerate(labels, 1)}
                facts |= {f"scanned_{n}": f"]C0{label}" for n, label in enumerate(labels, 1)}
                return Subject(), {}, {"copies": str(len(labels)), **facts}
            case ActKind.LABEL_SCANNED_BACK:
                return Subject(), {}, {"label": self._labels(step, entry.weighing)[entry.item]}
            case ActKind.MATERIAL_CHARGED:
                item = next(d for d in self.state.dispensed.values() if d.material == entry.of and not d.charged)
                net = {"net": Value(f"{item.net.value:f}", item.net.unit, Source.SCANNED)}
                left = left_to_charge(self.state, item.material, item.container)
                facts = {"material": item.material} | ({LEFT: str(left)} if left else {})
                return Subject(container=item.container, lot=item.lot), net, facts
            case ActKind.VALUE_CALCULATED:
                result = calculate(step, entry, self.state)
                value_of = {"value": Value(f"{result.value:f}", result.unit, Source.CALCULATED)}
                return Subject(), value_of, self._lots_left(step, entry)
            case ActKind.FILE_ATTACHED:
                facts = {"sha256": "ab" * 32, "name": "pallet.jpg", "type": "image/jpeg", "size": "204800"}
                place = attached_at(facts["sha256"], self.state)
                return Subject(), {}, facts | ({AGAIN: place} if place else {})
            case ActKind.SETTING_MADE:
                assert isinstance(step.detail, EquipmentSetting)
                wanted, device = step.detail.value, Provenance("", "PLC", "06")
                bound = self.state.step(step.id).filled["equipment"].act.subject.equipment
                written = {"value": Value(f"{wanted.value:f}", wanted.unit, Source.WRITTEN, device)}
                return Subject(equipment=bound), written, {"tag": entry.of, "by": "driver"}
            case ActKind.TAG_READ:
                device = Provenance("", "PLC", "00")
                return Subject(), {"value": Value(number, entry.unit, Source.READ, device)}, {"tag": entry.of}
            case ActKind.CHOICE_MADE:
                assert isinstance(step.detail, Choice)
                good = next(option for option in step.detail.options if option.exception == Severity.NONE)
                return Subject(), {}, {"option": good.id}
            case ActKind.SAMPLE_DRAWN:
                assert isinstance(step.detail, Sample)
                drawn = step.detail.quantity
                taken = {"quantity": Value(f"{drawn.value:f}", drawn.unit, Source.COUNTED)}
                name = sample_number(self.state, step, self.master)
                return Subject(sample=name), taken, in_force_facts(self.plant, step.detail.specification)
            case ActKind.OUTPUT_RECORDED:
                assert isinstance(step.detail, Yield)
                lot = produced_lot(self.state.number, step.detail.material, self.master, len(self.state.outputs))
                out = {"output": Value(number, entry.unit, Source.COUNTED)}
                return Subject(lot=lot), out, {"material": step.detail.material}
            case ActKind.VALUE_ENTERED | ActKind.SECOND_COUNT_MADE:
                entered = {"value": Value(number, entry.unit, Source.TYPED)}
                return Subject(lot=self._counted_lot(step, entry)), entered, {}
            case ActKind.HOLD_ENDED:
                assert isinstance(step.detail, HoldTime)
                since = held_since(self.state, step.detail.after) or ""
                held = int((self.now - utc_from(since)).total_seconds()) + 1  # the act is made a second from now
                return Subject(), {"value": Value(str(held), "s", Source.CALCULATED)}, {SINCE: since}
            case ActKind.TIMER_ENDED:
                return Subject(), {"value": Value(number, entry.unit, Source.CALCULATED)}, {}
            case _:
                return Subject(), {}, {}

    def _counted_lot(self, step: Step, entry: Entry) -> str | None:
        if not isinstance(step.detail, Reconciliation):
            return None
        lots = reconciled_lots(step.detail.material, self.state, self.plant)
        return lots[entry.weighing - 1] if lots else None

    def _lots_left(self, step: Step, entry: Entry) -> dict[str, str]:
        if not isinstance(step.detail, Reconciliation):
            return {}
        return result_facts(entry, step.detail.material, self.state, self.plant)

    def _reserved(self, material: str) -> str:
        """Choose a reserved container of which nothing was weighed yet, while there is one."""
        mine = [c for c, lot in self.state.reserved.items() if self.plant.lots[lot].material == material]
        used = {item.source for item in self.state.dispensed.values()}
        return next((container for container in mine if container not in used), mine[0])

    def _equipment(self, step: Step, entry: Entry) -> str:
        operation = self.master.operation_of(step.id)
        assert operation is not None
        items = [i for i in self.plant.equipment.values() if i.equipment_class == entry.of and i.room == operation.room]
        if isinstance(step.detail, WeighDispense):
            target = Quantity(step.detail.limits.target or Decimal(0), step.detail.unit)
            items = [i for i in items if i.minimum is None or i.minimum.to(target.unit).value <= target.value]
            items = [i for i in items if i.capacity is None or i.capacity.to(target.unit).value >= target.value]
        return items[0].id

    def _weighed(self, step: Step, entry: Entry, value: str) -> Value:
        bound = self.state.step(step.id).filled[named("balance", entry.weighing)].act.subject.equipment or ""
        return Value(value, entry.unit, Source.WEIGHED, Provenance(self.plant.equipment[bound].serial, "XPR10", "5320"))

    def _weight(self, step: Step, entry: Entry, number: str) -> Content:
        filled = self.state.step(step.id).filled
        source = filled[named("source", entry.weighing)].act.subject
        subject = Subject(container=self._container(step, entry.weighing), lot=source.lot)
        assert isinstance(step.detail, WeighDispense)
        facts = {"source": source.container or "", "material": step.detail.material}
        facts |= net_facts(step, entry, Decimal(number), filled)
        return subject, {"net": self._weighed(step, entry, number)}, facts

    def _held(self, step: Step, entry: Entry, number: str) -> str:
        """Take what is in the container where that is less than what is due: a part."""
        source = self.state.step(step.id).filled[named("source", entry.weighing)].act.subject.container or ""
        held = self.plant.containers[source].net.to(entry.unit).value
        return number if held >= Decimal(number) else f"{held:f}"

    def _container(self, step: Step, weighing: int) -> str:
        filled = self.state.step(step.id).filled.get(named("net", weighing))
        return (filled.act.subject.container if filled else None) or dispensed_container(self.state, step)

    def _labels(self, step: Step, weighing: int) -> list[str]:
        match step.detail:
            case WeighDispense():
                return [self._container(step, weighing)]
            case Sample():
                return [self.state.step(step.id).filled["sample"].act.subject.sample or ""]
            case LabelPrint(copies=copies):
                return [f"F{self.state.number[1:]}-{n:02d}" for n in range(1, copies + 1)]
            case _:
                return []

    def _good(self, step: Step, entry: Entry) -> str:
        """Choose a value in the middle of the limits."""
        match step.detail:
            case Yield(theoretical=theoretical) if entry.act == ActKind.OUTPUT_RECORDED:
                return f"{(theoretical.value * Decimal('0.992')).quantize(theoretical.value):f}"
            case Reconciliation(material=material):
                issued = next(
                    (line.quantity.value for line in self.master.bill if line.material == material), Decimal(100)
                )
                counts = {"issued": issued, "used": issued - 10, "destroyed": Decimal(10)}
                return f"{counts.get(entry.name.removeprefix(SECOND), Decimal(0)):f}"
            case Timer() if entry.name == "end":
                started = utc_from(self.state.step(step.id).filled["start"].act.when.utc)
                return str(int((self.now - started).total_seconds()) + 1)  # the act is made a second from now
            case Measurement(limits=limits) if entry.second or step.sign == SignPolicy.BLIND_SECOND_COUNT:
                return _middle(limits, entry.decimals)
            case InProcessControl() | _:
                return _middle(entry.limits, entry.decimals)


def _middle(limits: Limits | None, places: int | None) -> str:
    if limits is None:
        return "1"
    known = [limit for limit in (limits.low, limits.high) if limit is not None]
    value = limits.target if limits.target is not None else sum(known, Decimal(0)) / max(1, len(known))
    if places is None:
        return f"{value:f}"
    return f"{value.quantize(Decimal(1).scaleb(-places)):f}"
