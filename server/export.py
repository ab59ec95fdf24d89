"""An export: one zip of envelopes, keys, checkpoint and proofs, with nothing left to be believed.

The layout and every byte of it stand in `docs/record-format.md`; `server.verifier` checks it alone.
Source: 21 CFR 11.10(b), F34.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from core.acts import ActKind
from core.attached import EXPORTED, exported_name
from core.errors import CountersignError
from core.language import LANGUAGES, text
from core.record.canonical import Undecodable, canonical, strict_json
from core.record.digest import sha256_hex
from core.record.envelope import open_envelope, seal
from core.record.keys import PrivateKey, PublicKey
from core.record.payload import MAJOR as RECORD_MAJOR
from core.record.payload import SCHEMA as RECORD_SCHEMA
from core.record.payload import Payload, decode_payload
from core.times import utc_text

EXPORT_TYPE = "application/vnd.countersign.export+json"
SCHEMA, MAJOR, MINOR = "countersign.export", 1, 0
MOST_FILES, MOST_BYTES = 1_000, 1 << 30
"""What a verifier reads at most."""


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
        attachments: Further files by name, such as `batch-record.pdf`, and the files that records attach; those of the
            latter that are not here are named in the list of contents.
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
    """A record in the signed list: its id, its place in the log, SHA-256 of its envelope, and whether it is brought.

    One that tells no id is named by the hash of its payload.
    """

    id: str
    index: int
    envelope: str
    brought: bool = False


class Contents(msgspec.Struct, frozen=True, omit_defaults=True):
    """The list of contents that the core signs: what is not in it is no part of the export.

    Only the list of a period has `places`. `files_missing` are the files that records attach and that are not here.
    """

    schema: str
    major: int
    minor: int
    about: Mapping[str, str]
    made: str
    records: tuple[ListedRecord, ...]
    files: dict[str, str]
    places: Places | None = None
    files_missing: tuple[str, ...] = ()


def build_export(export: Export, core: PrivateKey) -> bytes:
    """Build the zip; the same input gives the same bytes.

    Raises:
        ExportError: It holds no record, a signature covers a record that is missing, or it is too large.
    """
    told = [tell(record.envelope) for record in export.records]
    about = ", ".join(export.about.values())
    _whole(about, told)
    files = {
        **export.attachments,
        **{_name(checkpoint): checkpoint.note.encode() for checkpoint in export.earlier},
        "README.txt": "\n".join(text("report.export_readme", lang, about=about) for lang in LANGUAGES).encode(),
        "acts.jsonl": _lines([one.data for one in told]),
        "checkpoint.txt": export.checkpoint.encode(),
        "envelopes.jsonl": _lines([record.envelope for record in export.records]),
        "keys.json": canonical(sorted(export.keys, key=lambda key: key.id)),
        "proofs.json": _proofs(export),
    }
    files["export.json"] = seal(EXPORT_TYPE, canonical(_contents(export, told, files)), core)
    if len(files) > MOST_FILES or sum(map(len, files.values())) > MOST_BYTES:
        raise ExportError("report.export_large", about=about)
    return _zip(files)


def attached_names(envelopes: Iterable[bytes]) -> set[str]:
    """Give the names that an export has for the files which records attach."""
    return {one.file for one in map(tell, envelopes) if one.file}


class Told(msgspec.Struct, frozen=True):
    """What an export needs to know of a record, also of one whose act this version does not understand.

    Attributes:
        data: The payload as it was signed.
        id: Of the record; the hash of the payload where it tells none.
        payload: What it says, or None.
        file: Name here of the file that it attaches, or "".
    """

    data: bytes
    id: str
    payload: Payload | None
    file: str


class _PlainAct(msgspec.Struct, frozen=True):
    id: str = ""
    kind: str = ""
    facts: dict[str, object] = {}


class _Plain(msgspec.Struct, frozen=True):
    schema: str = ""
    major: int = 0
    act: _PlainAct = _PlainAct()


def tell(envelope: bytes) -> Told:
    """Read what an export needs to know of a record that was verified before it was kept."""
    data = open_envelope(envelope)[1]
    try:
        payload = decode_payload(data)
    except Undecodable:
        plain = _plain(data)
        understood = (plain.schema, plain.major) == (RECORD_SCHEMA, RECORD_MAJOR)
        file = exported_name(plain.act.facts) if understood and plain.act.kind == ActKind.FILE_ATTACHED else ""
        return Told(data, plain.act.id or sha256_hex(data), None, file)
    act = payload.act
    return Told(data, act.id, payload, exported_name(act.facts) if act.kind == ActKind.FILE_ATTACHED else "")


def _plain(data: bytes) -> _Plain:
    try:
        return msgspec.convert(strict_json(data), _Plain)
    except msgspec.ValidationError:
        return _Plain()


def referenced(records: Sequence[Payload]) -> frozenset[str]:
    """List the ids of all records that signatures among these cover, so that a caller can fetch what is missing."""
    return frozenset(
        reference.id
        for record in records
        if record.act.signature is not None
        for manifest in record.act.signature.manifests
        for reference in manifest.acts
    )


def _whole(about: str, records: Sequence[Told]) -> None:
    if not records:
        raise ExportError("report.export_empty", about=about)
    read = [one.payload for one in records if one.payload is not None]
    missing = referenced(read) - {one.id for one in records}
    if missing:
        raise ExportError("report.export_gap", about=about, records=", ".join(sorted(missing)[:5]))


def _contents(export: Export, told: Sequence[Told], files: Mapping[str, bytes]) -> Contents:
    records = tuple(
        ListedRecord(one.id, record.index, sha256_hex(record.envelope), record.brought)
        for record, one in zip(export.records, told, strict=True)
    )
    hashes = {name: sha256_hex(data) for name, data in files.items()}
    places = None if export.places is None else Places(*export.places)
    missing = tuple(sorted({one.file for one in told if one.file} - files.keys()))
    return Contents(SCHEMA, MAJOR, MINOR, export.about, utc_text(export.made), records, hashes, places, missing)


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
            # An attached file is stored as it is: photos gain nothing, and no ratio makes a verifier refuse it.
            entry.compress_type = zipfile.ZIP_STORED if name.startswith(EXPORTED) else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return buffer.getvalue()
