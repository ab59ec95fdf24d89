"""Not applicable: an optional step is left out, with the reason; it is signed as the step itself would be."""

from console.flows.step import StepFlow
from core.acts import ActKind, Subject
from core.batch.entries import NOT_APPLICABLE
from core.batch.guide import Guidance
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, RowView


class NotApplicableFlow(StepFlow):
    """Asks for the reason; F3 and F12 go back to the step."""

    screen = "listed"
    _attempt = 0

    @property
    def view(self) -> ListedView:
        """Show what is left out, and the field for the reason."""
        name = f"{self.step.number} {self.step.name.in_language(self.desk.language)}"
        rows = (
            RowView(self.words("operations.step"), "", name),
            RowView(self.words("step.what"), "", self.step.text.in_language(self.desk.language)),
            RowView("", "", self.words("not_applicable.is")),
        )
        field = FieldView("reason", self.words("not_applicable.reason"), FieldKind.WORDS, attempt=self._attempt)
        view_frame = self.frame(self.words("not_applicable.title"), self.words("next.not_applicable"), "f12")
        return ListedView(view_frame, (), rows, (field,))

    async def opened(self) -> None:
        """Wait for the reason; the step is begun already."""

    async def enter(self, typed: str) -> None:
        """Put it on record."""
        about = Subject(entry=NOT_APPLICABLE)
        self._attempt += 1
        act = self._act(ActKind.STEP_NOT_APPLICABLE, about, facts={"reason": typed.strip()})
        if await self.guarded(self.desk.recorder.record(act)):
            await self.advance()

    async def key(self, name: str) -> None:
        """Go back to the step."""
        if name in ("f3", "f12"):
            self.desk.navigation.go(self.desk.ways.step(self.batch))
        else:
            await super().key(name)

    def stays(self, guidance: Guidance) -> bool:  # noqa: ARG002 - whatever comes next is shown by another flow
        """Leave as soon as it is said."""
        return False
