"""Which steps are needed: derived from the recorded values on which their conditions rest, never recorded itself.

A value that is undone or corrected changes the answer at once; what was recorded in a step stays, needed or not.
"""

from core.batch.blind import unseen
from core.batch.calculate import NotCalculable, recorded_value
from core.batch.entries import NOT_APPLICABLE
from core.batch.state import BatchState
from core.finding import Finding, finding
from core.master.choice import Choice
from core.master.condition import Condition
from core.master.model import MasterBatchRecord, Step
from core.quantity import QuantityError


def with_needs(before: BatchState, after: BatchState, master: MasterBatchRecord) -> BatchState:
    """Derive anew which steps are not needed, where a value that matters has changed.

    Args:
        before: The batch before an act.
        after: The batch after it.
        master: The pinned master record.
    """
    if all(after.steps.get(step) is before.steps.get(step) for step in master.decisive()):
        return after
    found: dict[str, Condition] = {}
    for step in master.conditional():
        failed = next((c for c in master.conditions_of(step.id) if _met(c, after, found, master) is False), None)
        if failed is not None:
            found[step.id] = failed
    return after.with_not_needed(found)


def why_not_needed(step: Step, state: BatchState, master: MasterBatchRecord) -> Finding | None:
    """Say why a step is not needed; None where it is, or where nobody can tell yet."""
    condition = state.not_needed.get(step.id)
    if condition is None:
        return None
    source = master.step(condition.step)
    params = {"step": str(step.number), "n": str(source.number) if source else condition.step}
    if condition.step in state.not_needed or condition.entry not in state.step(condition.step).filled:
        return finding("needed.without_value", **params)
    params |= {"got": _got(condition, state, source), "want": _want(condition, source)}
    return finding(f"needed.{condition.relation.value}", **params)


def condition_words(condition: Condition, master: MasterBatchRecord) -> Finding:
    """Say what a condition asks for."""
    source = master.step(condition.step)
    number = str(source.number) if source else condition.step
    return finding(f"condition.{condition.relation.value}", n=number, want=_want(condition, source))


def unmet(condition: Condition, state: BatchState, source: Step) -> bool:
    """Tell whether the value of a condition is recorded in its step and does not meet it."""
    return _decided(condition, state, source) is False


def _met(
    condition: Condition, state: BatchState, not_needed: dict[str, Condition], master: MasterBatchRecord
) -> bool | None:
    """Tell whether a condition holds; None where its value is not yet recorded."""
    source = master.step(condition.step)
    skipped = condition.step in not_needed or NOT_APPLICABLE in state.step(condition.step).filled
    return False if skipped and source is not None else _decided(condition, state, source)


def _decided(condition: Condition, state: BatchState, source: Step | None) -> bool | None:
    recorded = state.step(condition.step).filled
    filled = recorded.get(condition.entry)
    if filled is None or (source is not None and condition.entry in unseen(source, recorded)):
        return None  # a first count decides nothing before the second: what it decides would show it
    if condition.relation.of_answers:
        return condition.met_by_answer(filled.act.facts.get("option", ""))
    try:
        return condition.met_by_number(recorded_value(state, condition.of).value)
    except (NotCalculable, QuantityError):
        return None  # a flagged record whose value is no number decides nothing: the step is done


def _got(condition: Condition, state: BatchState, source: Step | None) -> str:
    filled = state.step(condition.step).filled[condition.entry]
    if condition.relation.of_answers:
        return _answer(source, filled.act.facts.get("option", "-"))
    return str(recorded_value(state, condition.of))


def _want(condition: Condition, source: Step | None) -> str:
    return _answer(source, condition.value) if condition.relation.of_answers else condition.value


def _answer(source: Step | None, identity: str) -> str:
    option = source.detail.option(identity) if source and isinstance(source.detail, Choice) else None
    return f"{option.name.zh} / {option.name.en}" if option else identity
