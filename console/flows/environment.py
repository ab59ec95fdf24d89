"""Environment check: the monitor of the room is scanned, then reading after reading is read or typed."""

from console.flows.measure import MeasurementFlow
from core.batch.entries import Entry, entries
from core.batch.manifest import entry_label, shown_filled
from screens.views import MarkView, RowView, Tone

_SHOWN = 3


class EnvironmentFlow(MeasurementFlow):
    """The readings of one monitor, each against its limits."""

    def judged(self) -> Entry:
        """Give the reading that is due, before the monitor is scanned the first one, at the end the last one."""
        readings = [entry for entry in entries(self.step) if entry.unit]
        due = self.entry
        return due if due is not None and due.unit else readings[0 if due is not None else -1]

    def title(self) -> str:
        """Name the kind of step."""
        return self.words("step.environment_check")

    def rows(self) -> tuple[RowView, ...]:
        """Show the monitor and, as few fit under a live value, the readings round the one that is due."""
        readings = [entry for entry in entries(self.step) if entry.unit]
        first = max(0, min(readings.index(self.judged()) - 1, len(readings) - _SHOWN))
        return (*super().rows()[-1:], *(self._reading(entry) for entry in readings[first : first + _SHOWN]))

    def _reading(self, entry: Entry) -> RowView:
        language, plant = self.desk.language, self.desk.recorder.plant
        filled = self.recorded.filled.get(entry.name)
        value = filled.act.values["value"].quantity.value if filled else None
        mark = MarkView(Tone.NONE, self.words("frame.to_come"))
        if value is not None and entry.limits is not None:
            good = entry.limits.hold(value)
            mark = MarkView(Tone.OK if good else Tone.FAIL, self.words("state.recorded"))
        label = entry_label(self.step, entry, language)
        return RowView(label, shown_filled(self.step, filled, language, plant), self._limits(entry), mark)

    def _limits(self, entry: Entry) -> str:
        low, high = (entry.limits.low, entry.limits.high) if entry.limits else (None, None)
        if low is not None and high is not None:
            return self.words("limits.between", low=f"{low:f}", high=f"{high:f}", unit=entry.unit)
        key = "limits.least" if low is not None else "limits.most"
        return self.words(key, limit=f"{low if low is not None else high:f}", unit=entry.unit)
