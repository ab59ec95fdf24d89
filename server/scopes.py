"""What an export can be about: a batch, a lot with its genealogy backward, or a period; each gives its records."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from core.acts import ActKind
from core.errors import CountersignError
from core.record.payload import Record
from core.times import utc_text
from server.db.statements import Condition, func, select, text
from server.db.store import Unit
from server.db.tables.evidence import record
from server.db.tables.plant import container, lot
from server.log import log_size
from server.records import record_from

_WENT_INTO = text(
    "SELECT l.number, l.batch FROM trace_lots(ARRAY[CAST(:start AS bigint)], false) t JOIN lot l ON l.id = t.lot_id"
)
"""The lot and every lot behind it, with no bound: a pool of plasma has thousands, and none may be missing."""


class BatchUnknown(CountersignError):
    """No batch of this number was issued here."""

    code = "PRF-001"


class LotUnknown(CountersignError):
    """No lot of this number is known here."""

    code = "PRF-003"


class PeriodEmpty(CountersignError):
    """Nothing was accepted in the period."""

    code = "PRF-004"


class Scope(msgspec.Struct, frozen=True):
    """What an export is about.

    Attributes:
        about: In words of `docs/record-format.md`: `batch`, or `lot`, or `from` and `to`.
        rows: Envelopes by their place in the log, forks and faulty records included.
        batches: Batches whose batch records belong to it.
        places: Of a period: its first place in the log and the one after its last. None of them may be missing.
    """

    about: Mapping[str, str]
    rows: Mapping[int, bytes]
    batches: tuple[str, ...]
    places: tuple[int, int] | None = None

    @property
    def least(self) -> int:
        """Give the smallest size of the log that covers it."""
        return 1 + max(self.rows) if self.places is None else self.places[1]


def batch_scope(unit: Unit, number: str) -> Scope:
    """Give what the log holds of a batch; raises `BatchUnknown`."""
    rows = _rows(unit, record.c.batch == number)
    if not rows:
        raise BatchUnknown("report.batch_unknown", batch=number[:40])
    return Scope({"batch": number}, rows, (number,))


def lot_scope(unit: Unit, number: str) -> Scope:
    """Give what the log holds of a lot and of all that went into it: their batches, and what is about the lots.

    Raises:
        LotUnknown: It is not known here.
    """
    start = unit.value(select(lot.c.id).where(lot.c.number == number))
    if start is None:
        raise LotUnknown("report.lot_unknown", lot=number[:40])
    lots = unit.rows(_WENT_INTO, {"start": start})
    batches = sorted({row.batch for row in lots if row.batch is not None})
    rows = _rows(unit, record.c.batch == func.any(batches)) if batches else {}
    return Scope({"lot": number}, rows | _about_lots(unit, {row.number for row in lots}), tuple(batches))


def period_scope(unit: Unit, since: datetime, until: datetime) -> Scope:
    """Give the stretch of the log that was accepted from one instant on and before another; raises `PeriodEmpty`.

    It reaches from the record that is left before the period to the one that is left after it, so that a record taken
    out of the table at either end leaves its place behind.
    """
    within = (record.c.received_at >= since) & (record.c.received_at < until)
    least = unit.value(select(func.min(record.c.seq)).where(within))
    most = unit.value(select(func.max(record.c.seq)).where(within))
    about = {"from": utc_text(since), "to": utc_text(until)}
    if least is None:
        raise PeriodEmpty("report.period_empty", since=about["from"], until=about["to"])
    before = unit.value(select(func.max(record.c.seq)).where(record.c.seq < least))
    after = unit.value(select(func.min(record.c.seq)).where(record.c.seq > most))
    first, end = 0 if before is None else before + 1, log_size(unit) if after is None else after
    return Scope(about, _rows(unit, (record.c.seq >= first) & (record.c.seq < end)), (), (first, end))


def _about_lots(unit: Unit, lots: set[str]) -> dict[int, bytes]:
    """Find the records outside batches that name one of the lots or its containers, and the signatures over them."""
    held = {row.id for row in unit.rows(select(container.c.id).where(container.c.lot == func.any(sorted(lots))))}
    elsewhere = record.c.batch.is_(None) & (record.c.kind != ActKind.PLANT_CHANGED.value)
    found: dict[int, bytes] = {}
    named: set[str] = set()
    for seq, envelope in sorted(_rows(unit, elsewhere).items()):
        read = record_from(envelope)
        if read is not None and _names(read, lots, held, named):
            found[seq] = envelope
            named.add(read.act.id)
    return found


def _names(read: Record, lots: set[str], containers: set[str], named: set[str]) -> bool:
    subject, signature = read.act.subject, read.act.signature
    covered = {item.id for manifest in signature.manifests for item in manifest.acts} if signature else set[str]()
    return subject.lot in lots or subject.container in containers or bool(covered & named)


def _rows(unit: Unit, which: Condition) -> dict[int, bytes]:
    rows = unit.rows(select(record.c.seq, record.c.envelope).where(which))
    return {row.seq: bytes(row.envelope) for row in rows}
