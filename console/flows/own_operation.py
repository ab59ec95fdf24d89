"""Which of the operations that are open in a batch is worked on at this terminal."""

from console.desk import Desk
from console.recorder import OpenBatch
from core.batch.guide import Guidance, Stage, guide, guides
from core.master.model import Operation


def next_here(desk: Desk, opened: OpenBatch, operation: str = "") -> Guidance:
    """Tell what comes next at this terminal: in the operation asked for, the one in work, or one of its own room.

    Args:
        desk: The desk.
        opened: The batch.
        operation: Id of the operation that a person has chosen, or "".
    """
    wanted = operation or _in_work(desk, opened)
    return guide(opened.state, opened.master, desk.place.kiosk, wanted)


def begins_by_itself(desk: Desk, opened: OpenBatch, guidance: Guidance) -> bool:
    """Tell whether what comes next may be leased without having been chosen: only in this room, and only in order."""
    operation = operation_of(opened, guidance)
    if guidance.stage != Stage.LEASE or operation is None:
        return True
    return is_here(desk, operation) and not opened.master.parallel(operation.steps[0].id)


def is_here(desk: Desk, operation: Operation) -> bool:
    """Tell whether an operation is done in the room of this terminal; one without a room goes along with the batch."""
    return desk.place.room is None or desk.place.room.id == operation.room


def operation_of(opened: OpenBatch, guidance: Guidance) -> Operation | None:
    """Give the operation that a guidance is about."""
    return opened.master.operation_of(guidance.step.id) if guidance.step else None


def _in_work(desk: Desk, opened: OpenBatch) -> str:
    due = [operation_of(opened, item) for item in guides(opened.state, opened.master, desk.place.kiosk)]
    known = [operation for operation in due if operation is not None]
    kept = desk.working.get(opened.state.number, "")
    leases = opened.state.leases
    own = [operation.id for operation in known if leases.get(operation.id) == desk.place.kiosk]
    near = [operation.id for operation in known if is_here(desk, operation) and not leases.get(operation.id)]
    return kept if kept in own else next(iter((*own, *near)), "")
