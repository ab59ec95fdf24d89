"""Lifting the lock that too many wrong codes have put on a person."""

import msgspec

from core.people import Role
from core.record.messages import Request
from server.codes import unlock
from server.decisions.refused import DecisionRefused, body_as, entitled
from server.writing import Writing


class UnlockPerson(msgspec.Struct):
    """`unlock`: whom, and who lifts the lock."""

    locked: str
    person: str


def unlock_person(writing: Writing, request: Request) -> dict[str, object]:
    """Lift a lock; QA or an administrator may, nobody for themselves, and the alarm list keeps it.

    Raises:
        DecisionRefused: No right, or no such person.
    """
    wish, plant = body_as(request, UnlockPerson), writing.picture.plant
    by = entitled(plant, wish.person, Role.QA, Role.ADMIN)
    if wish.locked not in plant.people or wish.locked == by.id:
        raise DecisionRefused("decision.person_unknown", person=wish.locked[:40])
    unlock(writing.unit, wish.locked)
    writing.journal.alarm("code.unlocked", request.kiosk, f"{wish.locked} by {by.id}")
    return {}
