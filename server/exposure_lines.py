"""The lines of a recall pack that answer an exposure: who and what had to do with which batch, hour by hour."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from core.exposure import HOUR_FORM, Exposure, PackHandled, PackThing, PackUse, What
from server.db.statements import Executable, select, text
from server.db.store import Unit
from server.db.tables.plant import equipment
from server.exposure import documents, handled, scanned_rooms, stays

_BY_PERSON = text(
    """
    SELECT person AS id, batch, date_trunc('hour', at, 'UTC') AS hour FROM trail
    WHERE batch IS NOT NULL AND person IS NOT NULL GROUP BY 1, 2, 3
    """
)
_BY_BATCH = text(
    """
    SELECT '' AS id, batch, date_trunc('hour', at, 'UTC') AS hour FROM trail WHERE batch IS NOT NULL GROUP BY 1, 2, 3
    """
)
_BY_STAY = text(
    """
    SELECT s.room AS id, t.batch, date_trunc('hour', t.at, 'UTC') AS hour FROM trail t
    JOIN unnest(cast(:kiosks AS text[]), cast(:rooms AS text[]), cast(:since AS timestamptz[]),
        cast(:until AS timestamptz[])) AS s (kiosk, room, since, until)
        ON s.kiosk = t.kiosk AND t.at >= s.since AND t.at < s.until
    WHERE t.batch IS NOT NULL GROUP BY 1, 2, 3
    """
)
_BY_EQUIPMENT = text("SELECT thing AS id, batch, since, until FROM usage_line WHERE of = 'equipment' AND batch <> ''")

_Hours = dict[tuple[str, str], set[str]]
"""Hours by what was used and by batch."""


def exposure_lines(unit: Unit) -> Iterator[PackThing | PackUse | PackHandled]:
    """Give what can be asked for, then what each of it had to do with."""
    yield from _things(unit)
    yield from _lines("person", _counted(unit, _BY_PERSON))
    yield from _lines("any", _counted(unit, _BY_BATCH))
    yield from _lines("room", _rooms(unit))
    yield from _lines("equipment", _equipment(unit))
    told = (PackHandled(one.lot, one.person, one.places, _hour(one.at)) for one in handled(unit, Exposure()))
    yield from dict.fromkeys(told)


def _things(unit: Unit) -> Iterator[PackThing]:
    for row in unit.rows(select(equipment.c.id).order_by(equipment.c.id)):
        yield PackThing("equipment", row.id)
    for row in sorted(documents(unit, "rooms"), key=lambda one: one.id):
        yield PackThing("room", row.id)
    for row in sorted(documents(unit, "people"), key=lambda one: one.id):
        yield PackThing("person", row.id, row.body["user_id"])


def _lines(what: What, hours: _Hours) -> Iterator[PackUse]:
    for (identity, batch), told in sorted(hours.items()):
        yield PackUse(what, identity, batch, tuple(sorted(told)))


def _counted(
    unit: Unit, statement: Executable, asked: Mapping[str, object] | None = None
) -> dict[tuple[str, str], set[str]]:
    found: _Hours = {}
    for row in unit.rows(statement, dict(asked or {})):
        found.setdefault((row.id, row.batch), set()).add(_hour(row.hour))
    return found


def _rooms(unit: Unit) -> _Hours:
    """Join what kiosks did that stood in a room with the scans of its label."""
    stood = stays(unit)
    columns = {"kiosks": "kiosk", "rooms": "room", "since": "since", "until": "until"}
    asked = {name: [getattr(one, field) for one in stood] for name, field in columns.items()}
    found = _counted(unit, _BY_STAY, asked)
    for batch, room, at in scanned_rooms(unit, Exposure()):
        found.setdefault((room, batch), set()).add(_hour(at))
    return found


def _equipment(unit: Unit) -> _Hours:
    """Give every hour in which a use went on."""
    found: _Hours = {}
    for row in unit.rows(_BY_EQUIPMENT):
        told = found.setdefault((row.id, row.batch), set())
        at = row.since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        while at <= row.until:
            told.add(_hour(at))
            at += timedelta(hours=1)
    return found


def _hour(at: datetime) -> str:
    return at.astimezone(UTC).strftime(HOUR_FORM)
