"""Choice: one of some answers by its digit."""

from console.flows.step import StepFlow
from core.acts import ActKind
from core.master.choice import Choice, Option, Severity
from screens.operator.measurement import MeasurementView
from screens.views import ItemView, MarkView, RowView, Tone


class ChoiceFlow(StepFlow):
    """The answers of a choice."""

    screen = "measurement"

    @property
    def view(self) -> MeasurementView:
        """Show the answers; one that opens an exception says so before it is chosen."""
        answers = tuple(self._answer(digit, option) for digit, option in enumerate(self._options, start=1))
        following = self.words("next.choose_answer", n=str(len(answers))) if self.entry else self.words("next.done")
        rows = (RowView(self.words("step.what"), "", self.step.text.in_language(self.desk.language)),)
        name = self.words("entry.choice")
        return MeasurementView(self.frame(self.words("step.choice"), following), name, choices=answers, rows=rows)

    async def digit(self, number: int) -> None:
        """Take the answer of a digit; another digit means nothing."""
        entry = self.entry
        if entry is not None and entry.act == ActKind.CHOICE_MADE and 1 <= number <= len(self._options):
            await self.put(entry, facts={"option": self._options[number - 1].id})

    @property
    def _options(self) -> tuple[Option, ...]:
        return self.step.detail.options if isinstance(self.step.detail, Choice) else ()

    def _answer(self, digit: int, option: Option) -> ItemView:
        opens = option.exception != Severity.NONE
        mark = MarkView(Tone.WARN, self.words("choice.opens_exception")) if opens else None
        return ItemView(digit, option.name.in_language(self.desk.language), mark=mark)
