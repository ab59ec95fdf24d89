"""Counts: what waits for a second person, and the differences that two have counted alike and that are to be booked."""

import msgspec

from console.answers import AnswerUnreadable
from console.desk import Desk
from console.flows.form import FormTask
from console.flows.pages import Pages
from core.finding import Finding
from core.store_paper import CountedTwice, OpenCount
from screens.everyone.form import FormView
from screens.views import ItemView, MarkView, Tone

PAGE = 8


class _Answer(msgspec.Struct):
    open: tuple[OpenCount, ...]
    proposals: tuple[CountedTwice, ...]


class StockCountsFlow(FormTask):
    """A digit counts the second time, or opens the adjustment."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk; the list is asked of the core."""
        super().__init__(desk)
        self._answer = _Answer((), ())
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> FormView:
        """Show one page."""
        found = self._found()
        return self.form(
            self.words("store.do.counts"),
            self.words("next.store_counts" if found else "next.work_none"),
            live=("f1", "f3", "f5", "f10"),
            items=self._pages.items(found, self._item),
            page=self._pages.words(found),
            empty="" if found else self.words("store.no_counts"),
        )

    async def opened(self) -> None:
        """Ask the core."""
        await self.guarded(self._ask())

    async def key(self, name: str) -> None:
        """F3 goes back, F5 asks again, page keys turn."""
        match name:
            case "f3":
                self.desk.navigation.go(self.desk.ways.task("store", "StoreFlow"))
            case "f5":
                await self.guarded(self._ask())
            case "pagedown" | "pageup":
                self._pages.turn(name, self._found())
            case _:
                return

    async def digit(self, number: int) -> None:
        """Count the second time, unless it was this person who counted first; or open the adjustment."""
        chosen, session = self._pages.chosen(self._found(), number), self.desk.session
        if chosen is None:
            return
        if isinstance(chosen, CountedTwice):
            self.desk.navigation.go(self.desk.ways.task("adjust", "AdjustFlow", chosen))
        elif session is not None and session.person.id in (chosen.person, chosen.other):
            self.say(Finding("store.same_counter", {"container": chosen.container}))
        else:
            self.desk.navigation.go(self.desk.ways.task("stock_act", "StockActFlow", "count", chosen))

    def _found(self) -> tuple[OpenCount | CountedTwice, ...]:
        return (*self._answer.proposals, *self._answer.open)

    def _item(self, digit: int, one: OpenCount | CountedTwice) -> ItemView:
        people = self.desk.recorder.plant.people
        if isinstance(one, CountedTwice):
            mark = MarkView(Tone.WARN, self.words("store.differs"))
            return ItemView(digit, one.container, one.lot, str(one.difference), mark, chosen=digit == 1)
        by = people[one.person].user_id if one.person in people else one.person
        mark = MarkView(Tone.WAIT, self.words("store.third_due" if one.other else "store.second_due"))
        return ItemView(digit, one.container, one.lot, f"{one.location}  {by}", mark, chosen=digit == 1)

    async def _ask(self) -> None:
        answer = await self.desk.ask("stock_counts", {"session": self.session})
        try:
            self._answer = msgspec.convert(answer, _Answer)
        except msgspec.ValidationError as error:
            raise AnswerUnreadable("kiosk.answer_unreadable", verb="stock_counts") from error
        self.changed()
