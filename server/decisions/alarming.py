"""Questions about alarms, about attempts in a person's name, and about who is locked out."""

from datetime import datetime

import msgspec

from core.alarms import AT_KIOSK, ATTEMPTS, NOTES, REPLAYED, ROUND_OVERDUE, AlarmLine, LockedPerson
from core.record.messages import Request
from core.rights import holders
from core.times import utc_text
from server.db.statements import Condition, func, select
from server.db.store import Unit
from server.db.tables.audit import alarm_acknowledged
from server.db.tables.evidence import alarm
from server.db.tables.secrets import confirmation, person_lock
from server.db.tables.sessions import session
from server.decisions.asker import signed_in
from server.decisions.refused import body_as
from server.overdue_rounds import untaken
from server.picture import Picture
from server.projections.signing import OLDEST_CONFIRMATION, SIGN_IN

PAGE = 20
_MOST_ATTEMPTS = 50


class AskAlarms(msgspec.Struct):
    """`alarms`: by which session, before which alarm, and whether acknowledged ones and notes are wanted too."""

    session: str
    before: int | None = None
    all: bool = False


class AskAsPerson(msgspec.Struct):
    """`attempts`, `locked_persons`: by which session."""

    session: str


def list_alarms(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """Give `alarms`, the newest first, and whether there are `more`; those that wait for somebody, or all.

    An overdue round waits for nobody once it is taken.

    Raises:
        DecisionRefused: Neither QA nor an administrator is signed in there.
    """
    wish = body_as(request, AskAlarms)
    signed_in(unit, picture, request, wish.session, *holders("screen.alarms"))
    standing = (alarm.c.kind != ROUND_OVERDUE) | alarm.c.detail.in_(untaken(picture.plant))
    open_ones = [alarm_acknowledged.c.alarm.is_(None), alarm.c.kind.not_in(sorted(NOTES)), standing]
    waiting = [] if wish.all else open_ones
    older = [] if wish.before is None else [alarm.c.id < wish.before]
    found = _alarms(unit, *waiting, *older, most=PAGE + 1)
    return {"alarms": msgspec.to_builtins(found[:PAGE]), "more": len(found) > PAGE}


def kiosk_alarms(unit: Unit, _picture: Picture, request: Request) -> dict[str, object]:
    """Give `alarms` about the asking kiosk that nobody has acknowledged; a kiosk may ask about itself."""
    about = alarm.c.kiosk == request.kiosk, alarm.c.kind.in_(sorted(AT_KIOSK)), alarm_acknowledged.c.alarm.is_(None)
    return {"alarms": msgspec.to_builtins(_alarms(unit, *about, most=5))}


def attempts(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """Give `attempts`: refused and re-used secrets in the asker's name since the sign-in before this one; and `since`.

    Of many only the newest are listed; `refused` and `replayed` count all of them.

    Raises:
        DecisionRefused: The asker is not signed in there.
    """
    wish = body_as(request, AskAsPerson)
    person = signed_in(unit, picture, request, wish.session)
    since = _signed_in_before(unit, person.id, wish.session)
    later = [] if since is None else [alarm.c.at > since]
    mine = alarm.c.person == person.id, alarm.c.kind.in_(sorted(ATTEMPTS))
    found = _alarms(unit, *mine, *later, most=_MOST_ATTEMPTS)
    summed = select(alarm.c.kind, func.sum(alarm.c.times).label("n")).where(*mine, *later).group_by(alarm.c.kind)
    counts = {row.kind: int(row.n) for row in unit.rows(summed)}
    replayed = counts.pop(REPLAYED, 0)
    told = {"attempts": msgspec.to_builtins(found), "refused": sum(counts.values()), "replayed": replayed}
    return {**told, "since": utc_text(since) if since is not None else ""}


def locked_persons(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """Give `persons` with a lock, until the next code that counted; one that is over holds no more, but is listed.

    Raises:
        DecisionRefused: Neither QA nor an administrator is signed in there.
    """
    wish = body_as(request, AskAsPerson)
    signed_in(unit, picture, request, wish.session, *holders("screen.locked_persons"))
    since = confirmation.c.person == person_lock.c.person, confirmation.c.at >= person_lock.c.until
    locked = person_lock.select().where(
        person_lock.c.until.is_not(None), ~select(confirmation.c.id).where(*since).exists()
    )
    rows = unit.rows(locked.order_by(person_lock.c.until.desc()).limit(200))
    known = [row for row in rows if row.person in picture.plant.people]
    return {"persons": [msgspec.to_builtins(_locked(unit, row.person, row.until)) for row in known]}


def _locked(unit: Unit, person: str, until: datetime) -> LockedPerson:
    last = select(alarm.c.kiosk).where(alarm.c.person == person, alarm.c.kind.in_(sorted(ATTEMPTS)))
    kiosk = unit.value(last.order_by(alarm.c.at.desc()).limit(1))
    return LockedPerson(person, utc_text(until), kiosk or "")


def _signed_in_before(unit: Unit, person: str, identity: str) -> datetime | None:
    """Give when the core confirmed the sign-in before this session's, at any kiosk.

    The one of this session itself is the newest, unless it was begun without the core.
    """
    now = unit.first(session.select().where(session.c.id == identity))
    mine = confirmation.c.person == person, confirmation.c.purpose == SIGN_IN
    found = unit.rows(confirmation.select().where(*mine).order_by(confirmation.c.at.desc()).limit(2))
    own = [row.kiosk == now.kiosk and abs(row.at - now.since) <= OLDEST_CONFIRMATION for row in found[:1] if now]
    before = found[1:] if any(own) else found
    return before[0].at if before else None


def _alarms(unit: Unit, *wanted: Condition, most: int) -> list[AlarmLine]:
    told = alarm.outerjoin(alarm_acknowledged, alarm_acknowledged.c.alarm == alarm.c.id)
    said = [alarm_acknowledged.c[name].label(f"ack_{name}") for name in ("person", "comment", "at")]
    found = select(*alarm.c, *said).select_from(told).where(*wanted).order_by(alarm.c.id.desc()).limit(most)
    return [
        AlarmLine(
            *(row.id, utc_text(row.at), row.kind, row.kiosk, row.detail),
            person=row.person or "",
            by=row.ack_person or "",
            comment=row.ack_comment or "",
            acknowledged=utc_text(row.ack_at) if row.ack_at is not None else "",
            times=row.times,
        )
        for row in unit.rows(found)
    ]
