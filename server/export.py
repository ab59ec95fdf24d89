"""An export: one zip of envelopes, keys, checkpoint and proofs, with nothing left to be believed.

The layout and every byte of it stand in `docs/record-format.md`; `server.verifier` checks it alone.
Source: 21 CFR 11.10(b), F34.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from core.errors import CountersignError
from core.language import LANGUAGES, text
from core.record.canonical import canonical
from core.record.digest import sha256_hex
from core.record.envelope import open_envelope, seal
from core.record.keys import PrivateKey, PublicKey
from core.record.payload import Payload, decode_payload
from core.times import utc_text

EXPORT_TYPE = "application/vnd.countersign.export+json"
SCHEMA, MAJOR, MINOR = "countersign.export", 1, 0


class ExportError(CountersignError):
    """The export cannot be made whole; nothing was written."""

    code = "EXP-001"


class LoggedEnvelope(msgspec.Struct, frozen=True):
    """An envelope at its place in the log.

    Attributes:
        index: Place in the log, from 0.
        envelope: The exact bytes that were accepted.
        proof: Inclusion proof under the export's checkpoint (RFC 9162, 2.1.3).
        brought: It is not what the export is about, but proves something of that.
    """

    index: int
    envelope: bytes
    proof: tuple[bytes, ...]
    brought: bool = False


class EarlierCheckpoint(msgspec.Struct, frozen=True):
    """A checkpoint that a release relied upon or that stands on paper.

    Attributes:
        size: Size of the log it names.
        note: The signed note.
        proof: Consistency proof to the export's checkpoint (RFC 9162, 2.1.4).
    """

    size: int
    note: str
    proof: tuple[bytes, ...]


class Export(msgspec.Struct, frozen=True):
    """Everything that goes into an export.

    Attributes:
        about: What it is about by name: `batch`, or `lot`, or `from` and `to`.
        made: When the export is made.
        records: In log order; every record that a signature among them covers is here too.
        keys: The keys that records among these state.
        checkpoint: Signed note of the checkpoint under which the proofs hold.
        earlier: Other checkpoints, each proved to be the same log's past.
        attachments: Further files by name, such as `batch-record.pdf`.
        places: Of a period: its first place in the log and the one after its last.
    """

    about: Mapping[str, str]
    made: datetime
    records: Sequence[LoggedEnvelope]
    keys: Sequence[PublicKey]
    checkpoint: str
    earlier: Sequence[EarlierCheckpoint] = ()
    attachments: Mapping[str, bytes] = {}
    places: tuple[int, int] | None = None


class Places(msgspec.Struct, frozen=True):
    """A stretch of the log: its first place, and the one after its last."""

    first: int
    end: int


class ListedRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """A record in the signed list: its id, its place in the log, SHA-256 of its envelope, and whether it is brought."""

    id: str
    index: int
    envelope: str
    brought: bool = False


class Contents(msgspec.Struct, frozen=True, omit_defaults=True):
    """The list of contents that the core signs: what is not in it is no part of the export.

    Only the list of a period has `places`.
    """

    schema: str
    major: int
    minor: int
    about: Mapping[str, str]
    made: str
    records: tuple[ListedRecord, ...]
    files: dict[str, str]
    places: Places | None = None


def build_export(export: Export, core: PrivateKey) -> bytes:
    """Build the zip; the same input gives the same bytes.

    Raises:
        ExportError: It holds no record, or a signature covers a record that is missing.
        Undecodable: An envelope cannot be read.
    """
    payloads = [open_envelope(record.envelope)[1] for record in export.records]
    decoded = [decode_payload(payload) for payload in payloads]
    about = ", ".join(export.about.values())
    _whole(about, decoded)
    files = {
        **export.attachments,
        **{_name(checkpoint): checkpoint.note.encode() for checkpoint in export.earlier},
        "README.txt": "\n".join(text("report.export_readme", lang, about=about) for lang in LANGUAGES).encode(),
        "acts.jsonl": _lines(payloads),
        "checkpoint.txt": export.checkpoint.encode(),
        "envelopes.jsonl": _lines([record.envelope for record in export.records]),
        "keys.json": canonical(sorted(export.keys, key=lambda key: key.id)),
        "proofs.json": _proofs(export),
    }
    files["export.json"] = seal(EXPORT_TYPE, canonical(_contents(export, decoded, files)), core)
    return _zip(files)


def referenced(records: Sequence[Payload]) -> frozenset[str]:
    """List the ids of all records that signatures among these cover, so that a caller can fetch what is missing."""
    return frozenset(
        reference.id
        for record in records
        if record.act.signature is not None
        for manifest in record.act.signature.manifests
        for reference in manifest.acts
    )


def _whole(about: str, records: Sequence[Payload]) -> None:
    if not records:
        raise ExportError("report.export_empty", about=about)
    missing = referenced(records) - {record.act.id for record in records}
    if missing:
        raise ExportError("report.export_gap", about=about, records=", ".join(sorted(missing)[:5]))


def _contents(export: Export, decoded: Sequence[Payload], files: Mapping[str, bytes]) -> Contents:
    records = tuple(
        ListedRecord(payload.act.id, record.index, sha256_hex(record.envelope), record.brought)
        for record, payload in zip(export.records, decoded, strict=True)
    )
    hashes = {name: sha256_hex(data) for name, data in files.items()}
    places = None if export.places is None else Places(*export.places)
    return Contents(SCHEMA, MAJOR, MINOR, export.about, utc_text(export.made), records, hashes, places)


def _proofs(export: Export) -> bytes:
    """Write all proofs over one table of nodes, which neighbours in the log share."""
    table: dict[bytes, int] = {}

    def places(path: Sequence[bytes]) -> list[int]:
        return [table.setdefault(node, len(table)) for node in path]

    records = [places(record.proof) for record in export.records]
    checkpoints = {_name(checkpoint): places(checkpoint.proof) for checkpoint in export.earlier}
    return canonical({"nodes": [node.hex() for node in table], "records": records, "checkpoints": checkpoints})


def _name(checkpoint: EarlierCheckpoint) -> str:
    return f"checkpoints/{checkpoint.size}.txt"


def _lines(items: Sequence[bytes]) -> bytes:
    return b"".join(item + b"\n" for item in items)


def _zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()
