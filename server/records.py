"""Stored envelopes as records again."""

from collections.abc import Iterator, Sequence
from typing import Any

from core.record.canonical import Undecodable
from core.record.digest import record_digest, sha256_hex
from core.record.envelope import open_envelope
from core.record.payload import Record, decode_payload
from server.db.statements import func, select
from server.db.store import Unit
from server.db.tables.evidence import record

SOUND = record.c.joined & ~record.c.twin & (record.c.fault == "")
"""What makes up a batch: no other side of a fork, no second record under a used id, no record with a fault."""


def record_from(envelope: bytes) -> Record | None:
    """Read an envelope that was verified before it was kept; None when its act is not understood."""
    _, payload = open_envelope(envelope)
    try:
        decoded = decode_payload(payload)
    except Undecodable:
        return None
    return Record(decoded.place, decoded.act, sha256_hex(payload), envelope)


def batch_rows(unit: Unit, batch: str, after: int = -1, before: int | None = None) -> Sequence[Any]:
    """Give (seq, kiosk, envelope) of the records that make up a batch, in log order."""
    wanted = record.select().with_only_columns(record.c.seq, record.c.kiosk, record.c.envelope)
    if before is not None:
        wanted = wanted.where(record.c.seq < before)
    return unit.rows(wanted.where(record.c.batch == batch, record.c.seq > after, SOUND).order_by(record.c.seq))


def record_counts(unit: Unit, batches: Sequence[str]) -> dict[str, int]:
    """Count the records that make up each of some batches; one without any is missing."""
    counted = select(record.c.batch, func.count().label("n")).where(record.c.batch.in_(batches), SOUND)
    return {row.batch: row.n for row in unit.rows(counted.group_by(record.c.batch))}


def counted(unit: Unit, batch: str, size: int) -> tuple[int, str]:
    """Count what names a batch among the first records of the log, and give the digest over it, as paper has it.

    Other sides of forks and records with a fault count too: a batch is exported with them.
    """
    wanted = select(record.c.envelope).where(record.c.batch == batch, record.c.seq < size).order_by(record.c.seq)
    found = (record_from(bytes(row.envelope)) for row in unit.rows(wanted))
    hashes = [one.sha256 for one in found if one is not None and one.act.subject.batch == batch]
    return len(hashes), record_digest(hashes)


def batch_records(unit: Unit, batch: str, after: int = -1, before: int | None = None) -> Iterator[tuple[int, Record]]:
    """Give the records that make up a batch with their log index, in order."""
    for row in batch_rows(unit, batch, after, before):
        found = record_from(bytes(row.envelope))
        if found is not None:
            yield row.seq, found
