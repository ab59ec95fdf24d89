"""How many bytes of attached files are kept: in all, and from one kiosk in a day; alarms come before the end does.

A file itself has at most 20 MB (`core.attached`). Nothing that was kept is ever taken away to make room.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from core.attached import MEGABYTE, MOST_MEGABYTES
from core.finding import Finding, finding
from server.db.statements import func, select
from server.db.store import Unit
from server.db.tables.evidence import alarm, attached_file, attached_part

NEAR_FULL, FULL = "files.near_full", "files.full"
"""Kinds of alarms."""
REFUSED = frozenset({"decision.files_full", "decision.files_of_kiosk"})
"""Keys of the refusals that raise the alarm `FULL`, once a day."""
WARN_AT = (80, 95)
"""Percent of all room at which an alarm is raised."""
DAY = timedelta(hours=24)


class FileQuota(msgspec.Struct, frozen=True):
    """How much is kept, in bytes.

    Attributes:
        total: Of all files.
        kiosk_a_day: Of files that one kiosk has sent within 24 hours.
        waiting: Of parts of one kiosk whose files are not whole yet; beyond it the oldest make room.
    """

    total: int = 20 * 1024 * MEGABYTE
    kiosk_a_day: int = 1024 * MEGABYTE
    waiting: int = 3 * MOST_MEGABYTES * MEGABYTE


class Room(msgspec.Struct, frozen=True):
    """What is kept now, in bytes: in all, and from one kiosk within a day."""

    all: int
    of_kiosk: int


def room_taken(unit: Unit, kiosk: str, now: datetime) -> Room:
    """Count what is kept."""
    size = func.coalesce(func.sum(func.octet_length(attached_file.c.data)), 0)
    mine = attached_file.c.kiosk == kiosk, attached_file.c.at > now - DAY
    return Room(int(unit.value(select(size))), int(unit.value(select(size).where(*mine))))


def quota_refusal(quota: FileQuota, taken: Room, kiosk: str, size: int) -> Finding | None:
    """Judge whether a file of at most this size may still be kept."""
    if taken.all + size > quota.total:
        return finding("decision.files_full", have=_mb(taken.all), most=_mb(quota.total))
    if taken.of_kiosk + size > quota.kiosk_a_day:
        return finding("decision.files_of_kiosk", kiosk=kiosk, have=_mb(taken.of_kiosk), most=_mb(quota.kiosk_a_day))
    return None


def passed(quota: FileQuota, before: int, after: int) -> Iterator[str]:
    """Give what is told where a file takes the whole past a percentage at which it is told."""
    for percent in WARN_AT:
        mark = quota.total * percent // 100
        if before < mark <= after:
            yield f"{percent} % {_mb(after)} / {_mb(quota.total)} MB"


def told_within_a_day(unit: Unit, kind: str, kiosk: str, now: datetime) -> bool:
    """Tell whether an alarm of this kind about this kiosk was raised already: who is refused tries again and again."""
    same = alarm.c.kind == kind, alarm.c.kiosk == kiosk, alarm.c.at > now - DAY
    return unit.first(select(alarm.c.kind).where(*same).limit(1)) is not None


def make_room(unit: Unit, quota: FileQuota, kiosk: str, sha256: str) -> None:
    """Let the oldest parts of other files of a kiosk go while too many wait; it sends them again."""
    size, oldest = func.sum(func.octet_length(attached_part.c.data)), func.min(attached_part.c.at)
    waiting = select(attached_part.c.sha256, size.label("size")).where(attached_part.c.kiosk == kiosk)
    rows = unit.rows(waiting.group_by(attached_part.c.sha256).order_by(oldest))
    over = sum(int(row.size) for row in rows) - quota.waiting
    for row in rows:
        if over <= 0:
            return
        if row.sha256 != sha256:
            mine = attached_part.c.kiosk == kiosk, attached_part.c.sha256 == row.sha256
            unit.do(attached_part.delete().where(*mine))
            over -= int(row.size)


def _mb(size: int) -> str:
    return f"{size / MEGABYTE:.0f}"
