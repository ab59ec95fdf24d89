"""Bytes of attached files: kept by their hash, each once; they come in parts, see `server.decisions.attaching`.

A record names a file by its hash, so that nobody need be believed about the bytes: they are right or they are not kept.
"""

from collections.abc import Iterable, Sequence

from core.acts import ActKind
from core.attached import EXPORTED, MEGABYTE, MOST_MEGABYTES
from server.db.statements import func, select
from server.db.store import Unit
from server.db.tables.evidence import attached_file, record
from server.records import SOUND, record_from

PART_BYTES = 400_000
"""Most bytes in one part."""
MOST_PARTS = -(-MOST_MEGABYTES * MEGABYTE // PART_BYTES)


def file_bytes(unit: Unit, sha256: str) -> bytes | None:
    """Give the bytes of a file by their hash, or None where they are not here."""
    data = unit.value(select(attached_file.c.data).where(attached_file.c.sha256 == sha256))
    return None if data is None else bytes(data)


def exported_files(unit: Unit, names: Iterable[str]) -> dict[str, bytes]:
    """Give the bytes of the files that are here, by the names that they have in an export."""
    found = {name: file_bytes(unit, name.removeprefix(EXPORTED).partition(".")[0]) for name in names}
    return {name: data for name, data in found.items() if data is not None}


def attached_hashes(unit: Unit, batches: Sequence[str]) -> set[str]:
    """Give the hashes of the files that records of some batches attach."""
    wanted = record.c.batch == func.any(list(batches)), record.c.kind == ActKind.FILE_ATTACHED.value
    rows = unit.rows(select(record.c.envelope).where(*wanted, SOUND).order_by(record.c.seq))
    read = (record_from(bytes(row.envelope)) for row in rows)
    return {one.act.facts.get("sha256", "") for one in read if one is not None}


def missing_files(unit: Unit, batch: str) -> list[str]:
    """List the hashes of files that records of a batch attach and whose bytes are not here."""
    named = list(attached_hashes(unit, [batch]))
    here = unit.rows(select(attached_file.c.sha256).where(attached_file.c.sha256 == func.any(named)))
    return sorted(set(named) - {row.sha256 for row in here})
