"""One recall: its clock, its balance, and its customers, told one by one; F8 closes it."""

from collections.abc import Mapping

from console.answers import ask_for_records
from console.desk import Desk
from console.flows.form import FormTask
from console.flows.pages import Pages
from console.flows.recalls import clock_of, recalls_of
from core.recall_case import CustomerLine, RecallCase, RecallState, balance_of, units
from core.secret import Secret
from core.times import local_text, utc_from
from screens.everyone.form import FormView
from screens.views import FieldView, ItemView, MarkView, RowView, Tone

PAGE = 7


class RecallOpenFlow(FormTask):
    """A digit chooses a customer, then whom and how is typed."""

    def __init__(self, desk: Desk, case: RecallCase) -> None:
        """Take the recall as the list had it; it is asked anew."""
        super().__init__(desk)
        self._case = case
        self._chosen: CustomerLine | None = None
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> FormView:
        """Show where it stands."""
        case, customers = self._case, self._case.customers
        return self.form(
            f"{self.words('recall.title')} {case.id}",
            self._next(),
            live=("f1", "f3", "f5", "f8", "f10", "f12"),
            subject=self.words("recall.mock") if case.mock else self.words(f"recall.class_{case.recall_class}"),
            rows=self._rows(),
            items=self._pages.items(customers, self._item),
            page=self._pages.words(customers),
            fields=self._fields(),
        )

    async def opened(self) -> None:
        """Ask the core how far it is."""
        await self.guarded(self._ask())

    async def key(self, name: str) -> None:
        """F3 goes to the list, F5 asks again, F8 closes the recall, F12 lets another customer be chosen."""
        match name:
            case "f3":
                self.desk.navigation.go(self.desk.ways.task("recalls", "RecallsFlow"))
            case "f5":
                await self.guarded(self._ask())
            case "f8" if self._case.state != RecallState.CLOSED:
                self.desk.navigation.go(self.desk.ways.task("recall_close", "RecallCloseFlow", self._case))
            case "f12":
                self._chosen = None
                self.changed()
            case "pagedown" | "pageup":
                self._pages.turn(name, self._case.customers)
            case _:
                return

    async def digit(self, number: int) -> None:
        """Choose a customer to tell."""
        chosen = self._pages.chosen(self._case.customers, number)
        if chosen is not None and self._case.state != RecallState.CLOSED:
            self._chosen = chosen
            self.retry()

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take whom and how, and have the core keep it."""
        session, chosen = self.desk.session, self._chosen
        if session is None or chosen is None or "how" not in answers:
            return
        body = {"recall": self._case.id, "customer": chosen.customer, "how": answers["how"].reveal(), **session.asks}
        self.retry()
        if await self.guarded(ask_for_records(self.desk.ask, self.desk.recorder, "notify_recall", body)):
            self._chosen = None
            await self.guarded(self._ask())

    def _next(self) -> str:
        if self._case.state == RecallState.CLOSED:
            return self.words("next.recall_closed")
        return self.words("next.recall_how" if self._chosen else "next.recall_case")

    def _fields(self) -> tuple[FieldView, ...]:
        return () if self._chosen is None else (self.field("how", self.words("recall.field.how")),)

    def _rows(self) -> tuple[RowView, ...]:
        case, language = self._case, self.desk.language
        opened = local_text(utc_from(case.opened), self.desk.recorder.plant.offset_min)
        ended = (RowView(self.words("recall.field.effectiveness"), "", case.effectiveness),) if case.closed else ()
        return (
            RowView(self.words("recall.clock"), clock_of(case, self.desk), opened, self._state()),
            RowView(self.words("recall.paper.began"), "", ", ".join(case.began[:4])),
            RowView(self.words("recall.paper.reason"), "", case.reason),
            *(
                RowView(self.words("recall.paper.balance"), "", balance_of(case, unit, language))
                for unit in units(case)
            ),
            *ended,
        )

    def _state(self) -> MarkView:
        tone = Tone.OK if self._case.state == RecallState.CLOSED else Tone.WARN
        return MarkView(tone, self.words(f"recall.state.{self._case.state.value}"))

    def _item(self, digit: int, one: CustomerLine) -> ItemView:
        mark = (
            MarkView(Tone.OK, self.words("recall.told"))
            if one.notified
            else MarkView(Tone.WAIT, self.words("recall.to_tell"))
        )
        back = self.words("recall.back", returned=one.returned, shipped=f"{one.shipped} {one.unit}")
        chosen = self._chosen is not None and self._chosen.customer == one.customer
        return ItemView(digit, f"{one.name}  {one.contact}".strip(), one.customer, back, mark, one.how, chosen=chosen)

    async def _ask(self) -> None:
        told = await recalls_of(self.desk, self.session, only=self._case.id)
        self._case = next(iter(told.recalls), self._case)
        self.changed()
