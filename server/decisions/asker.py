"""Who asks: the person in session at a kiosk, known by the code that was checked at the sign-in, not by the body."""

from core.acts import ActKind
from core.people import Person, Role
from core.record.messages import Request
from server.db.statements import select
from server.db.store import Unit
from server.db.tables.audit import trail
from server.db.tables.secrets import confirmation, confirmation_use
from server.decisions.refused import DecisionRefused, entitled
from server.picture import Picture

SIGN_IN = "sign_in"
_ENDS = tuple(kind.value for kind in (ActKind.SIGNED_IN, ActKind.SIGNED_OUT, ActKind.LOCKED, ActKind.KIOSK_STARTED))


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
    if _ended(unit, request.kiosk, sign_in):
        raise DecisionRefused("decision.not_signed_in")
    return entitled(picture.plant, newest.person, *(roles or tuple(Role)))


def _ended(unit: Unit, kiosk: str, sign_in: str) -> bool:
    """Tell whether something in the kiosk's chain has ended the session that this sign-in began.

    The order of the chain decides, not the time of day: the clocks of kiosk and core differ by seconds. A sign-in
    whose record is still on its way has not ended.
    """
    began = unit.value(select(confirmation_use.c.seq).where(confirmation_use.c.confirmation == sign_in))
    if began is None:
        return False
    later = trail.c.kiosk == kiosk, trail.c.kind.in_(_ENDS), trail.c.seq > began
    return unit.first(select(trail.c.seq).where(*later).limit(1)) is not None
