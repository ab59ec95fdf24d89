"""When that has run beside which a control is done: derived from the acts, whichever of the two was recorded first.

It runs from the beginning of its first step, and has ended once its performer has recorded all that it asks for; as
with a hold time nobody waits for signatures. What is undone or done anew runs again.
"""

from core.batch.entries import entries
from core.batch.holding import held_since
from core.batch.state import BatchState, Run
from core.master.model import MasterBatchRecord, Step


def with_runs(before: BatchState, after: BatchState, master: MasterBatchRecord) -> BatchState:
    """Derive anew when that has run beside which controls are done, where one of its steps has changed.

    Args:
        before: The batch before an act.
        after: The batch after it.
        master: The pinned master record.
    """
    for control, watched in master.accompanying().items():
        same = after.not_needed == before.not_needed
        if same and all(after.steps.get(step.id) is before.steps.get(step.id) for step in watched):
            continue
        after = after.having("runs", control, _run(watched, after))
    return after


def _run(watched: tuple[Step, ...], state: BatchState) -> Run:
    begun = [started.act.when.utc for step in watched if (started := state.step(step.id).started) is not None]
    needed = [step for step in watched if step.id not in state.not_needed]
    ended = [_ended(step, state) for step in needed]
    return Run(min(begun, default=""), max(ended) if ended and all(ended) else "")


def _ended(step: Step, state: BatchState) -> str:
    """Give the last act of a step by its performer, "" as long as something is missing."""
    filled = state.step(step.id).filled
    whole = all(entry.name in filled for entry in entries(step, filled) if not entry.second)
    return (held_since(state, step.id) or "") if whole else ""
