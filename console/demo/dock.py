"""The dock at the terminal: what the truck brings is received, labelled, sampled, tested and released by name."""

from console.demo.quality import ANALYST, QA, QC_HEAD
from console.demo.staff import StaffedSeat
from console.demo.values import good_result
from console.demo.warehouse import WAREHOUSE
from console.flows.labels_due import LabelsDueFlow
from console.flows.lot_sample import LotSampleFlow
from console.flows.material_release import LotStateFlow, MaterialReleaseFlow
from console.flows.sign import SignFlow
from core.lot_sample import DRAWN, ENTERED, REQUESTED
from core.plant import Lot, LotState
from screens.views import Tone

COMPLIES = "complies with the specification"
_RELEASED = 1


class Dock:
    """Brings what was ordered from the truck to its release, from wherever it stands."""

    def __init__(self, seat: StaffedSeat) -> None:
        """Take the seat."""
        self.seat = seat
        self._delivery = seat.plant.product.delivery

    @property
    def lot(self) -> Lot | None:
        """Give the lot of the order, or None while the truck waits."""
        lots = self.seat.terminal.recorder.plant.lots.values()
        return next((lot for lot in lots if self._ordered(lot)), None)

    def _ordered(self, lot: Lot) -> bool:
        return (lot.order, lot.material) == (self._delivery.order, self._delivery.material)

    async def play(self) -> None:
        """Do what is left to do."""
        if self.lot is None:
            await self._receive()
        lot = self.lot
        if lot is not None and lot.state == LotState.QUARANTINE:
            await self._test(lot)
            await self._release(lot)

    # ------------------------------------------------------------------ at the truck

    async def _receive(self) -> None:
        seat = self.seat
        await seat.at_work(WAREHOUSE)
        await seat.choose(seat.words("work.receive"))
        await seat.until(lambda: any(item.code == self._delivery.order for item in seat.view.items), "order")
        await seat.touch("1")
        await seat.until(seat.fields, "delivery")
        await self._scan_drums()
        await self._answer()
        await seat.sign(WAREHOUSE)
        await seat.until(lambda: isinstance(seat.app.flow, LabelsDueFlow), "receipt")
        await self._label()

    async def _scan_drums(self) -> None:
        """Scan the supplier's code on every drum."""
        seat = self.seat
        plant, now = seat.terminal.recorder.plant, seat.plant.clock.utc()
        gtin, until = plant.materials[self._delivery.material].gtin, now + self._delivery.shelf
        for drum in range(1, self._delivery.count + 1):
            lot, serial = f"S{now:%y%m%d}77", f"DR{now:%y%m%d}{drum:03d}"
            gs1 = f"]d201{gtin}17{until:%y%m%d}10{lot}\x1d21{serial}"
            ma = f"{self._delivery.device}.L{lot}.S{serial}.E{until:%Y%m%d}"
            await seat.trigger(ma if self._delivery.device else gs1)
            await seat.until(lambda drum=drum: self._row("receive.serials") == str(drum), "drum")

    async def _answer(self) -> None:
        """Answer every question; what was scanned stands in its field already, and the place is scanned when asked."""
        seat, now = self.seat, self.seat.plant.clock.utc()
        delivery = self._delivery
        typed = {"delivery_name": delivery.name, "manufacturer_lot": f"M{now:%y%m%d}-77"}
        typed |= {"count": str(delivery.count), "net": delivery.net, "remarks": delivery.packed}
        while not isinstance(seat.flow, SignFlow):
            if seat.fields()[0].name == "location" and not seat.fields()[0].value:
                await seat.trigger(delivery.place)
                await seat.until(lambda: seat.fields()[0].value == delivery.place, "place")
            field = seat.fields()[0]
            await seat.touch("" if field.value else typed.get(field.name, "-"))
            await seat.press("enter")
            await seat.until(lambda name=field.name: self._answered(name), field.name)

    def _answered(self, name: str) -> bool:
        return isinstance(self.seat.flow, SignFlow) or self.seat.fields()[0].name != name

    async def _label(self) -> None:
        """Stick the labels on and scan each one back."""
        seat, lot = self.seat, self.lot
        await seat.until(lambda: seat.view.frame.next == seat.words("next.scan_back"), "labels")
        await seat.settled()
        labels = (await seat.plant.hand.printed())[-self._delivery.count :]
        for place, label in enumerate(labels, 1):
            back = f"{place}/{len(labels)}"
            await seat.trigger(label)
            await seat.until(lambda back=back: self._row("label.returned") == back, "label")
        await seat.press("enter")
        await seat.until(lambda: seat.screen == "my_work", "list of work")
        number = lot.number if lot else ""
        seat.say(self._ok("demo.received", lot=number, n=str(self._delivery.count)))

    # ------------------------------------------------------------------ in the laboratory

    async def _test(self, lot: Lot) -> None:
        """Draw the sample from the chosen drums and enter its results; another person checks them."""
        for person in (ANALYST, QC_HEAD):
            flow = await self._open_sample(person, lot)
            if flow is None:
                return
            if flow.sample.state == REQUESTED:
                await self._draw(flow)
            if flow.sample.state == DRAWN:
                await self._results(flow)
                await self.seat.sign(person)
            elif flow.sample.state == ENTERED:
                await self.seat.press("f8")
                await self.seat.until(lambda: isinstance(self.seat.app.flow, SignFlow), "results")
                await self.seat.sign(person)
        self.seat.say(self._ok("demo.tested", sample=f"S-{lot.number}-01"))

    async def _open_sample(self, person: str, lot: Lot) -> LotSampleFlow | None:
        seat, sample = self.seat, f"S-{lot.number}-01"
        await seat.at_work(person)
        await seat.choose(seat.words("work.samples"))
        await seat.until(lambda: seat.screen == "samples_due", "samples")
        await seat.until(lambda: any(item.name == sample for item in seat.view.items), sample)
        await seat.trigger(sample)
        await seat.until(lambda: isinstance(seat.app.flow, LotSampleFlow), sample)
        flow = seat.flow
        return flow if isinstance(flow, LotSampleFlow) else None

    async def _draw(self, flow: LotSampleFlow) -> None:
        for container in flow.sample.containers:
            await self.seat.trigger(container)
            await self.seat.until(lambda container=container: self._taken(flow, container), container)
        await self.seat.until(lambda: flow.sample.state == DRAWN, "sample")

    def _taken(self, flow: LotSampleFlow, container: str) -> bool:
        rows = flow.view.rows
        return flow.sample.state == DRAWN or any(
            r.code == container and r.mark and r.mark.tone == Tone.OK for r in rows
        )

    async def _results(self, flow: LotSampleFlow) -> None:
        seat = self.seat
        tests = flow.specification.tests if flow.specification else ()
        due = [test for test in tests if test.code not in flow.sample.newest()]
        if not due:
            await seat.press("f8")
        for test in due:
            await seat.until(seat.fields, test.code)
            await seat.touch(good_result(test))
            await seat.press("enter")
            await seat.until(lambda code=test.code: code in flow.sample.newest(), test.code)
        await seat.until(lambda: isinstance(seat.app.flow, SignFlow), "results")

    # ------------------------------------------------------------------ by name

    async def _release(self, lot: Lot) -> None:
        """Release the lot by the signature of quality assurance."""
        seat = self.seat
        await seat.at_work(QA)
        await seat.choose(seat.words("work.material_release"))
        await seat.until(lambda: isinstance(seat.app.flow, MaterialReleaseFlow), "material release")
        await seat.trigger(lot.number)
        await seat.until(lambda: isinstance(seat.app.flow, LotStateFlow), lot.number)
        released = seat.words("lot.released")
        await seat.until(lambda: any(item.name == released for item in seat.view.items), "results")
        await seat.touch(str(_RELEASED))
        await seat.until(seat.fields, "reason")
        await seat.touch(COMPLIES)
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.flow, SignFlow), "sign")
        await seat.sign(QA)
        await seat.until(lambda: self.lot is not None and self.lot.state == LotState.RELEASED, "release")
        seat.say(self._ok("demo.lot_released", lot=lot.number))

    def _row(self, key: str) -> str:
        """Give what a row of the form says."""
        label = self.seat.words(key)
        return next((row.code for row in self.seat.view.rows if row.label == label), "")

    def _ok(self, key: str, **params: str) -> str:
        return f"      {self.seat.words('demo.mark_ok')} {self.seat.words(key, **params)}"
