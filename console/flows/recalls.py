"""Recalls: the list, a new one or an exercise by digit, and what each of them has come to."""

from datetime import timedelta

import msgspec

from console.answers import AnswerUnreadable
from console.desk import Desk
from console.flows.form import FormTask
from console.flows.pages import Pages
from core.recall_case import RecallCase, RecallState
from core.times import utc_from
from screens.everyone.form import FormView
from screens.views import ItemView, MarkView, Tone

PAGE = 6
_TONES = {RecallState.OPENED: Tone.FAIL, RecallState.NOTIFIED: Tone.WARN, RecallState.CLOSED: Tone.OK}


class RecallsTold(msgspec.Struct):
    """The answer to `recalls`: some of them, and whether older ones are left."""

    recalls: tuple[RecallCase, ...]
    more: bool = False


async def recalls_of(desk: Desk, session: str, *, before: str = "", only: str = "") -> RecallsTold:
    """Ask the core for recalls, the newest first: those older than one that is named, or one alone.

    Raises:
        CountersignError: Not reachable, refused, or answered in another form.
    """
    answer = await desk.ask("recalls", {"session": session, "before": before, "only": only})
    try:
        return msgspec.convert(answer, RecallsTold)
    except msgspec.ValidationError as error:
        raise AnswerUnreadable("kiosk.answer_unreadable", verb="recalls") from error


def clock_of(case: RecallCase, desk: Desk) -> str:
    """Write how long a recall has taken so far, or took: `2 d 03:04:05`."""
    running = int((desk.clock.utc() - utc_from(case.opened)).total_seconds())
    whole = timedelta(seconds=max(0, case.seconds if case.closed else running))
    hours, rest = divmod(whole.seconds, 3600)
    time = f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{whole.days} d {time}" if whole.days else time


class RecallsFlow(FormTask):
    """Digits 1 and 2 begin one; the others open what is there."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk; the list is asked of the core."""
        super().__init__(desk)
        self._found: tuple[RecallCase, ...] = ()
        self._more = False
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> FormView:
        """Show one page."""
        items = (
            ItemView(1, self.words("recall.new"), detail=self.words("recall.new_is"), chosen=True),
            ItemView(2, self.words("recall.new_mock"), detail=self.words("recall.new_mock_is")),
            *(self._item(digit, case) for digit, case in enumerate(self._pages.shown(self._found), 3)),
        )
        return self.form(
            self.words("recall.list"),
            self.words("next.recalls"),
            live=("f1", "f3", "f5", "f10"),
            items=items,
            page=self._pages.words(self._found),
        )

    async def opened(self) -> None:
        """Ask the core."""
        await self.guarded(self._ask())

    async def key(self, name: str) -> None:
        """F3 goes back, F5 asks again, page keys turn."""
        match name:
            case "f3":
                self.desk.navigation.home()
            case "f5":
                await self.guarded(self._ask())
            case "pagedown" | "pageup":
                if name == "pagedown" and self._at_the_end and not await self.guarded(self._older()):
                    return
                self._pages.turn(name, self._found)
            case _:
                return

    async def digit(self, number: int) -> None:
        """Begin a recall or an exercise, or open one."""
        if number in (1, 2):
            self.desk.navigation.go(self.desk.ways.task("recall_new", "RecallNewFlow", number == 2))
        elif (case := self._pages.chosen(self._found, number - 2)) is not None:
            self.desk.navigation.go(self.desk.ways.task("recall_open", "RecallOpenFlow", case))

    def _item(self, digit: int, case: RecallCase) -> ItemView:
        kind = self.words("recall.mock") if case.mock else self.words(f"recall.class_{case.recall_class}")
        mark = MarkView(_TONES[case.state], self.words(f"recall.state.{case.state.value}"))
        return ItemView(digit, kind, case.id, clock_of(case, self.desk), mark, ", ".join(case.began[:3]))

    @property
    def _at_the_end(self) -> bool:
        return self._more and self._pages.page(self._found) + 1 == self._pages.count(self._found)

    async def _ask(self) -> None:
        told = await recalls_of(self.desk, self.session)
        self._found, self._more = told.recalls, told.more
        self.changed()

    async def _older(self) -> None:
        told = await recalls_of(self.desk, self.session, before=self._found[-1].id)
        self._found, self._more = (*self._found, *told.recalls), told.more
