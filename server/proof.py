"""What the database holds of a batch, a lot or a period, gathered for paper and for an export."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from core.batch.evidence import Evidence, evidence
from core.batch.rounds import pinned
from core.finding import Finding
from core.record.checkpoint import read_checkpoint
from core.record.keys import KeyKind, PrivateKey
from server.attached import exported_files
from server.brought import brought_along, stated_keys
from server.db.statements import func, select
from server.db.store import Unit
from server.db.tables.batches import batch as batches
from server.db.tables.evidence import record
from server.export import EarlierCheckpoint, Export, LoggedEnvelope, attached_names
from server.log import consistency_proof, inclusion_proofs, make_checkpoint
from server.picture import Picture
from server.queries import flags
from server.records import batch_records
from server.reports.mark import LogMark
from server.scopes import BatchUnknown, Scope
from server.witnesses import best_covering, witnessed_note


def read_evidence(unit: Unit, picture: Picture, number: str) -> Evidence:
    """Read a batch with its records, its master record and what was flagged.

    Raises:
        BatchUnknown: It was never issued.
    """
    records = tuple(found for _, found in batch_records(unit, number))
    if not records:
        raise BatchUnknown("report.batch_unknown", batch=number[:40])
    flagged = {line.record: Finding(line.code, line.params) for line in flags(unit, number) if line.record is not None}
    master = pinned(picture.master(records[0].act.facts["master"]), records[0].act)
    return evidence(records, master, picture.plant, flagged)


def batch_checkpoint(unit: Unit, number: str, origin: str, core: PrivateKey, now: datetime) -> str:
    """Give the note to show a batch under; see `covering_checkpoint`."""
    last = unit.value(select(func.max(record.c.seq)).where(record.c.batch == number))
    return covering_checkpoint(unit, 1 + (last or 0), origin, core, now)


def covering_checkpoint(unit: Unit, least: int, origin: str, core: PrivateKey, now: datetime) -> str:
    """Give the newest note that witnesses have cosigned over so many records, else sign the log as it is now."""
    return best_covering(unit, least) or make_checkpoint(unit, origin, core, now)


def log_mark(note: str, core: PrivateKey) -> LogMark:
    """Give size, root and witnesses of a checkpoint, as paper shows them; its lines were verified when they came."""
    read = read_checkpoint(note, core.public)
    lines = note.partition("\n\n")[2].splitlines()
    return LogMark(read.size, read.root.hex(), sum(line.split(" ")[1] != read.origin for line in lines))


def read_export(
    unit: Unit, picture: Picture, scope: Scope, note: str, core: PrivateKey, made: datetime, files: Mapping[str, bytes]
) -> Export:
    """Read everything that the log holds of a scope, forks and faulty records included, with all that proves it.

    Args:
        unit: The transaction.
        picture: The plant, for the keys of witnesses.
        scope: What the export is about.
        note: A checkpoint that covers it.
        core: The core's key, which signs the list.
        made: When the export is made.
        files: Further files by name, beside those that the records attach.
    """
    size = int(note.split("\n")[1])
    earlier = _relied_upon(unit, scope.batches, size)
    notes = [note, *(checkpoint.note for checkpoint in earlier)]
    witnesses = {line.split(" ")[1] for told in notes for line in told.splitlines() if line.startswith("— ")}
    keys = [key.id for name in sorted(witnesses) for key in picture.registry.of_owner(KeyKind.DEVICE, name)]
    about = {place: envelope for place, envelope in scope.rows.items() if place < size}
    rows = about | brought_along(unit, about, [core.id, *keys], size)
    places = sorted(rows)
    proofs = inclusion_proofs(unit, places, size)
    logged = tuple(
        LoggedEnvelope(place, rows[place], tuple(proof), place not in about)
        for place, proof in zip(places, proofs, strict=True)
    )
    keyed = stated_keys(rows[place] for place in places)
    every = {**files, **exported_files(unit, attached_names(rows.values()))}
    return Export(scope.about, made, logged, keyed, note, earlier, every, scope.places)


def _relied_upon(unit: Unit, numbers: Sequence[str], size: int) -> tuple[EarlierCheckpoint, ...]:
    """Give the checkpoints that releases of the batches named, proved to be the same log's past."""
    wanted = select(batches.c.released_checkpoint).where(batches.c.number == func.any(list(numbers)))
    sizes = sorted({row.released_checkpoint for row in unit.rows(wanted)} - {None})
    notes = {relied: witnessed_note(unit, relied) for relied in sizes if relied < size}
    return tuple(
        EarlierCheckpoint(relied, kept, tuple(consistency_proof(unit, relied, size)))
        for relied, kept in notes.items()
        if kept is not None
    )
