"""What the database holds of one batch, gathered for paper and for an export."""

from collections.abc import Mapping
from datetime import datetime

from core.batch.evidence import Evidence, evidence
from core.errors import CountersignError
from core.finding import Finding
from core.record.checkpoint import read_checkpoint
from core.record.envelope import open_envelope
from core.record.keys import PrivateKey
from core.record.payload import decode_payload
from server.db.statements import func, select
from server.db.store import Unit
from server.db.tables.batches import batch as batches
from server.db.tables.evidence import record
from server.export import BatchExport, EarlierCheckpoint, LoggedEnvelope, referenced
from server.log import consistency_proof, inclusion_proofs, make_checkpoint
from server.picture import Picture
from server.queries import flags
from server.records import batch_records
from server.reports.mark import LogMark
from server.witnesses import best_covering, witnessed_note


class BatchUnknown(CountersignError):
    """No batch of this number was issued here."""

    code = "PRF-001"


def read_evidence(unit: Unit, picture: Picture, number: str) -> Evidence:
    """Read a batch with its records, its master record and what was flagged.

    Raises:
        BatchUnknown: It was never issued.
    """
    records = tuple(found for _, found in batch_records(unit, number))
    if not records:
        raise BatchUnknown("report.batch_unknown", batch=number[:40])
    flagged = {line.record: Finding(line.code, line.params) for line in flags(unit, number) if line.record is not None}
    return evidence(records, picture.master(records[0].act.facts["master"]), picture.plant, flagged)


def batch_checkpoint(unit: Unit, number: str, origin: str, core: PrivateKey, now: datetime) -> str:
    """Give the note to show a batch under: the newest that witnesses have cosigned and that covers the whole batch.

    Where no witness has seen so much yet, the log is signed as it is now, without a witness.
    """
    rows = {
        row.seq: bytes(row.envelope)
        for row in unit.rows(select(record.c.seq, record.c.envelope).where(record.c.batch == number))
    }
    least = 1 + max({*rows, *_covered(unit, list(rows.values()))}, default=0)
    return covering_checkpoint(unit, least, origin, core, now)


def covering_checkpoint(unit: Unit, least: int, origin: str, core: PrivateKey, now: datetime) -> str:
    """Give the newest note that witnesses have cosigned over so many records, else sign the log as it is now."""
    return best_covering(unit, least) or make_checkpoint(unit, origin, core, now)


def log_mark(note: str, core: PrivateKey) -> LogMark:
    """Give size and root of a checkpoint, as paper shows them."""
    read = read_checkpoint(note, core.public)
    return LogMark(read.size, read.root.hex())


def read_export(
    unit: Unit, picture: Picture, number: str, note: str, made: datetime, attachments: Mapping[str, bytes]
) -> BatchExport:
    """Read everything that the log holds of a batch, forks and faulty records included, with its proofs.

    Args:
        unit: The transaction.
        picture: The plant, for the key registry.
        number: Batch number.
        note: A checkpoint that covers the batch.
        made: When the export is made.
        attachments: Further files by name.

    Raises:
        BatchUnknown: It was never issued.
    """
    rows = {
        row.seq: bytes(row.envelope)
        for row in unit.rows(select(record.c.seq, record.c.envelope).where(record.c.batch == number))
    }
    if not rows:
        raise BatchUnknown("report.batch_unknown", batch=number[:40])
    rows |= _covered(unit, list(rows.values()))
    size = int(note.split("\n")[1])
    places = sorted(place for place in rows if place < size)
    proofs = inclusion_proofs(unit, places, size)
    logged = tuple(
        LoggedEnvelope(place, rows[place], tuple(proof)) for place, proof in zip(places, proofs, strict=True)
    )
    earlier = _relied_upon(unit, number, size)
    return BatchExport(number, made, logged, picture.plant.keys, note, earlier, attachments)


def _covered(unit: Unit, envelopes: list[bytes]) -> dict[int, bytes]:
    """Read the records that signatures cover though they belong to no batch or to another one."""
    payloads = [decode_payload(open_envelope(envelope)[1]) for envelope in envelopes]
    missing = referenced(payloads) - {payload.act.id for payload in payloads}
    found = (
        unit.rows(select(record.c.seq, record.c.envelope).where(record.c.rid == func.any(sorted(missing))))
        if missing
        else []
    )
    return {row.seq: bytes(row.envelope) for row in found}


def _relied_upon(unit: Unit, number: str, size: int) -> tuple[EarlierCheckpoint, ...]:
    """Give the checkpoint that the release of the batch named, proved to be the same log's past."""
    relied = unit.value(select(batches.c.released_checkpoint).where(batches.c.number == number))
    if relied is None or relied >= size:
        return ()
    kept = witnessed_note(unit, relied)
    return () if kept is None else (EarlierCheckpoint(relied, kept, tuple(consistency_proof(unit, relied, size))),)
