"""How long a line clearance holds: an operation that stood idle for longer is cleared anew before it goes on (F16)."""

from collections.abc import Iterator
from datetime import timedelta

from core.acts import Act, ActKind
from core.batch.state import BatchState
from core.finding import Finding, finding
from core.master.kinds import LineClearance
from core.master.model import Operation, Step
from core.times import utc_from


def clearance_refusals(act: Act, step: Step, operation: Operation | None, state: BatchState) -> list[Finding]:
    """Judge the beginning of a step: the clearance of its operation must not have expired since the last act in it.

    A step that has begun is gone on with: what takes hours, such as drying, is no idleness. A clearance itself is what
    is asked for, and waits for no other.
    """
    if isinstance(step.detail, LineClearance):
        return []
    begins = act.kind == ActKind.STEP_STARTED or not state.step(step.id).filled
    cleared = _clearance(operation, step, state) if begins and operation is not None else None
    if operation is None or cleared is None or act.kind == ActKind.ENTRIES_UNDONE:
        return []
    last, valid = max(_instants(operation, state)), timedelta(seconds=cleared[1])
    if utc_from(act.when.utc) - utc_from(last) <= valid:
        return []
    return [finding("refusal.clearance_expired", step=str(cleared[0].number), minutes=str(cleared[1] // 60))]


def _clearance(operation: Operation, step: Step, state: BatchState) -> tuple[Step, int] | None:
    """Give the last clearance with an end that was recorded before a step, and the seconds for which it holds."""
    before = operation.steps[: operation.steps.index(step)] if step in operation.steps else ()
    for other in reversed(before):
        if isinstance(other.detail, LineClearance) and state.step(other.id).filled:
            return (other, other.detail.valid_s) if other.detail.valid_s else None
    return None


def _instants(operation: Operation, state: BatchState) -> Iterator[str]:
    """Give when something was recorded or signed in an operation; its times are UTC texts of one form and so sort."""
    for step in operation.steps:
        recorded = state.step(step.id)
        yield from (item.act.when.utc for item in recorded.filled.values())
        yield from (signed.utc for signed in (recorded.performed, recorded.verified) if signed is not None)
