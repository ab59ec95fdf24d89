"""The record of a step: what stands, what was replaced, and from here its correction, its repeat and comments on it."""

from collections.abc import Callable

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.pages import Pages
from core.acts import ActKind, Subject
from core.batch.correcting import waits
from core.batch.entries import Entry, entries
from core.batch.judge_correction import correctable
from core.batch.manifest import entry_label, shown_unless_blind
from core.batch.manifest_correction import corrected_words
from core.batch.state import Correction
from core.master.model import Step
from core.rights import may
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, MarkView, RowView, Span, Tone, keys

PAGE = 7
REPEAT, COMMENT = 8, 9
"""Digits of what can be done with the whole step."""


class StepRecordFlow(TaskFlow):
    """A digit corrects a value, 8 has the step repeated, 9 comments on it."""

    screen = "listed"
    _repeating = False

    def __init__(self, desk: Desk, batch: str, step: Step, back: Callable[[], TaskFlow]) -> None:
        """Take the step, and what makes the flow to go back to."""
        super().__init__(desk)
        self._batch, self._step, self._back = batch, step, back
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> ListedView:
        """Show the entries, what can be done, and what was replaced."""
        opened = self.desk.recorder.batch(self._batch)
        following = "next.repeat_reason" if self._repeating else "next.step_record"
        page = self._pages.words(self._filled)
        view_frame = frame(
            self.desk,
            header(self.desk, opened.master, self._batch, self._step),
            self.words("step_record.title"),
            self.words(following),
            keys("f1", "f3", "f10", *(("f12",) if self._repeating else ()), "f11"),
            subject=self._step.name.in_language(self.desk.language),
            aside=(Span(page),) if page else (),
            message=self.message,
        )
        items = [*self._pages.items(self._filled, self._item)]
        if self._may_repeat:
            items.append(ItemView(REPEAT, self.words("step_record.repeat")))
        items.append(ItemView(COMMENT, self.words("step_record.comment")))
        label = self.words("step_record.reason")
        fields = (FieldView("reason", label, FieldKind.WORDS),) if self._repeating else ()
        return ListedView(view_frame, tuple(items), self._rows(), fields, "")

    async def digit(self, number: int) -> None:
        """Correct an entry, ask for the reason of a repeat, or comment."""
        if self._repeating:
            return
        if number == COMMENT:
            self._comment()
        elif number == REPEAT and self._may_repeat:
            self._repeating = True
            self.say(None)
        elif (entry := self._pages.chosen(self._filled, number)) is not None and self._correctable(entry):
            again = self._again
            flow = self.desk.ways.task("correction", "CorrectionFlow", self._batch, self._step, entry.name, again)
            self.desk.navigation.go(flow)

    async def enter(self, typed: str) -> None:
        """Set the step aside for the reason given; it is done anew."""
        session = self.desk.session
        if session is None or not self._repeating or not typed.strip():
            return
        operation = self.desk.recorder.batch(self._batch).master.operation_of(self._step.id)
        about = Subject(batch=self._batch, operation=operation.id if operation else None, step=self._step.id)
        act = self.desk.recorder.act(session.who, ActKind.STEP_REPEATED, about, facts={"reason": typed.strip()})
        self._repeating = False
        if await self.guarded(self.desk.recorder.record(act)):
            self.desk.navigation.go(self.desk.ways.batch_map(self._batch))

    async def key(self, name: str) -> None:
        """F3 goes back, F11 comments, F12 leaves the reason; the page keys turn."""
        match name:
            case "f12" if self._repeating:
                self._repeating = False
                self.say(None)
            case "f3" | "f12":
                self.desk.navigation.go(self._back())
            case "f11":
                self._comment()
            case "pagedown" | "pageup":
                self._pages.turn(name, self._filled)
            case _:
                return

    def _comment(self) -> None:
        self.desk.navigation.go(self.desk.ways.task("comment", "CommentFlow", self._batch, self._step, self._again))

    def _again(self) -> TaskFlow:
        return StepRecordFlow(self.desk, self._batch, self._step, self._back)

    @property
    def _may_repeat(self) -> bool:
        session = self.desk.session
        return session is not None and may(session.person.roles, "act.repeat_step")

    @property
    def _filled(self) -> tuple[Entry, ...]:
        filled = self.desk.recorder.batch(self._batch).state.step(self._step.id).filled
        return tuple(entry for entry in entries(self._step, filled) if entry.name in filled)

    def _item(self, digit: int, entry: Entry) -> ItemView:
        language, plant = self.desk.language, self.desk.recorder.plant
        filled = self.desk.recorder.batch(self._batch).state.step(self._step.id).filled
        value = shown_unless_blind(self._step, entry.name, filled, language, plant)
        label = entry_label(self._step, entry, language)
        known = self._correctable(entry)
        return ItemView(digit if known else None, label, count=value, open=known)

    def _correctable(self, entry: Entry) -> bool:
        filled = self.desk.recorder.batch(self._batch).state.step(self._step.id).filled
        return correctable(filled[entry.name].act.kind)

    def _rows(self) -> tuple[RowView, ...]:
        """Name what was replaced, the newest first, and how often the step was done."""
        state = self.desk.recorder.batch(self._batch).state
        made = [item for item in state.corrections.values() if item.step == self._step.id and item.performed]
        rows = [self._row(item) for item in reversed(made)]
        rounds = [
            item.by.act for item in state.former.get(self._step.id, ()) if item.by.act.kind == ActKind.STEP_REPEATED
        ]
        rows += [RowView(self.words("step_record.repeated"), "", act.facts.get("reason", "-")) for act in rounds]
        return tuple(rows[:4])

    def _row(self, item: Correction) -> RowView:
        old, new = corrected_words(item, self._step, self.desk.language, self.desk.recorder.plant)
        state = MarkView(Tone.NONE, self.words("step_record.overtaken"))
        if item.in_force:
            state = MarkView(Tone.OK, self.words("step_record.in_force"))
        elif waits(item, self.desk.recorder.batch(self._batch).state):
            state = MarkView(Tone.WAIT, self.words("work.to_verify"))
        detail = f"{old} -> {new}  {item.new.act.facts.get('reason', '-')}"
        return RowView(self.words("report.corrected"), "", detail, state)
