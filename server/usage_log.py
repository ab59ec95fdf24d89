"""The logbook of a piece of equipment or a room, read from the database: pages, the last of a kind, a period."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from core.usage.line import Kept, UsageKind, UsageLine
from core.usage.shown import LastOfThing
from server.db.statements import select, tuple_
from server.db.store import Unit
from server.db.tables.usage import usage_line

MOST_AT_ONCE = 50
_PLACE = (usage_line.c.since, usage_line.c.seq, usage_line.c.kind)


class Place(msgspec.Struct, frozen=True):
    """Where a line stands in its logbook.

    Attributes:
        since: Instant at which it began, aware.
        seq: Log index of its first record.
        kind: Kind of line.
    """

    since: datetime
    seq: int
    kind: UsageKind


def page(
    unit: Unit, of: Kept, thing: str, before: Place | None = None, most: int = MOST_AT_ONCE
) -> tuple[tuple[UsageLine, ...], bool]:
    """Give the lines that stand before a place, the newest first, and whether there are more."""
    wanted = _lines(of, thing).order_by(*(column.desc() for column in _PLACE)).limit(most + 1)
    if before is not None:
        wanted = wanted.where(tuple_(*_PLACE) < tuple_(before.since, before.seq, before.kind.value))
    found = [msgspec.convert(row.body, UsageLine) for row in unit.rows(wanted)]
    return tuple(found[:most]), len(found) > most


def last(unit: Unit, of: Kept, thing: str) -> LastOfThing:
    """Give the last use, cleaning and check of a thing."""
    return LastOfThing(*(_last(unit, of, thing, kind) for kind in (UsageKind.USE, UsageKind.CLEANING, UsageKind.CHECK)))


def line_at(unit: Unit, of: Kept, thing: str, seq: int, kind: UsageKind) -> UsageLine | None:
    """Give one line by the log index of its first record and its kind."""
    one = usage_line.c.seq == seq, usage_line.c.kind == kind.value
    row = unit.first(_lines(of, thing).where(*one))
    return None if row is None else msgspec.convert(row.body, UsageLine)


def period(unit: Unit, of: Kept, thing: str, since: datetime | None, until: datetime | None) -> Iterator[UsageLine]:
    """Give the lines of which any part lies in a period, the oldest first."""
    wanted = _lines(of, thing)
    if since is not None:
        wanted = wanted.where(usage_line.c.until >= since)
    if until is not None:
        wanted = wanted.where(usage_line.c.since < until)
    for row in unit.rows(wanted.order_by(*_PLACE)):
        yield msgspec.convert(row.body, UsageLine)


def _lines(of: Kept, thing: str) -> Any:
    return select(usage_line.c.body).where(usage_line.c.of == of.value, usage_line.c.thing == thing)


def _last(unit: Unit, of: Kept, thing: str, kind: UsageKind) -> UsageLine | None:
    wanted = _lines(of, thing).where(usage_line.c.kind == kind.value)
    row = unit.first(wanted.order_by(*(column.desc() for column in _PLACE)).limit(1))
    return None if row is None else msgspec.convert(row.body, UsageLine)
