"""The guide: the one next thing to do in a batch."""

from enum import StrEnum

import msgspec

from core.batch.entries import Entry, entries
from core.batch.progress import current_step, sign_policy
from core.batch.state import BatchState, ExceptionCase
from core.master.model import MasterBatchRecord, SignPolicy, Step


class Stage(StrEnum):
    """What kind of thing comes next."""

    LEASE = "lease"
    START = "start"
    ENTRY = "entry"
    EXPLAIN = "explain"
    DISPOSE = "dispose"
    SIGN = "sign"
    VERIFY = "verify"
    COMPLETE = "complete"


class Guidance(msgspec.Struct, frozen=True):
    """The next thing: its stage, and the step, entry or exception it concerns."""

    stage: Stage
    step: Step | None = None
    entry: Entry | None = None
    case: ExceptionCase | None = None


def guide(state: BatchState, master: MasterBatchRecord, kiosk: str) -> Guidance:
    """Tell what comes next in a batch at a kiosk.

    Args:
        state: The fold of the batch's acts.
        master: The pinned master record.
        kiosk: The kiosk that asks; an operation leased elsewhere shows as `LEASE`.
    """
    step = current_step(state, master)
    if step is None:
        return Guidance(Stage.COMPLETE)
    operation = master.operation_of(step.id)
    if operation is not None and state.leases.get(operation.id) != kiosk:
        return Guidance(Stage.LEASE, step)
    recorded = state.step(step.id)
    if recorded.started is None:
        return Guidance(Stage.START, step)
    cases = [case for case in state.cases.values() if case.step == step.id and not case.closed and not case.by_core]
    unexplained = next((case for case in cases if case.explained is None), None)
    if unexplained is not None:
        return Guidance(Stage.EXPLAIN, step, case=unexplained)
    entry = next((entry for entry in entries(step, recorded.filled) if entry.name not in recorded.filled), None)
    if entry is not None:
        return Guidance(Stage.ENTRY, step, entry)
    unsettled = next((case for case in cases if case.production is None), None)
    if unsettled is not None:
        return Guidance(Stage.DISPOSE, step, case=unsettled)
    if sign_policy(step, recorded) != SignPolicy.NONE and recorded.performed is None:
        return Guidance(Stage.SIGN, step)
    return Guidance(Stage.VERIFY, step)
