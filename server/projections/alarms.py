"""AlarmAcknowledged: who looked at an alarm, when, and what was said. Facts: `alarm`, `kind` and `comment`."""

from core.finding import Finding, finding
from core.rights import may
from server.db.statements import insert, select
from server.db.store import Unit
from server.db.tables.audit import alarm_acknowledged
from server.db.tables.evidence import alarm
from server.plain import plain
from server.projections.happening import Happening


def alarm_looked_at(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Keep the first acknowledgement; one without the right counts for nothing and is flagged."""
    act = happening.act
    person = happening.plant.people.get(act.who.person or "")
    if person is None or not person.active or not may(person.roles, "act.acknowledge_alarm"):
        return (finding("exception.not_entitled", person=plain(act.who.person or "-")),)
    number = int(act.facts["alarm"])
    if unit.value(select(alarm.c.id).where(alarm.c.id == number)) is None:
        return (finding("exception.alarm_unknown", alarm=str(number)),)
    said = {"person": person.id, "comment": plain(act.facts.get("comment", "")), "at": happening.at}
    row = insert(alarm_acknowledged).values(alarm=number, seq=happening.seq, **said)
    unit.do(row.on_conflict_do_nothing())
    return ()
