"""What the witnesses saw, kept outside the database: one document, in a file beside the keys and on the bus.

A database that was restored from an old backup, or rewritten with the core's own key, does not know of it; so the core
compares before it serves anybody. The document is canonical JSON: `schema`, `major`, and `notes`, by witness the
signed note of the largest log that it has cosigned, with its line.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from core.errors import CountersignError
from core.finding import Finding, finding
from core.record.canonical import Undecodable, canonical, strict_json
from core.record.checkpoint import Checkpoint, read_checkpoint
from core.record.envelope import Unauthentic
from core.times import local_text
from server.db.store import Unit
from server.log import NodeMissing, log_root, log_size

SCHEMA, MAJOR = "countersign.witnessed", 1
FILE = "witnessed.json"

Notes = Mapping[str, str]
"""By witness, a signed note with the witness's line."""


class WitnessedUnreadable(CountersignError):
    """The document outside the database is not what this core wrote."""

    code = "WIT-002"


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schema: str
    major: int
    notes: dict[str, str]


def write_document(notes: Notes) -> bytes:
    """Write the document; the same notes give the same bytes."""
    return canonical(_Document(SCHEMA, MAJOR, dict(notes)))


def read_document(data: bytes, place: str, public: bytes) -> dict[str, str]:
    """Read the document; every note in it must carry the core's signature.

    Args:
        data: The document.
        place: Where it lies, for the sentence.
        public: The core's key.

    Raises:
        WitnessedUnreadable: It is something else, or was changed.
    """
    try:
        document = msgspec.convert(strict_json(data), _Document)
        if (document.schema, document.major) != (SCHEMA, MAJOR):
            raise WitnessedUnreadable("witness.document_unreadable", place=place, detail=document.schema[:40])
        for note in document.notes.values():
            read_checkpoint(note, public)
    except (msgspec.ValidationError, Undecodable, Unauthentic) as error:
        raise WitnessedUnreadable("witness.document_unreadable", place=place, detail=str(error)[:120]) from error
    return document.notes


def merged(kept: Notes, newer: Notes) -> dict[str, str]:
    """Join two documents; of each witness the larger log stays, so that nothing ever goes back."""
    joined = dict(kept)
    for witness, note in newer.items():
        if witness not in joined or _size(note) > _size(joined[witness]):
            joined[witness] = note
    return joined


def behind(unit: Unit, notes: Notes, public: bytes, offset_min: int) -> Finding | None:
    """Tell whether the log is not the one that the witnesses saw: shorter, or another one; None when all is well.

    Args:
        unit: The transaction.
        notes: From `read_document`.
        public: The core's key.
        offset_min: Local offset of the plant, for the date in the sentence.
    """
    size = log_size(unit)
    for witness, note in sorted(notes.items(), key=lambda item: -_size(item[1])):
        seen = read_checkpoint(note, public)
        told = {"witness": witness, "size": str(seen.size), "at": _stated_at(note, offset_min)}
        if seen.size > size:
            return finding("witness.log_behind", have=str(size), **told)
        if not _extends(unit, seen):
            return finding("witness.log_rewritten", **told)
    return None


def read_file(folder: Path, public: bytes) -> dict[str, str]:
    """Read the file beside the keys; no file is an empty document. Raises `WitnessedUnreadable`."""
    path = folder / FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise WitnessedUnreadable("witness.document_unreadable", place=str(path), detail=str(error)[:80]) from error
    return read_document(data, str(path), public)


def write_file(folder: Path, notes: Notes) -> None:
    """Write the file beside the keys, whole or not at all, durably."""
    path = folder / FILE
    draft = path.with_suffix(".draft")
    with draft.open("wb") as file:
        file.write(write_document(notes))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


def _size(note: str) -> int:
    return int(note.split("\n", 2)[1])


def _extends(unit: Unit, seen: Checkpoint) -> bool:
    try:
        return log_root(unit, seen.size) == seen.root
    except NodeMissing:
        return False


def _stated_at(note: str, offset_min: int) -> str:
    """Give the time that the witness stated, as people read it; "-" where the line tells none."""
    try:
        raw = base64.b64decode(note.rstrip("\n").rsplit(" ", 1)[-1], validate=True)
        return local_text(datetime.fromtimestamp(int.from_bytes(raw[4:12], "big"), UTC), offset_min)
    except (ValueError, OverflowError, OSError, binascii.Error):
        return "-"
