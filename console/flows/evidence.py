"""Evidence: everything recorded in one step, for a reviewer; reading it is itself an act."""

from collections.abc import Callable
from functools import partial

from console.desk import Desk
from console.flows.effort import Effort
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.pages import Pages
from console.flows.replaced import replaced_rows
from core.acts import ActKind, Subject
from core.batch.entries import Entry, entries
from core.batch.manifest import entry_label, shown_unless_blind
from core.batch.needed import why_not_needed
from core.language import worded
from core.master.model import Step
from core.times import local_text, utc_from
from screens.operator.instruction import InstructionView
from screens.views import MarkView, RowView, Span, Tone, keys

PAGE = 12


class EvidenceFlow(TaskFlow):
    """One step as it was recorded and signed."""

    screen = "instruction"

    def __init__(
        self, desk: Desk, batch: str, step: Step, back: Callable[[], TaskFlow], effort: Effort | None = None
    ) -> None:
        """Take the step, what makes the flow to go back to, and the effort of the review it is read in."""
        super().__init__(desk)
        self._batch = batch
        self._step = step
        self._back = back
        self._pages = Pages(self, PAGE)
        self._effort = effort

    @property
    def view(self) -> InstructionView:
        """Show one page of rows."""
        batch, rows = self.desk.recorder.batch(self._batch), self._rows()
        page = self._pages.words(rows)
        view_frame = frame(
            self.desk,
            header(self.desk, batch.master, self._batch, self._step),
            self.words("review.evidence"),
            self.words("next.read_evidence"),
            keys("f1", "f3", "f10", "f11"),
            subject=self._step.name.in_language(self.desk.language),
            aside=(Span(page),) if page else (),
            message=self.message,
        )
        why = why_not_needed(self._step, batch.state, batch.master)
        said = () if why is None else (worded(why, self.desk.language),)
        return InstructionView(view_frame, said, "", (), tuple(self._pages.shown(rows)))

    async def key(self, name: str) -> None:
        """Enter says that it was read, page keys turn, F3 goes back."""
        if self._effort is not None:
            self._effort.pressed()
        match name:
            case "f3":
                self.desk.navigation.go(self._back())
            case "pagedown" | "pageup":
                self._pages.turn(name, self._rows())
            case "enter":
                await self._read()
            case "f11":
                again = partial(EvidenceFlow, self.desk, self._batch, self._step, self._back, self._effort)
                flow = self.desk.ways.task("comment", "CommentFlow", self._batch, self._step, again)
                self.desk.navigation.go(flow)
            case _:
                return

    async def _read(self) -> None:
        session = self.desk.session
        if session is None:
            return
        subject = Subject(batch=self._batch, step=self._step.id)
        act = self.desk.recorder.act(session.who, ActKind.EVIDENCE_READ, subject)
        if await self.guarded(self.desk.recorder.record(act)):
            self.desk.navigation.go(self._back())

    def _rows(self) -> list[RowView]:
        state = self.desk.recorder.batch(self._batch).state.step(self._step.id)
        rows = [self._row(entry) for entry in entries(self._step, state.filled)]
        for by, meaning in ((state.performed, "meaning.performed"), (state.verified, "meaning.verified")):
            if by is not None:
                when = self._time(by.utc)
                rows.append(RowView(self.words(meaning), by.name, when, MarkView(Tone.OK, self.words("state.signed"))))
        return [*rows, *replaced_rows(self, self.desk.recorder.batch(self._batch), self._step)]

    def _row(self, entry: Entry) -> RowView:
        language, plant = self.desk.language, self.desk.recorder.plant
        filled = self.desk.recorder.batch(self._batch).state.step(self._step.id).filled.get(entry.name)
        label = entry_label(self._step, entry, language)
        if filled is None:
            return RowView(label, "", "", MarkView(Tone.NONE, self.words("frame.to_come")))
        value = next(iter(filled.act.values.values()), None)
        behind = f"{value.source.value} {value.device.serial}" if value and value.device else ""
        detail = f"{self._time(filled.act.when.utc)}  {behind}".rstrip()
        recorded = self.desk.recorder.batch(self._batch).state.step(self._step.id).filled
        said = shown_unless_blind(self._step, entry.name, recorded, language, plant)
        return RowView(label, said, detail, MarkView(self._tone(filled.act.id)))

    def _tone(self, record: str) -> Tone:
        cases = self.desk.recorder.batch(self._batch).state.cases.values()
        return Tone.WARN if any(case.reference.id == record for case in cases) else Tone.OK

    def _time(self, utc: str) -> str:
        return local_text(utc_from(utc), self.desk.recorder.plant.offset_min)[:19]
