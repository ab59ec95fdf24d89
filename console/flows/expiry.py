"""Expiry and retest: what is due in 30, 60 or 90 days, soonest first."""

from datetime import date

from console.desk import Desk
from console.flows.form import FormTask
from console.flows.pages import Pages
from core.store_calendar import SPANS, Due, due_within
from core.times import local_day
from screens.everyone.form import FormView
from screens.views import ItemView, MarkView, Tone

PAGE = 12


class ExpiryFlow(FormTask):
    """F4 changes the span."""

    def __init__(self, desk: Desk) -> None:
        """Begin with the shortest span."""
        super().__init__(desk)
        self._span = 0
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> FormView:
        """Show one page."""
        today, found = self._today, self._found()
        return self.form(
            self.words("expiry.title"),
            self.words("next.expiry"),
            live=("f1", "f3", "f4", "f10"),
            subject=self.words("expiry.within", days=str(SPANS[self._span]), n=str(len(found))),
            items=tuple(self._item(due, over=due.day < today) for due in self._pages.shown(found)),
            page=self._pages.words(found),
            empty="" if found else self.words("expiry.none"),
        )

    async def key(self, name: str) -> None:
        """F4 changes the span, page keys turn, F3 goes back."""
        match name:
            case "f3":
                self.desk.navigation.home()
            case "f4":
                self._span = (self._span + 1) % len(SPANS)
                self._pages.begin()
                self.changed()
            case "pagedown" | "pageup":
                self._pages.turn(name, self._found())
            case _:
                return

    @property
    def _today(self) -> date:
        return local_day(self.desk.clock.utc(), self.desk.recorder.plant.offset_min)

    def _found(self) -> tuple[Due, ...]:
        return due_within(self.desk.recorder.plant, self._today, SPANS[self._span])

    def _item(self, due: Due, *, over: bool) -> ItemView:
        what = self.words("expiry.retest" if due.retest else "expiry.expires")
        material = self.desk.recorder.plant.materials[due.lot.material].name.in_language(self.desk.language)
        unit = self.words("unit.pcs") if due.held.unit == "pcs" else due.held.unit
        mark = MarkView(Tone.FAIL if over else Tone.WARN, f"{what} {due.day.isoformat()}")
        return ItemView(None, material, due.lot.number, f"{due.held.value:f} {unit}", mark)
