"""In-process control: several readings of one thing, each judged as it is typed, and their mean at the end.

By plan the readings come in rounds; the screen says when the next one is due, and takes none before its time. F6 ends
a control whose rounds are not all needed.
"""

from collections.abc import Mapping
from decimal import Decimal

from console.flows.frame import duration
from console.flows.step import limits_bar, limits_verdict
from console.flows.typed import TypedFlow
from core.acts import ActKind
from core.batch.control_end import can_end
from core.batch.entries import Entry, entries, plan_of
from core.batch.planned import begins_round, due_at, opens_at, readings_of, statistics, told_statistics
from core.batch.state import Run
from core.times import local_text
from screens.operator.ipc import IpcRowView, IpcView
from screens.views import FieldView, Line, Look, MarkView, RowView, Span, Tone
from screens.widgets.plot import PlotLimitView, PlotPointView, PlotView


class IpcFlow(TypedFlow):
    """Readings one after another."""

    screen = "ipc"

    @property
    def view(self) -> IpcView:
        """Show the readings so far, their mean and statistics, and the field for the next one."""
        taken = self._taken()
        last = taken[-1] if taken else None
        first = next(entry for entry in entries(self.step) if entry.act == ActKind.VALUE_ENTERED)
        tone = Tone.NONE if last is None or first.limits is None else self._tone(first, last)
        return IpcView(
            self.frame(self.words("step.in_process_control"), self._next(), *self._more(), aside=self._aside()),
            self._heads(),
            (self._row(first, taken),),
            self.words("ipc.readings"),
            tuple(f"{value:f}" for value in taken[-SHOWN:]),
            self.field(),
            limits_bar(first, last, tone),
            limits_verdict(self, first, last),
            self._rows(),
            control_plot(first, taken),
        )

    def field(self) -> FieldView | None:
        """Ask for the reading that is due; by plan for none before its time."""
        return None if self._waits() else super().field()

    async def key(self, name: str) -> None:
        """F6 ends a control before all its rounds; Enter goes on where what it ran beside has ended meanwhile."""
        if name == "enter" and self.entry is None:
            await self.advance()
        elif name == "f6" and self._may_end():
            self.desk.navigation.go(self.desk.ways.task("end_control", "EndControlFlow", self.batch, self.step))
        else:
            await super().key(name)

    def key_words(self) -> Mapping[str, str]:
        """Name what F6 does here."""
        return {**super().key_words(), **({"f6": "end_control"} if self._may_end() else {})}

    def _more(self) -> tuple[str, ...]:
        return ("f6",) if self._may_end() else ()

    def _may_end(self) -> bool:
        """Tell whether F6 ends the control; what may be left out whole is left out by it."""
        return not self.may_leave_out and can_end(self.step, self.open.state)

    # ------------------------------------------------------------------ the plan

    def _nth(self) -> int:
        """Tell which round is due, from 1; 0 without a plan."""
        return self.entry.weighing if plan_of(self.step) is not None and self.entry is not None else 0

    def _over_s(self) -> int | None:
        """Give the seconds since the round that is to begin was due, below 0 before; None within a round."""
        entry = self.entry
        if entry is None or not begins_round(self.step, entry):
            return None
        due = due_at(self.step, self.open.state, entry.weighing)
        return None if due is None else int((self.desk.clock.utc() - due).total_seconds())

    def _waits(self) -> bool:
        """Tell whether the next round is not to be taken yet."""
        entry = self.entry
        if entry is None or not begins_round(self.step, entry):
            return False
        opens = opens_at(self.step, self.open.state, entry.weighing)
        return self.desk.clock.utc() < opens if opens is not None else bool(self._beside())

    def _beside(self) -> str:
        """Name what the control runs beside, or nothing."""
        plan = plan_of(self.step)
        if plan is None or not plan.during:
            return ""
        return self.open.master.part_name(plan.during).in_language(self.desk.language)

    def _due(self) -> str:
        due = due_at(self.step, self.open.state, self._nth())
        return local_text(due, self.desk.recorder.plant.offset_min)[11:16] if due is not None else "-"

    def _aside(self) -> Line:
        plan = plan_of(self.step)
        if plan is None or self.entry is None:
            return ()
        return (Span(self.words("control.round", n=str(self._nth()), m=str(plan.rounds)), Look.STRONG),)

    def _rows(self) -> tuple[RowView, ...]:
        rows = [RowView(self.words("step.what"), "", self.step.text.in_language(self.desk.language))]
        if beside := self._beside():
            ran = self.open.state.runs.get(self.step.id, Run())
            tone = Tone.OK if ran.ended else Tone.WAIT
            key = (
                "control.beside_ended" if ran.ended else "control.beside_runs" if ran.began else "control.beside_waits"
            )
            rows.append(RowView(self.words("control.beside"), "", beside, MarkView(tone, self.words(key))))
        over, plan = self._over_s(), plan_of(self.step)
        if over is not None and plan is not None:
            late = over > plan.late_s
            tone = Tone.FAIL if late else Tone.WARN if over >= 0 else Tone.WAIT
            key = "control.late_by" if late else "control.now" if over >= 0 else "control.in"
            rows.append(
                RowView(
                    self.words("control.due"), self._due(), "", MarkView(tone, self.words(key, t=duration(abs(over))))
                )
            )
        found = statistics(self.step, self.recorded.filled)
        if found is not None:
            label, said = told_statistics(found, self.step, self.desk.language)
            rows.append(RowView(label, "", said))
        return tuple(rows)

    # ------------------------------------------------------------------ the readings

    def _taken(self) -> list[Decimal]:
        taken = readings_of(self.step, self.recorded.filled)
        return [item.act.values["value"].quantity.value for _, item in taken]

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
            return self.words("next.control_over")
        if self._waits() and self._over_s() is None:
            return self.words("next.control_begins", part=self._beside())
        if self._waits():
            return self.words("next.control_wait", n=str(entry.weighing), t=self._due())
        over, plan = self._over_s(), plan_of(self.step)
        if over is not None and plan is not None and over > plan.late_s:
            return self.words("next.control_late", n=str(entry.weighing), r=str(entry.item + 1), unit=entry.unit)
        return self.words("next.type_reading", n=str(entry.item + 1), unit=entry.unit)

    def label(self, entry: Entry) -> str:
        """Number the reading."""
        return self.words("entry.reading_n", n=str(entry.item + 1))


SHOWN = 20
"""Readings listed; the plot and the statistics are over all."""


def control_plot(entry: Entry, taken: list[Decimal]) -> PlotView | None:
    """Plot readings against their limits; None before there are two."""
    if len(taken) < 2:
        return None
    limits = entry.limits
    lines = [] if limits is None else [x for x in (limits.low, limits.high) if x is not None]
    every = [*taken, *lines]
    room = (max(every) - min(every)) / 10 or Decimal(1)
    tones = (Tone.NONE if limits is None or limits.hold(value) else Tone.FAIL for value in taken)
    points = tuple(PlotPointView(float(value), tone) for value, tone in zip(taken, tones, strict=True))
    shown = tuple(PlotLimitView(float(line), f"{line:f}", Tone.FAIL) for line in lines)
    return PlotView(points, shown, float(min(every) - room), float(max(every) + room))
