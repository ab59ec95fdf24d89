"""Comment: words of anybody in the batch about a step, at any time before the decision; they stay in the record."""

from collections.abc import Callable

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from core.acts import ActKind, Subject
from core.batch.state import Filled
from core.master.model import Step
from core.times import local_text, utc_from
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, keys

SHOWN = 6


class CommentFlow(TaskFlow):
    """The comments on a step, the newest last, and the field for another one."""

    screen = "listed"

    def __init__(self, desk: Desk, batch: str, step: Step, back: Callable[[], TaskFlow]) -> None:
        """Take the step, and what makes the flow to go back to."""
        super().__init__(desk)
        self._batch, self._step, self._back = batch, step, back
        self._attempt = 0

    @property
    def view(self) -> ListedView:
        """Show who said what and when."""
        opened = self.desk.recorder.batch(self._batch)
        said = [item for item in opened.state.comments if item.act.subject.step == self._step.id]
        view_frame = frame(
            self.desk,
            header(self.desk, opened.master, self._batch, self._step),
            self.words("comment.title"),
            self.words("next.comment"),
            keys("f1", "f3", "f4", "f10"),
            subject=self._step.name.in_language(self.desk.language),
            message=self.message,
        )
        field = FieldView("comment", self.words("comment.field"), FieldKind.WORDS, attempt=self._attempt)
        items = tuple(self._item(item) for item in said[-SHOWN:])
        return ListedView(view_frame, items, (), (field,), self.words("comment.none"))

    async def enter(self, typed: str) -> None:
        """Put a comment on record."""
        session = self.desk.session
        if session is None or not typed.strip():
            return
        operation = self.desk.recorder.batch(self._batch).master.operation_of(self._step.id)
        about = Subject(batch=self._batch, operation=operation.id if operation else None, step=self._step.id)
        act = self.desk.recorder.act(session.who, ActKind.COMMENT_MADE, about, facts={"comment": typed.strip()})
        self._attempt += 1
        await self.guarded(self.desk.recorder.record(act))

    async def key(self, name: str) -> None:
        """F3 goes back, F4 shows what the step has recorded."""
        if name in ("f3", "f12"):
            self.desk.navigation.go(self._back())
        elif name == "f4":
            self.desk.navigation.go(
                self.desk.ways.task("step_record", "StepRecordFlow", self._batch, self._step, self._back)
            )

    def _item(self, item: Filled) -> ItemView:
        plant = self.desk.recorder.plant
        person = plant.people.get(item.act.who.person or "")
        when = local_text(utc_from(item.act.when.utc), plant.offset_min)[:16]
        return ItemView(None, item.act.facts.get("comment", "-"), count=f"{person.name if person else '-'}  {when}")
