"""Sessions: a sign-in whose one-time code counted opens one; leaving, locking and a new start end it.

A kiosk has one screen, so whoever signs in there ends the session before. Source: 21 CFR 11.10(d), (g).
"""

from core.acts import ActKind
from core.finding import Finding, finding
from core.record.payload import CORE_STATION
from server.db.statements import insert
from server.db.store import Unit
from server.db.tables.offline import offline_code
from server.db.tables.secrets import confirmation, confirmation_use
from server.db.tables.sessions import session
from server.offline_codes import OFFLINE
from server.plain import plain
from server.projections.happening import Happening


def session_opened(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Open the session of a sign-in whose code counted, and end those before it at that kiosk.

    Comes after `confirmation_used` and after the judgement of codes that a code book has checked: what they found wrong
    is said by them.
    """
    act, kiosk = happening.act, happening.record.place.kiosk
    person, identity = plain(act.who.person or ""), plain(act.who.session or "")
    _end(unit, happening)
    check = plain(act.facts.get("code_check", ""))
    if check == OFFLINE:
        counted = unit.first(offline_code.select().where(offline_code.c.record == act.id)) is not None
    else:
        given = unit.first(confirmation.select().where(confirmation.c.id == check))
        if given is None or given.purpose != "sign_in" or not identity:
            return (finding("exception.session_unconfirmed", person=person),)
        used = confirmation_use.c.confirmation == check, confirmation_use.c.seq == happening.seq
        counted = unit.first(confirmation_use.select().where(*used)) is not None
    if not counted:
        return ()
    row = {"id": identity, "kiosk": kiosk, "person": person, "since": happening.at}
    happening.sessions.forget()
    opened = insert(session).values(**row).on_conflict_do_nothing().returning(session.c.id)
    return () if unit.first(opened) is not None else (finding("exception.session_reused", person=person),)


def session_ended(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """End every session at a kiosk where somebody has left, or which has locked or started anew."""
    _end(unit, happening)
    return ()


def refused_without_session(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Say that a person stated something at a kiosk without an open session there; the core itself needs none."""
    who, kiosk = happening.act.who, happening.record.place.kiosk
    if kiosk == CORE_STATION:
        return ()
    mine = session.c.id == plain(who.session or ""), session.c.kiosk == kiosk, session.c.ended.is_(None)
    known = unit.first(session.select().where(*mine, session.c.person == plain(who.person or "")))
    return () if known is not None else (finding("exception.no_session", person=plain(who.person or "-"), kiosk=kiosk),)


def _end(unit: Unit, happening: Happening) -> None:
    kiosk = happening.record.place.kiosk
    if not happening.sessions.at(kiosk):
        return
    happening.sessions.forget()
    here = session.c.kiosk == kiosk, session.c.ended.is_(None)
    kind: ActKind = happening.act.kind
    unit.do(session.update().where(*here).values(ended=kind.value))
