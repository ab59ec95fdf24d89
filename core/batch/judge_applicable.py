"""The judge of needs: a step that is not needed is left alone, and an optional one is left out only with a reason."""

from core.acts import Act
from core.batch.entries import NOT_APPLICABLE
from core.batch.needed import why_not_needed
from core.batch.state import BatchState
from core.finding import Finding, finding
from core.master.model import MasterBatchRecord, Step

LONGEST_REASON = 200
"""Longest reason, in characters."""


def need_refusals(step: Step, state: BatchState, master: MasterBatchRecord) -> list[Finding]:
    """Refuse what is about a step that is not needed, and say why it is not."""
    why = why_not_needed(step, state, master)
    return [] if why is None else [Finding(f"refusal.{why.key.replace('.', '_')}", why.params)]


def not_applicable_refusals(act: Act, step: Step, state: BatchState) -> list[Finding]:
    """Judge a `StepNotApplicable`: an optional step in which nothing is recorded, and a reason."""
    number = str(step.number)
    if not step.optional or act.subject.entry != NOT_APPLICABLE:
        return [finding("refusal.not_optional", step=number)]
    if state.step(step.id).filled:
        return [finding("refusal.not_applicable_begun", step=number)]
    reason = act.facts.get("reason", "")
    if not reason.strip() or len(reason) > LONGEST_REASON or not reason.isprintable():
        return [finding("refusal.not_applicable_reason", most=str(LONGEST_REASON))]
    return []
