"""Leases: one kiosk at a time works on an operation; handing over is a record."""

import msgspec

from core.acts import ActKind, Subject
from core.batch.occupied import occupying
from core.people import Person
from core.record.messages import Request
from server.decisions.answers import with_records
from server.decisions.refused import DecisionRefused, body_as
from server.decisions.session import in_session
from server.projections.batches import open_leases
from server.states import Folded
from server.writing import Writing


class LeaseOperation(msgspec.Struct):
    """`lease_operation` and `hand_over`: batch and operation."""

    batch: str
    operation: str


def lease_operation(writing: Writing, request: Request) -> dict[str, object]:
    """Lease an operation to the kiosk that asks; what it holds already needs no new record.

    Raises:
        DecisionRefused: No such batch or operation, the batch is closed, another kiosk holds it, or another batch
            holds the room.
    """
    wish, person = body_as(request, LeaseOperation), in_session(writing, request)
    folded = _batch(writing, wish)
    holder = folded.state.leases.get(wish.operation, "")
    if holder == request.kiosk:
        return with_records([])
    if holder:
        raise DecisionRefused("decision.operation_leased", operation=wish.operation, kiosk=holder)
    _refuse_occupied(writing, wish, folded)
    return _leased(writing, wish, request.kiosk, person)


def hand_over(writing: Writing, request: Request) -> dict[str, object]:
    """Let go of an operation, so that another kiosk can lease it.

    Raises:
        DecisionRefused: This kiosk does not hold it.
    """
    wish, person = body_as(request, LeaseOperation), in_session(writing, request)
    folded = _batch(writing, wish)
    holder = folded.state.leases.get(wish.operation, "")
    if holder != request.kiosk:
        raise DecisionRefused("decision.not_holder", operation=wish.operation, kiosk=holder or "-")
    return _leased(writing, wish, "", person)


def _batch(writing: Writing, wish: LeaseOperation) -> Folded:
    folded = writing.batch(wish.batch)
    if folded is None:
        raise DecisionRefused("decision.batch_unknown", batch=wish.batch[:40])
    if folded.state.decided is not None:
        raise DecisionRefused("decision.batch_closed", batch=wish.batch)
    if all(operation.id != wish.operation for operation in folded.master.operations()):
        raise DecisionRefused("decision.operation_unknown", operation=wish.operation[:40], batch=wish.batch)
    return folded


def _refuse_occupied(writing: Writing, wish: LeaseOperation, folded: Folded) -> None:
    """Keep a batch, not a round of a logbook form, out of a room that another batch holds (GMP article 188).

    A correction, a repeat or terminals that were cut off can leave two batches begun in one room. Neither waits for the
    other then, once no terminal has the other's operation.
    """
    room_id = next(operation.room for operation in folded.master.operations() if operation.id == wish.operation)
    room = writing.picture.plant.rooms.get(room_id)
    if folded.state.thing is not None or (room is not None and room.shared):
        return
    inside = occupying(folded.state, folded.master, room_id) is not None
    for number in open_leases(writing.unit, wish.batch):
        other = writing.batch(number)
        held = occupying(other.state, other.master, room_id, leased=inside) if other is not None else None
        if other is not None and held is not None:
            named = {"batch": number, "product": other.master.product, "operation": held.id}
            raise DecisionRefused("decision.room_occupied", room=room_id, **named)


def _leased(writing: Writing, wish: LeaseOperation, kiosk: str, person: Person) -> dict[str, object]:
    subject = Subject(batch=wish.batch, operation=wish.operation)
    facts = {"kiosk": kiosk, "person": person.id}
    return with_records([writing.decide(ActKind.OPERATION_LEASED, subject, facts=facts)])
