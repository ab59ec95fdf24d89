"""The warehouse at the terminal: ships the released lot to its customers and traces it both ways."""

from decimal import Decimal
from functools import partial

import msgspec

from console.demo.labels import as_labelled
from console.demo.staff import StaffedSeat
from console.labels import carton_label

WAREHOUSE = "warehouse1"


class Traced(msgspec.Struct, frozen=True):
    """What the trace on the screen counted."""

    backward_lots: int
    forward_lots: int
    shipments: int


class Warehouse:
    """Ships a released batch."""

    def __init__(self, seat: StaffedSeat, number: str) -> None:
        """Take the seat and the batch."""
        self.seat = seat
        self.number = number
        self._shipments = seat.plant.product.shipments

    @property
    def finished_lot(self) -> str:
        """Give the number of the finished lot."""
        return self.seat.batch(self.number).state.outputs[-1].lot

    @property
    def all_shipped(self) -> bool:
        """Tell whether every customer has had his."""
        return self._left() is not None and self._shipped() == len(self._shipments)

    async def ship(self) -> None:
        """Ship to the customers that have not had theirs; what has left shows in the stock."""
        seat = self.seat
        customers = tuple(seat.terminal.recorder.plant.customers)
        await seat.until(lambda: self._left() is not None, "stock")
        for place in range(self._shipped(), len(self._shipments)):
            await self._ship(place, customers[place])

    async def _ship(self, place: int, customer: str) -> None:
        seat, before = self.seat, self._left()
        await seat.at_work(WAREHOUSE)
        await seat.choose(seat.words("work.ship"))
        for code in (self.finished_lot, customer):
            row = partial(self._row_of, code)
            await seat.until(lambda row=row: row() is not None, code)
            await seat.touch(str(row()))
            await seat.until(lambda row=row: row() is None, code)
        await seat.touch(f"{self._shipments[place]}")
        await seat.press("enter")
        await seat.until(lambda: seat.view.verdict is not None, "shipment")
        await seat.until(lambda: self._left() != before, "stock")
        seat.say(f"      {seat.words('demo.mark_ok')} {seat.view.verdict.detail}")

    def _row_of(self, code: str) -> int | None:
        return next((item.digit for item in self.seat.view.customers if item.code == code), None)

    async def trace(self) -> Traced:
        """Trace a starting material forward to the customers, and the finished lot back to its suppliers."""
        seat, batch = self.seat, self.seat.batch(self.number)
        customers, lots = seat.terminal.recorder.plant.customers, seat.terminal.recorder.plant.lots
        weighed = next(iter(batch.state.dispensed.values()))
        material = weighed.lot
        # A unit of plasma is looked back for by its donation number, everything else by its lot.
        label = as_labelled(weighed.source)
        forward = await self._traced(material if label == weighed.source else label)
        carton = carton_label(1, seat.terminal.recorder.plant, batch.master, batch.state)
        before = await self._traced(f"]d2{carton.code}")
        await seat.press("left")
        await seat.until(lambda: seat.view.branches and self._rows() != before, "trace")
        backward = self._rows()
        traced = Traced(
            len({code for code in backward if code in lots} - {self.finished_lot}),
            len({code for code in forward if code in lots} - {material}),
            sum(1 for code in forward if code in customers),
        )
        self._tell_traced(material, traced)
        return traced

    async def _traced(self, label: str) -> list[str]:
        """Scan a label with a lot; gives the rows of the tree."""
        seat = self.seat
        await seat.at_work(WAREHOUSE)
        await seat.scan(label)
        await seat.until(lambda: seat.screen == "trace" and seat.view.branches, "trace")
        return self._rows()

    def _tell_traced(self, material: str, traced: Traced) -> None:
        seat = self.seat
        back = seat.words("demo.traced_back", lot=self.finished_lot, lots=str(traced.backward_lots))
        ahead = seat.words(
            "demo.traced_ahead", lot=material, lots=str(traced.forward_lots), shipments=str(traced.shipments)
        )
        for line in (back, ahead):
            seat.say(f"      {seat.words('demo.mark_ok')} {line}")

    def _rows(self) -> list[str]:
        return [branch.code for branch in self.seat.view.branches]

    def _left(self) -> Decimal | None:
        containers = self.seat.terminal.recorder.plant.containers.values()
        held = [container.net.value for container in containers if container.lot == self.finished_lot]
        return sum(held, Decimal(0)) if held else None

    def _shipped(self) -> int:
        """Count the shipments that are missing from the stock."""
        made = self.seat.batch(self.number).state.outputs[-1].quantity.value
        gone = made - (self._left() or Decimal(0))
        count = 0
        while count < len(self._shipments) and gone >= self._shipments[count]:
            gone -= self._shipments[count]
            count += 1
        return count
