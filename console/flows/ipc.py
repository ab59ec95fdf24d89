"""In-process control: several readings of one thing, each judged as it is typed, and their mean at the end."""

from decimal import Decimal

from console.flows.step import limits_bar, limits_verdict
from console.flows.typed import TypedFlow
from core.acts import ActKind
from core.batch.entries import Entry, entries
from screens.operator.ipc import IpcRowView, IpcView
from screens.views import MarkView, RowView, Tone


class IpcFlow(TypedFlow):
    """Readings one after another."""

    screen = "ipc"

    @property
    def view(self) -> IpcView:
        """Show the readings so far, their mean, and the field for the next one."""
        taken = self._taken()
        last = taken[-1] if taken else None
        first = next(entry for entry in entries(self.step) if entry.act == ActKind.VALUE_ENTERED)
        tone = Tone.NONE if last is None or first.limits is None else self._tone(first, last)
        return IpcView(
            self.frame(self.words("step.in_process_control"), self._next()),
            self._heads(),
            (self._row(first, taken),),
            self.words("ipc.readings"),
            tuple(f"{value:f}" for value in taken),
            self.field(),
            limits_bar(first, last, tone),
            limits_verdict(self, first, last),
            (RowView(self.words("step.what"), "", self.step.text.in_language(self.desk.language)),),
        )

    def _taken(self) -> list[Decimal]:
        filled = self.recorded.filled
        named = [filled[entry.name] for entry in entries(self.step) if entry.name in filled]
        return [item.act.values["value"].quantity.value for item in named if item.act.kind == ActKind.VALUE_ENTERED]

    def _tone(self, entry: Entry, value: Decimal) -> Tone:
        return Tone.OK if entry.limits is None or entry.limits.hold(value) else Tone.FAIL

    def _heads(self) -> tuple[str, str, str, str, str, str]:
        names = ("test", "readings", "mean", "limits", "history", "state")
        test, readings, mean, limits, history, state = (self.words(f"ipc.head.{name}") for name in names)
        return test, readings, mean, limits, history, state

    def _row(self, entry: Entry, taken: list[Decimal]) -> IpcRowView:
        count = sum(1 for item in entries(self.step) if item.act == ActKind.VALUE_ENTERED)
        mean = f"{sum(taken, Decimal(0)) / len(taken):.{(entry.decimals or 0) + 1}f} {entry.unit}" if taken else ""
        limits = entry.limits
        low, high = (
            f"{x:f}" if x is not None else "-" for x in ((limits.low, limits.high) if limits else (None, None))
        )
        good = all(self._tone(entry, value) == Tone.OK for value in taken)
        state = self.words("state.in_process" if good else "verdict.out_of_limits")
        return IpcRowView(
            self.step.name.in_language(self.desk.language),
            f"{len(taken)}/{count}",
            mean,
            f"{low} .. {high}",
            tuple(float(value) for value in taken),
            MarkView(Tone.WAIT if good else Tone.WARN, state),
            chosen=True,
        )

    def _next(self) -> str:
        entry = self.entry
        if entry is None:
            return self.words("next.done")
        return self.words("next.type_reading", n=str(entry.item + 1), unit=entry.unit)

    def label(self, entry: Entry) -> str:
        """Number the reading."""
        return self.words("entry.reading_n", n=str(entry.item + 1))
