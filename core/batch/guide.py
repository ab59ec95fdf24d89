"""The guide: the one next thing to do in a batch."""

from enum import StrEnum

import msgspec

from core.batch.blind import unseen
from core.batch.entries import Entry
from core.batch.progress import lacking, open_steps, sign_policy
from core.batch.state import BatchState, ExceptionCase
from core.master.model import MasterBatchRecord, SignPolicy, Step


class Stage(StrEnum):
    """What kind of thing comes next."""

    LEASE = "lease"
    START = "start"
    ENTRY = "entry"
    EXPLAIN = "explain"
    DISPOSE = "dispose"
    HOLD = "hold"
    SIGN = "sign"
    VERIFY = "verify"
    COMPLETE = "complete"


class Guidance(msgspec.Struct, frozen=True):
    """The next thing: its stage, and the step, entry or exception it concerns."""

    stage: Stage
    step: Step | None = None
    entry: Entry | None = None
    case: ExceptionCase | None = None


def guide(state: BatchState, master: MasterBatchRecord, kiosk: str, operation: str = "") -> Guidance:
    """Tell what comes next in a batch at a kiosk.

    Where several operations are open it is the one asked for, else one that the kiosk holds, else one that is free.

    Args:
        state: The fold of the batch's acts.
        master: The pinned master record.
        kiosk: The kiosk that asks; an operation leased elsewhere shows as `LEASE`.
        operation: Id of the operation that is asked for, or "".
    """
    found = guides(state, master, kiosk)
    if not found:
        return Guidance(Stage.COMPLETE)

    def distance(guidance: Guidance) -> tuple[bool, bool, bool]:
        held = master.operation_of(guidance.step.id) if guidance.step else None
        holder = state.leases.get(held.id, "") if held else ""
        return held is None or held.id != operation, holder != kiosk, holder != ""

    return min(found, key=distance)


def guides(state: BatchState, master: MasterBatchRecord, kiosk: str) -> tuple[Guidance, ...]:
    """Tell what comes next in each operation that is open, in the order of the master record."""
    return tuple(_next(step, state, master, kiosk) for step in open_steps(state, master))


def _next(step: Step, state: BatchState, master: MasterBatchRecord, kiosk: str) -> Guidance:
    operation = master.operation_of(step.id)
    if operation is not None and state.leases.get(operation.id) != kiosk:
        return Guidance(Stage.LEASE, step)
    recorded = state.step(step.id)
    if recorded.started is None:
        return Guidance(Stage.START, step)
    cases = [case for case in state.cases.values() if case.step == step.id and not case.closed and not case.by_core]
    unexplained = next((case for case in cases if case.explained is None), None)
    if unexplained is not None and not unseen(step, recorded.filled):
        return Guidance(Stage.EXPLAIN, step, case=unexplained)
    entry = None if step.id in state.not_needed else next(iter(lacking(step, state)), None)
    if entry is not None:
        return Guidance(Stage.ENTRY, step, entry)
    unsettled = next((case for case in cases if case.production is None), None)
    if unsettled is not None:
        return Guidance(Stage.DISPOSE, step, case=unsettled)
    holding = next((case for case in cases if case.holds_step), None)
    if holding is not None:
        return Guidance(Stage.HOLD, step, case=holding)
    if sign_policy(step, recorded) != SignPolicy.NONE and recorded.performed is None:
        return Guidance(Stage.SIGN, step)
    return Guidance(Stage.VERIFY, step)
