"""Weigh and dispense: source container, balance, tare, then the live weight against its limits until it is taken."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from console.flows.campaign import all_due
from console.flows.identity import container_subject, expected_container
from console.flows.step import limits_bar
from console.flows.typed_weight import TypedWeightFlow
from console.flows.values import weighed
from console.flows.weigh_rows import balance_rows, part_rows, tare_row
from core.acts import ActKind, Subject, Value
from core.batch.entries import Entry, entry_of
from core.batch.judge_potency import net_facts, source_facts
from core.batch.judge_zero import pan_refusal
from core.batch.materials import dispensed_container
from core.batch.weighing import PART, Weighing, named, weighings
from core.codes import Code, CodeKind
from core.errors import CountersignError
from core.finding import Finding
from core.master.kinds import WeighDispense
from core.master.limits import Limits
from core.ports import Balance, Device, DeviceError, Weight
from core.quantity import Quantity
from screens.operator.weigh import WeighView
from screens.views import Look, ReadingView, RowView, Span, Tone, VerdictView

STABLE_TIMEOUT_S = 10.0
_MOST_BALANCES = 4
_ON_BALANCE = (ActKind.ZERO_CHECKED, ActKind.CONTAINER_TARED, ActKind.WEIGHT_TAKEN)


class WeighFlow(TypedWeightFlow):
    """One material into labelled containers, one after another until the sum is in its limits."""

    screen = "weigh"
    _reading: Weight | None = None
    _trouble: CountersignError | None = None
    _following: asyncio.Task[None] | None = None

    @property
    def view(self) -> WeighView:
        """Show the live weight, its verdict and bar, and what has been proved so far."""
        detail = self._detail
        material = self.desk.recorder.plant.materials.get(detail.material)
        subject = material.name.in_language(self.desk.language) if material else detail.material
        target = self._limits.target
        label = self.words("weigh.target" if self._nth == 1 else "weigh.to_go")
        aside = (
            (Span(f"{label} ", Look.MUTED), Span(str(Quantity(target, detail.unit)), Look.STRONG))
            if target is not None
            else ()
        )
        weighing = self.entry is not None and self.entry.act in _ON_BALANCE
        view_frame = self.frame(
            self._title(),
            self._next(),
            *(("f2", "f8") if weighing else ()),
            aside=aside,
            device=self._device(),
            subject=subject,
        )
        net = entry_of(self.step, self._named("net"), self.recorded.filled)
        reading = self._reading if weighing else None
        tone = self._tone(reading)
        bar = limits_bar(net, reading.value if reading and self._netto else None, tone) if net else None
        large, verdict = self._large(reading, tone), self._verdict(reading, tone)
        parts = part_rows(self)
        title = self.words("weigh.parts") if parts else ""
        return WeighView(view_frame, large, verdict, bar, self._rows(), title, parts, self.typing())

    @property
    def _detail(self) -> WeighDispense:
        if not isinstance(self.step.detail, WeighDispense):
            raise DeviceError("kiosk.step_other", step=self.step.id)
        return self.step.detail

    @property
    def _nth(self) -> int:
        """Tell which weighing of the step this is, from 1."""
        return self.entry.weighing if self.entry else 1

    def _named(self, entry: str) -> str:
        return named(entry, self._nth)

    @property
    def _due(self) -> Weighing:
        """Give the weighing that is due, with what is still to be weighed."""
        return weighings(self._detail, self.recorded.filled)[self._nth - 1]

    @property
    def _limits(self) -> Limits:
        return self._due.limits

    @property
    def _netto(self) -> bool:
        return self._named("tare") in self.recorded.filled

    async def advance(self) -> None:
        """Follow the live weight as soon as the balance is bound."""
        await super().advance()
        bound = self.recorded.filled.get(self._named("balance"))
        if bound is not None and self._following is None and self.balance() is not None:
            self._following = asyncio.create_task(self._follow())

    async def closed(self) -> None:
        """Stop following the balance."""
        if self._following is not None:
            self._following.cancel()

    def key_words(self) -> Mapping[str, str]:
        """Have F2 zero the empty balance before it tares the container."""
        zeroing = self.entry is not None and self.entry.act == ActKind.ZERO_CHECKED
        return {**super().key_words(), **({"f2": "zero"} if zeroing else {})}

    async def key(self, name: str) -> None:
        """F2 zeroes, then tares the container; F8 takes the weight, Enter takes it as a part with more to come."""
        entry = self.entry
        if name == "f2" and entry is not None and entry.act == ActKind.ZERO_CHECKED:
            await self._zero(entry)
        elif name == "f2" and entry is not None and entry.act == ActKind.CONTAINER_TARED:
            await self._tare(entry)
        elif name in ("f8", "enter") and entry is not None and entry.act == ActKind.WEIGHT_TAKEN:
            await self._take(entry, part=name == "enter")
        elif name in ("f2", "f8"):
            self.say(Finding("refusal.entry_order", {"step": str(self.step.number)}))
        else:
            await super().key(name)

    async def put_typed(self, entry: Entry, value: Value, reason: str) -> None:
        """Put a typed tare or net weight on record."""
        if entry.act in (ActKind.ZERO_CHECKED, ActKind.CONTAINER_TARED):
            name = "zero" if entry.act == ActKind.ZERO_CHECKED else "tare"
            await self.put(entry, Subject(equipment=self._bound()), {name: value}, {"reason": reason})
        else:
            await self._put_net(entry, value, {"reason": reason})

    async def scan(self, code: Code) -> None:
        """Take the source container, then the balance."""
        entry = self.entry
        if entry is not None and entry.act == ActKind.CONTAINER_SCANNED and code.kind == CodeKind.CONTAINER:
            subject = container_subject(self, code)
            lot = self.desk.recorder.plant.lots.get(subject.lot or "")
            facts = source_facts(self.step, entry, lot, self.open.state, self.open.master)
            await self.scanned(entry, code, subject, facts)
        else:
            await super().scan(code)

    async def _zero(self, entry: Entry) -> None:
        """Set the empty balance to zero and take what it shows then; a load is never zeroed away."""
        balance = self.balance()
        if balance is None:
            self.say(Finding("kiosk.balance_not_attached", {"balance": self._bound()}))
            return
        values: dict[str, Value] = {}
        try:
            with suppress(DeviceError):  # after a restart nothing can be taken before it is zeroed
                values["zero_before"] = weighed(await balance.take_stable(self._detail.unit, STABLE_TIMEOUT_S))
            if not self._loaded(values):
                await balance.zero(STABLE_TIMEOUT_S)
            values["zero"] = weighed(await balance.take_stable(self._detail.unit, STABLE_TIMEOUT_S))
        except DeviceError as error:
            await self._not_taken(entry, error)
            return
        await self.put(entry, Subject(equipment=self._bound()), dict(sorted(values.items())))

    def _loaded(self, values: Mapping[str, Value]) -> bool:
        item = self.desk.recorder.plant.equipment.get(self._bound())
        return any(pan_refusal(value.quantity, item) is not None for value in values.values())

    async def _not_taken(self, entry: Entry, error: DeviceError) -> None:
        """Keep the attempt at a reading that the balance refused, and say why."""
        about = Subject(entry=entry.name, equipment=self._bound())
        await self.guarded(self.desk.recorder.refuse(self._act(entry.act, about), Finding(error.key, error.params)))
        self.say(error)

    async def _tare(self, entry: Entry) -> None:
        balance = self.balance()
        if balance is None:
            self.say(Finding("kiosk.balance_not_attached", {"balance": self._bound()}))
            return
        try:
            tare = await balance.tare(STABLE_TIMEOUT_S)
        except DeviceError as error:
            self.say(error)
            return
        await self.put(entry, Subject(equipment=self._bound()), {"tare": weighed(tare)})

    async def _take(self, entry: Entry, *, part: bool) -> None:
        balance = self.balance()
        if balance is None:
            self.say(Finding("kiosk.balance_not_attached", {"balance": self._bound()}))
            return
        try:
            weight = await balance.take_stable(self._detail.unit, STABLE_TIMEOUT_S)
        except DeviceError as error:
            await self._not_taken(entry, error)
            return
        await self._put_net(entry, weighed(weight), {PART: "yes"} if part else {})

    async def _put_net(self, entry: Entry, net: Value, more: Mapping[str, str]) -> None:
        source = self.recorded.filled[self._named("source")].act.subject
        subject = Subject(
            container=dispensed_container(self.open.state, self.step), lot=source.lot, equipment=self._bound()
        )
        facts = {"source": source.container or "", "material": self._detail.material}
        facts |= net_facts(self.step, entry, net.quantity.value, self.recorded.filled)
        await self.put(entry, subject, {"net": net}, {**facts, **more})

    def _bound(self) -> str:
        bound = self.recorded.filled.get(self._named("balance"))
        return (bound.act.subject.equipment if bound else None) or ""

    def balance(self) -> Balance | None:
        """Give the balance that was scanned for this weighing, None while it is not attached."""
        return self.desk.devices.balance(self._bound()) if self._bound() else None

    def _device(self) -> tuple[str, Device] | None:
        balance = self.balance()
        if balance is None:
            return None
        identity = balance.status.identity
        return f"{self.words('entry.balance')} {identity.model if identity else self._bound()}", balance

    async def _follow(self) -> None:
        balance = self.balance()
        if balance is None:
            return
        async for item in balance.live():
            if isinstance(item, Weight):
                self._reading, self._trouble = item, None
            else:
                self._reading, self._trouble = None, item
            self.changed()

    # ------------------------------------------------------------------ what is shown

    def _title(self) -> str:
        """Say how many batches wait for the same material after this one, while it is weighed for several."""
        title, material = self.words("step.weigh"), self.desk.campaign
        left = sum(1 for due in all_due(self.desk) if due.material == material and due.batch != self.batch)
        return self.words("campaign.left", title=title, n=str(left)) if left else title

    def _next(self) -> str:
        entry = self.entry
        if (field := self.typing()) is not None:
            return self.words("next.type_reason" if field.name == "reason" else "next.type_weight")
        match entry.act if entry else None:
            case ActKind.CONTAINER_SCANNED:
                container, _ = expected_container(self, self._detail.material)
                return self.words("next.scan_container", c=container) if container else self.words("scan.none_reserved")
            case ActKind.EQUIPMENT_SCANNED:
                return self.words("next.scan_balance")
            case ActKind.ZERO_CHECKED:
                return self.words("next.zero", b=self._bound())
            case ActKind.CONTAINER_TARED:
                return self.words("next.tare", b=self._bound())
            case _:
                return self._next_net()

    def _next_net(self) -> str:
        low, high = self._limits.low, self._limits.high
        if self._reading is not None and high is not None and self._reading.value > high:
            return self.words("next.take_out", w=str(Quantity(high, self._detail.unit)))
        if self._reading is not None and low is not None and self._reading.value < low:
            target = str(Quantity(self._limits.target or low, self._detail.unit))
            part = self._reading.stable and self._reading.value > 0
            return self.words("next.add_or_part" if part else "next.add_to", w=target)
        return self.words("next.record_weight")

    def _large(self, reading: Weight | None, tone: Tone) -> ReadingView:
        if reading is None:
            return ReadingView("", self._detail.unit)
        shown = Tone.FAIL if tone == Tone.FAIL else Tone.NONE
        return ReadingView(f"{reading.value:f}", reading.unit, not reading.stable, shown)

    def _tone(self, reading: Weight | None) -> Tone:
        limits = self._limits
        if reading is None or not self._netto or reading.unit != self._detail.unit:
            return Tone.NONE
        if limits.high is not None and reading.value > limits.high:
            return Tone.FAIL
        return Tone.OK if limits.hold(reading.value) else Tone.WAIT

    def _verdict(self, reading: Weight | None, tone: Tone) -> VerdictView | None:
        if self._trouble is not None:
            return VerdictView(Tone.FAIL, self.words("verdict.balance"))
        if reading is None:
            return None
        if not reading.stable:
            return VerdictView(Tone.WAIT, self.words("verdict.moving"))
        limits, unit = self._limits, reading.unit
        if tone == Tone.FAIL and limits.high is not None:
            remove = str(Quantity(reading.value - limits.high, unit))
            return VerdictView(Tone.FAIL, self.words("verdict.over"), self.words("verdict.take_out", w=remove))
        if tone == Tone.WAIT and limits.low is not None:
            add = str(Quantity(limits.low - reading.value, unit))
            return VerdictView(Tone.WAIT, self.words("verdict.under"), self.words("verdict.add", w=add))
        if tone == Tone.OK:
            return VerdictView(Tone.OK, self.words("verdict.stable_in_limits"))
        return VerdictView(Tone.WAIT, self.words("verdict.stable"))

    def _rows(self) -> tuple[RowView, ...]:
        source = self.row(self._named("source"), "state.scanned", self._about_source())
        if self.entry is not None and self.entry.act == ActKind.EQUIPMENT_SCANNED:
            return (source, *balance_rows(self, self._detail, self._limits)[:_MOST_BALANCES])
        return (
            source,
            self.row(self._named("balance"), "state.bound", self._about_balance()),
            tare_row(self, self._named("tare")),
        )

    def _about_source(self) -> str:
        source = self.recorded.filled.get(self._named("source"))
        lot = self.desk.recorder.plant.lots.get(source.act.subject.lot or "") if source else None
        if lot is None:
            return ""
        potency = self._detail.potency
        if potency is not None:
            basis = self.words(f"basis.{potency.basis.value}")
            return self.words("weigh.assay", assay=f"{lot.assay}%", basis=basis, water=f"{lot.water or '-'}%")
        expiry = lot.expiry.isoformat() if lot.expiry else "-"
        return self.words("weigh.lot", state=self.words(f"lot.{lot.state.value}"), expiry=expiry)

    def _about_balance(self) -> str:
        item = self.desk.recorder.plant.equipment.get(self._bound())
        if item is None or item.calibrated_to is None:
            return ""
        zero, until = self.recorded.filled.get(self._named("zero")), item.calibrated_to.isoformat()
        if zero is None:
            return self.words("weigh.calibrated", date=until)
        return self.words("weigh.zeroed", w=str(zero.act.values["zero"].quantity), date=until)
