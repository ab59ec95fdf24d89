"""Who decides: the person of an open session at the very kiosk that sealed the request, with the right to its verb.

A request names person and session; the session is known from the kiosk's own records, each accepted and sound, and was
begun by a code that the core has confirmed. So no kiosk can decide in the name of somebody who is not signed in there.
Source: 21 CFR 11.10(d), (g).
"""

import msgspec

from core.people import Person
from core.record.messages import Request
from core.rights import RightKind, holders
from server.db.tables.sessions import session
from server.decisions.refused import DecisionRefused, body_as, entitled
from server.writing import Writing

FOREIGN = "decision.session_other"
"""Key of the refusal that only a kiosk gets which does not tell the truth."""


class Asker(msgspec.Struct):
    """Of every decision that rests on a session: person and session."""

    person: str
    session: str = ""


def in_session(writing: Writing, request: Request) -> Person:
    """Give who asks, known by the session.

    Raises:
        DecisionRefused: No right to this verb, or no open session of this person at this kiosk.
    """
    asker = body_as(request, Asker)
    person = entitled(writing.picture.plant, asker.person, *holders(f"{RightKind.DECIDE}.{request.verb}"))
    known = writing.unit.first(session.select().where(session.c.id == asker.session))
    if known is None:
        raise DecisionRefused("decision.session_unknown")
    if (known.kiosk, known.person) != (request.kiosk, person.id):
        raise DecisionRefused(FOREIGN, person=person.user_id)
    if known.ended is not None:
        raise DecisionRefused("decision.session_ended")
    return person


def by_signature(writing: Writing, request: Request, person: str) -> Person:
    """Give who decides where a signature of his own proves it; the caller holds the signature against him.

    Raises:
        DecisionRefused: Nobody of this id is active, or without the right to this verb.
    """
    return entitled(writing.picture.plant, person, *holders(f"{RightKind.DECIDE}.{request.verb}"))
