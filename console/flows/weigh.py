"""Weigh and dispense: source container, balance, tare, then the live weight against its limits until it is taken."""

import asyncio

from console.flows.identity import container_subject, expected_container
from console.flows.step import StepFlow, limits_bar
from console.flows.values import weighed
from core.acts import ActKind, Subject
from core.batch.entries import Entry, entry_of
from core.batch.state import dispensed_container
from core.codes import Code, CodeKind
from core.errors import CountersignError
from core.finding import Finding
from core.master.model import WeighDispense
from core.ports import Balance, Device, DeviceError, Weight
from core.quantity import Quantity
from screens.operator.weigh import WeighView
from screens.views import Look, ReadingView, RowView, Span, Tone, VerdictView

STABLE_TIMEOUT_S = 10.0


class WeighFlow(StepFlow):
    """One material into one labelled container."""

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
        target = detail.limits.target
        aside = (
            (Span(f"{self.words('weigh.target')} ", Look.MUTED), Span(str(Quantity(target, detail.unit)), Look.STRONG))
            if target is not None
            else ()
        )
        weighing = self.entry is not None and self.entry.name in ("tare", "net")
        view_frame = self.frame(
            self.words("step.weigh"),
            self._next(),
            *(("f2", "f8") if weighing else ()),
            aside=aside,
            device=self._device(),
            subject=subject,
        )
        net = entry_of(self.step, "net")
        reading = self._reading if weighing else None
        tone = self._tone(reading)
        bar = limits_bar(net, reading.value if reading and self._netto else None, tone) if net else None
        return WeighView(view_frame, self._large(reading, tone), self._verdict(reading, tone), bar, self._rows())

    @property
    def _detail(self) -> WeighDispense:
        if not isinstance(self.step.detail, WeighDispense):
            raise DeviceError("kiosk.step_other", step=self.step.id)
        return self.step.detail

    @property
    def _netto(self) -> bool:
        return "tare" in self.recorded.filled

    async def advance(self) -> None:
        """Follow the live weight as soon as the balance is bound."""
        await super().advance()
        bound = self.recorded.filled.get("balance")
        if bound is not None and self._following is None and self._balance() is not None:
            self._following = asyncio.create_task(self._follow())

    async def closed(self) -> None:
        """Stop following the balance."""
        if self._following is not None:
            self._following.cancel()

    async def key(self, name: str) -> None:
        """F2 tares the empty container, F8 takes the weight."""
        entry = self.entry
        if name == "f2" and entry is not None and entry.name == "tare":
            await self._tare(entry)
        elif name == "f8" and entry is not None and entry.name == "net":
            await self._take(entry)
        elif name in ("f2", "f8"):
            self.say(Finding("refusal.entry_order", {"step": str(self.step.number)}))
        else:
            await super().key(name)

    async def scan(self, code: Code) -> None:
        """Take the source container, then the balance."""
        entry = self.entry
        if entry is not None and entry.act == ActKind.CONTAINER_SCANNED and code.kind == CodeKind.CONTAINER:
            await self.scanned(entry, code, container_subject(self, code))
        else:
            await super().scan(code)

    async def _tare(self, entry: Entry) -> None:
        balance = self._balance()
        if balance is None:
            self.say(Finding("kiosk.balance_not_attached", {"balance": self._bound()}))
            return
        try:
            tare = await balance.tare(STABLE_TIMEOUT_S)
        except DeviceError as error:
            self.say(error)
            return
        await self.put(entry, Subject(equipment=self._bound()), {"tare": weighed(tare)})

    async def _take(self, entry: Entry) -> None:
        balance = self._balance()
        if balance is None:
            self.say(Finding("kiosk.balance_not_attached", {"balance": self._bound()}))
            return
        try:
            weight = await balance.take_stable(self._detail.unit, STABLE_TIMEOUT_S)
        except DeviceError as error:
            about = Subject(entry=entry.name, equipment=self._bound())
            await self.guarded(self.desk.recorder.refuse(self._act(entry.act, about), Finding(error.key, error.params)))
            self.say(error)
            return
        source = self.recorded.filled["source"].act.subject
        subject = Subject(
            container=dispensed_container(self.open.state, self.step), lot=source.lot, equipment=self._bound()
        )
        facts = {"source": source.container or "", "material": self._detail.material}
        await self.put(entry, subject, {"net": weighed(weight)}, facts)

    def _bound(self) -> str:
        bound = self.recorded.filled.get("balance")
        return (bound.act.subject.equipment if bound else None) or ""

    def _balance(self) -> Balance | None:
        return self.desk.devices.balance(self._bound()) if self._bound() else None

    def _device(self) -> tuple[str, Device] | None:
        balance = self._balance()
        if balance is None:
            return None
        identity = balance.status.identity
        return f"{self.words('entry.balance')} {identity.model if identity else self._bound()}", balance

    async def _follow(self) -> None:
        balance = self._balance()
        if balance is None:
            return
        async for item in balance.live():
            if isinstance(item, Weight):
                self._reading, self._trouble = item, None
            else:
                self._reading, self._trouble = None, item
            self.changed()

    # ------------------------------------------------------------------ what is shown

    def _next(self) -> str:
        entry = self.entry
        match entry.name if entry else "":
            case "source":
                container, _ = expected_container(self, self._detail.material)
                return self.words("next.scan_container", c=container) if container else self.words("scan.none_reserved")
            case "balance":
                return self.words("next.scan_balance")
            case "tare":
                return self.words("next.tare", b=self._bound())
            case _:
                return self._next_net()

    def _next_net(self) -> str:
        low, high = self._detail.limits.low, self._detail.limits.high
        if self._reading is not None and high is not None and self._reading.value > high:
            return self.words("next.take_out", w=str(Quantity(high, self._detail.unit)))
        if self._reading is not None and low is not None and self._reading.value < low:
            target = self._detail.limits.target or low
            return self.words("next.add_to", w=str(Quantity(target, self._detail.unit)))
        return self.words("next.record_weight")

    def _large(self, reading: Weight | None, tone: Tone) -> ReadingView:
        if reading is None:
            return ReadingView("", self._detail.unit)
        shown = Tone.FAIL if tone == Tone.FAIL else Tone.NONE
        return ReadingView(f"{reading.value:f}", reading.unit, not reading.stable, shown)

    def _tone(self, reading: Weight | None) -> Tone:
        limits = self._detail.limits
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
        limits, unit = self._detail.limits, reading.unit
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
        return (
            self.row("source", "state.scanned", self._about_source()),
            self.row("balance", "state.bound", self._about_balance()),
            self.row("tare", "state.tared"),
        )

    def _about_source(self) -> str:
        source = self.recorded.filled.get("source")
        lot = self.desk.recorder.plant.lots.get(source.act.subject.lot or "") if source else None
        if lot is None:
            return ""
        expiry = lot.expiry.isoformat() if lot.expiry else "-"
        return self.words("weigh.lot", state=self.words(f"lot.{lot.state.value}"), expiry=expiry)

    def _about_balance(self) -> str:
        item = self.desk.recorder.plant.equipment.get(self._bound())
        if item is None or item.calibrated_to is None:
            return ""
        return self.words("weigh.calibrated", date=item.calibrated_to.isoformat())
