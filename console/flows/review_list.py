"""Review list: batches under way and batches that wait for QA; a digit opens the review."""

from console.answers import ask_for_records
from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.pages import Pages
from console.recorder import OpenBatch
from core.batch.progress import complete, open_steps
from core.codes import Code, CodeKind
from screens.quality.review_list import ReviewListView
from screens.views import ItemView, MarkView, Tone, keys

PAGE = 9


class ReviewListFlow(TaskFlow):
    """QA's list."""

    screen = "review_list"

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> ReviewListView:
        """Show one page, the finished batches first."""
        batches = self._batches()
        following = self.words("next.choose_batch" if batches else "next.work_none")
        live = keys("f1", "f3", "f5", "f10")
        view_frame = frame(
            self.desk, header(self.desk), self.words("review.list"), following, live, message=self.message
        )
        items, page = self._pages.items(batches, self._item), self._pages.words(batches)
        return ReviewListView(view_frame, items, page, "" if batches else self.words("review.none"))

    async def digit(self, number: int) -> None:
        """Open a batch."""
        chosen = self._pages.chosen(self._batches(), number)
        if chosen is not None:
            self._open(chosen.state.number)

    async def key(self, name: str) -> None:
        """F3 goes back, F5 asks the core what is new, page keys turn."""
        if name == "f3":
            self.desk.navigation.home()
        elif name == "f5":
            known = {batch.state.number: batch.state.acts for batch in self.desk.recorder.batches()}
            await self.guarded(ask_for_records(self.desk.ask, self.desk.recorder, "batches", {"known": known}))
        elif name in ("pagedown", "pageup"):
            self._pages.turn(name, self._batches())

    async def scan(self, code: Code) -> None:
        """Open the batch of a scanned label."""
        number = code.get("batch")
        if code.kind == CodeKind.BATCH and any(batch.state.number == number for batch in self._batches()):
            self._open(number or "")
        else:
            await super().scan(code)

    def _open(self, number: str) -> None:
        self.desk.navigation.go(self.desk.ways.review(number))

    def _batches(self) -> list[OpenBatch]:
        waiting = [
            batch for batch in self.desk.recorder.batches() if batch.state.decided is None and batch.state.thing is None
        ]
        return sorted(waiting, key=lambda batch: not complete(batch.state, batch.master))

    def _item(self, number: int, batch: OpenBatch) -> ItemView:
        step = next(iter(open_steps(batch.state, batch.master)), None)
        steps = len(batch.master.steps())
        if step is None:
            mark = MarkView(Tone.WAIT, self.words("review.to_review"))
        else:
            mark = MarkView(Tone.NONE, self.words("review.in_process", n=str(step.number), m=str(steps)))
        name = f"{batch.master.name.in_language(self.desk.language)} {batch.master.strength}"
        opened = len(batch.state.open_cases())
        return ItemView(number, name, batch.state.number, str(opened) if opened else "", mark, chosen=number == 1)
