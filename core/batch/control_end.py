"""A control that is ended before all its rounds: who made it says why, and what was due by then counts as missed.

Production stops early, or the machine does: rounds to come fall away, one that was due and not taken opens an exception
with its lateness, and the end opens one of its own as the master record says.
Source: GMP articles 175(6), 213, 248 (what departs from the instruction is on record with its reason).
"""

from core.acts import Act
from core.batch.entries import CONTROL_ENDED, entries, plan_of, rounds_begun
from core.batch.judge_applicable import LONGEST_REASON
from core.batch.planned import due_at
from core.batch.progress import lacking
from core.batch.state import BatchState, Filled, Run
from core.finding import Finding, finding
from core.master.choice import Severity
from core.master.model import Step
from core.times import local_text, utc_from

RAN_OUT = "ran_out"
"""Fact of an end: the instant at which that had ended beside which the control was done, where it had."""


def end_facts(step: Step, state: BatchState, reason: str) -> dict[str, str]:
    """Give what an end states: how many rounds of how many were taken, why no more are, and what had ended before."""
    plan, ended = plan_of(step), state.runs.get(step.id, Run()).ended
    planned = plan.rounds if plan is not None else 0
    facts = {"taken": str(rounds_begun(step, state.step(step.id).filled)), "planned": str(planned), "reason": reason}
    return facts | ({RAN_OUT: ended} if ended else {})


def can_end(step: Step, state: BatchState) -> bool:
    """Tell whether a control may be ended now: it has a plan, rounds are left, and none is half taken."""
    recorded = state.step(step.id)
    if plan_of(step) is None or recorded.performed is not None or CONTROL_ENDED in recorded.filled:
        return False
    left, begun = lacking(step, state), rounds_begun(step, recorded.filled)
    return bool(left) and all(entry.weighing > begun for entry in left)


def end_refusals(act: Act, step: Step, state: BatchState) -> list[Finding]:
    """Judge a `ControlEnded`: between two rounds of a plan that is not through, counted rightly, and with a reason."""
    number, begun = str(step.number), rounds_begun(step, state.step(step.id).filled)
    if plan_of(step) is None or act.subject.entry != CONTROL_ENDED:
        return [finding("refusal.control_no_plan", step=number)]
    if not can_end(step, state):
        half = any(entry.weighing == begun for entry in lacking(step, state))
        return [
            finding("refusal.control_half", n=str(begun)) if half else finding("refusal.control_whole", step=number)
        ]
    reason = act.facts.get("reason", "")
    if not reason.strip() or len(reason) > LONGEST_REASON or not reason.isprintable():
        return [finding("refusal.control_end_reason", most=str(LONGEST_REASON))]
    # A kiosk that works without the core may not know yet that what it ran beside has ended; it says nothing then.
    want, said = end_facts(step, state, reason), dict(act.facts)
    if RAN_OUT not in said:
        want.pop(RAN_OUT, None)
    return [] if said == want else [finding("refusal.control_end_other", step=number)]


def early_end(step: Step, act: Act) -> tuple[Finding, Severity] | None:
    """Say that a control was ended early, and how severe that is; None where it ran beside what had ended before."""
    plan = plan_of(step)
    if plan is None or plan.ended == Severity.NONE or act.facts.get(RAN_OUT):
        return None
    said = {name: act.facts.get(name, "-") for name in ("taken", "planned", "reason")}
    return finding("exception.control_ended", **said), plan.ended


def missed_round(step: Step, filled: Filled, state: BatchState) -> Finding | None:
    """Name the round that was due and not taken when a control was ended, with its lateness; None where none was."""
    recorded = {name: item for name, item in state.step(step.id).filled.items() if name != CONTROL_ENDED}
    nth = rounds_begun(step, recorded) + 1
    due, at = due_at(step, state, nth), utc_from(filled.act.when.utc)
    if due is None or due > at or nth > max(entry.weighing for entry in entries(step)):
        return None
    said, over = local_text(due, filled.act.when.offset_min)[11:16], int((at - due).total_seconds()) // 60
    return finding("exception.control_missed", n=str(nth), t=said, m=str(over))
