"""The logbook of equipment, and its daily checks (GMP articles 86, 87)."""

from core.device_checks import daily_check_day
from core.finding import Finding
from server.db.statements import insert
from server.db.store import Unit
from server.db.tables.plant import equipment, equipment_event
from server.projections.happening import Happening


def equipment_used(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Write the logbook line of an act about equipment; a passed check counts for its day."""
    act = happening.act
    if act.subject.equipment is None:
        return ()
    row = {"equipment": act.subject.equipment, "at": happening.at, "kind": act.kind.value}
    about = {"batch": act.subject.batch, "person": act.who.person}
    unit.do(insert(equipment_event).values(seq=happening.seq, **row, **about).on_conflict_do_nothing())
    day = daily_check_day(act, happening.plant.offset_min)
    if day is not None:
        checked = {"checked_on": day, "changed": happening.seq}
        unit.do(equipment.update().where(equipment.c.id == act.subject.equipment).values(**checked))
    return ()
