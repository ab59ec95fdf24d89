"""Timer: start, wait, end; the time that counts is between the two acts, so it survives restart and offline work."""

import msgspec

from console.flows.frame import duration
from console.flows.ticking import TickingFlow
from core.acts import ActKind, Source, Subject, Value
from core.batch.cases import elapsed_s
from core.batch.entries import Entry
from core.master.kinds import Timer
from core.times import local_text, utc_from
from screens.operator.timer import TimerView
from screens.views import MarkView, ReadingView, RowView, ShareView, Tone, VerdictView


class TimerFlow(TickingFlow):
    """A time that has to pass."""

    screen = "timer"

    @property
    def view(self) -> TimerView:
        """Show what is left, and the bar of what has passed."""
        detail, passed = self._detail, self._passed()
        left = max(0, detail.minimum_s - passed)
        running = "start" in self.recorded.filled
        over = running and left == 0
        share = min(1.0, passed / detail.minimum_s) if running and detail.minimum_s else 0.0
        following = self.words("next.timer_end" if over else "next.timer_wait" if running else "next.timer_start")
        verdict = None
        if running:
            tone = Tone.OK if over else Tone.WAIT
            verdict = VerdictView(tone, self.words("verdict.time_passed" if over else "verdict.time_running"))
        return TimerView(
            self.frame(self.words("step.timer"), following),
            ReadingView(large_time(left)),
            self.words("timer.left"),
            verdict,
            ShareView(share, Tone.OK if over else Tone.NONE),
            "0",
            duration(detail.minimum_s),
            self._rows(),
        )

    @property
    def _detail(self) -> Timer:
        return self.step.detail if isinstance(self.step.detail, Timer) else Timer(0)

    async def _put(self, entry: Entry) -> None:
        """Record start or end; the time that has passed is that between the two acts, to the second."""
        act, started = self._act(entry.act, Subject(entry=entry.name)), self.recorded.filled.get("start")
        if entry.act == ActKind.TIMER_ENDED and started is not None:
            passed = Value(str(elapsed_s(started.act, act)), "s", Source.CALCULATED)
            act = msgspec.structs.replace(act, values={"value": passed})
        if await self.guarded(self.desk.recorder.record(act)):
            await self.advance()

    def _passed(self) -> int:
        started = self.recorded.filled.get("start")
        if started is None:
            return 0
        return max(0, int((self.desk.clock.utc() - utc_from(started.act.when.utc)).total_seconds()))

    def _rows(self) -> tuple[RowView, ...]:
        rows = [RowView(self.words("step.what"), "", self.step.text.in_language(self.desk.language))]
        started = self.recorded.filled.get("start")
        if started is not None:
            when = local_text(utc_from(started.act.when.utc), self.desk.recorder.plant.offset_min)
            rows.append(RowView(self.words("entry.start"), when, "", MarkView(Tone.OK, self.words("frame.done"))))
        if self._detail.maximum_s is not None:
            rows.append(RowView(self.words("timer.maximum"), duration(self._detail.maximum_s)))
        return tuple(rows)


def large_time(seconds: int) -> str:
    """Write a time as the large digits show it: `07:52`, from an hour on `2:05:11`."""
    if seconds < 3600:
        return duration(seconds)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
