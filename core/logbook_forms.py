"""Logbook forms in force at a plant: which things each is filled in about, and when it is due again.

Source: GMP articles 84 (clean and dirty hold), 86 (logbooks), 211 (readers and counters are checked with a record).
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

import msgspec

from core.master.logbook import About, Logbook, Thing
from core.master.model import MasterBatchRecord
from core.master.text import MasterUnreadable, load_master
from core.plant import EffectiveMaster, Plant, RoundLine
from core.times import utc_from

_FORM = re.compile(r"""^["']?form["']?\s*:""", re.MULTILINE)


class FormDue(msgspec.Struct, frozen=True):
    """One form about one thing.

    Attributes:
        form: The version of the form in force.
        record: Its content.
        thing: The thing.
        last: The last round of this form about it, or None.
        at: When it is due again; None where it was never filled in, or has no interval.
    """

    form: EffectiveMaster
    record: MasterBatchRecord
    thing: Thing
    last: RoundLine | None
    at: datetime | None

    @property
    def under_way(self) -> bool:
        """Tell whether a round is open."""
        return self.last is not None and self.last.under_way

    def overdue(self, now: datetime) -> timedelta | None:
        """Tell for how long it is due: zero where it was never filled in, None while it is not due."""
        logbook = self.record.logbook
        if self.under_way or logbook is None or not logbook.every_s:
            return None
        if self.at is None:
            return timedelta(0)
        return now - self.at if now >= self.at else None


def is_form(text: str) -> bool:
    """Tell whether an approved text is a logbook form, without reading it whole."""
    return _FORM.search(text) is not None


def forms(plant: Plant, day: date) -> Iterator[tuple[EffectiveMaster, MasterBatchRecord]]:
    """Give the logbook forms in force on a day, by code."""
    for code in sorted({master.code for master in plant.masters.values()}):
        found = plant.effective_master(code, day)
        record = form_of(found.text) if found is not None else None
        if found is not None and record is not None:
            yield found, record


@lru_cache(maxsize=256)
def form_of(text: str) -> MasterBatchRecord | None:
    """Read a logbook form once; None where the text is none."""
    if not is_form(text):
        return None
    try:
        return load_master(text)
    except MasterUnreadable:
        return None


def things_of(logbook: Logbook, plant: Plant) -> Iterator[Thing]:
    """Give the things that a form is filled in about, as the plant has them."""
    match logbook.about:
        case About.ROOM:
            known = {room.id: room.id for room in plant.rooms.values()}
        case About.LOCATION:
            known = {place.id: place.room for place in plant.locations.values()}
        case About.EQUIPMENT:
            wanted = logbook.equipment_class
            items = plant.equipment.values()
            known = {item.id: item.room for item in items if not wanted or item.equipment_class == wanted}
    chosen = logbook.things or tuple(known)
    return (Thing(logbook.about, identity, known[identity]) for identity in chosen if identity in known)


def round_key(code: str, thing: str) -> str:
    """Name the rounds of a form about a thing in a plant."""
    return f"{code}/{thing}"


def dues(plant: Plant, day: date) -> tuple[FormDue, ...]:
    """Give every form in force with every thing that it is about."""
    return tuple(
        _due(form, record, record.logbook, thing, plant)
        for form, record in forms(plant, day)
        if record.logbook is not None
        for thing in things_of(record.logbook, plant)
    )


def _due(form: EffectiveMaster, record: MasterBatchRecord, logbook: Logbook, thing: Thing, plant: Plant) -> FormDue:
    last = plant.rounds.get(round_key(form.code, thing.id))
    at = None
    if last is not None and last.completed and logbook.every_s:
        at = utc_from(last.completed) + timedelta(seconds=logbook.every_s)
    return FormDue(form, record, thing, last, at)
