"""In-process control by plan: when each round is due, how late it came, and statistics over all readings.

Due times follow from the acts alone: from the start of the step, or of what the control runs beside, then from the
first reading of the round before.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from core.acts import Act, ActKind
from core.batch.entries import Entry, entries, entry_of, plan_of, rounds_begun
from core.batch.state import BatchState, Filled, Run
from core.finding import Finding, finding
from core.language import Language, text
from core.master.kinds import InProcessControl
from core.master.model import MasterBatchRecord, Step
from core.times import local_text, utc_from


class Statistics(msgspec.Struct, frozen=True):
    """Readings of a control together.

    Attributes:
        n: Number of readings.
        mean: Mean, with one place more than the readings.
        low: Smallest.
        high: Largest.
        s: Standard deviation of the sample, with one place more; None for fewer than two readings.
    """

    n: int
    mean: Decimal
    low: Decimal
    high: Decimal
    s: Decimal | None

    @property
    def spread(self) -> Decimal:
        """Give the range: largest less smallest."""
        return self.high - self.low


def readings_of(step: Step, filled: Mapping[str, Filled]) -> list[tuple[Entry, Filled]]:
    """List the readings taken so far, in order."""
    named = ((entry, filled[entry.name]) for entry in entries(step) if entry.name in filled)
    return [(entry, item) for entry, item in named if entry.act == ActKind.VALUE_ENTERED]


def statistics(step: Step, filled: Mapping[str, Filled]) -> Statistics | None:
    """Work out the statistics of the readings so far; None before the first."""
    taken = readings_of(step, filled)
    values = [item.act.values["value"].quantity.value for _, item in taken]
    if not values:
        return None
    places = Decimal(1).scaleb(-((taken[0][0].decimals or 0) + 1))
    mean = sum(values, Decimal(0)) / len(values)
    squares = sum(((value - mean) ** 2 for value in values), Decimal(0))
    s = (squares / (len(values) - 1)).sqrt().quantize(places) if len(values) > 1 else None
    return Statistics(len(values), mean.quantize(places), min(values), max(values), s)


def told_statistics(found: Statistics, step: Step, language: Language) -> tuple[str, str]:
    """Word statistics as label and value, as they are signed, shown and printed."""
    control = step.detail
    unit = control.unit if isinstance(control, InProcessControl) else ""
    params = {"n": found.n, "mean": found.mean, "low": found.low, "high": found.high, "spread": found.spread}
    said = {name: str(value) for name, value in params.items()}
    s = f"{found.s}" if found.s is not None else "-"
    in_unit = "" if unit == "1" else f" {unit}"
    return text("control.statistics", language), text("control.told", language, s=s, unit=in_unit, **said)


def due_at(step: Step, state: BatchState, nth: int) -> datetime | None:
    """Tell when a round is due, from 1; None where there is no plan, or what it counts from has not begun."""
    plan, recorded = plan_of(step), state.step(step.id)
    if plan is None:
        return None
    if nth == 1:
        own = recorded.started.act.when.utc if recorded.started is not None else ""
        began = state.runs.get(step.id, Run()).began if plan.during else own
        return utc_from(began) if began else None
    before = next((e for e in entries(step) if e.weighing == nth - 1), None)
    first = recorded.filled.get(before.name) if before else None
    return utc_from(first.act.when.utc) + timedelta(seconds=plan.every_s) if first else None


def opens_at(step: Step, state: BatchState, nth: int) -> datetime | None:
    """Tell from when a round may be taken: so long before it is due as its plan says."""
    due, plan = due_at(step, state, nth), plan_of(step)
    if due is None or nth == 1 or plan is None:
        return due
    return due - timedelta(seconds=plan.opens_s)


def ran_out(step: Step, state: BatchState) -> bool:
    """Tell whether no further round of a control is due: what it runs beside has ended before the next one was.

    What was signed then stays as it was signed, also where that is done anew later.
    """
    plan = plan_of(step)
    if plan is None or not plan.during:
        return False
    recorded, former = state.step(step.id), state.former.get(step.id, ())
    if recorded.performed is not None or (former and former[-1].by.act.kind == ActKind.CORRECTION_MADE):
        return True
    ended = state.runs.get(step.id, Run()).ended
    due = due_at(step, state, rounds_begun(step, recorded.filled) + 1)
    return bool(ended) and (due is None or due > utc_from(ended))


def begins_round(step: Step, entry: Entry) -> bool:
    """Tell whether an entry is the first reading of a planned round."""
    control = step.detail
    if not isinstance(control, InProcessControl) or control.plan is None or entry.act != ActKind.VALUE_ENTERED:
        return False
    return entry.item % control.readings == 0


def early_refusals(act: Act, entry: Entry, step: Step, state: BatchState) -> list[Finding]:
    """Judge when a round begins: readings of a round to come are not taken in advance."""
    plan = plan_of(step)
    if plan is None or not begins_round(step, entry):
        return []
    opens, due = opens_at(step, state, entry.weighing), due_at(step, state, entry.weighing)
    if due is None and plan.during:
        return [finding("refusal.control_not_running", part=plan.during)]
    if opens is None or due is None or utc_from(act.when.utc) >= opens:
        return []
    said = {name: local_text(at, act.when.offset_min)[11:16] for name, at in (("t", due), ("from_", opens))}
    return [finding("refusal.control_early", n=str(entry.weighing), **said)]


class DueRound(msgspec.Struct, frozen=True):
    """A planned round that has not begun.

    Attributes:
        step: Its step.
        nth: Which one, from 1.
        due: When it is due.
        late_s: Seconds after which it counts as late.
    """

    step: Step
    nth: int
    due: datetime
    late_s: int

    def over_s(self, now: datetime) -> int:
        """Give the seconds since it was due."""
        return int((now - self.due).total_seconds())


def due_rounds(state: BatchState, master: MasterBatchRecord, now: datetime) -> tuple[DueRound, ...]:
    """List the planned rounds of a batch that are due now and that nobody has begun."""
    return tuple(awaited for awaited in awaited_rounds(state, master) if awaited.due <= now)


def awaited_rounds(state: BatchState, master: MasterBatchRecord) -> tuple[DueRound, ...]:
    """List the planned rounds of a batch that are next to be begun, whether they are due or not."""
    if state.decided is not None:
        return ()
    found: list[DueRound] = []
    for step in master.steps():
        plan, filled = plan_of(step), state.step(step.id).filled
        if plan is None or step.id in state.not_needed or ran_out(step, state):
            continue
        following = next((entry for entry in entries(step, filled) if entry.name not in filled), None)
        if following is None or not begins_round(step, following):
            continue
        due = due_at(step, state, following.weighing)
        if due is not None:
            found.append(DueRound(step, following.weighing, due, plan.late_s))
    return tuple(found)


def late_round(step: Step, filled: Filled, state: BatchState) -> Finding | None:
    """Say by how much a round came late; None where it did not, and for any other entry."""
    entry, plan = entry_of(step, filled.act.subject.entry or ""), plan_of(step)
    if entry is None or plan is None or not begins_round(step, entry):
        return None
    due = due_at(step, state, entry.weighing)
    if due is None:
        return None
    over = (utc_from(filled.act.when.utc) - due).total_seconds()
    if over <= plan.late_s:
        return None
    said = local_text(due, filled.act.when.offset_min)[11:16]
    return finding("exception.control_late", n=str(entry.weighing), t=said, m=str(int(over) // 60))
