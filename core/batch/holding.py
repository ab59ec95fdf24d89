"""Hold times: from when they run, how long something has stood, and which of them run now.

All of it follows from the acts, so that it survives restart and work without the core.
"""

from datetime import datetime
from decimal import Decimal

import msgspec

from core.acts import Act, ActKind
from core.batch.entries import entries
from core.batch.progress import finished
from core.batch.state import BatchState
from core.finding import Finding, finding
from core.master.hold_time import HoldTime
from core.master.model import MasterBatchRecord, Step
from core.quantity import Quantity, QuantityError
from core.times import utc_from

SINCE = "since"
"""Fact of the end of a hold time: the instant from which it ran."""


class RunningHold(msgspec.Struct, frozen=True):
    """A hold time that runs.

    Attributes:
        step: The step that ends it.
        since: From when, as records write it.
        maximum_s: Longest time in seconds.
        warn_s: From here on it warns; its maximum where the master record says nothing.
    """

    step: Step
    since: str
    maximum_s: int
    warn_s: int

    def passed_s(self, now: datetime) -> int:
        """Give the seconds since it began."""
        return max(0, int((now - utc_from(self.since)).total_seconds()))


def held_since(state: BatchState, after: str) -> str | None:
    """Give the last act by which the performer recorded something in a step; None before there is one.

    What was made stands from then on, however late somebody counts it again, signs or checks. What a correction has
    brought to be calculated anew begins no hold time anew; a repeat does.
    """
    filled = state.step(after).filled
    for item in reversed(state.former.get(after, ())):
        if item.by.act.kind != ActKind.CORRECTION_MADE:
            break
        filled = {**filled, **item.recorded.filled}
    times = (item.act.when.utc for item in filled.values() if item.act.kind != ActKind.SECOND_COUNT_MADE)
    return max(times, default=None)


def running_holds(state: BatchState, master: MasterBatchRecord) -> tuple[RunningHold, ...]:
    """List the hold times that run: all is recorded in the step that begins them, no act has ended them yet."""
    found: list[RunningHold] = []
    for step in master.steps():
        hold = step.detail
        if not isinstance(hold, HoldTime) or state.step(step.id).filled or finished(step, state):
            continue
        source = master.step(hold.after)
        since = held_since(state, hold.after)
        if source is not None and since is not None and _recorded(source, state):
            warn = hold.maximum_s if hold.warn_s is None else hold.warn_s
            found.append(RunningHold(step, since, hold.maximum_s, warn))
    return tuple(found)


def _recorded(step: Step, state: BatchState) -> bool:
    """Tell whether the performer has recorded all that a step asks for, signed and checked or not."""
    filled = state.step(step.id).filled
    return all(entry.name in filled for entry in entries(step, filled) if not entry.second)


def held_s(since: str, act: Act) -> Decimal:
    """Give the whole seconds from an instant to an act."""
    return Decimal(int((utc_from(act.when.utc) - utc_from(since)).total_seconds()))


def hold_refusals(act: Act, step: Step, state: BatchState) -> list[Finding]:
    """Judge the end of a hold time: it began with the step it names, and its length is that between the two."""
    since = held_since(state, step.detail.after) if isinstance(step.detail, HoldTime) else None
    if since is None or not isinstance(step.detail, HoldTime):
        return [finding("refusal.hold_not_begun", step=step.detail.after if isinstance(step.detail, HoldTime) else "-")]
    if act.facts.get(SINCE) != since:
        return [finding("refusal.hold_since", step=step.detail.after)]
    try:
        got = act.values["value"].quantity
    except QuantityError as error:
        return [Finding(error.key, error.params)]
    want = Quantity(held_s(since, act), "s")
    if want.value < 0:
        return [finding("refusal.hold_clock", step=step.detail.after)]
    return [] if got == want else [finding("refusal.calculation", got=str(got), want=str(want))]


def over_hold(step: Step, act: Act) -> Finding | None:
    """Say by how much a hold time was passed; None where it was kept."""
    value = act.values.get("value")
    if not isinstance(step.detail, HoldTime) or act.kind != ActKind.HOLD_ENDED or value is None:
        return None
    over = value.quantity.value - step.detail.maximum_s
    if over <= 0:
        return None
    return finding("exception.hold_over", held=hours(int(value.quantity.value)), limit=hours(step.detail.maximum_s))


def hours(seconds: int) -> str:
    """Write a time as `24 h 06 min`, in which a second begun counts as none."""
    return f"{seconds // 3600} h {seconds // 60 % 60:02d} min"
