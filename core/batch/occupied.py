"""Whose room is it: a batch that holds a room keeps every other batch out of it until its operation there is finished.

Source: GMP articles 188 (no other product or strength in the room), 194 and 199 (nothing left of the last batch); F16.
"""

from core.batch.progress import finished
from core.batch.state import BatchState
from core.master.model import MasterBatchRecord, Operation


def occupying(state: BatchState, master: MasterBatchRecord, room: str, *, leased: bool = False) -> Operation | None:
    """Find the operation with which a batch holds a room: leased or begun, and not yet finished.

    Args:
        state: The batch.
        master: Its master record.
        room: The room.
        leased: True where an operation counts only while a terminal has it.
    """
    if state.decided is not None:
        return None
    here = (operation for operation in master.operations() if operation.room == room)
    return next((operation for operation in here if _open(operation, state, leased)), None)


def _open(operation: Operation, state: BatchState, only_leased: bool) -> bool:
    leased = bool(state.leases.get(operation.id))
    begun = not only_leased and any(state.step(step.id).started is not None for step in operation.steps)
    return (leased or begun) and not all(finished(step, state) for step in operation.steps)
