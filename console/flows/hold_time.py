"""Hold time: how long something may still stand, from the records, so that it survives restart and offline work."""

import msgspec

from console.flows.frame import duration
from console.flows.ticking import TickingFlow
from console.flows.timer import large_time
from core.acts import ActKind, Source, Subject, Value
from core.batch.entries import Entry
from core.batch.holding import SINCE, held_s, held_since, hours
from core.master.hold_time import HoldTime
from core.times import local_text, utc_from
from screens.operator.timer import TimerView
from screens.views import ReadingView, RowView, ShareView, Tone, VerdictView


class HoldTimeFlow(TickingFlow):
    """The end of a hold time."""

    screen = "timer"

    @property
    def view(self) -> TimerView:
        """Show what is left or how much it is over, and the bar of what has passed."""
        detail, passed = self._detail, self._passed()
        left = detail.maximum_s - passed
        over = left < 0
        warns = detail.warn_s is not None and passed >= detail.warn_s
        tone = Tone.FAIL if over else Tone.WARN if warns else Tone.OK
        verdict = "over" if over else "warns" if warns else "runs"
        share = min(1.0, passed / detail.maximum_s) if detail.maximum_s else 1.0
        return TimerView(
            self.frame(self.words("step.hold_time"), self.words("next.hold_over" if over else "next.hold_end")),
            ReadingView(large_time(abs(left)), tone=Tone.FAIL if over else Tone.NONE),
            self.words("hold.over" if over else "hold.left"),
            VerdictView(tone, self.words(f"verdict.hold_{verdict}")),
            ShareView(share, tone),
            "0",
            duration(detail.maximum_s),
            self._rows(),
        )

    @property
    def _detail(self) -> HoldTime:
        return self.step.detail if isinstance(self.step.detail, HoldTime) else HoldTime("", 0)

    @property
    def _since(self) -> str | None:
        return held_since(self.open.state, self._detail.after)

    async def _put(self, entry: Entry) -> None:
        """Record the end, with the time since the step that began it."""
        since = self._since or ""
        act = self._act(ActKind.HOLD_ENDED, Subject(entry=entry.name), facts={SINCE: since})
        if since:
            held = Value(str(held_s(since, act)), "s", Source.CALCULATED)
            act = msgspec.structs.replace(act, values={"value": held})
        if await self.guarded(self.desk.recorder.record(act)):
            await self.advance()

    def _passed(self) -> int:
        since = self._since
        return max(0, int((self.desk.clock.utc() - utc_from(since)).total_seconds())) if since else 0

    def _rows(self) -> tuple[RowView, ...]:
        rows = [RowView(self.words("step.what"), "", self.step.text.in_language(self.desk.language))]
        after, since = self.open.master.step(self._detail.after), self._since
        if since is not None and after is not None:
            when = local_text(utc_from(since), self.desk.recorder.plant.offset_min)[:19]
            name = f"{after.number} {after.name.in_language(self.desk.language)}"
            rows.append(RowView(self.words("hold.since"), when, name))
        rows.append(RowView(self.words("hold.maximum"), hours(self._detail.maximum_s)))
        return tuple(rows)
