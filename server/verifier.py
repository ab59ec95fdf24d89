"""Verify an export of records, alone: no database, no network, nothing of the product but this file.

Needs Python 3.11 and PyNaCl. Copy the file out and run `python verifier.py EXPORT.zip`. What is checked, byte by
byte, stands in `docs/record-format.md`. Exit status 0 only when everything holds.

Sources: RFC 8785 (canonical JSON), DSSE v1 (envelope), RFC 8032 (Ed25519), RFC 9162 (log), C2SP tlog-checkpoint and
tlog-cosignature (checkpoint), 21 CFR 11.50, 11.70, 11.200 and 11.300 (signatures).
"""

import argparse
import gc
import json
import os
import re
import sys
import zipfile
import zlib
from binascii import a2b_base64
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

RECORD_TYPE = b"application/vnd.countersign.record+json"
EXPORT_TYPE = b"application/vnd.countersign.export+json"
INDEX, KEYS, CHECKPOINT = "export.json", "keys.json", "checkpoint.txt"
ENVELOPES, ACTS, PROOFS = "envelopes.jsonl", "acts.jsonl", "proofs.json"
ATTACHED = "files/"
REQUIRED = (INDEX, KEYS, CHECKPOINT, ENVELOPES, ACTS, PROOFS)
MAX_FILES, MAX_BYTES, MAX_RATIO, MAX_ENVELOPE = 1_000, 1 << 30, 200, 96 * 1024
MEANINGS = {"performed", "verified", "reviewed", "approved", "released", "rejected"}
DECISIONS = {
    "PlantChanged", "GoodsReceived", "BatchIssued", "ContainerReserved", "ReservationEnded", "OperationLeased",
    "BatchReleased", "BatchRejected", "ExceptionOpened", "LotStateChanged", "GoodsShipped", "StockAdjusted",
    "ContainerDestroyed", "GoodsReturned", "RecallOpened", "CustomerNotified", "RecallClosed", "PersonUnlocked",
    "PasswordChanged", "RecordFlagged", "AlarmRaised", "PersonLocked",
}  # fmt: skip
MEDIA = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
"""How the name of an attached file ends, by the media type in its record."""
DECIDERS = {"user": 2, "device": 1, "box": 1, "core": 1}
"""Kinds of keys, and how many persons decide on one; a box key signs nothing."""
FOUNDERS = 2
CLOCK_TOLERANCE = timedelta(seconds=30)
_FOREVER = "9999-12-31T23:59:59.999999Z"
_GENESIS = "0" * 64
_AT_ONCE, _FEW = 128, 8
_MISSHAPEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError, OverflowError, OSError)
"""What reading a value of another shape than described ends in."""

T = TypeVar("T")


# ------------------------------------------------------------------ what is reported


class Fault(Exception):
    """Something does not hold: a record's id or a file's name, and the sentence of `SENTENCES` that says what."""

    def __init__(self, key: str, record: str = "", /, **params: object) -> None:
        super().__init__(key)
        self.key, self.record = key, printable(record)
        self.params = {name: printable(value) for name, value in params.items()}

    def reason(self, language: str = "en") -> str:
        """Word the fault in `en` or `zh`."""
        return SENTENCES[self.key][language == "zh"].format_map(self.params)


@dataclass
class Report:
    """What was proved and what was not; counts hold what verified, never what was merely present."""

    records: int = 0
    device_signatures: int = 0
    user_signatures: int = 0
    countersignatures: int = 0
    log_size: int = 0
    checkpoints: int = 0
    witnesses: int = 0
    failures: list[Fault] = field(default_factory=list[Fault])
    about: dict[str, str] = field(default_factory=dict[str, str])
    digest: str = ""
    links: int = 0
    open_links: int = 0
    brought: int = 0
    simulated: int = 0
    root: str = ""
    compared: int = 0
    core_key: str = ""
    pinned: bool = False
    founders: list[str] = field(default_factory=list[str])
    founders_pinned: bool = False
    places: str = ""
    files: int = 0
    files_missing: list[str] = field(default_factory=list[str])

    @property
    def ok(self) -> bool:
        """Tell whether everything holds."""
        return not self.failures

    def fail(self, fault: Fault) -> None:
        """Note a fault."""
        self.failures.append(fault)

    def take(self, found: object) -> bool:
        """Note what was found if it is a fault, and tell whether it is."""
        if isinstance(found, Fault):
            self.failures.append(found)
        return isinstance(found, Fault)

    def as_json(self) -> dict[str, object]:
        """Give the report as plain data."""
        failures = [{"record": fault.record, "reason": fault.reason()} for fault in self.failures]
        return {"ok": self.ok, **vars(self), "failures": failures}


def printable(value: object) -> str:
    """Write what cannot be printed by its code, so that nothing in an export can command the terminal."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in str(value)[:200])


def attempt(record: str, otherwise: str, do: Callable[..., T], *about: Any) -> T | Fault:
    """Do something about a record or file; give its fault, `otherwise` for any other shape than described, or result."""
    try:
        return do(*about)
    except Fault as fault:
        fault.record = fault.record or printable(record)
        return fault
    except _MISSHAPEN:
        return Fault(otherwise, record)


def needed(found: T | Fault) -> T:
    """Give what was found; without it nothing more can be checked."""
    if isinstance(found, Fault):
        raise found
    return found


# ------------------------------------------------------------------ bytes


def canonical(value: object) -> bytes:
    """Write a value as RFC 8785 does, for what records may hold: ASCII keys, no floats, integers below 2^53."""
    return _WRITER.encode(value).encode()


def strict(data: bytes) -> Any:
    """Read canonical JSON; bytes that would be written otherwise are refused, so no key can stand twice."""
    value = _value(data)
    _refuse_other_forms([(value, data)])
    return value


def _value(data: bytes) -> Any:
    try:
        text = data.decode()
        value, end = (_READER if _LONG in data.translate(_DIGITS) else _QUICK).raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise Fault("not_json", detail=error) from error
    if end != len(text):
        raise Fault("not_canonical")
    return value


def _refuse_other_forms(read: Sequence[tuple[object, bytes]]) -> None:
    """Compare many values and their texts at once: as no whole object is the beginning of another, none can shift."""
    texts = [text for _, text in read]
    try:
        same = canonical([value for value, _ in read]) == b"[%b]" % b",".join(texts)
    except (ValueError, RecursionError) as error:
        raise Fault("not_json", detail=error) from error
    if not same or any(not text.isascii() and _FOREIGN_KEY.search(text) for text in texts):
        raise Fault("not_canonical")


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text[:20]} is no integer of a record")


@lru_cache(1 << 16)
def _integer(text: str) -> int:
    return int(text) if len(text) < 18 and abs(int(text)) < 2**53 else _no_number(text)


_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, check_circular=False, separators=(",", ":"))
_READER = json.JSONDecoder(parse_int=_integer, parse_float=_no_number, parse_constant=_no_number)
_QUICK = json.JSONDecoder(parse_float=_no_number, parse_constant=_no_number)
_DIGITS, _LONG = bytes.maketrans(b"123456789", b"0" * 9), b"0" * 16
"""Where no 16 digits stand together, no integer is too large, and none need be looked at."""
_FOREIGN_KEY = re.compile(rb'[\x80-\xff][^"\\]*+(?:\\.[^"\\]*+)*+":')


def unzip(path: Path) -> dict[str, bytes]:
    """Read every file of the zip into memory, after its names and sizes were found fit; nothing is written."""
    try:
        with zipfile.ZipFile(path) as archive:
            _fit(archive.infolist())
            with ThreadPoolExecutor() as threads:
                files = dict(zip(archive.namelist(), threads.map(archive.read, archive.infolist()), strict=True))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise Fault("no_zip", path.name, detail=error) from error
    for name in REQUIRED:
        if name not in files:
            raise Fault("file_missing", name)
    return files


def _fit(entries: Sequence[zipfile.ZipInfo]) -> None:
    names: set[str] = set()
    for entry in entries:
        name = entry.filename
        if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or not name.isprintable():
            raise Fault("name_unsafe", name)
        if name in names:
            raise Fault("file_twice", name)
        if entry.file_size > 65536 + MAX_RATIO * entry.compress_size:
            raise Fault("too_large", name)
        names.add(name)
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise Fault("too_large", "zip")


_ONE = rb'\{"keyid":"([0-9a-f]{16})","sig":"([A-Za-z0-9+/]{86}==)"\}'
_SIGNATURE = re.compile(_ONE)
_HEAD = b'{"payload":"'
_TAIL = re.compile(
    rb'","payloadType":"([ -!#-\[\]-~]*)","signatures":\[((?:%b(?:,(?=\{)|(?=\])))*)\]\}' % _ONE.replace(b"(", b"(?:")
)
"""Around the payload, the one canonical form of an envelope, so that it needs no JSON reader."""


def open_envelope(data: bytes, kind: bytes) -> tuple[bytes, bytes, list[tuple[str, bytes]]]:
    """Read an envelope of a type: the payload, the bytes that are signed, and the signatures by key id."""
    end = data.find(b'"', len(_HEAD))
    tail = _TAIL.fullmatch(data, end)
    if tail is None or not data.startswith(_HEAD):
        raise Fault("no_envelope")
    if tail[1] != kind:
        raise Fault("type_foreign")
    try:
        payload = a2b_base64(data[len(_HEAD) : end], strict_mode=True)
    except ValueError as error:
        raise Fault("no_envelope") from error
    signatures = [(keyid.decode(), a2b_base64(raw)) for keyid, raw in _SIGNATURE.findall(tail[2])]
    return payload, b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload), signatures


# ------------------------------------------------------------------ keys and the signed list of contents


class Key:
    """One row of the key registry, ready to verify with."""

    def __init__(self, row: Any) -> None:
        self.row, self.public = row, _hash(row["public"])
        self.id, self.kind, self.owner = row["id"], row["kind"], row["owner"]
        self.start, self.end = _instant(row["valid_from"]), _instant(row.get("valid_to") or _FOREVER)
        self.early = (datetime.fromisoformat(self.start) - CLOCK_TOLERANCE).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        self.fingerprint = sha256(self.public).hexdigest()
        if self.id != self.fingerprint[:16] or type(self.owner) is not str or self.kind not in DECIDERS:
            raise ValueError("a key row contradicts itself")

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Tell whether the key signed the message."""
        try:
            crypto_sign_open(signature + message, self.public)
        except BadSignatureError:
            return False
        return len(signature) == 64


def _instant(text: str) -> str:
    if not _UTC.fullmatch(text):
        raise ValueError("an instant has another form")
    return text


def _hash(text: str) -> bytes:
    if not _HASH.fullmatch(text):
        raise ValueError("32 bytes in hex have another form")
    return bytes.fromhex(text)


_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_HASH = re.compile("[0-9a-f]{64}")


def _keys(data: bytes) -> dict[str, Key]:
    rows = strict(data)
    keys = {key.id: key for key in map(Key, rows)}
    if not isinstance(rows, list) or len(keys) != len(rows):
        raise Fault("keys_unreadable")
    return keys


def _contents(files: Mapping[str, bytes], keys: Mapping[str, Key], pin: str, report: Report) -> tuple[Any, Key]:
    """Verify the list of contents by a key of the core, and compare the files with it; gives list and key."""
    payload, message, signatures = open_envelope(files[INDEX], EXPORT_TYPE)
    core = keys.get(signatures[0][0]) if len(signatures) == 1 else None
    if core is None or core.kind != "core":
        raise Fault("list_unsigned")
    if not core.signed(message, signatures[0][1]):
        raise Fault("list_signature")
    plain = strict(payload)
    _know(plain, "countersign.export")
    if not core.start <= _instant(plain["made"]) < core.end:
        raise Fault("key_not_valid", owner="CORE")
    report.about = {printable(name): printable(value) for name, value in plain["about"].items()}
    report.core_key, report.pinned = core.fingerprint, bool(pin)
    if not core.fingerprint.startswith(pin):
        raise Fault("not_pinned", found=core.fingerprint, wanted=pin)
    for name in sorted((files.keys() | plain["files"].keys()) - {INDEX}):
        if name not in files or name not in plain["files"]:
            report.fail(Fault("file_extra" if name in files else "file_missing", name))
        elif sha256(files[name]).hexdigest() != plain["files"][name]:
            report.fail(Fault("file_changed", name))
    for item in plain["records"]:
        if not (type(item["index"]) is int and isinstance(item["id"], str) and _HASH.fullmatch(item["envelope"])):
            raise Fault("list_unreadable")
    if not plain["records"]:
        raise Fault("list_empty")
    missing = plain.get("files_missing", [])
    if not isinstance(missing, list) or not all(isinstance(name, str) for name in missing):
        raise Fault("list_unreadable")
    if plain["about"].keys() & {"from", "to"}:
        _gapless(plain["places"], plain, report)
    return plain, core


def _gapless(places: Any, plain: Any, report: Report) -> None:
    """A period is a stretch of the log: each place of it has its record here, so that none was taken out unseen."""
    first, end = places["first"], places["end"]
    if not (type(first) is type(end) is int and 0 <= first < end):
        raise Fault("list_unreadable")
    report.places = f"{first}-{end - 1}"
    here = {item["index"] for item in plain["records"] if item.get("brought") is not True}
    inside = sorted(index for index in here if first <= index < end)
    for index in sorted(here - set(inside)):
        report.fail(Fault("place_foreign", INDEX, index=index))
    for before, after in zip([first - 1, *inside], [*inside, end], strict=True):
        if after - before > 1:
            report.fail(Fault("place_missing", INDEX, first=before + 1, last=after - 1))
    for border in ("from", "to"):
        _instant(plain["about"][border])


def _know(plain: Any, schema: str) -> None:
    if (plain["schema"], plain["major"], type(plain["major"])) != (schema, 1, int):
        raise Fault("version_unknown", major=plain["major"])


# ------------------------------------------------------------------ log


@dataclass(frozen=True)
class Checkpoint:
    """Size and root of the log as the core signed them, and by name and key the witnesses whose cosignature holds."""

    origin: str
    size: int
    root: bytes
    witnesses: frozenset[tuple[str, str]]


def read_checkpoint(note: bytes, keys: Iterable[Key]) -> Checkpoint:
    """Verify a signed note by a key of the core, and its cosignatures (cosignature/v1) by keys of devices."""
    text, _, tail = note.decode().partition("\n\n")
    origin, size, root = text.split("\n")
    lines = [line.split(" ") for line in tail.split("\n")[:-1]]
    marks = [(name, key, _base64(raw)) for dash, name, raw in lines if dash == "—" for key in keys]
    body = (text + "\n").encode()
    if not any(name == origin and key.kind == "core" and _noted(name, key, raw, body) for name, key, raw in marks):
        raise Fault("checkpoint_signature")
    cosigned = frozenset((name, key.id) for name, key, raw in marks if _cosigned(name, key, raw, body))
    return Checkpoint(origin, int(size), _base64(root), cosigned)


def _base64(text: str) -> bytes:
    return a2b_base64(text.encode(), strict_mode=True)


def _noted(name: str, key: Key, raw: bytes, message: bytes, algorithm: bytes = b"\x01") -> bool:
    mark = sha256(name.encode() + b"\n" + algorithm + key.public).digest()[:4]
    return raw[:4] == mark and key.signed(message, raw[4:])


def _cosigned(name: str, key: Key, raw: bytes, body: bytes) -> bool:
    message = b"cosignature/v1\ntime %d\n%b" % (int.from_bytes(raw[4:12], "big"), body)
    return (key.kind, key.owner) == ("device", name) and _noted(name, key, raw[:4] + raw[12:], message, b"\x04")


class Log:
    """Inclusion under one root; what one proof has proved, the next may lean on."""

    def __init__(self, checkpoint: Checkpoint, nodes: Iterable[str]) -> None:
        self._size, self._root = checkpoint.size, checkpoint.root
        self._nodes = dict(enumerate(map(_hash, nodes)))
        self._proved: dict[tuple[int, int], tuple[bytes, list[int], int]] = {}

    def path(self, places: Iterable[int]) -> list[bytes]:
        """Give the nodes of a proof."""
        return [self._nodes[place] for place in places]

    def holds(self, index: int, envelope: str, path: list[int]) -> bool:
        """Verify an inclusion proof (RFC 9162, 2.1.3.2), up to where it goes on as one that is proved."""
        if not 0 <= index < self._size:
            return False
        node, last, level, value = index, self._size - 1, 0, sha256(b"\x00" + bytes.fromhex(envelope)).digest()
        made: dict[tuple[int, int], tuple[bytes, list[int], int]] = {}
        for step, place in enumerate(path):
            if last == 0:
                return False
            while node == last and not node & 1:
                node, last, level = node >> 1, last >> 1, level + 1
            known, before, at = self._proved.get((level, node), (b"", path, 0))
            if known == value and before[at:] == path[step:]:
                break
            made[level, node], item = (value, path, step), self._nodes.get(place, b"")
            value = sha256(b"\x01" + (item + value if node & 1 else value + item)).digest()
            node, last, level = node >> 1, last >> 1, level + 1
        else:
            if last or value != self._root:
                return False
        self._proved |= made
        return True


def consistent(old: Checkpoint, new: Checkpoint, path: Sequence[bytes]) -> bool:
    """Verify that one checkpoint's log extends another's (RFC 9162, 2.1.4.2)."""
    if old.origin != new.origin or not 0 < old.size < new.size:
        return (old.origin, old.size, old.root) == (new.origin, new.size, new.root) and not path
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


def _proofs(data: bytes, newest: Checkpoint, count: int) -> tuple[Log, list[Any], dict[str, list[bytes]]]:
    """Read the proofs: the log with its nodes, the paths of the records, and those of earlier checkpoints."""
    proofs = strict(data)
    log = Log(newest, proofs["nodes"])
    if len(proofs["records"]) != count:
        raise Fault("proofs_unreadable")
    return log, proofs["records"], {name: log.path(path) for name, path in proofs["checkpoints"].items()}


def _earlier(note: bytes, keys: Iterable[Key], newest: Checkpoint, path: Sequence[bytes]) -> Checkpoint:
    """Verify that an earlier checkpoint, which an earlier key of the core may have signed, is the log's past."""
    old = read_checkpoint(note, keys)
    if not consistent(old, newest, path):
        raise Fault("not_consistent", size=old.size, newest=newest.size)
    return old


def _find(given: str, proved: Iterable[Checkpoint]) -> None:
    """Find a state of the log, `SIZE:ROOT` as on paper or a file with a note, among those proved."""
    paper = re.fullmatch(r"([0-9]+):([0-9a-f]{64})", given.strip().lower())
    note = ["", "", ""] if paper else Path(given).read_text("utf-8").split("\n")
    size, root = (int(paper[1]), paper[2]) if paper else (int(note[1]), _base64(note[2]).hex())
    roots = {checkpoint.size: checkpoint.root.hex() for checkpoint in proved}
    if size not in roots:
        raise Fault("checkpoint_absent", size=size)
    if roots[size] != root:
        raise Fault("checkpoint_other", size=size)


def _between(path: Path) -> list[Checkpoint]:
    """Verify a file that proves one state of the log to extend another; gives both, the larger one first."""
    plain = strict(path.read_bytes())
    _know(plain, "countersign.consistency")
    old, new = (Checkpoint("", plain[n]["size"], _hash(plain[n]["root"]), frozenset()) for n in ("old", "new"))
    if not consistent(old, new, [_hash(node) for node in plain["proof"]]):
        raise Fault("not_consistent", size=old.size, newest=new.size)
    return [new, old]


# ------------------------------------------------------------------ records


class Record(NamedTuple):
    """What the rules need of a record whose own bytes hold: its form, and every signature.

    Attributes:
        sha256: Hash of its payload.
        keys: Ids of the keys that signed it: the station's, and on a signature the signer's own.
        claim: Of a signature: what the signer says of himself and of its meaning.
        manifests: Of a signature: each manifest's hash, the acts in it, and the hash of the changes that it shows.
        facts: Of a change of the plant.
        second: True for a second count, which whoever confirms the step has made himself.
        file: Name here of the file that it attaches, or "".
    """

    id: str
    sha256: str
    station: tuple[str, int]
    seq: int
    prev: str
    person: str | None
    made: str
    simulated: bool
    keys: list[str]
    claim: Any
    manifests: list[tuple[str, list[tuple[str, str]], str]]
    facts: Any
    second: bool
    file: str


Read = list[tuple[str, Record | Fault]]
"""Lines by their hash, each with the record that it holds or what is wrong with it."""


class Envelopes:
    """The envelopes of an export, read from bytes to claims some at a time."""

    def __init__(self, data: bytes, keys: Mapping[str, Key]) -> None:
        self.lines, self._keys = data.split(b"\n"), keys

    def read(self, start: int) -> Read:
        """Read the next lines from a place on; their form is compared with the canonical one at once."""
        lines, forms = self.lines[start : start + _AT_ONCE], dict[int, tuple[Any, bytes]]()
        found = [attempt("", "act_incomplete", self._record, line, n, forms) for n, line in enumerate(lines)]
        if isinstance(attempt("", "not_canonical", _refuse_other_forms, list(forms.values())), Fault):
            for n, form in forms.items():
                found[n] = attempt("", "not_canonical", _refuse_other_forms, [form]) or found[n]
        return [(sha256(line).hexdigest(), one) for line, one in zip(lines, found, strict=True)]

    def _record(self, line: bytes, number: int, forms: dict[int, tuple[Any, bytes]]) -> Record:
        if len(line) > MAX_ENVELOPE:
            raise Fault("no_envelope")
        payload, message, signatures = open_envelope(line, RECORD_TYPE)
        plain = _value(payload)
        forms[number] = plain, payload
        _know(plain, "countersign.record")
        place, act = plain["place"], plain["act"]
        kind, station, person, made = act["kind"], place["kiosk"], act["who"].get("person"), act["when"]["utc"]
        claim, manifests, facts = None, [], act.get("facts", {}) if kind == "PlantChanged" else None
        named = [] if person is None else [person]
        _texts(act["id"], kind, station, made, place["prev"], *named, *(facts.values() if facts else ()))
        if type(place["seq"]) is not int or type(place["epoch"]) is not int:
            raise Fault("act_incomplete")
        if "signature" in act:
            claim = {name: act["signature"][name] for name in ("person", "name", "role", "meaning", "key")}
            _texts(*claim.values())
            manifests = [_manifest(shown) for shown in _array(act["signature"]["manifests"])]
        if (kind == "Signed") != (claim is not None):
            raise Fault("signature_misplaced", kind=kind)
        if kind in DECISIONS and station != "CORE":
            raise Fault("decision_not_by_core", kind=kind, station=station)
        raw = dict(signatures)
        keys = self._signers(station, _instant(made), person, claim, [identity for identity, _ in signatures])
        for key in keys:
            if not key.signed(message, raw[key.id]):
                raise Fault("person_signature" if key.kind == "user" else "station_signature", owner=key.owner)
        chained = sha256(payload).hexdigest(), (station, place["epoch"]), place["seq"], place["prev"]
        said = person, made, act.get("simulated") is True, [key.id for key in keys]
        file = _attaches(act.get("facts")) if kind == "FileAttached" else ""
        return Record(act["id"], *chained, *said, claim, manifests, facts, kind == "SecondCountMade", file)

    def _signers(self, station: str, made: str, person: str | None, claim: Any, ids: Sequence[str]) -> list[Key]:
        """Choose the keys that must have signed: the station's, and on a signature the signer's own."""
        found = {self._keys[identity].kind: self._keys[identity] for identity in ids if identity in self._keys}
        want = 1 if claim is None else 2
        if not want == len(ids) == len(found):
            raise Fault("signatures_count", want=want, have=len(found))
        key, own = found.get("core" if station == "CORE" else "device"), found.get("user")
        if key is None or key.owner != station:
            raise Fault("station_unknown", station=station)
        if not key.early <= made:
            raise Fault("key_not_valid", owner=station)
        if claim is None:
            return [key]
        if own is None or own.id != claim["key"]:
            raise Fault("person_unknown", person=claim["person"])
        if not own.owner == claim["person"] == person:
            raise Fault("person_other", person=claim["person"])
        if not own.start <= made:
            raise Fault("key_not_valid", owner=own.owner)
        return [key, own]


def _manifest(shown: Any) -> tuple[str, list[tuple[str, str]], str]:
    """Give the hash of a manifest, the acts in it, and the hash of the changes that its last line shows, or ""."""
    acts, last = [(act["id"], act["sha256"]) for act in _array(shown["acts"])], {"label": "", "value": ""}
    if (shown["batch"], shown["step"]) == ("", "change"):
        last = _array(shown["lines"])[-1]
    _texts(shown["batch"], shown["step"], last["label"], last["value"], *(text for act in acts for text in act))
    return sha256(canonical(shown)).hexdigest(), acts, last["value"] if last["label"] == "sha256" else ""


def _attaches(facts: Any) -> str:
    """Give the name under which an export holds an attached file, or "" where the facts name none."""
    named = facts if isinstance(facts, dict) else {}
    digest, media = (str(named.get(name)) for name in ("sha256", "type"))
    return f"{ATTACHED}{digest}.{MEDIA[media]}" if _HASH.fullmatch(digest) and media in MEDIA else ""


def _texts(*values: Any) -> None:
    if not all(isinstance(value, str) for value in values):
        raise Fault("act_incomplete")


def _array(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Fault("act_incomplete")
    return value


@contextmanager
def _reading(envelopes: Envelopes, processes: int) -> Generator[Iterable[Read]]:
    """Read all lines; where there are many, by several processes and beside whatever is done meanwhile."""
    global _inherited  # a forked process finds here what would take long to send
    starts = range(0, len(envelopes.lines), _AT_ONCE)
    if processes == 1 or len(starts) < _FEW or sys.platform != "linux":
        yield map(envelopes.read, starts)
        return
    _inherited, pool = envelopes, ProcessPoolExecutor(processes, get_context("fork"))
    try:
        yield pool.map(_some, starts)
    finally:
        pool.shutdown(cancel_futures=True)
        _inherited = None


_inherited: Envelopes | None = None


def _some(start: int) -> Read:
    return _inherited.read(start) if _inherited else []


def _all(read: Iterable[Read], listed: Sequence[Any], acts: bytes, log: Log, paths: Any) -> list[Record | Fault]:
    """Give the records of the signed list: each in the log, found by the hash of its envelope, with its plain copy."""
    copies = [sha256(line).hexdigest() for line in [*acts.split(b"\n"), *[b""] * len(listed)][: len(listed)]]
    proved = [
        attempt(item["id"], "not_in_log", log.holds, item["index"], item["envelope"], path)
        for item, path in zip(listed, paths, strict=True)
    ]
    found = {digest: one for some in read for digest, one in some}
    return [
        attempt(item["id"], "act_incomplete", _listed, item, found.get(item["envelope"]), held is True, copy)
        for item, held, copy in zip(listed, proved, copies, strict=True)
    ]


def _listed(item: Any, found: Record | Fault | None, held: bool, copy: str) -> Record:
    if found is None:
        raise Fault("bytes_changed", index=item["index"])
    if isinstance(found, Fault):
        raise Fault(found.key, **found.params)
    if not held:
        raise Fault("not_in_log", index=item["index"])
    if found.sha256 != copy:
        raise Fault("copy_differs")
    if found.id != item["id"]:
        raise Fault("id_other", found=found.id)
    return found


# ------------------------------------------------------------------ who may sign: the keys by their own records


class Registry:
    """The keys as the records of the export state them, in the order of the log."""

    def __init__(self, keys: Mapping[str, Key], records: Iterable[Record]) -> None:
        self._keys = keys
        self._stated: dict[str, Any] = {}
        self._signed: dict[str, tuple[str, list[str]]] = {}
        self._spent: dict[str, str] = {}
        self._decided: dict[str, list[Any]] = {}
        self.holding = {key.id for key in keys.values() if key.kind == "core"}
        self.founders: dict[str, Key] = {}
        for facts in (record.facts for record in records if record.facts):
            change = {name: facts.get(name) for name in ("body", "id", "kind")}
            self._decided.setdefault(facts.get("signatures", ""), []).append(change)

    def follow(self, record: Record, at: int) -> bool:
        """Hold a record's signers against what was stated before it, then learn what it states."""
        for key in record.keys:
            if key not in self.holding:
                raise Fault("key_not_stated", key=key, owner=self._keys[key].owner)
            self._holds_still(self._keys[key], record)
        if record.claim and record.claim["meaning"] in ("performed", "approved"):
            self._signed[record.id] = (record.claim["person"], [decided for _, _, decided in record.manifests])
        if record.facts is not None and record.facts["kind"] == "keys":
            key, before = Key(strict(record.facts["body"].encode())), self._stated.get(record.facts["id"])
            if key.id != record.facts["id"]:
                raise Fault("id_other", found=key.id)
            if before is None or not _closes(before, key.row):
                self._decide(key, at, record)
            self._stated[key.id] = key.row
            self.holding.add(key.id)
        return True

    def _holds_still(self, key: Key, record: Record) -> None:
        """What was accepted before the end of its key was stated stays good, though the end is dated before it."""
        stated = self._stated.get(key.id, key.row)
        if record.made >= (stated.get("valid_to") or _FOREVER):
            raise Fault("key_not_valid", owner=key.owner)

    def _decide(self, key: Key, at: int, record: Record) -> None:
        """A signature decides once, over all that is decided with it, and never on the signer's own key."""
        if record.facts.get("founding") == "yes":
            if record.seq != at + 1:  # so nobody but the core had stated anything
                raise Fault("founding_late", key=key.id)
            if key.kind == "user":
                if len(self.founders) == FOUNDERS:
                    raise Fault("founders_many", key=key.id, most=FOUNDERS)
                self.founders[key.id] = key
            return
        named = record.facts.get("signatures", "")
        changes = sorted(self._decided[named], key=lambda change: (change["kind"], change["id"]))
        digest, persons = sha256(canonical(changes)).hexdigest(), set[str]()
        for identity in named.split(","):
            person, digests = self._signed.get(identity, ("", []))
            if digest in digests and self._spent.setdefault(identity, named) == named:
                persons.add(person)
        have = len(persons - {key.owner})
        if have < DECIDERS[key.kind]:
            raise Fault("key_not_decided", key=key.id, owner=key.owner, want=DECIDERS[key.kind], have=have)

    def compare(self, pins: Sequence[str], report: Report) -> None:
        """Hold the registry against what the records state, and its founders against those named."""
        for identity, row in self._stated.items():
            if identity not in self._keys or self._keys[identity].row != row:
                report.fail(Fault("key_differs", KEYS, key=identity))
        for key in self.founders.values():
            report.founders.append(f"{printable(key.owner)} {key.fingerprint}")
            if pins and not key.fingerprint.startswith(tuple(pins)):
                report.fail(Fault("founder_not_pinned", KEYS, owner=key.owner, found=key.fingerprint))


def _closes(before: Any, row: Any) -> bool:
    """Tell whether a key only ends, or ends earlier than was stated; that needs nobody else."""
    ends = {"valid_to": row.get("valid_to"), "revoked_because": row.get("revoked_because")}
    earlier = (row.get("valid_to") or _FOREVER) <= (before.get("valid_to") or _FOREVER)
    return earlier and {**before, **ends} == {**row, **ends}


# ------------------------------------------------------------------ chains, manifests, countersignatures


class Rules:
    """What holds between records, in the order of the log."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._heads: dict[tuple[str, int], Record] = {}
        self._by_id: dict[str, Record] = {}
        self._performed: dict[str, list[Record]] = {}
        self._index = -1

    def follow(self, record: Record, at: int) -> None:
        """Hold a record against those before it."""
        if record.id in self._by_id:
            self._report.fail(Fault("id_twice", ENVELOPES))
        if at <= self._index:
            self._report.fail(Fault("log_order", record.id))
        self._index = max(self._index, at)
        self._report.take(attempt(record.id, "act_incomplete", self._chain, record))
        if record.claim:
            self._report.take(attempt(record.id, "act_incomplete", self._signature, record))
        self._by_id[record.id] = record

    def _chain(self, record: Record) -> None:
        """Check the station's sequence, and the link where its two ends are in the export."""
        station, seq, before = record.station[0], record.seq, self._heads.get(record.station)
        self._heads[record.station] = record
        seen, digest = (before.seq, before.sha256) if before else (0, _GENESIS)
        if seq <= seen:
            raise Fault("chain_order", station=station, seq=seq)
        if seq == seen + 1 and record.prev != digest:
            raise Fault("chain_broken", station=station, seq=seq)
        self._report.links += seq == seen + 1
        self._report.open_links += seq > seen + 1

    def _signature(self, record: Record) -> None:
        """Check what a signature covers, and a countersignature against the signature that it confirms."""
        meaning = record.claim["meaning"]
        if meaning not in MEANINGS or not record.claim["name"] or not record.claim["role"]:
            raise Fault("signature_claim")
        if not record.manifests:
            raise Fault("manifest_none")
        for digest, acts, _ in record.manifests:
            covered = [self._covered(identity, wanted) for identity, wanted in acts]
            performed = self._performed.setdefault(digest, [])
            if meaning == "performed":
                performed.append(record)
            if meaning == "verified" and not performed:
                raise Fault("nothing_performed")
            doers = [*performed, *(done for done in covered if not done.second)]
            if meaning == "verified" and record.person in [done.person for done in doers]:
                raise Fault("same_person", person=record.person)
            if meaning == "verified" and any(done.made > record.made for done in performed):
                raise Fault("not_later")
        self._report.countersignatures += meaning == "verified"

    def _covered(self, identity: str, wanted: str) -> Record:
        covered = self._by_id.get(identity)
        if covered is None:
            raise Fault("manifest_missing", act=identity)
        if covered.sha256 != wanted:
            raise Fault("manifest_other", act=identity)
        return covered


# ------------------------------------------------------------------ the whole


def verify(
    path: Path, core_key: str = "", founders: Sequence[str] = (), checkpoints: Sequence[str] = (), processes: int = 0
) -> Report:
    """Verify an export.

    Args:
        path: The zip.
        core_key: Fingerprint of the core's key as known from elsewhere, at least its first 16 hex digits; "" takes the
            key that the export brings, which proves that the export is whole, not whose it is.
        founders: Fingerprints of the founders' keys, likewise; none takes those that the export brings.
        checkpoints: States of the log to be found proved here: files with signed notes, or `SIZE:ROOT` from paper.
        processes: How many read records; 0 takes one for each processor.
    """
    report = Report()
    collecting = gc.isenabled()
    gc.disable()  # what is read is kept to the end, so that looking for garbage among it finds none
    report.take(
        attempt(path.name, "list_unreadable", _verify, path, core_key, founders, checkpoints, processes, report)
    )
    if collecting:
        gc.enable()
    return report


def _verify(
    path: Path, core_key: str, founders: Sequence[str], given: Sequence[str], processes: int, report: Report
) -> None:
    pin, pins = _pin(core_key, "--core-key"), [_pin(text, "--founder") for text in founders]
    if not path.exists():
        raise Fault("no_file", path.name)
    if path.suffix == ".json":
        _states(needed(attempt(path.name, "no_state", _between, path)), given, report)
        return
    files = unzip(path)
    keys = needed(attempt(KEYS, "keys_unreadable", _keys, files[KEYS]))
    envelopes = Envelopes(files[ENVELOPES], keys)
    with _reading(envelopes, processes or os.cpu_count() or 1) as read:
        contents, core = needed(attempt(INDEX, "list_unreadable", _contents, files, keys, pin, report))
        signers = [key for key in keys.values() if key is core or key.kind == "device"]
        listed = contents["records"]
        newest = needed(attempt(CHECKPOINT, "no_checkpoint", read_checkpoint, files[CHECKPOINT], signers))
        log, paths, earlier = needed(attempt(PROOFS, "proofs_unreadable", _proofs, files[PROOFS], newest, len(listed)))
        proved = [newest]
        for name, nodes in earlier.items():
            old = attempt(name, "no_checkpoint", _earlier, files.get(name, b""), keys.values(), newest, nodes)
            if isinstance(old, Checkpoint):
                proved.append(old)
            report.take(old)
        _states(proved, given, report)
        found = _all(read, listed, files[ACTS], log, paths)
    have, want = len(envelopes.lines) - 1, len({item["envelope"] for item in listed})
    if have != want:
        report.fail(Fault("lines_differ", ENVELOPES, have=have, want=want))
    named = _follow(found, contents, keys, pins, proved, report)
    _attached(named, files, set(contents.get("files_missing", [])), report)


def _states(proved: Sequence[Checkpoint], given: Sequence[str], report: Report) -> None:
    """Count the states of the log that are proved, and look for those given among them."""
    report.log_size, report.root, report.checkpoints = proved[0].size, proved[0].root.hex(), len(proved)
    for text in given:
        report.compared += not report.take(attempt(text, "no_state", _find, text, proved))


def _follow(
    found: Sequence[Record | Fault],
    contents: Any,
    keys: Mapping[str, Key],
    pins: Sequence[str],
    proved: Iterable[Checkpoint],
    report: Report,
) -> set[str]:
    """Go through the records in the order of the log, and count what holds; gives the files that they name."""
    registry = Registry(keys, (record for record in found if isinstance(record, Record)))
    rules, digest, about, named = Rules(report), sha256(), contents["about"], set[str]()
    for item, record in zip(contents["records"], found, strict=True):
        if isinstance(record, Fault):
            report.fail(record)
            continue
        if report.take(attempt(item["id"], "act_incomplete", registry.follow, record, item["index"])):
            continue
        report.records += 1
        report.device_signatures += 1
        report.user_signatures += len(record.keys) - 1
        report.simulated += record.simulated
        brought = item.get("brought") is True
        report.brought += brought
        digest.update(b"" if brought else record.sha256.encode() + b"\n")
        named |= {record.file} - {""}
        rules.follow(record, item["index"])
        core = report.places and not brought and record.station[0] == "CORE"
        if core and not about["from"] <= record.made < about["to"]:
            report.fail(Fault("not_of_period", record.id))
    report.digest, report.founders_pinned = digest.hexdigest(), bool(pins)
    registry.compare(pins, report)
    report.witnesses = len({name for one in proved for name, key in one.witnesses if key in registry.holding})
    return named


def _attached(named: set[str], files: Mapping[str, bytes], missing: set[str], report: Report) -> None:
    """Compare the attached files with the records: each that one names is here or said to be missing, no other is."""
    for name in sorted(named | missing | {name for name in files if name.startswith(ATTACHED)}):
        here, said = name in files, name in missing
        if name not in named:
            report.fail(Fault("file_unnamed", name))
        elif here == said:
            report.fail(Fault("file_said_missing" if here else "file_not_here", name))
        elif said:
            report.files_missing.append(name)
        elif not name.startswith(ATTACHED + sha256(files[name]).hexdigest()):
            report.fail(Fault("file_other", name))
        else:
            report.files += 1


def _pin(text: str, option: str) -> str:
    pin = re.sub(r"[\s:]", "", text).lower()
    if text and not re.fullmatch(r"[0-9a-f]{16,64}", pin):
        raise Fault("pin_unreadable", option)
    return pin


# ------------------------------------------------------------------ words

# ruff: noqa: E501  (a table of sentences, one a line)
_TABLE = """\
no_file | There is no such file. | 文件不存在。
no_zip | Not a whole zip: cut short or damaged ({detail}). | 不是完整的 zip 文件：被截断或已损坏（{detail}）。
name_unsafe | A name in the zip leads outside of it; nothing was read. | zip 内的文件名指向其外部，未读取。
file_twice | The zip holds two files of this name. | zip 内有两个同名文件。
too_large | Expands beyond any export's size; nothing was read. | 解压后超出合理大小，未读取。
file_missing | Is missing from the zip. | zip 中缺少该文件。
file_extra | Is not in the signed list of contents. | 不在已签名的内容清单中。
file_changed | Differs from the file in the signed list of contents. | 与已签名内容清单中的文件不一致。
file_unnamed | Is a file that no record here attaches. | 此处没有记录附加该文件。
file_not_here | A record attaches this file; it is not here, and the signed list does not say that it is missing. | 有记录附加该文件，但文件不在此处，已签名清单也未注明缺失。
file_said_missing | Is here, though the signed list says that it is missing. | 文件在此，但已签名清单注明其缺失。
file_other | Its bytes are not those that the record names by their hash. | 文件字节与记录所载哈希值不符。
keys_unreadable | The key registry cannot be read or contradicts itself. | 密钥登记表无法读取或自相矛盾。
list_unreadable | The list of contents cannot be read. | 内容清单无法读取。
list_empty | The list of contents names no record. | 内容清单中没有记录。
list_unsigned | No key of the core signed the list of contents. | 内容清单没有中心密钥的签名。
list_signature | The core's signature on the list of contents is wrong. | 中心对内容清单的签名无效。
not_pinned | Signed by the core key {found}, not {wanted}. | 签名者为中心密钥 {found}，而非 {wanted}。
pin_unreadable | A fingerprint of a key has 16 to 64 hex digits. | 密钥指纹应为 16 至 64 位十六进制数字。
version_unknown | Of version {major}; this verifier knows 1. | 主版本为 {major}，只识别 1。
no_checkpoint | Is no checkpoint of a log. | 不是日志检查点。
no_state | Is no checkpoint, neither SIZE:ROOT nor a file with one. | 不是检查点，既非 SIZE:ROOT，也非检查点文件。
checkpoint_signature | The core's signature on the checkpoint is wrong. | 中心对检查点的签名无效。
checkpoint_absent | The export proves nothing about the log of {size}. | 导出文件未证明长度 {size} 的日志。
checkpoint_other | The log of {size} had another root. | 长度 {size} 的日志的根与此不同。
not_consistent | The log of {newest} does not extend that of {size}. | 长度 {newest} 的日志不是长度 {size} 的延续。
proofs_unreadable | The proofs cannot be read or do not fit the records. | 证明无法读取，或与记录不对应。
place_missing | The records at the places {first} to {last} of the log are missing from the period. | 该时段缺少日志第 {first} 至 {last} 位的记录。
place_foreign | Lists place {index} of the log, which is not of the period. | 所列日志第 {index} 位不属于该时段。
not_of_period | Stated by the core at a time outside of the period. | 中心作出该记录的时间不在该时段内。
lines_differ | Holds {have} lines, the signed list {want} records. | 共 {have} 行，而已签名清单有 {want} 条记录。
bytes_changed | Bytes logged at {index}: changed or removed. | 日志第 {index} 位的原始字节已被更改或删除。
not_in_log | Is not at its place {index} of the log under the signed root. | 不在已签名根之下日志的第 {index} 位。
not_json | Is not the JSON of a record ({detail}). | 不是记录的 JSON（{detail}）。
not_canonical | Repeats a key, or is not in canonical form (RFC 8785). | 有重复的键，或不是规范形式（RFC 8785）。
no_envelope | Is no signed envelope. | 不是签名信封。
type_foreign | Is signed as something else. | 签名类型不符。
id_other | Is {found} by its content. | 其内容为 {found}。
copy_differs | Its plain copy in acts.jsonl differs from what was signed. | acts.jsonl 中的副本与签名内容不一致。
act_incomplete | Lacks a field that every record has. | 缺少记录必有的字段。
signature_misplaced | A signature stands where none belongs, or is missing ({kind}). | 签名缺失或位置不当（{kind}）。
decision_not_by_core | Only the core states {kind}, not station {station}. | {kind} 仅由中心陈述，工位 {station} 无权。
signatures_count | Of {want} registered signatures {have} are there. | 应有 {want} 个已登记密钥的签名，实有 {have} 个。
station_unknown | No key of station {station} signed it. | 没有工位 {station} 的密钥签名。
station_signature | The signature of station {owner} is wrong. | 工位 {owner} 的签名无效。
person_unknown | The own key of {person} did not sign it. | 没有 {person} 本人密钥的签名。
person_other | The key does not belong to the signer {person}. | 该密钥不属于签名人 {person}。
person_signature | The signature of {owner} is wrong. | {owner} 的签名无效。
key_not_valid | The key of {owner} was not valid at that time. | {owner} 的密钥当时无效。
key_not_stated | Signed by key {key} of {owner}, which no record before it registers. | {owner} 的密钥 {key} 此前没有登记记录。
key_not_decided | Of {want} persons who must register key {key} of {owner}, {have} signed. | 登记 {owner} 的密钥 {key} 需 {want} 人签名，实有 {have} 人。
key_differs | Key {key} stands otherwise in its records. | 密钥 {key} 与其登记记录不一致。
founding_late | Founds key {key} when the plant was at work already. | 工厂已运行后才以建厂方式登记密钥 {key}。
founders_many | Key {key} is of more than {most} founders. | 建厂密钥超过 {most} 个：{key}。
founder_not_pinned | The founder {owner} has the key {found}, which you did not name. | 建厂人 {owner} 的密钥 {found} 不在指定之列。
signature_claim | Lacks the signer's name, role or meaning. | 缺少签名人姓名、角色或签名含义。
manifest_none | The signature covers nothing. | 签名未覆盖任何内容。
manifest_missing | Covers record {act}, which does not stand before it in the export. | 所签记录 {act} 不在导出文件中其前面。
manifest_other | Covers other bytes than those of record {act}. | 所签内容与记录 {act} 的字节不一致。
nothing_performed | Confirms what nobody signed as performed. | 所复核的内容无人以操作签名。
same_person | Confirmed by {person}, who did the work. | 由操作者本人 {person} 复核。
not_later | Confirmed before the work was signed. | 复核早于操作签名。
log_order | Does not follow the record before it in the log. | 未按日志顺序排列。
chain_order | {station} number {seq} is repeated or out of order. | {station} 的序号 {seq} 重复或乱序。
chain_broken | {station} number {seq} does not follow from the one before. | {station} 的序号 {seq} 与前一条不衔接。
id_twice | Two records have the same id. | 两条记录的编号相同。
1 | {subject}: {records} records signed by registered stations; {brought} of them only prove others. | {subject}：{records} 条记录由已登记的工位签名，其中 {brought} 条仅用于佐证。
2 | {user_signatures} signatures by signers' own keys; {countersignatures} confirm others' work. | {user_signatures} 个签名由签名人本人密钥作出，其中 {countersignatures} 个为他人操作的复核。
3 | Keys of persons registered by two others each, back to the founders: {founding}; {founders_trust}. | 个人密钥均由另两人登记，可追溯至建厂人：{founding}；{founders_trust}。
4 | {links} chain links hold; {open_links} times the record before is not here; {extent}. | {links} 处记录链衔接；{open_links} 处的前一条记录不在本文件中；{extent}。
5 | All in the log of {log_size} under root {root}; witnesses: {witnesses}. | 全部在长度 {log_size} 的日志中，根为 {root}；见证 {witnesses} 个。
6 | {checkpoints} states of the log proved, each extends the smaller; {compared} of those given. | 已证明日志的 {checkpoints} 个状态逐个延续，含所给 {compared} 个。
7 | Digest of the record {digest}, as on paper. | 记录摘要 {digest}，与纸质记录相同。
8 | {simulated} records carry the mark 'simulated'. | {simulated} 条记录带有“模拟”标记。
9 | {files} attached files are those that the records name; missing when the export was made: {missing}. | {files} 个附加文件与记录所载一致；导出时缺失：{missing}。
10 | Core key {core_key}; {core_trust}. | 中心密钥 {core_key}；{core_trust}。
whole | nothing is left out from place {places} of the log | 日志第 {places} 位无遗漏
part | that nothing was left out is proved only by the export of a period | 是否无遗漏，仅时段导出文件可证明
named | as you named it | 与指定的一致
taken | from the export itself, so compare it with the paper of the plant | 取自导出文件本身，请与企业书面保存的核对
good | VERIFIED: {records} records, 0 failures | 核验通过：{records} 条记录，0 项不符
bad | NOT VERIFIED: {failed} failures | 核验不通过：{failed} 项不符
"""
"""One sentence a line: key, English, 中文; those with a number say what was proved."""

SENTENCES = {key: (english, chinese) for key, english, chinese in (line.split(" | ") for line in _TABLE.splitlines())}


def words(report: Report, language: str = "en") -> str:
    """Say in words what was proved and what failed, in `en` or `zh`."""
    said = {key: sentences[language == "zh"] for key, sentences in SENTENCES.items()}
    values = {
        **vars(report),
        "subject": ", ".join(report.about.values()),
        "founding": ", ".join(report.founders) or "-",
        "founders_trust": said["named" if report.founders_pinned else "taken"],
        "extent": said["whole" if report.places else "part"].format(places=report.places),
        "core_trust": said["named" if report.pinned else "taken"],
        "missing": ", ".join(report.files_missing) or "-",
        "failed": len(report.failures),
    }
    proved = [said[key] for key in said if key.isdigit()] if report.core_key else [said["6"]]
    lines = [f"{fault.record}: {fault.reason(language)}" for fault in report.failures]
    return "\n".join([*lines, *(text.format_map(values) for text in [*proved, said["good" if report.ok else "bad"]])])


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify a file from the command line; gives the exit status."""
    parser = argparse.ArgumentParser(prog="verifier", description="Verify an export of records.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--core-key", default="", help="fingerprint of the core's key, from the paper of the plant")
    parser.add_argument("--founder", action="append", default=[], help="likewise of a founder's key; may be repeated")
    parser.add_argument("--checkpoint", action="append", default=[], help="file or SIZE:ROOT that must be this log's")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--lang", choices=("en", "zh"), default="en")
    chosen = parser.parse_args(arguments)
    report = verify(chosen.file, chosen.core_key, chosen.founder, chosen.checkpoint)
    text = json.dumps(report.as_json(), ensure_ascii=False) if chosen.json else words(report, chosen.lang)
    sys.stdout.write(text + "\n")
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
