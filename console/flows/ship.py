"""Ship: a released lot to a customer, so many packs; the core decides and takes them out of stock."""

from decimal import Decimal

from console.answers import ask_for_records
from console.desk import Desk
from console.flows import values
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.pages import Pages
from core.codes import Code
from core.errors import CountersignError
from core.plant import Customer, Lot, LotState, MaterialKind
from screens.views import FieldKind, FieldView, ItemView, MarkView, RowView, Tone, VerdictView, keys
from screens.warehouse.ship import ShipView

PAGE = 5


class ShipFlow(TaskFlow):
    """First the lot, then the customer, then the quantity."""

    screen = "ship"

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._lot: Lot | None = None
        self._customer: Customer | None = None
        self._attempt = 0
        self._shipped = ""
        self._box = ""
        self._boxing = False
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> ShipView:
        """Show what is chosen and what comes next."""
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("ship.title"),
            self._next(),
            keys(
                "f1", "f3", *(("f4",) if self._customer else ()), *(("f5",) if self._lot is None else ()), "f10", "f12"
            ),
            message=self.message,
        )
        verdict = VerdictView(Tone.OK, self.words("ship.done"), self._shipped) if self._shipped else None
        return ShipView(
            view_frame, self._rows(), self._choices(), self._field(), verdict, self._pages.words(self._listed())
        )

    def _live(self) -> tuple[str, ...]:
        """Name the keys of this part: F5 while lots are listed, F4 once it is known where they go."""
        return ("f5",) if self._lot is None else ("f4",) if self._customer is not None else ()

    async def digit(self, number: int) -> None:
        """Choose the lot, then the customer."""
        if self._lot is None:
            self._lot = self._pages.chosen(self._lots(), number)
            if self._lot is not None:
                self._pages.begin()
        elif self._customer is None:
            self._customer = self._pages.chosen(self._customers(), number)
        self.say(None)

    async def scan(self, code: Code) -> None:
        """Choose the lot by its label."""
        lot = self.desk.recorder.plant.lots.get(code.get("lot") or "")
        if lot is None or self._lot is not None:
            await super().scan(code)
        else:
            self._lot = lot
            self._pages.begin()
            self.say(None)

    async def key(self, name: str) -> None:
        """F4 asks for a mixed box, F5 asks the core what is new, page keys turn, F12 begins again, F3 goes back."""
        if name == "f3":
            self.desk.navigation.home()
        elif name == "f5" and self._lot is None:
            await self.guarded(self.desk.reload())
            self.changed()
        elif name in ("pagedown", "pageup"):
            self._pages.turn(name, self._listed())
        elif name == "f4" and self._customer is not None:
            self._boxing = True
            self.say(None)
        elif name == "f12":
            self._lot, self._customer, self._shipped = None, None, ""
            self._box, self._boxing = "", False
            self._pages.begin()
            self.say(None)

    async def enter(self, typed: str) -> None:
        """Take the number of the box, or ship the quantity typed."""
        if self._boxing:
            self._box, self._boxing, self._attempt = typed.strip(), False, self._attempt + 1
            self.say(None)
            return
        lot, customer, session = self._lot, self._customer, self.desk.session
        if lot is None or customer is None or session is None:
            return
        self._attempt += 1
        unit = self.desk.recorder.plant.materials[lot.material].unit
        try:
            quantity = values.typed(typed, unit)
            body = {
                "lot": lot.number,
                "customer": customer.id,
                "quantity": quantity.value,
                "unit": unit,
                "box": self._box,
                **session.asks,
            }
            await ask_for_records(self.desk.ask, self.desk.recorder, "ship", body)
        except CountersignError as error:
            self.say(error)
            return
        self._shipped = f"{lot.number}  {quantity.value} {self._unit(unit)}  {customer.name}"
        self._lot, self._customer, self._box = None, None, ""
        self.say(None)

    def _lots(self) -> tuple[Lot, ...]:
        plant = self.desk.recorder.plant
        held = {c.lot for c in plant.containers.values() if c.net.value > 0}
        finished = [lot for lot in plant.lots.values() if plant.materials[lot.material].kind == MaterialKind.FINISHED]
        return tuple(lot for lot in finished if lot.state == LotState.RELEASED and lot.number in held)

    def _customers(self) -> tuple[Customer, ...]:
        return tuple(self.desk.recorder.plant.customers.values())

    def _listed(self) -> tuple[Lot, ...] | tuple[Customer, ...]:
        """Give what is chosen from now; nothing once lot and customer are known."""
        if self._lot is None:
            return self._lots()
        return self._customers() if self._customer is None else ()

    def _next(self) -> str:
        if self._lot is None:
            return self.words("next.ship_lot" if self._lots() else "next.work_none")
        if self._customer is None:
            return self.words("next.ship_customer")
        return self.words("next.ship_box" if self._boxing else "next.ship_quantity")

    def _choices(self) -> tuple[ItemView, ...]:
        if self._lot is None:
            return self._pages.items(self._lots(), self._lot_item)
        return self._pages.items(self._customers(), _customer_item) if self._customer is None else ()

    def _lot_item(self, number: int, lot: Lot) -> ItemView:
        name = self.desk.recorder.plant.materials[lot.material].name.in_language(self.desk.language)
        mark = MarkView(Tone.OK, self.words("lot.released"))
        return ItemView(number, name, lot.number, self._stock(lot), mark, chosen=number == 1)

    def _rows(self) -> tuple[RowView, ...]:
        rows: list[RowView] = []
        if self._lot is not None:
            rows.append(RowView(self.words("trace.lot"), self._lot.number, self._stock(self._lot)))
        if self._customer is not None:
            rows.append(RowView(self.words("ship.customer"), self._customer.id, self._customer.name))
        if self._box:
            rows.append(RowView(self.words("ship.box"), self._box, self.words("ship.box_is")))
        return tuple(rows)

    def _stock(self, lot: Lot) -> str:
        plant = self.desk.recorder.plant
        held = [c.net for c in plant.containers.values() if c.lot == lot.number]
        total = sum((net.value for net in held), Decimal(0))
        return f"{total:f} {self._unit(plant.materials[lot.material].unit)}"

    def _field(self) -> FieldView | None:
        if self._lot is None or self._customer is None:
            return None
        if self._boxing:
            return FieldView("box", self.words("ship.box"), FieldKind.WORDS, attempt=self._attempt)
        unit = self._unit(self.desk.recorder.plant.materials[self._lot.material].unit)
        return FieldView("quantity", self.words("ship.quantity"), FieldKind.NUMBER, "0", unit, attempt=self._attempt)

    def _unit(self, unit: str) -> str:
        return self.words("unit.pcs") if unit == "pcs" else unit


def _customer_item(number: int, customer: Customer) -> ItemView:
    return ItemView(number, customer.name, customer.id, detail=customer.address, chosen=number == 1)
