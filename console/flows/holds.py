"""The hold times that run in a batch, as the map and the list of work count them down."""

from console.desk import Desk
from console.recorder import OpenBatch
from core.batch.holding import RunningHold, hours, running_holds
from core.language import text
from screens.operator.batch_map import HoldTimeView
from screens.views import MarkView, ShareView, Tone

SHOWN = 4


def hold_views(desk: Desk, batch: OpenBatch) -> tuple[HoldTimeView, ...]:
    """Show the hold times that end first: how much of each is used, and what is left of it."""
    return tuple(_view(desk, hold) for hold in _by_end(desk, batch)[:SHOWN])


def hold_mark(desk: Desk, batch: OpenBatch) -> tuple[str, MarkView | None]:
    """Word the hold time that ends first as a line, and a mark once it warns; "" and None where none runs."""
    holds = _by_end(desk, batch)
    if not holds:
        return "", None
    hold, language = holds[0], desk.language
    left = _left_s(desk, hold)
    tone = _tone(desk, hold)
    line = text("work.hold_left" if left >= 0 else "work.hold_passed", language, t=hours(abs(left)))
    key = {Tone.WARN: "work.hold_soon", Tone.FAIL: "work.hold_over"}.get(tone)
    return line, MarkView(tone, text(key, language)) if key else None


def _by_end(desk: Desk, batch: OpenBatch) -> list[RunningHold]:
    return sorted(running_holds(batch.state, batch.master), key=lambda hold: _left_s(desk, hold))


def _left_s(desk: Desk, hold: RunningHold) -> int:
    return hold.maximum_s - hold.passed_s(desk.clock.utc())


def _tone(desk: Desk, hold: RunningHold) -> Tone:
    passed = hold.passed_s(desk.clock.utc())
    return Tone.FAIL if passed > hold.maximum_s else Tone.WARN if passed >= hold.warn_s else Tone.OK


def _view(desk: Desk, hold: RunningHold) -> HoldTimeView:
    left, language = _left_s(desk, hold), desk.language
    words = text("hold.left_words" if left >= 0 else "hold.over_words", language, t=hours(abs(left)))
    share = min(1.0, hold.passed_s(desk.clock.utc()) / hold.maximum_s) if hold.maximum_s else 1.0
    tone = _tone(desk, hold)
    name = hold.step.name.in_language(language)
    return HoldTimeView(name, hours(hold.maximum_s), ShareView(share, tone), MarkView(tone, words))
