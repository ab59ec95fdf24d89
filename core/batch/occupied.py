"""Whose room is it: a batch that holds a room keeps every other batch out of it until its operation there is finished.

Source: GMP articles 188 (no other product or strength in the room), 194 and 199 (nothing left of the last batch); F16.
"""

from core.batch.progress import finished
from core.batch.state import BatchState
from core.master.model import MasterBatchRecord, Operation


def occupying(state: BatchState, master: MasterBatchRecord, room: str) -> Operation | None:
    """Find the operation with which a batch holds a room: leased or begun, and not yet finished."""
    if state.decided is not None:
        return None
    here = (operation for operation in master.operations() if operation.room == room)
    return next((operation for operation in here if _open(operation, state)), None)


def _open(operation: Operation, state: BatchState) -> bool:
    leased = bool(state.leases.get(operation.id))
    begun = any(state.step(step.id).started is not None for step in operation.steps)
    return (leased or begun) and not all(finished(step, state) for step in operation.steps)
