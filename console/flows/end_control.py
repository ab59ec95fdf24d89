"""Control ended: a control by plan is ended before all its rounds, with the reason; it is signed as the step is."""

from console.flows.step import StepFlow
from core.acts import ActKind, Subject
from core.batch.control_end import RAN_OUT, end_facts
from core.batch.entries import CONTROL_ENDED, plan_of
from core.batch.guide import Guidance
from core.batch.planned import due_rounds
from core.master.choice import Severity
from core.times import local_text
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, MarkView, RowView, Tone


class EndControlFlow(StepFlow):
    """Asks why the other rounds are not needed; F3 and F12 go back to the control."""

    screen = "listed"
    _attempt = 0

    @property
    def view(self) -> ListedView:
        """Show how many rounds were taken, what becomes of the others, and the field for the reason."""
        facts = end_facts(self.step, self.open.state, "")
        taken, planned = facts["taken"], facts["planned"]
        name = f"{self.step.number} {self.step.name.in_language(self.desk.language)}"
        left = self.words("end_control.left", n=str(int(planned) - int(taken)))
        rows = (
            RowView(self.words("operations.step"), "", name),
            RowView(self.words("end_control.rounds"), "", self.words("end_control.taken", n=taken, m=planned)),
            RowView("", "", *self._missed(left)),
            RowView("", "", self.words("end_control.is" if self._opens(facts) else "end_control.silent")),
        )
        field = FieldView("reason", self.words("end_control.reason"), FieldKind.WORDS, attempt=self._attempt)
        view_frame = self.frame(self.words("end_control.title"), self.words("next.end_control"), "f12")
        return ListedView(view_frame, (), rows, (field,))

    async def opened(self) -> None:
        """Wait for the reason; the step is begun already."""

    async def enter(self, typed: str) -> None:
        """Put it on record, as the rounds stand now."""
        self._attempt += 1
        facts = end_facts(self.step, self.open.state, typed.strip())
        act = self._act(ActKind.CONTROL_ENDED, Subject(entry=CONTROL_ENDED), facts=facts)
        if await self.guarded(self.desk.recorder.record(act)):
            await self.advance()

    async def key(self, name: str) -> None:
        """Go back to the control."""
        if name in ("f3", "f12"):
            self.desk.navigation.go(self.desk.ways.step(self.batch))
        else:
            await super().key(name)

    def stays(self, guidance: Guidance) -> bool:  # noqa: ARG002 - whatever comes next is shown by another flow
        """Leave as soon as it is said."""
        return False

    def _missed(self, left: str) -> tuple[str, MarkView | None]:
        """Say which round is due already and counts as missed, else that the others fall away."""
        due = due_rounds(self.open.state, self.open.master, self.desk.clock.utc())
        mine = next((item for item in due if item.step.id == self.step.id), None)
        if mine is None:
            return left, None
        at = local_text(mine.due, self.desk.recorder.plant.offset_min)[11:16]
        return self.words("end_control.missed", n=str(mine.nth), t=at), MarkView(
            Tone.WARN, self.words("work.round_due")
        )

    def _opens(self, facts: dict[str, str]) -> bool:
        plan = plan_of(self.step)
        return plan is not None and plan.ended != Severity.NONE and RAN_OUT not in facts
