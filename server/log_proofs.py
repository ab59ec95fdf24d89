"""Proofs of the log as small files: that a record is in it, and that one size extends another.

Canonical JSON; every hash is hex. Source: RFC 9162, 2.1.3 and 2.1.4.
"""

import msgspec

from core.errors import CountersignError
from core.record.canonical import canonical
from core.record.digest import sha256_hex
from server.db.statements import select
from server.db.store import Unit
from server.db.tables.evidence import record
from server.log import consistency_proof, inclusion_proof, log_root, log_size, newest_checkpoint
from server.witnesses import best_covering, witnessed_note

MAJOR = 1


class NotInLog(CountersignError):
    """The log does not hold what is asked for."""

    code = "LOG-001"


class InclusionFile(msgspec.Struct, frozen=True):
    """That a record is in the log.

    Attributes:
        schema: `countersign.inclusion`.
        major: 1.
        record: Record id.
        envelope: SHA-256 of the envelope, the leaf input.
        index: Place in the log, from 0.
        proof: Audit path from the leaf up.
        checkpoint: Signed note with the witnesses' lines under whose root the proof holds.
    """

    schema: str
    major: int
    record: str
    envelope: str
    index: int
    proof: tuple[str, ...]
    checkpoint: str


class LogState(msgspec.Struct, frozen=True):
    """Size and root."""

    size: int
    root: str


class ConsistencyFile(msgspec.Struct, frozen=True):
    """That one size of the log extends another.

    Attributes:
        schema: `countersign.consistency`.
        major: 1.
        old: The smaller.
        new: The larger.
        proof: Consistency proof.
        checkpoint: Signed note of the larger one with its witnesses' lines, "" where none was signed at this size.
    """

    schema: str
    major: int
    old: LogState
    new: LogState
    proof: tuple[str, ...]
    checkpoint: str


def inclusion_file(unit: Unit, rid: str, size: int | None = None) -> bytes:
    """Prove that a record is in the log under a signed checkpoint.

    Args:
        unit: The transaction.
        rid: Record id.
        size: Size of the checkpoint; None takes the newest that is settled, else the newest.

    Raises:
        NotInLog: No such record, or no checkpoint that covers it.
    """
    row = unit.first(select(record.c.seq, record.c.envelope).where(record.c.rid == rid, ~record.c.twin))
    if row is None:
        raise NotInLog("witness.record_unknown", id=rid[:40])
    note = _covering(unit, row.seq, size)
    if note is None:
        raise NotInLog("witness.record_not_covered", id=rid[:40])
    path = inclusion_proof(unit, row.seq, int(note.split("\n")[1]))
    envelope = sha256_hex(bytes(row.envelope))
    proof = tuple(item.hex() for item in path)
    return canonical(InclusionFile("countersign.inclusion", MAJOR, rid, envelope, row.seq, proof, note))


def consistency_file(unit: Unit, old: int, new: int) -> bytes:
    """Prove that the log of `new` records extends the log of `old` records; raises `NotInLog`."""
    have = log_size(unit)
    if not 0 < old <= new <= have:
        raise NotInLog("witness.sizes_unfit", old=str(old), new=str(new), have=str(have))
    states = [LogState(size, log_root(unit, size).hex()) for size in (old, new)]
    proof = tuple(item.hex() for item in consistency_proof(unit, old, new))
    note = witnessed_note(unit, new) or ""
    return canonical(ConsistencyFile("countersign.consistency", MAJOR, states[0], states[1], proof, note))


def _covering(unit: Unit, index: int, size: int | None) -> str | None:
    if size is not None:
        return witnessed_note(unit, size) if size > index else None
    note = best_covering(unit, index + 1) or newest_checkpoint(unit)
    return note if note is not None and int(note.split("\n")[1]) > index else None
