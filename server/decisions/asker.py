"""Who asks: the person whose session the records of the asking kiosk have opened, not one whom the body names.

A sign-in counts as soon as its record has come, also one whose code was checked by a code book without the core.
"""

from core.people import Person, Role
from core.record.messages import Request
from server.db.statements import select
from server.db.store import Unit
from server.db.tables.sessions import session
from server.decisions.refused import DecisionRefused, entitled
from server.picture import Picture
from server.plain import plain


def signed_in(unit: Unit, picture: Picture, request: Request, identity: str, *roles: Role) -> Person:
    """Give the person in session at the asking kiosk, in one of the roles; any role when none is named.

    Args:
        unit: The transaction.
        picture: The plant.
        request: The request, for its kiosk.
        identity: Id of the session.
        roles: Who may ask.

    Raises:
        DecisionRefused: No open session of this id at this kiosk, or the role is missing.
    """
    mine = session.c.id == plain(identity), session.c.kiosk == request.kiosk, session.c.ended.is_(None)
    person = unit.value(select(session.c.person).where(*mine))
    if person is None:
        raise DecisionRefused("decision.not_signed_in")
    return entitled(picture.plant, person, *(roles or tuple(Role)))
