"""Who asks: the person in session at a kiosk, known by the code that was checked at the sign-in, not by the body."""

from core.acts import ActKind
from core.people import Person, Role
from core.record.messages import Request
from server.db.statements import select
from server.db.store import Unit
from server.db.tables.audit import trail
from server.db.tables.secrets import confirmation
from server.decisions.refused import DecisionRefused, entitled
from server.picture import Picture

SIGN_IN = "sign_in"
_ENDS = (ActKind.SIGNED_OUT.value, ActKind.LOCKED.value)


def signed_in(unit: Unit, picture: Picture, request: Request, sign_in: str, *roles: Role) -> Person:
    """Give the person in session at the asking kiosk, in one of the roles; any role when none is named.

    Args:
        unit: The transaction.
        picture: The plant.
        request: The request, for its kiosk.
        sign_in: Id of the confirmation of the sign-in's one-time code.
        roles: Who may ask.

    Raises:
        DecisionRefused: It is not the newest sign-in at this kiosk, the session has ended, or the role is missing.
    """
    here = confirmation.c.kiosk == request.kiosk, confirmation.c.purpose == SIGN_IN
    newest = unit.first(confirmation.select().where(*here).order_by(confirmation.c.at.desc()).limit(1))
    if newest is None or newest.id != sign_in:
        raise DecisionRefused("decision.not_signed_in")
    mine = trail.c.kiosk == request.kiosk, trail.c.grp == SIGN_IN, trail.c.kind.in_(_ENDS)
    ended = unit.value(select(trail.c.at).where(*mine).order_by(trail.c.seq.desc()).limit(1))
    if ended is not None and ended > newest.at:
        raise DecisionRefused("decision.not_signed_in")
    return entitled(picture.plant, newest.person, *(roles or tuple(Role)))
