"""Verify an export of batch records, alone: no database, no network, nothing of the product but this file.

Needs Python 3.11 and PyNaCl. Copy the file out and run `python verifier.py EXPORT.zip`. What is checked, byte by
byte, stands in `docs/record-format.md`. Exit status 0 only when everything holds.

Sources: RFC 8785 (canonical JSON), DSSE v1 (envelope), RFC 8032 (Ed25519), RFC 9162 (log), C2SP tlog-checkpoint and
tlog-cosignature (checkpoint), 21 CFR 11.50, 11.70 and 11.200 (signatures).
"""

import argparse
import base64
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

RECORD_TYPE = "application/vnd.countersign.record+json"
EXPORT_TYPE = "application/vnd.countersign.export+json"
INDEX, KEYS, CHECKPOINT = "export.json", "keys.json", "checkpoint.txt"
ENVELOPES, ACTS, PROOFS = "envelopes.jsonl", "acts.jsonl", "proofs.json"
REQUIRED = (INDEX, KEYS, CHECKPOINT, ENVELOPES, ACTS, PROOFS)
MAX_FILES, MAX_BYTES, MAX_RATIO = 1_000, 1 << 30, 200
GENESIS = "0" * 64
CLOCK_TOLERANCE = 30
MEANINGS = {"performed", "verified", "reviewed", "approved", "released", "rejected"}
DECISIONS = {
    "PlantChanged", "GoodsReceived", "BatchIssued", "ContainerReserved", "OperationLeased", "BatchReleased",
    "BatchRejected", "ExceptionOpened", "LotStateChanged", "GoodsShipped", "PersonUnlocked",
}  # fmt: skip
_FOREVER = "9999-12-31T23:59:59.999999Z"
_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


# ------------------------------------------------------------------ what is reported


@dataclass(frozen=True)
class Failure:
    """One thing that does not hold.

    Attributes:
        record: Id of the record, or name of the file, that it is about.
        key: Which sentence of `REASONS`.
        params: Its values.
    """

    record: str
    key: str
    params: Mapping[str, str]

    def reason(self, language: str = "en") -> str:
        """Word the failure in `en` or `zh`."""
        return REASONS[self.key][language == "zh"].format_map(self.params)


@dataclass
class Report:
    """What was proved and what was not; counts hold what verified, never what was merely present."""

    batch: str = ""
    digest: str = ""
    core_key: str = ""
    pinned: bool = False
    records: int = 0
    device_signatures: int = 0
    user_signatures: int = 0
    countersignatures: int = 0
    links: int = 0
    open_links: int = 0
    simulated: int = 0
    log_size: int = 0
    root: str = ""
    checkpoints: int = 0
    witnesses: int = 0
    failures: list[Failure] = field(default_factory=list[Failure])

    @property
    def ok(self) -> bool:
        """Tell whether everything holds."""
        return not self.failures

    def fail(self, record: str, key: str, **params: object) -> None:
        """Note a failure."""
        self.failures.append(Failure(_plain(record), key, {name: _plain(str(value)) for name, value in params.items()}))

    def as_json(self) -> dict[str, object]:
        """Give the report as plain data."""
        counts = (
            *("records", "device_signatures", "user_signatures", "countersignatures", "links", "simulated"),
            *("log_size", "root", "checkpoints", "witnesses", "batch", "digest", "core_key", "pinned"),
        )
        failures = [{"record": failure.record, "reason": failure.reason()} for failure in self.failures]
        return {"ok": self.ok, **{name: getattr(self, name) for name in counts}, "failures": failures}


def _plain(text: str) -> str:
    """Write what cannot be printed by its code, so that nothing in an export can command the terminal."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text[:200])


class Unreadable(Exception):
    """The export cannot be checked further; carries what failed."""

    def __init__(self, record: str, key: str, **params: object) -> None:
        super().__init__(key)
        self.record, self.key, self.params = record, key, params


class _Fault(Exception):
    """One record does not hold; carries the reason."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key, self.params = key, params


# ------------------------------------------------------------------ bytes


def canonical(value: object) -> bytes:
    """Write a value as RFC 8785 does, for what records may hold: ASCII keys, no floats, integers below 2^53."""
    return _WRITER.encode(value).encode()


def strict(data: bytes) -> Any:
    """Read canonical JSON; bytes that would be written otherwise are refused, so no key can stand twice.

    Raises:
        _Fault: The bytes are not the canonical form of what they hold.
    """
    try:
        value = _READER.decode(data.decode())
        same = canonical(value) == data
    except (ValueError, RecursionError) as error:
        raise _Fault("not_json", detail=str(error)) from error
    if not same:
        raise _Fault("key_twice" if _repeats_key(data) else "not_canonical")
    if not data.isascii() and _FOREIGN_KEY.search(data):
        raise _Fault("not_canonical")
    return value


def _integer(text: str) -> int:
    number = int(text[:18])
    return number if abs(number) < 2**53 else _no_number(text)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text[:20]} is no integer of a record")


_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_READER = json.JSONDecoder(parse_int=_integer, parse_float=_no_number, parse_constant=_no_number)
_FOREIGN_KEY = re.compile(rb'[\x80-\xff](?:[^"\\]|\\.)*":')


def _repeats_key(data: bytes) -> bool:
    found: list[bool] = []

    def note(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found.append(len({key for key, _ in pairs}) != len(pairs))
        return dict(pairs)

    json.loads(data, object_pairs_hook=note)
    return any(found)


def pre_authentication(kind: bytes, payload: bytes) -> bytes:
    """Encode type and payload into the bytes that are signed (DSSE PAE)."""
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def unzip(path: Path) -> dict[str, bytes]:
    """Read every file of the zip into memory, after its names and sizes were found fit; nothing is written.

    Raises:
        Unreadable: No zip, cut short, unsafe names, a file twice or missing, or a size beyond all use.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _fit(archive.infolist())
            files = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except FileNotFoundError as error:
        raise Unreadable(path.name, "no_file") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise Unreadable(path.name, "no_zip", detail=error) from error
    for name in REQUIRED:
        if name not in files:
            raise Unreadable(name, "file_missing")
    return files


def _fit(entries: Sequence[zipfile.ZipInfo]) -> None:
    names: set[str] = set()
    for entry in entries:
        name = entry.filename
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or not name.isprintable():
            raise Unreadable(name, "name_unsafe")
        if name in names:
            raise Unreadable(name, "file_twice")
        if entry.file_size > 65536 + MAX_RATIO * entry.compress_size:
            raise Unreadable(name, "too_large")
        names.add(name)
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise Unreadable("zip", "too_large")


# ------------------------------------------------------------------ keys


class Key:
    """One row of the key registry, ready to verify with."""

    def __init__(self, row: Mapping[str, str | None]) -> None:
        public = bytes.fromhex(row["public"] or "")
        if row["id"] != sha256(public).hexdigest()[:16] or row["kind"] not in {"device", "user", "core", "box"}:
            raise ValueError("a key row contradicts itself")
        self.id, self.kind, self.owner = str(row["id"]), str(row["kind"]), str(row["owner"])
        self.start, self.end = _instant(row["valid_from"]), _instant(row.get("valid_to") or _FOREVER)
        self.fingerprint = sha256(public).hexdigest()
        self.public = public
        self._key = VerifyKey(public)

    def holds(self, message: bytes, signature: bytes) -> bool:
        """Tell whether the key signed the message."""
        try:
            self._key.verify(message, signature)
        except (BadSignatureError, ValueError):
            return False
        return True

    def valid_at(self, made: str, tolerance: int = 0) -> bool:
        """Tell whether the key holds at an instant; a record may precede its registration by the tolerance."""
        return made < self.end and (self.start <= made or (tolerance > 0 and self.start <= _later(made, tolerance)))


def _instant(text: object) -> str:
    if not isinstance(text, str) or not _UTC.fullmatch(text):
        raise ValueError("an instant has another form")
    return text


def _later(instant: str, seconds: int) -> str:
    moved = datetime.fromisoformat(instant) + timedelta(seconds=seconds)
    return moved.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _keys(data: bytes) -> dict[str, Key]:
    try:
        rows = [Key(row) for row in strict(data)]
    except (_Fault, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unreadable(KEYS, "keys_unreadable") from error
    keys = {key.id: key for key in rows}
    if len(keys) != len(rows):
        raise Unreadable(KEYS, "keys_unreadable")
    return keys


# ------------------------------------------------------------------ the signed list of contents


_ONE = rb'\{"keyid":"([0-9a-f]{16})","sig":"([A-Za-z0-9+/]{86}==)"\}'
_SIGNATURE = re.compile(_ONE)
_ENVELOPE = re.compile(
    rb'\{"payload":"([A-Za-z0-9+/=]*)","payloadType":"([ -!#-\[\]-~]*)","signatures":\[((?:%b(?:,(?=\{)|(?=\])))*)\]\}'
    % _ONE.replace(b"(", b"(?:")
)
"""The one canonical form of an envelope, so that it needs no JSON reader."""


@dataclass(frozen=True)
class Envelope:
    """An envelope, opened and not yet verified."""

    kind: str
    payload: bytes
    message: bytes
    signatures: tuple[tuple[str, bytes], ...]


def open_envelope(data: bytes) -> Envelope:
    """Read an envelope.

    Raises:
        _Fault: It is not one, or not in canonical form.
    """
    whole = _ENVELOPE.fullmatch(data)
    if whole is None:
        raise _Fault("no_envelope")
    try:
        payload = _base64(whole[1])
        signatures = tuple((keyid.decode(), _base64(raw)) for keyid, raw in _SIGNATURE.findall(whole[3]))
    except ValueError as error:
        raise _Fault("no_envelope") from error
    if len({keyid for keyid, _ in signatures}) != len(signatures):
        raise _Fault("no_envelope")
    return Envelope(whole[2].decode(), payload, pre_authentication(whole[2], payload), signatures)


def _base64(text: bytes) -> bytes:
    return base64.b64decode(text, validate=True)


@dataclass(frozen=True)
class Listed:
    """One record as the signed list names it: its id, its place in the log, SHA-256 of its envelope."""

    id: str
    index: int
    envelope: str


@dataclass(frozen=True)
class Contents:
    """The signed list of contents."""

    batch: str
    records: tuple[Listed, ...]


def _contents(files: Mapping[str, bytes], keys: Mapping[str, Key], report: Report, pin: str) -> tuple[Contents, Key]:
    try:
        envelope = open_envelope(files[INDEX])
        key = keys.get(envelope.signatures[0][0]) if len(envelope.signatures) == 1 else None
        if envelope.kind != EXPORT_TYPE or key is None or key.kind != "core":
            raise Unreadable(INDEX, "list_unsigned")
        if not key.holds(envelope.message, envelope.signatures[0][1]):
            raise Unreadable(INDEX, "list_signature")
        plain = strict(envelope.payload)
        if (plain["schema"], plain["major"]) != ("countersign.export", 1):
            raise Unreadable(INDEX, "version_unknown", major=plain["major"])
        if not key.valid_at(_instant(plain["made"])):
            raise Unreadable(INDEX, "key_not_valid", station="CORE")
        records = tuple(Listed(str(row["id"]), int(row["index"]), str(row["envelope"])) for row in plain["records"])
        listed: dict[str, str] = dict(plain["files"])
        contents = Contents(str(plain["batch"]), records)
    except (_Fault, KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(INDEX, "list_unreadable") from error
    report.batch, report.core_key = _plain(contents.batch), key.fingerprint
    if not contents.records:
        raise Unreadable(INDEX, "list_empty")
    if pin and not key.fingerprint.startswith(pin):
        raise Unreadable(INDEX, "not_pinned", found=key.fingerprint, wanted=pin)
    report.pinned = bool(pin)
    _compare(files, listed, report)
    return contents, key


def _compare(files: Mapping[str, bytes], listed: Mapping[str, str], report: Report) -> None:
    for name in sorted(listed.keys() - files.keys()):
        report.fail(name, "file_missing")
    for name in sorted(files.keys() - listed.keys() - {INDEX}):
        report.fail(name, "file_extra")
    for name in sorted(files.keys() & listed.keys()):
        if sha256(files[name]).hexdigest() != listed[name]:
            report.fail(name, "file_changed")


# ------------------------------------------------------------------ log


@dataclass(frozen=True)
class Checkpoint:
    """Size and root of the log, as the core signed them."""

    origin: str
    size: int
    root: bytes
    witnesses: int


def read_checkpoint(note: bytes, core: Key, devices: Mapping[str, Sequence[Key]]) -> Checkpoint:
    """Verify a signed note and count the witnesses whose cosignature (cosignature/v1) holds.

    Raises:
        _Fault: No note, or the core's key did not sign it.
    """
    try:
        text, _, tail = note.decode().partition("\n\n")
        origin, size, root = text.split("\n")
        checkpoint = (origin, int(size), _base64(root.encode()))
        lines = [line.split(" ") for line in tail.splitlines()]
        signed = [(name, _base64(raw.encode())) for dash, name, raw in lines if dash == "—"]
    except ValueError as error:
        raise _Fault("no_checkpoint") from error
    body = (text + "\n").encode()
    if not any(
        name == origin and raw[:4] == _note_hash(name, 1, core) and core.holds(body, raw[4:]) for name, raw in signed
    ):
        raise _Fault("checkpoint_signature")
    witnesses = {name for name, raw in signed for key in devices.get(name, ()) if _cosigned(name, key, body, raw)}
    return Checkpoint(*checkpoint, len(witnesses))


def _cosigned(name: str, key: Key, body: bytes, raw: bytes) -> bool:
    seconds = int.from_bytes(raw[4:12], "big")
    return raw[:4] == _note_hash(name, 4, key) and key.holds(b"cosignature/v1\ntime %d\n%b" % (seconds, body), raw[12:])


def _note_hash(name: str, algorithm: int, key: Key) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([algorithm]) + key.public).digest()[:4]


class Log:
    """Inclusion under one root; what one proof has proved, the next may lean on."""

    def __init__(self, size: int, root: bytes) -> None:
        self._size, self._root = size, root
        self._proved: dict[tuple[int, int], bytes] = {}

    def holds(self, index: int, leaf: bytes, path: Sequence[bytes]) -> bool:
        """Verify an inclusion proof (RFC 9162, 2.1.3.2), up to the first node that is proved already."""
        if not 0 <= index < self._size:
            return False
        node, last, level, value = index, self._size - 1, 0, leaf
        made: dict[tuple[int, int], bytes] = {}
        known = None
        for item in path:
            while node == last and node and not node & 1:
                node, last, level = node >> 1, last >> 1, level + 1
            known = self._proved.get((level, node))
            if known is not None or last == 0:
                break
            made[level, node], made[level, node ^ 1] = value, item
            value = sha256(b"\x01" + (item + value if node & 1 else value + item)).digest()
            node, last, level = node >> 1, last >> 1, level + 1
        else:
            known = self._root if last == 0 else None
        if known != value:
            return False
        self._proved.update(made)
        return True


def consistent(old: Checkpoint, new: Checkpoint, path: Sequence[bytes]) -> bool:
    """Verify that one checkpoint's log extends another's (RFC 9162, 2.1.4.2)."""
    if not 0 < old.size < new.size:
        return old.size == new.size and old.root == new.root and not path
    items = [old.root, *path] if old.size & (old.size - 1) == 0 else list(path)
    node, last = old.size - 1, new.size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = items[0] if items else b""
    for item in items[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = sha256(b"\x01" + item + first).digest(), sha256(b"\x01" + item + second).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = sha256(b"\x01" + second + item).digest()
        node, last = node >> 1, last >> 1
    return last == 0 and (first, second) == (old.root, new.root)


def _log(files: Mapping[str, bytes], core: Key, keys: Mapping[str, Key], report: Report) -> tuple[Log, Any]:
    devices: dict[str, list[Key]] = {}
    for key in keys.values():
        if key.kind == "device":
            devices.setdefault(key.owner, []).append(key)
    try:
        newest = read_checkpoint(files[CHECKPOINT], core, devices)
    except _Fault as fault:
        raise Unreadable(CHECKPOINT, fault.key) from fault
    try:
        proofs = strict(files[PROOFS])
        nodes = [bytes.fromhex(item) for item in proofs["nodes"]]
        paths = [[nodes[place] for place in path] for path in proofs["records"]]
        earlier = {name: [nodes[place] for place in path] for name, path in proofs["checkpoints"].items()}
    except (_Fault, KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise Unreadable(PROOFS, "proofs_unreadable") from error
    report.log_size, report.root = newest.size, newest.root.hex()
    report.checkpoints, report.witnesses = 1, newest.witnesses
    cores = [key for key in keys.values() if key.kind == "core"]
    for name, path in earlier.items():
        _earlier(name, files.get(name, b""), cores, newest, path, report)
    return Log(newest.size, newest.root), paths


def _earlier(
    name: str, note: bytes, cores: Sequence[Key], newest: Checkpoint, path: Sequence[bytes], report: Report
) -> None:
    """Check an earlier checkpoint, which an earlier key of the core may have signed."""
    for core in cores:
        try:
            old = read_checkpoint(note, core, {})
        except _Fault:
            continue
        if old.origin == newest.origin and consistent(old, newest, path):
            report.checkpoints += 1
        else:
            report.fail(name, "not_consistent", size=old.size, newest=newest.size)
        return
    report.fail(name, "checkpoint_signature")


# ------------------------------------------------------------------ records


@dataclass(frozen=True)
class Record:
    """A record whose own bytes hold: signatures, form and place in the log."""

    id: str
    index: int
    sha256: str
    place: Mapping[str, Any]
    act: Mapping[str, Any]


class Stations:
    """The keys by what they may sign."""

    def __init__(self, keys: Mapping[str, Key]) -> None:
        self._keys = keys

    def verify(self, envelope: Envelope, place: Mapping[str, Any], act: Mapping[str, Any]) -> bool:
        """Verify every signature of a record; tells whether a person signed it too.

        Raises:
            _Fault: A signature is missing, one too many, by a foreign or expired key, or wrong.
        """
        made = _instant(act["when"]["utc"])
        station, signature = str(place["kiosk"]), act.get("signature")
        if (act["kind"] == "Signed") != (signature is not None):
            raise _Fault("signature_misplaced", kind=act["kind"])
        if act["kind"] in DECISIONS and station != "CORE":
            raise _Fault("decision_not_by_core", kind=act["kind"], station=station)
        expected = 1 if signature is None else 2
        kind = "core" if station == "CORE" else "device"
        owners = [(self._keys.get(identity), raw) for identity, raw in envelope.signatures]
        if len(owners) != expected or any(key is None for key, _ in owners):
            raise _Fault("signatures_count", want=expected, have=sum(key is not None for key, _ in owners))
        stations = [(key, raw) for key, raw in owners if key and key.kind == kind and key.owner == station]
        if len(stations) != 1:
            raise _Fault("station_unknown", station=station)
        _hold(stations[0], envelope.message, made, "station_signature", station, CLOCK_TOLERANCE)
        if signature is None:
            return False
        persons = [(key, raw) for key, raw in owners if key and key.kind == "user" and key.id == signature["key"]]
        if len(persons) != 1:
            raise _Fault("person_unknown", person=signature["person"])
        if not persons[0][0].owner == signature["person"] == act["who"].get("person"):
            raise _Fault("person_other", person=signature["person"])
        _hold(persons[0], envelope.message, made, "person_signature", signature["person"], 0)
        return True


def _hold(signed: tuple[Key, bytes], message: bytes, made: str, wrong: str, owner: str, tolerance: int) -> None:
    if not signed[0].valid_at(made, tolerance):
        raise _Fault("key_not_valid", station=owner)
    if not signed[0].holds(message, signed[1]):
        raise _Fault(wrong, station=owner)


def _record(
    listed: Listed, line: bytes, acts: bytes, path: Sequence[bytes], log: Log, stations: Stations
) -> tuple[Record, bool]:
    leaf = sha256(b"\x00" + bytes.fromhex(listed.envelope)).digest()
    if not log.holds(listed.index, leaf, path):
        raise _Fault("not_in_log", index=listed.index)
    envelope = open_envelope(line)
    if envelope.kind != RECORD_TYPE:
        raise _Fault("type_foreign")
    plain = strict(envelope.payload)
    try:
        if (plain["schema"], plain["major"]) != ("countersign.record", 1):
            raise _Fault("version_unknown", major=plain["major"])
        place, act = plain["place"], plain["act"]
        signed = stations.verify(envelope, place, act)
        if act["id"] != listed.id:
            raise _Fault("id_other", found=act["id"])
        if not (isinstance(place["seq"], int) and isinstance(place["epoch"], int)):
            raise _Fault("act_incomplete")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _Fault("act_incomplete") from error
    if acts != envelope.payload:
        raise _Fault("copy_differs")
    return Record(listed.id, listed.index, sha256(envelope.payload).hexdigest(), place, act), signed


def _records(
    files: Mapping[str, bytes], contents: Contents, log: Log, paths: Any, stations: Stations, report: Report
) -> list[Record]:
    envelopes = files[ENVELOPES].split(b"\n")
    lines = {sha256(line).hexdigest(): line for line in envelopes}
    acts = files[ACTS].split(b"\n")
    if len(paths) != len(contents.records):
        raise Unreadable(PROOFS, "proofs_unreadable")
    known = {listed.envelope for listed in contents.records}
    # A line that is not listed stands either beyond the listed ones or in the place of one, which is then missed below.
    if len(envelopes) != len(known) + 1:
        report.fail(ENVELOPES, "lines_differ", have=len(envelopes) - 1, want=len(known))
    held: list[Record] = []
    for place, (listed, path) in enumerate(zip(contents.records, paths, strict=True)):
        line = lines.get(listed.envelope)
        if line is None:
            report.fail(listed.id, "bytes_changed", index=listed.index)
            continue
        try:
            record, signed = _record(listed, line, acts[place] if place < len(acts) else b"", path, log, stations)
        except _Fault as fault:
            report.fail(listed.id, fault.key, **fault.params)
            continue
        report.device_signatures += 1
        report.user_signatures += signed
        report.simulated += bool(record.act.get("simulated"))
        held.append(record)
    report.records = len(held)
    report.digest = sha256("".join(record.sha256 + "\n" for record in held).encode()).hexdigest()
    return held


# ------------------------------------------------------------------ chains, manifests, countersignatures


def _chains(records: Sequence[Record], report: Report) -> None:
    """Check each station's sequence and every link whose two ends are in the export."""
    heads: dict[tuple[str, int], Record] = {}
    order = -1
    for record in records:
        place = record.place
        if record.index <= order:
            report.fail(record.id, "log_order")
        order = max(order, record.index)
        station = (str(place["kiosk"]), int(place["epoch"]))
        before = heads.get(station)
        seen, prev = (before.place["seq"], before.sha256) if before else (0, GENESIS)
        if place["seq"] <= seen:
            report.fail(record.id, "chain_order", station=station[0], seq=place["seq"])
        elif place["seq"] > seen + 1:
            report.open_links += 1
        elif place["prev"] != prev:
            report.fail(record.id, "chain_broken", station=station[0], seq=place["seq"])
        else:
            report.links += 1
        heads[station] = record


def _signatures(records: Sequence[Record], report: Report) -> None:
    """Check what each signature covers, and each countersignature against the signature that it confirms."""
    by_id = {record.id: record for record in records}
    if len(by_id) != len(records):
        report.fail(ENVELOPES, "id_twice")
    performed: dict[str, list[Record]] = {}
    for record in records:
        signature = record.act.get("signature")
        if signature is None:
            continue
        try:
            _signature(record, signature, by_id, performed, report)
        except _Fault as fault:
            report.fail(record.id, fault.key, **fault.params)
        except (KeyError, TypeError, AttributeError):
            report.fail(record.id, "act_incomplete")


def _signature(
    record: Record, signature: Any, by_id: Mapping[str, Record], performed: dict[str, list[Record]], report: Report
) -> None:
    if signature["meaning"] not in MEANINGS or not signature["name"] or not signature["role"]:
        raise _Fault("signature_claim")
    if not signature["manifests"]:
        raise _Fault("manifest_none")
    for manifest in signature["manifests"]:
        covered = [_covered(reference, record, by_id) for reference in manifest["acts"]]
        digest = sha256(canonical(manifest)).hexdigest()
        if signature["meaning"] == "performed":
            performed.setdefault(digest, []).append(record)
        if signature["meaning"] == "verified":
            _countersigned(record, performed.get(digest, []), covered)
    report.countersignatures += signature["meaning"] == "verified"


def _covered(reference: Any, record: Record, by_id: Mapping[str, Record]) -> Record:
    act = by_id.get(reference["id"])
    if act is None:
        raise _Fault("manifest_missing", act=reference["id"])
    if act.sha256 != reference["sha256"]:
        raise _Fault("manifest_other", act=reference["id"])
    if act.index >= record.index:
        raise _Fault("manifest_later", act=reference["id"])
    return act


def _countersigned(record: Record, performed: Sequence[Record], covered: Sequence[Record]) -> None:
    checker, made = record.act["signature"]["person"], record.act["when"]["utc"]
    if not performed:
        raise _Fault("nothing_performed")
    if any(first.act["signature"]["person"] == checker for first in performed):
        raise _Fault("same_person", person=checker)
    if any(act.act["who"].get("person") == checker for act in covered):
        raise _Fault("same_person", person=checker)
    if any(first.act["when"]["utc"] > made for first in performed):
        raise _Fault("not_later")


# ------------------------------------------------------------------ the whole


def verify(path: Path, core_key: str = "") -> Report:
    """Verify an export.

    Args:
        path: The zip.
        core_key: Fingerprint of the core's key as known from elsewhere, at least its first 16 hex digits; "" takes the
            key that the export brings, which proves that the export is whole, not whose it is.
    """
    report = Report()
    try:
        pin = _pin(core_key)
        files = unzip(path)
        keys = _keys(files[KEYS])
        contents, core = _contents(files, keys, report, pin)
        log, paths = _log(files, core, keys, report)
        held = _records(files, contents, log, paths, Stations(keys), report)
    except Unreadable as error:
        report.fail(error.record, error.key, **error.params)
        return report
    _chains(held, report)
    _signatures(held, report)
    return report


def _pin(text: str) -> str:
    pin = re.sub(r"[\s:]", "", text).lower()
    if text and not re.fullmatch(r"[0-9a-f]{16,64}", pin):
        raise Unreadable("--core-key", "pin_unreadable")
    return pin


# ------------------------------------------------------------------ words

_REASONS = """\
no_file | There is no such file. | 文件不存在。
no_zip | Not a whole zip: cut short or damaged ({detail}). | 不是完整的 zip 文件：被截断或已损坏（{detail}）。
name_unsafe | A name in the zip leads outside of it; nothing was read. | zip 内的文件名指向其外部，未读取。
file_twice | The zip holds two files of this name. | zip 内有两个同名文件。
too_large | Expands beyond any export's size; nothing was read. | 解压后超出合理大小，未读取。
file_missing | Is missing from the zip. | zip 中缺少该文件。
file_extra | Is not in the signed list of contents. | 不在已签名的内容清单中。
file_changed | Differs from the file in the signed list of contents. | 与已签名内容清单中的文件不一致。
keys_unreadable | The key registry cannot be read or contradicts itself. | 密钥登记表无法读取或自相矛盾。
list_unreadable | The list of contents cannot be read. | 内容清单无法读取。
list_empty | The list of contents names no record. | 内容清单中没有记录。
list_unsigned | No key of the core signed the list of contents. | 内容清单没有中心密钥的签名。
list_signature | The core's signature on the list of contents is wrong. | 中心对内容清单的签名无效。
not_pinned | Signed by the core key {found}, not {wanted}. | 签名者为中心密钥 {found}，而非 {wanted}。
pin_unreadable | A fingerprint of the core key has 16 to 64 hex digits. | 中心密钥指纹应为 16 至 64 位十六进制数字。
version_unknown | Of version {major}; this verifier knows 1. | 主版本为 {major}，只识别 1。
no_checkpoint | Is no checkpoint of a log. | 不是日志检查点。
checkpoint_signature | The core's signature on the checkpoint is wrong. | 中心对检查点的签名无效。
not_consistent | The log of {newest} does not extend that of {size}. | 长度 {newest} 的日志不是长度 {size} 的延续。
proofs_unreadable | The proofs cannot be read or do not fit the records. | 证明无法读取，或与记录不对应。
lines_differ | Holds {have} lines, the signed list {want} records. | 共 {have} 行，而已签名清单有 {want} 条记录。
bytes_changed | Bytes logged at {index}: changed or removed. | 日志第 {index} 位的原始字节已被更改或删除。
not_in_log | Is not at place {index} of the log under the signed root. | 不在已签名根之下日志的第 {index} 位。
not_json | Is not the JSON of a record ({detail}). | 不是记录的 JSON（{detail}）。
key_twice | Repeats a key. | 有重复的键。
not_canonical | Is not in canonical form (RFC 8785). | 不是规范形式（RFC 8785）。
no_envelope | Is no signed envelope. | 不是签名信封。
type_foreign | Is signed as something else than a record. | 签名类型不是记录。
id_other | Is the record {found} by its content. | 其内容为记录 {found}。
copy_differs | Its plain copy in acts.jsonl differs from what was signed. | acts.jsonl 中的副本与签名内容不一致。
act_incomplete | Lacks a field that every record has. | 缺少记录必有的字段。
signature_misplaced | A signature stands where none belongs, or is missing ({kind}). | 签名缺失或位置不当（{kind}）。
decision_not_by_core | Only the core states {kind}, not station {station}. | {kind} 仅由中心陈述，工位 {station} 无权。
signatures_count | Of {want} registered signatures {have} are there. | 应有 {want} 个已登记密钥的签名，实有 {have} 个。
station_unknown | No key of station {station} signed it. | 没有工位 {station} 的密钥签名。
station_signature | The signature of station {station} is wrong. | 工位 {station} 的签名无效。
person_unknown | The own key of {person} did not sign it. | 没有 {person} 本人密钥的签名。
person_other | The key does not belong to the signer {person}. | 该密钥不属于签名人 {person}。
person_signature | The signature of {station} is wrong. | {station} 的签名无效。
key_not_valid | The key of {station} was not valid at that time. | {station} 的密钥当时无效。
signature_claim | Lacks the signer's name, role or meaning. | 缺少签名人姓名、角色或签名含义。
manifest_none | The signature covers nothing. | 签名未覆盖任何内容。
manifest_missing | Covers record {act}, which is not in the export. | 所签记录 {act} 不在导出文件中。
manifest_other | Covers other bytes than those of record {act}. | 所签内容与记录 {act} 的字节不一致。
manifest_later | Covers record {act}, which was logged later. | 所签记录 {act} 在其后才写入日志。
nothing_performed | Confirms what nobody signed as performed. | 所复核的内容无人以操作签名。
same_person | Confirmed by {person}, who did the work. | 由操作者本人 {person} 复核。
not_later | Confirmed before the work was signed. | 复核早于操作签名。
log_order | Does not follow the record before it in the log. | 未按日志顺序排列。
chain_order | {station} number {seq} is repeated or out of order. | {station} 的序号 {seq} 重复或乱序。
chain_broken | {station} number {seq} does not follow from the one before. | {station} 的序号 {seq} 与前一条不衔接。
id_twice | Two records have the same id. | 两条记录的编号相同。
"""
"""One sentence a line: key, English, 中文."""

REASONS = {key: (english, chinese) for key, english, chinese in (line.split(" | ") for line in _REASONS.splitlines())}

_PROVED = (
    ("Batch {batch}: {records} records.", "批号 {batch}：{records} 条记录。"),
    ("{device_signatures} records signed by a registered station.", "{device_signatures} 条记录由已登记的工位签名。"),
    (
        "{user_signatures} signatures by the signers' own keys, {countersignatures} of them confirm another's work.",
        "{user_signatures} 个签名由签名人本人密钥作出，其中 {countersignatures} 个为他人操作的复核。",
    ),
    (
        "{links} chain links hold; {open_links} times the record before belongs to another batch and is not here.",
        "{links} 处记录链衔接；{open_links} 处的前一条记录属于其他批，不在本文件中。",
    ),
    (
        "All in the log of size {log_size} under root {root}; {checkpoints} checkpoints, {witnesses} witnesses.",
        "全部在长度为 {log_size} 的日志中，根为 {root}；检查点 {checkpoints} 个，见证 {witnesses} 个。",
    ),
    ("Digest of the record {digest}, as on paper.", "记录摘要 {digest}，与纸质记录相同。"),
    ("{simulated} records carry the mark 'simulated'.", "{simulated} 条记录带有“模拟”标记。"),
    ("Core key {core_key}, {trust}.", "中心密钥 {core_key}，{trust}。"),
)
_TRUST = {
    True: ("as you named it", "与指定的一致"),
    False: (
        "taken from the export itself: compare it with the fingerprint on the paper of the plant",
        "取自导出文件本身：请与企业书面保存的指纹核对",
    ),
}
_VERDICT = {
    True: ("VERIFIED: {records} records, 0 failures", "核验通过：{records} 条记录，0 项不符"),
    False: ("NOT VERIFIED: {failures} failures", "核验不通过：{failures} 项不符"),
}


def words(report: Report, language: str = "en") -> str:
    """Say in words what was proved and what failed, in `en` or `zh`."""
    chosen = language == "zh"
    lines = [f"{failure.record}: {failure.reason(language)}" for failure in report.failures]
    values = {**vars(report), "trust": _TRUST[report.pinned][chosen], "failures": len(report.failures)}
    if report.core_key:
        lines += [sentence[chosen].format_map(values) for sentence in _PROVED]
    return "\n".join([*lines, _VERDICT[report.ok][chosen].format_map(values)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify a file from the command line; gives the exit status."""
    parser = argparse.ArgumentParser(prog="verifier", description="Verify an export of batch records.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--core-key", default="", help="fingerprint of the core's key, from the paper of the plant")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--lang", choices=("en", "zh"), default="en")
    chosen = parser.parse_args(arguments)
    report = verify(chosen.file, chosen.core_key)
    text = json.dumps(report.as_json(), ensure_ascii=False) if chosen.json else words(report, chosen.lang)
    sys.stdout.write(text + "\n")
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
