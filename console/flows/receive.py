"""Receive goods: against an order or free, the supplier's code scanned, then one question after another.

What is asked are the eight fields of GMP article 106; the day and the own lot number are given by the core.
"""

from collections.abc import Mapping

import msgspec

from console.desk import Desk
from console.flows.form import FormTask
from console.flows.labels_due import LabelsResumedFlow, labels_due
from console.flows.pages import Pages
from console.flows.receive_answers import ASKED, receipt_of, unfit
from console.flows.receive_sign import ReceiptSignFlow
from core.changes import change
from core.codes import Code, CodeKind
from core.finding import Finding, finding
from core.plant import Material, Plant
from core.receipt import firm_name, place_refusals, receipt_refusals
from core.secret import Secret
from core.supply import Approval
from core.times import local_day
from screens.everyone.form import FormView
from screens.views import FieldKind, FieldView, ItemView, RowView

PAGE = 7


class _Choice(msgspec.Struct, frozen=True):
    """A source that may deliver, and the order it is for, or ""."""

    approval: Approval
    order: str


class ReceiveFlow(FormTask):
    """One lot of a delivery, until it is signed."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk; nothing is chosen yet."""
        super().__init__(desk)
        self._free = False
        self._pages = Pages(self, PAGE)
        self._chosen: _Choice | None = None
        self._answers: dict[str, str] = {}
        self._scanned: dict[str, str] = {}
        self._serials: list[str] = []

    async def opened(self) -> None:
        """Hear first what the core has taken in; labels that are not back yet come before anything else."""
        await self.guarded(self.desk.reload())
        if labels_due(self.desk):
            self.desk.navigation.go(LabelsResumedFlow(self.desk))
        self.changed()

    # ------------------------------------------------------------------ what is shown

    @property
    def view(self) -> FormView:
        """Show the choice of the source, then what was answered and the next question."""
        title = self.words("receive.title")
        if self._chosen is None:
            choices = self._choices()
            following = self.words("next.receive_source" if self._free else "next.receive_order")
            live = ("f1", "f3", "f10", *(() if self._free else ("f4",)))
            items, page = self._pages.items(choices, self._item), self._pages.words(choices)
            empty = self.words("receive.no_order")
            return self.form(title, following, live=live, items=items, page=page, empty=empty)
        return self.form(
            title,
            self._following(),
            live=("f1", "f3", *(("f8",) if self._chosen.order and not self._answers else ()), "f10", "f12"),
            subject=f"{self._material.code}  {self._material.name.in_language(self.desk.language)}",
            rows=self._rows(),
            fields=(self._field(),),
        )

    def _following(self) -> str:
        said = self.words(f"next.receive_{self._asked}")
        short = self._chosen is not None and self._chosen.order and not self._answers
        return self.words("next.receive_or_close", what=said) if short else said

    def _field(self) -> FieldView:
        label = self.words(f"receive.{self._asked}")
        value = self._scanned.get(self._asked, "")
        unit = self._material.unit if self._asked == "net" else ""
        return FieldView(self._asked, label, FieldKind.WORDS, unit=unit, value=value, attempt=self._attempt)

    def _item(self, number: int, one: _Choice) -> ItemView:
        plant = self.desk.recorder.plant
        return ItemView(
            number,
            plant.materials[one.approval.material].name.in_language(self.desk.language),
            one.order or one.approval.material,
            self._ordered(one),
            detail=f"{firm_name(plant, one.approval.supplier)}, {firm_name(plant, one.approval.manufacturer)}",
            chosen=number == 1,
        )

    def _ordered(self, choice: _Choice) -> str:
        order = self.desk.recorder.plant.orders.get(choice.order)
        ordered = order.ordered(choice.approval.material) if order else None
        return str(ordered) if ordered is not None else ""

    def _rows(self) -> tuple[RowView, ...]:
        plant, chosen = self.desk.recorder.plant, self._chosen
        if chosen is None:
            return ()
        firms = f"{firm_name(plant, chosen.approval.supplier)}, {firm_name(plant, chosen.approval.manufacturer)}"
        answered = [RowView(self.words(f"receive.{name}"), value) for name, value in self._answers.items()]
        serials = [RowView(self.words("receive.serials"), str(len(self._serials)))] if self._serials else []
        return (RowView(self.words("receive.source"), chosen.order, firms), *answered[-6:], *serials)

    # ------------------------------------------------------------------ what is chosen, scanned and typed

    async def digit(self, number: int) -> None:
        """Choose the source."""
        chosen = self._pages.chosen(self._choices(), number)
        if self._chosen is None and chosen is not None:
            self._chosen = chosen
            self._attempt += 1
            self.say(None)

    async def key(self, name: str) -> None:
        """F4 receives without an order, F8 closes the chosen order short, F12 takes the last answer back, F3 leaves."""
        match name:
            case "f8" if self._chosen is not None and self._chosen.order and not self._answers:
                self._close_short(self._chosen.order)
            case "f3":
                self.desk.navigation.home()
            case "f4" if self._chosen is None:
                self._free = True
                self._pages.begin()
                self.say(None)
            case "f12" if self._answers:
                self._answers.popitem()
                self._attempt += 1
                self.say(None)
            case "f12":
                self._chosen = None
                self._scanned.clear()
                self._serials.clear()
                self.say(None)
            case "pagedown" | "pageup" if self._chosen is None:
                self._pages.turn(name, self._choices())
            case _:
                return

    def _close_short(self, number: str) -> None:
        """Go to the signature by which nothing more is expected of an order; it asks for the reason."""
        closed = msgspec.structs.replace(self.desk.recorder.plant.orders[number], closed=True)
        desk = self.desk
        desk.navigation.go(desk.ways.change((change("orders", number, closed),), lambda: ReceiveFlow(desk)))

    async def scan(self, code: Code) -> None:
        """Take the supplier's code, by which fields are filled in beforehand, or a location's label."""
        found = self._taken(code)
        await self.desk.devices.signal(found is None)
        if found is None:
            self._attempt += 1
        self.say(found)

    def _taken(self, code: Code) -> Finding | None:
        if self._chosen is None:
            return Finding("receive.choose_first")
        if code.kind == CodeKind.UNKNOWN and code.text in self.desk.recorder.plant.locations:
            self._scanned["location"] = code.text
            return None
        if code.kind not in (CodeKind.GS1, CodeKind.UDI_GS1, CodeKind.UDI_MA, CodeKind.DRUG_TRACE):
            return finding("kiosk.scan_not_expected", got=code.text)
        gtin = code.get("gtin")
        if gtin and self._material.gtin and gtin != self._material.gtin:
            return finding("receive.other_material", gtin=gtin)
        lot, kept = code.get("lot"), self._answers.get("supplier_lot") or self._scanned.get("supplier_lot")
        if lot and kept and lot != kept:
            return finding("receive.other_lot", lot=lot, want=kept)
        serial = code.get("serial") or code.get("trace")
        if serial and serial in self._serials:
            return finding("receipt.refused.serial", serial=serial[:60])
        self._serials += [serial] if serial else []
        until = code.get("expiry") or code.get("valid_until")
        read = {"supplier_lot": lot, "expiry": until, "retest": code.get("retest")}
        self._scanned |= {name: value for name, value in read.items() if value}
        return None

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take an answer; after the last one the receipt is judged and goes to the signature."""
        if self._chosen is None:
            return
        asked = self._asked
        typed = answers[asked].reveal().strip()
        found = unfit(asked, typed, self._answers, self._serials)
        if found is None and asked == "location":
            # Told at once: nobody with a truck at the dock answers eight questions to hear that the first was wrong.
            found = next(iter(place_refusals(typed, self.desk.recorder.plant, self._material)), None)
        self._attempt += 1
        if found is not None:
            self.say(found)
            return
        self._answers[asked] = typed
        self.say(None)
        if len(self._answers) == len(ASKED):
            self._sign()

    def _sign(self) -> None:
        """Go to the signature, unless a rule speaks against the receipt: then it begins again at the first question."""
        if self._chosen is None:
            return
        chosen, plant = self._chosen, self.desk.recorder.plant
        receipt = receipt_of(chosen.approval, chosen.order, self._material.unit, self._answers, self._serials)
        today = local_day(self.desk.clock.utc(), plant.offset_min)
        found = receipt_refusals(receipt, plant, today)
        if found:
            # What was answered stands in the fields again, so that only what is wrong is typed anew.
            self._scanned |= self._answers
            self._answers.clear()
            self.say(found[0])
            return
        self.desk.navigation.go(ReceiptSignFlow(self.desk, receipt))

    # ------------------------------------------------------------------ what the plant says

    @property
    def _asked(self) -> str:
        return next(name for name in (*ASKED, ASKED[-1]) if name not in self._answers or name == ASKED[-1])

    @property
    def _material(self) -> Material:
        """Give the chosen material; nothing asks for it before one is chosen."""
        chosen = self._chosen or self._choices()[0]
        return self.desk.recorder.plant.materials[chosen.approval.material]

    def _choices(self) -> list[_Choice]:
        plant = self.desk.recorder.plant
        today = local_day(self.desk.clock.utc(), plant.offset_min)
        sources = sorted((one for one in plant.approvals.values() if one.holds_on(today)), key=lambda one: one.id)
        return [_Choice(one, "") for one in sources] if self._free else _for_orders(plant, sources)


def _for_orders(plant: Plant, sources: list[Approval]) -> list[_Choice]:
    """Give each line of each open order with the sources that may deliver it."""
    orders = (order for _, order in sorted(plant.orders.items()) if not order.closed)
    return [
        _Choice(source, order.id)
        for order in orders
        for line in order.lines
        for source in sources
        if (source.material, source.supplier) == (line.material, order.supplier)
    ]
