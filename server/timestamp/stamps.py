"""The stamps that are kept: one of the nightly checkpoint, and whenever an administrator asks."""

from datetime import datetime, timedelta

import msgspec
import structlog

from core.errors import CountersignError
from core.language import worded
from server.config import CoreConfig
from server.db.statements import insert, select
from server.db.store import Store, Unit
from server.db.tables.evidence import checkpoint, checkpoint_stamp
from server.log import checkpoint_note, newest_checkpoint
from server.timestamp.authority import StampError, ask_stamp, stamp_time

log = structlog.get_logger(__name__)


class StampLine(msgspec.Struct, frozen=True):
    """One stamp.

    Attributes:
        size: Size of the checkpoint.
        at: Time that the authority states, or None where the stamp does not hold.
        fault: Why it does not hold, or None.
    """

    size: int
    at: datetime | None
    fault: CountersignError | None


def stamp_due(unit: Unit, now: datetime, offset_min: int) -> bool:
    """Tell whether no checkpoint has been stamped on this day of the plant."""
    last = unit.value(select(checkpoint_stamp.c.at).order_by(checkpoint_stamp.c.at.desc()).limit(1))
    local = timedelta(minutes=offset_min)
    return last is None or (last + local).date() != (now + local).date()


def stamp_newest(config: CoreConfig, store: Store, now: datetime) -> int | None:
    """Have the newest checkpoint stamped and keep the stamp; gives its size, None while there is no checkpoint.

    Raises:
        StampError: No authority is set, or there is no stamp that holds; nothing is kept.
    """
    roots = config.tsa_roots
    if not config.tsa_url or roots is None:
        raise StampError("stamp.not_set")
    with store.unit() as unit:
        note = newest_checkpoint(unit)
    if note is None:
        return None
    size = int(note.split("\n")[1])
    answer, stated = ask_stamp(config.tsa_url, note.encode(), roots)
    with store.unit() as unit:
        row = {"size": size, "answer": answer, "stated_at": stated, "url": config.tsa_url, "at": now}
        unit.do(insert(checkpoint_stamp).values(**row).on_conflict_do_nothing())
    return size


def stamp_if_due(config: CoreConfig, store: Store, now: datetime, offset_min: int) -> None:
    """Stamp the newest checkpoint once a day of the plant; without a stamp it is tried again at the next call."""
    with store.unit() as unit:
        due = stamp_due(unit, now, offset_min)
    try:
        if due:
            log.info("core_stamped", size=stamp_newest(config, store, now))
    except StampError as error:
        log.warning("core_not_stamped", error=worded(error, "en"))


def stamps(config: CoreConfig, unit: Unit) -> list[StampLine]:
    """Verify every stamp that is kept, over the checkpoint as it is kept; raises `StampError` without an authority."""
    if config.tsa_roots is None:
        raise StampError("stamp.not_set")
    joined = checkpoint_stamp.join(checkpoint, checkpoint.c.size == checkpoint_stamp.c.size)
    columns = select(checkpoint_stamp.c.size, checkpoint_stamp.c.answer, checkpoint.c.note).select_from(joined)
    found: list[StampLine] = []
    for row in unit.rows(columns.order_by(checkpoint_stamp.c.size)):
        try:
            at = stamp_time(bytes(row.answer), str(row.note).encode(), config.tsa_roots)
            found.append(StampLine(row.size, at, None))
        except StampError as error:
            found.append(StampLine(row.size, None, error))
    return found


def stamp_files(unit: Unit, size: int) -> tuple[str, bytes] | None:
    """Give a checkpoint and its stamp as they verify with `openssl ts -verify`, or None."""
    answer = unit.value(select(checkpoint_stamp.c.answer).where(checkpoint_stamp.c.size == size))
    note = checkpoint_note(unit, size)
    return None if answer is None or note is None else (note, bytes(answer))
