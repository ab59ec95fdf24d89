"""What is kept of a person's codes: the last time step that counted, and until when the person is locked out."""

from datetime import datetime

from server.db.statements import insert, select
from server.db.store import Unit
from server.db.tables.secrets import code_use, person_lock


def use_up(unit: Unit, person: str, step: int) -> bool:
    """Let no code of a person up to a time step count any more; False when that step is over already."""
    unit.do(insert(code_use).values(person=person, last_step=0).on_conflict_do_nothing())
    older = code_use.c.person == person, code_use.c.last_step < step
    return unit.do(code_use.update().where(*older).values(last_step=step)) == 1


def locked_until(unit: Unit, person: str, now: datetime) -> datetime | None:
    """Give until when a person is locked out, holding the row of the person's codes; None when the person is not."""
    unit.first(code_use.select().where(code_use.c.person == person).with_for_update())
    return lock_of(unit, person, now)


def lock_of(unit: Unit, person: str, now: datetime) -> datetime | None:
    """Give until when a person is locked out, holding nothing."""
    until: datetime | None = unit.value(select(person_lock.c.until).where(person_lock.c.person == person))
    return until if until is not None and until > now else None
