"""A round of a logbook that is overdue and that nobody takes: an alarm, once a round; a round that is taken ends it."""

from datetime import datetime

from core.alarms import ROUND_OVERDUE
from core.logbook_forms import FormDue, dues, round_key
from core.plant import Plant
from core.times import local_day
from server.db.statements import select
from server.db.store import Unit
from server.db.tables.evidence import alarm
from server.writing import Writer

LOOK_S = 60.0

PATIENT_SHARE = 10
"""The alarm comes when a round is overdue by a tenth of its interval: until then *My work* alone says so."""


def state_overdue_rounds(writer: Writer) -> None:
    """Raise each alarm that was not raised before, of whatever process; without one nothing is written."""
    now = writer.clock.utc()
    if not _overdue(writer.picture.plant, now):
        return
    with writer.store.unit() as unit:
        new = _not_raised(unit, writer.picture.plant, now)
    if not new:
        return
    with writer.writing() as writing:
        for detail in _not_raised(writing.unit, writing.picture.plant, now):
            writing.journal.alarm(ROUND_OVERDUE, "", detail)


def untaken(plant: Plant) -> list[str]:
    """Give what the alarms tell of that nobody has answered by opening the next round."""
    return [_detail(key, line.number) for key, line in plant.rounds.items() if not line.under_way]


def _not_raised(unit: Unit, plant: Plant, now: datetime) -> list[str]:
    told = select(alarm.c.detail).where(alarm.c.kind == ROUND_OVERDUE)
    raised = {row.detail for row in unit.rows(told)}
    return [detail for detail in _overdue(plant, now) if detail not in raised]


def _overdue(plant: Plant, now: datetime) -> list[str]:
    found = (due for due in dues(plant, local_day(now, plant.offset_min)) if _long_overdue(due, now))
    return [_detail(round_key(due.form.code, due.thing.id), due.last.number) for due in found if due.last is not None]


def _long_overdue(due: FormDue, now: datetime) -> bool:
    """Tell whether a round is overdue for long; one that was never opened has no time at which it was due."""
    late, logbook = due.overdue(now), due.record.logbook
    if late is None or due.at is None or logbook is None:
        return False
    return late.total_seconds() * PATIENT_SHARE >= logbook.every_s


def _detail(key: str, number: str) -> str:
    """Name form and thing, and the round after which the next one is due, so that the next alarm is another one."""
    return f"{key}, {number}"
