"""What somebody has to look at: flags, alarms and locks that the core stated; what was looked at, and by whom."""

from datetime import datetime, timedelta

import msgspec

from core.acts import ActKind
from core.alarms import ATTEMPTS, MOST_AN_HOUR
from core.finding import Finding, finding
from core.rights import may
from core.times import utc_from
from server.db.statements import func, insert, select
from server.db.store import Unit
from server.db.tables.audit import alarm_acknowledged
from server.db.tables.evidence import alarm, record_flag
from server.db.tables.secrets import person_lock
from server.plain import plain
from server.projections.happening import Happening
from server.projections.sessions import refused_without_session

_HOUR = timedelta(hours=1)


def record_flagged(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Keep why a record is flagged. Facts: `index`, `sha256`, and `flags`, the parameters of findings by their keys."""
    facts = happening.act.facts
    flags: dict[str, dict[str, str]] = msgspec.json.decode(facts["flags"], type=dict[str, dict[str, str]])
    rows = [{"seq": int(facts["index"]), "code": code, "params": params} for code, params in flags.items()]
    unit.do(insert(record_flag), rows)
    return ()


def alarm_raised(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Keep an alarm under its place in the log. Facts: `kind`, `kiosk`, `detail`, `person`, and `times`."""
    told = happening.act.facts
    about = {"kiosk": told.get("kiosk", ""), "detail": told.get("detail", ""), "person": told.get("person")}
    times = int(told.get("times", "1"))
    unit.do(insert(alarm).values(id=happening.seq, at=happening.at, kind=told["kind"], times=times, **about))
    return ()


def flooded(unit: Unit, kind: str, kiosk: str, now: datetime) -> bool:
    """Tell whether no more alarms of a kind about a kiosk are raised now; refused attempts are told always."""
    same = alarm.c.kiosk == kiosk, alarm.c.kind == kind, alarm.c.at > now - _HOUR
    found = select(func.count()).select_from(alarm).where(*same)
    return kind not in ATTEMPTS and int(unit.value(found)) >= MOST_AN_HOUR


def person_locked(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Keep until when a person is locked out, or that the lock is lifted. Facts: `locked` and `until`."""
    facts = happening.act.facts
    until = utc_from(facts["until"]) if happening.act.kind == ActKind.PERSON_LOCKED else None
    values = {"until": until, "seq": happening.seq}
    row = insert(person_lock).values(person=facts["locked"], **values)
    unit.do(row.on_conflict_do_update(index_elements=["person"], set_=values))
    return ()


def alarm_looked_at(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Keep the first acknowledgement; one without the right or a session counts for nothing and is flagged.

    Facts: `alarm`, `kind` and `comment`.
    """
    act, wrong = happening.act, _wrong(unit, happening, "act.acknowledge_alarm")
    if wrong:
        return wrong
    number = int(act.facts["alarm"])
    if unit.first(alarm.select().where(alarm.c.id == number)) is None:
        return (finding("exception.alarm_unknown", alarm=str(number)),)
    said = {"person": plain(act.who.person or ""), "comment": plain(act.facts.get("comment", "")), "at": happening.at}
    row = insert(alarm_acknowledged).values(alarm=number, seq=happening.seq, **said)
    unit.do(row.on_conflict_do_nothing())
    return ()


def trail_reviewed(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Flag a review by somebody who may only read, or not even that, or who is not in session there."""
    return _wrong(unit, happening, "act.review_audit_trail")


def _wrong(unit: Unit, happening: Happening, right: str) -> tuple[Finding, ...]:
    named = happening.act.who.person or "-"
    person = happening.plant.people.get(named)
    if person is not None and person.active and may(person.roles, right):
        return refused_without_session(unit, happening)
    return (finding("exception.not_entitled", person=plain(named)),)
