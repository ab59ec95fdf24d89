"""Signatures: which confirmation of a one-time code each of them used up, and which decision it was used by.

Codes that a kiosk checked by a code book are judged on arrival, in `server.offline_codes`.
"""

from datetime import timedelta

import msgspec

from core.acts import ActKind
from core.finding import Finding, finding
from core.record.payload import CORE_STATION
from core.session_signing import SESSION, password_alone
from server.db.statements import insert
from server.db.store import Unit
from server.db.tables.offline import offline_code
from server.db.tables.secrets import confirmation, confirmation_use, session_signed, signature_use
from server.db.tables.sessions import session
from server.offline_codes import OFFLINE
from server.plain import plain
from server.projections.happening import Happening

OLDEST_CONFIRMATION = timedelta(minutes=2)
"""Longest time between the core's confirmation of a code and the instant of the signature it stands in."""
SIGN_IN = "sign_in"


class _Stated(msgspec.Struct, frozen=True):
    """What a record says of the code behind it."""

    person: str
    check: str
    step: str
    purpose: str


def confirmation_used(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Tie a signature or a sign-in to the core's confirmation of its code, and say where the two do not fit.

    A confirmation holds for one person, one kiosk, one time step and one purpose, for two minutes, and for one record.
    """
    stated = _stated(happening)
    if stated is None or stated.check == OFFLINE:
        return ()
    if stated.check == SESSION:
        return _session_holds(unit, happening, stated)
    return _confirmed(unit, happening, stated)


def session_signed_in(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Note that a signature with both components was given in a session."""
    signature, identity = happening.act.signature, plain(happening.act.who.session or "")
    if signature is not None and identity and signature.code_check not in (SESSION, OFFLINE):
        row = {"session": identity, "person": plain(signature.person)}
        unit.do(insert(session_signed).values(**row).on_conflict_do_nothing())
    return ()


def signatures_spent(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Note that the signatures which a decision names have decided; decisions taken together name the same ones."""
    for identity in filter(None, happening.act.facts.get("signatures", "").split(",")):
        unit.do(insert(signature_use).values(record=identity, seq=happening.seq).on_conflict_do_nothing())
    return ()


def _stated(happening: Happening) -> _Stated | None:
    act, signature = happening.act, happening.act.signature
    if happening.record.place.kiosk == CORE_STATION:
        return None
    if act.kind == ActKind.SIGNED_IN:
        check, step = act.facts.get("code_check", ""), act.facts.get("code_step", "")
        return _Stated(act.who.person or "", check, step, SIGN_IN)
    if signature is None:
        return None
    return _Stated(signature.person, signature.code_check, str(signature.code_step), "sign")


def _confirmed(unit: Unit, happening: Happening, stated: _Stated) -> tuple[Finding, ...]:
    given = unit.first(confirmation.select().where(confirmation.c.id == plain(stated.check)))
    if stated.purpose == SIGN_IN and (given is None or given.purpose != SIGN_IN):
        return ()  # Said of the session already.
    if given is None:
        return (finding("exception.code_unconfirmed", person=stated.person),)
    claimed = (stated.person, happening.record.place.kiosk, stated.step, stated.purpose)
    if (given.person, given.kiosk, str(given.step), given.purpose) != claimed:
        return (finding("exception.code_of_another", person=stated.person),)
    used = insert(confirmation_use).values(confirmation=given.id, seq=happening.seq).on_conflict_do_nothing()
    if unit.first(used.returning(confirmation_use.c.seq)) is None:
        return (finding("exception.code_used_before", person=stated.person),)
    same = offline_code.c.person == given.person, offline_code.c.step == given.step
    if unit.first(offline_code.select().where(*same)) is not None:
        return (finding("exception.code_used_before", person=stated.person),)
    if abs(happening.at - given.at) > OLDEST_CONFIRMATION:
        return (finding("exception.code_stale", person=stated.person),)
    return ()


def _session_holds(unit: Unit, happening: Happening, stated: _Stated) -> tuple[Finding, ...]:
    """A password alone signs only where the profile allows it, in the signer's own open session, after a full one."""
    signature = happening.act.signature
    if signature is None or not password_alone(
        happening.plant, happening.master, signature.meaning, signature.manifests
    ):
        return (finding("exception.session_profile", person=stated.person),)
    identity = plain(happening.act.who.session or "")
    known = unit.first(session.select().where(session.c.id == identity, session.c.ended.is_(None)))
    own = session_signed.c.session == identity, session_signed.c.person == stated.person
    signed = unit.first(session_signed.select().where(*own))
    here = (happening.record.place.kiosk, stated.person)
    if known is None or signed is None or (known.kiosk, known.person) != here:
        return (finding("exception.session_unproven", person=stated.person),)
    return ()
