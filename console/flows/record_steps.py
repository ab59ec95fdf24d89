"""The steps of a batch, to choose one whose record is looked at, commented, corrected or repeated."""

from functools import partial

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.pages import Pages
from core.batch.entries import NOT_APPLICABLE
from core.batch.progress import finished
from core.master.model import Step
from screens.everyone.listed import ListedView
from screens.views import ItemView, Look, MarkView, Span, Tone, keys

PAGE = 9


class RecordStepsFlow(TaskFlow):
    """Pages of steps; a digit opens the record of one."""

    screen = "listed"

    def __init__(self, desk: Desk, batch: str, page: int | None = None) -> None:
        """Take the batch; without a page the list begins where the batch stands."""
        super().__init__(desk)
        self._batch = batch
        done = sum(1 for step in self._steps if self._begun(step))
        self._pages = Pages(self, PAGE, max(0, done - 1) // PAGE if page is None else page)

    @property
    def view(self) -> ListedView:
        """Show one page of steps with their state."""
        opened = self.desk.recorder.batch(self._batch)
        page = self._pages.words(self._steps)
        view_frame = frame(
            self.desk,
            header(self.desk, opened.master, self._batch),
            self.words("record_steps.title"),
            self.words("next.record_steps"),
            keys("f1", "f3", "f10"),
            subject=self._batch,
            aside=(Span(page, Look.MUTED),) if page else (),
            message=self.message,
        )
        return ListedView(view_frame, self._pages.items(self._steps, self._item))

    async def digit(self, number: int) -> None:
        """Open the record of a step of this page."""
        step = self._pages.chosen(self._steps, number)
        if step is not None:
            again = partial(RecordStepsFlow, self.desk, self._batch, self._pages.page(self._steps))
            self.desk.navigation.go(self.desk.ways.task("step_record", "StepRecordFlow", self._batch, step, again))

    async def key(self, name: str) -> None:
        """The page keys turn, F3 goes back to the map."""
        if name in ("pagedown", "pageup"):
            self._pages.turn(name, self._steps)
        elif name in ("f3", "f12"):
            self.desk.navigation.go(self.desk.ways.batch_map(self._batch))

    @property
    def _steps(self) -> tuple[Step, ...]:
        return self.desk.recorder.batch(self._batch).master.steps()

    def _begun(self, step: Step) -> bool:
        return self.desk.recorder.batch(self._batch).state.step(step.id).started is not None

    def _item(self, digit: int, step: Step) -> ItemView:
        state = self.desk.recorder.batch(self._batch).state
        mark = MarkView(Tone.NONE, self.words("frame.to_come"))
        if self._begun(step):
            done = finished(step, state)
            mark = MarkView(Tone.OK if done else Tone.WAIT, self.words("frame.done" if done else "work.in_process"))
        if step.id in state.not_needed or NOT_APPLICABLE in state.step(step.id).filled:
            mark = MarkView(Tone.NONE, self.words("frame.skipped"))
        corrected = sum(1 for item in state.corrections.values() if item.step == step.id and item.in_force)
        commented = sum(1 for item in state.comments if item.act.subject.step == step.id)
        said = [self.words("record_steps.corrected", n=str(corrected))] if corrected else []
        said += [self.words("record_steps.commented", n=str(commented))] if commented else []
        return ItemView(
            digit, f"{step.number} {step.name.in_language(self.desk.language)}", count=", ".join(said), mark=mark
        )
