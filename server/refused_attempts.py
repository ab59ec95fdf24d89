"""Refused attempts at one-time codes in a flood: each is counted, and one record a minute says how many.

Of each kind the first twenty within an hour, for one person at one kiosk, are records of their own. What comes on top
is counted in a row that is as durable as a record, and stated together: a minute after the first of them, or with the
next code that is right, so that the owner is told everything. No attempt is left out of the count, and whoever tries
ten thousand times adds no ten thousand records to the log.
Source: 21 CFR 11.300(d).
"""

from datetime import datetime, timedelta

from core.alarms import GUESSED
from core.times import utc_text
from server.db.statements import Condition, func, insert, select
from server.db.store import Unit
from server.db.tables.attempts import refused_count
from server.db.tables.evidence import alarm
from server.writing import Writing

ALONE_AN_HOUR = 20
"""Attempts of one kind, for one person at one kiosk, that are records of their own within an hour."""
KIOSK_FAILURES_PER_HOUR = 20
TOGETHER = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


def crowded(unit: Unit, person: str, kiosk: str, kind: str, now: datetime) -> bool:
    """Tell whether so many are on record already that another one is only counted."""
    same = alarm.c.kiosk == kiosk, alarm.c.kind == kind, alarm.c.person.is_not_distinct_from(person or None)
    found = select(func.count()).select_from(alarm).where(*same, alarm.c.at > now - _HOUR)
    return int(unit.value(found)) >= ALONE_AN_HOUR


def count_in(unit: Unit, person: str, kiosk: str, kind: str, now: datetime) -> None:
    """Count one more."""
    one = insert(refused_count).values(person=person, kiosk=kiosk, kind=kind, n=1, since=now)
    more = one.on_conflict_do_update(index_elements=["person", "kiosk", "kind"], set_={"n": refused_count.c.n + 1})
    unit.do(more)


def waiting(unit: Unit, person: str) -> bool:
    """Tell whether attempts in a person's name are counted and not stated."""
    return unit.first(refused_count.select().where(refused_count.c.person == person).limit(1)) is not None


def due(unit: Unit, now: datetime) -> bool:
    """Tell whether any have waited for a minute."""
    return unit.first(refused_count.select().where(refused_count.c.since <= now - TOGETHER).limit(1)) is not None


def state_one(writing: Writing, person: str, kiosk: str, kind: str) -> None:
    """State one attempt as a record of its own."""
    writing.journal.alarm(kind, kiosk, person, person)
    _raise_guessed(writing, kiosk, 1)


def state_of_person(writing: Writing, person: str) -> None:
    """State what was counted in a person's name."""
    _state(writing, refused_count.c.person == person)


def state_due(writing: Writing) -> None:
    """State what has waited for a minute."""
    _state(writing, refused_count.c.since <= writing.journal.now - TOGETHER)


def _state(writing: Writing, wanted: Condition) -> None:
    taken = refused_count.delete().where(wanted).returning(*refused_count.c)
    for row in sorted(writing.unit.rows(taken), key=lambda row: (row.since, row.person, row.kiosk, row.kind)):
        more = {"times": str(row.n), "since": utc_text(row.since)}
        writing.journal.alarm(row.kind, row.kiosk, row.person, row.person, more)
        _raise_guessed(writing, row.kiosk, row.n)


def _raise_guessed(writing: Writing, kiosk: str, more: int) -> None:
    """Raise an alarm about a kiosk at which many were refused within the hour, once an hour."""
    here = alarm.c.kiosk == kiosk, alarm.c.at > writing.journal.now - _HOUR
    refused = select(func.coalesce(func.sum(alarm.c.times), 0)).where(*here, alarm.c.kind.like("code.%"))
    recent = more + int(writing.unit.value(refused))
    raised = writing.unit.value(select(func.count()).where(*here, alarm.c.kind == GUESSED))
    told = any((line["kind"], line["kiosk"]) == (GUESSED, kiosk) for line in writing.journal.alarms)
    if recent >= KIOSK_FAILURES_PER_HOUR and not raised and not told:
        writing.journal.alarm(GUESSED, kiosk, str(recent))
