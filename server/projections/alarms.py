"""Acts about the trail and the alarms: alarms that were looked at, and reviews by those who may review."""

from core.finding import Finding, finding
from core.rights import may
from server.db.statements import insert, select
from server.db.store import Unit
from server.db.tables.audit import alarm_acknowledged
from server.db.tables.evidence import alarm, record
from server.plain import plain
from server.projections.happening import Happening
from server.projections.sessions import refused_without_session


def alarm_looked_at(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Keep the first acknowledgement; one without the right or a session counts for nothing and is flagged.

    Facts: `alarm`, `kind` and `comment`.
    """
    act, wrong = happening.act, _wrong(unit, happening, "act.acknowledge_alarm")
    if wrong:
        return wrong
    number = int(act.facts["alarm"])
    if not _raised_before(unit, number, happening.seq):
        return (finding("exception.alarm_unknown", alarm=str(number)),)
    said = {"person": plain(act.who.person or ""), "comment": plain(act.facts.get("comment", "")), "at": happening.at}
    row = insert(alarm_acknowledged).values(alarm=number, seq=happening.seq, **said)
    unit.do(row.on_conflict_do_nothing())
    return ()


def _raised_before(unit: Unit, number: int, seq: int) -> bool:
    """Tell whether an alarm had been raised when a record arrived; a rebuild finds all those of later too."""
    arrived = unit.value(select(record.c.received_at).where(record.c.seq == seq))
    at = unit.value(select(alarm.c.at).where(alarm.c.id == number))
    return at is not None and (arrived is None or at <= arrived)


def trail_reviewed(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Flag a review by somebody who may only read, or not even that, or who is not in session there."""
    return _wrong(unit, happening, "act.review_audit_trail")


def _wrong(unit: Unit, happening: Happening, right: str) -> tuple[Finding, ...]:
    named = happening.act.who.person or "-"
    person = happening.plant.people.get(named)
    if person is not None and person.active and may(person.roles, right):
        return refused_without_session(unit, happening)
    return (finding("exception.not_entitled", person=plain(named)),)
