"""Exposure: the lots that equipment, a room or a person had to do with in a time, as the records tell.

A room is that of its label, where somebody has scanned it, and of the kiosks that stood in it at that time.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from core.acts import ActKind
from core.errors import CountersignError
from core.exposure import Exposure
from core.usage.line import Kept
from server.db.statements import func, select, text
from server.db.store import Unit
from server.db.tables.audit import trail
from server.db.tables.evidence import record
from server.db.tables.plant import equipment, lot, plant_item
from server.db.tables.usage import usage_line
from server.records import record_from

_EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class RecallUnfit(CountersignError):
    """What a recall shall begin with is not there, or nothing is named."""

    code = "RCL-002"


HANDLING = tuple(
    kind.value
    for kind in (
        *(ActKind.CONTAINER_MOVED, ActKind.STOCK_COUNTED, ActKind.CONTAINER_SPLIT, ActKind.CONTAINERS_MERGED),
        *(ActKind.MATERIAL_RETURNED, ActKind.CONTAINER_RELABELLED, ActKind.CONTAINER_DESTROYED, ActKind.SAMPLE_DRAWN),
    )
)
"""What is done to lots outside any batch."""


class Stay(msgspec.Struct, frozen=True):
    """A kiosk stood in a room, from one instant on and before another."""

    kiosk: str
    room: str
    since: datetime
    until: datetime


class Handled(msgspec.Struct, frozen=True):
    """A lot was handled outside any batch: by whom, when, and in or between which places."""

    lot: str
    person: str
    at: datetime
    places: tuple[str, ...]


_STOOD = text(
    """
    SELECT DISTINCT t.batch FROM trail t
    JOIN unnest(cast(:kiosks AS text[]), cast(:since AS timestamptz[]), cast(:until AS timestamptz[]))
        AS s (kiosk, since, until) ON s.kiosk = t.kiosk AND t.at >= s.since AND t.at < s.until
    WHERE t.batch IS NOT NULL AND t.at >= :first AND t.at < :last
    """
)


def exposed(unit: Unit, exposure: Exposure) -> tuple[str, ...]:
    """Give the lots made by the batches that had to do with everything that is asked, and those handled outside one."""
    batches: set[str] | None = None
    for found in _batches(unit, exposure):
        batches = found if batches is None else batches & found
    made = select(lot.c.number).where(lot.c.batch.in_(batches or ())).order_by(lot.c.number)
    handled = () if exposure.equipment else _handled(unit, exposure)
    return tuple(dict.fromkeys((*(row.number for row in unit.rows(made)), *handled)))


def _handled(unit: Unit, exposure: Exposure) -> tuple[str, ...]:
    """Give the lots that were moved, split, merged, relabelled, counted, sampled or destroyed outside any batch."""
    people = _people(unit, exposure.person) if exposure.person else []
    found = {
        one.lot
        for one in handled(unit, exposure)
        if (not exposure.person or one.person in people) and (not exposure.room or exposure.room in one.places)
    }
    known = select(lot.c.number).where(lot.c.number == func.any(sorted(found))).order_by(lot.c.number)
    return tuple(row.number for row in unit.rows(known))


def handled(unit: Unit, within: Exposure) -> Iterator[Handled]:
    """Give everything that was done to lots outside any batch in a time, in the order of the log."""
    conditions = trail.c.batch.is_(None), trail.c.kind.in_(HANDLING), *_within(trail.c.at, within)
    joined = trail.join(record, record.c.seq == trail.c.seq)
    columns = select(record.c.envelope, trail.c.kiosk, trail.c.person, trail.c.at).select_from(joined)
    stood = stays(unit)
    for row in unit.rows(columns.where(*conditions).order_by(trail.c.seq)):
        kept = record_from(bytes(row.envelope))
        if kept is None or not kept.act.subject.lot:
            continue
        where = [one.room for one in stood if one.kiosk == row.kiosk and one.since <= row.at < one.until]
        facts = kept.act.facts
        told = kept.act.subject.room, facts.get("from"), facts.get("to"), *where
        yield Handled(kept.act.subject.lot, row.person or "", row.at, tuple(filter(None, told)))


def _batches(unit: Unit, exposure: Exposure) -> list[set[str]]:
    found: list[set[str]] = []
    if exposure.equipment:
        known = unit.rows(select(equipment.c.id).where(equipment.c.id == exposure.equipment))
        _must_be(exposure.equipment, known, "recall.equipment_unknown")
        used = usage_line.c.of == Kept.EQUIPMENT.value, usage_line.c.thing == exposure.equipment
        about = *used, *_overlapping(exposure)
        found.append(_batch_names(unit.rows(select(usage_line.c.batch).where(*about).distinct())))
    if exposure.room:
        found.append(_in_room(unit, exposure))
    if exposure.person:
        people = _people(unit, exposure.person)
        _must_be(exposure.person, people, "recall.person_unknown")
        found.append(_trailed(unit, exposure, trail.c.person.in_(people)))
    return found or [_trailed(unit, exposure)]


def _in_room(unit: Unit, exposure: Exposure) -> set[str]:
    """Give the batches with records of a kiosk that stood in the room then, or whose people have scanned its label."""
    rooms = [row.id for row in documents(unit, "rooms") if row.id == exposure.room]
    _must_be(exposure.room, rooms, "recall.room_unknown")
    named = {batch for batch, room, _ in scanned_rooms(unit, exposure) if room == exposure.room}
    stood = [one for one in stays(unit) if one.room == exposure.room]
    asked = {name: [getattr(one, field) for one in stood] for name, field in _COLUMNS}
    first, last = exposure.since or _EVER[0], exposure.until or _EVER[1]
    return named | _batch_names(unit.rows(_STOOD, {**asked, "first": first, "last": last}))


def scanned_rooms(unit: Unit, within: Exposure) -> Iterator[tuple[str, str, datetime]]:
    """Give batch, room and instant of every scan of a room's label in a time."""
    scans = trail.c.kind == ActKind.ROOM_SCANNED.value, trail.c.batch.is_not(None), *_within(trail.c.at, within)
    joined = trail.join(record, record.c.seq == trail.c.seq)
    for row in unit.rows(select(trail.c.batch, trail.c.at, record.c.envelope).select_from(joined).where(*scans)):
        kept = record_from(bytes(row.envelope))
        if kept is not None and kept.act.subject.room:
            yield row.batch, kept.act.subject.room, row.at


def stays(unit: Unit) -> tuple[Stay, ...]:
    """Tell where every kiosk stood and when, by each change of its master data.

    The first statement holds for all time before it as well: a kiosk with a wrong clock stood somewhere too.
    """
    changes = trail.c.kind == ActKind.PLANT_CHANGED.value, func.starts_with(trail.c.item, "kiosks/")
    joined = trail.join(record, record.c.seq == trail.c.seq)
    placed: dict[str, list[tuple[datetime, str]]] = {}
    for row in unit.rows(
        select(record.c.envelope, trail.c.at).select_from(joined).where(*changes).order_by(trail.c.seq)
    ):
        kept = record_from(bytes(row.envelope))
        if kept is None:
            continue
        body = msgspec.json.decode(kept.act.facts["body"], type=_Placed)
        known = placed.setdefault(kept.act.facts["id"], [])
        known.append((row.at if known else _EVER[0], body.room or ""))
    found: list[Stay] = []
    for kiosk, since in placed.items():
        ends = [*(at for at, _ in since[1:]), _EVER[1]]
        found += [Stay(kiosk, room, at, end) for (at, room), end in zip(since, ends, strict=True) if room]
    return tuple(found)


class _Placed(msgspec.Struct):
    """What of a kiosk's master data is read here."""

    room: str | None = None


_COLUMNS = ("kiosks", "kiosk"), ("since", "since"), ("until", "until")
"""The columns of the stays that a statement is given, and where they come from."""


def _people(unit: Unit, named: str) -> list[str]:
    return [row.id for row in documents(unit, "people") if named in (row.id, row.body["user_id"])]


def _trailed(unit: Unit, exposure: Exposure, *conditions: Any) -> set[str]:
    asked = trail.c.batch.is_not(None), *conditions, *_within(trail.c.at, exposure)
    return _batch_names(unit.rows(select(trail.c.batch).where(*asked).distinct()))


def _within(at: Any, exposure: Exposure) -> list[Any]:
    since = [at >= exposure.since] if exposure.since else []
    return since + ([at < exposure.until] if exposure.until else [])


def _overlapping(exposure: Exposure) -> list[Any]:
    """Ask for uses of which any part lies in the time."""
    since = [usage_line.c.until >= exposure.since] if exposure.since else []
    return since + ([usage_line.c.since < exposure.until] if exposure.until else [])


def _batch_names(rows: Sequence[Any]) -> set[str]:
    return {str(row.batch) for row in rows if row.batch}


def documents(unit: Unit, kind: str) -> Sequence[Any]:
    """Give the master data of a kind as it stands: `id` and `body`."""
    return unit.rows(select(plant_item.c.id, plant_item.c.body).where(plant_item.c.kind == kind))


def _must_be(name: str, found: Sequence[Any], key: str) -> None:
    if not found:
        raise RecallUnfit(key, name=name[:40])
