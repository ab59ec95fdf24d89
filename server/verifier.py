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
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from multiprocessing import get_context
from operator import methodcaller
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

RECORD_TYPE = b"application/vnd.countersign.record+json"
EXPORT_TYPE = b"application/vnd.countersign.export+json"
REQUIRED = INDEX, KEYS, CHECKPOINT, ENVELOPES, ACTS, PROOFS = (
    "export.json", "keys.json", "checkpoint.txt", "envelopes.jsonl", "acts.jsonl", "proofs.json",
)  # fmt: skip
ATTACHED = "files/"
MAX_FILES, MAX_BYTES, MAX_RATIO, MAX_ENVELOPE = 1_000, 1 << 30, 200, 96 * 1024
MEANINGS = {"performed", "verified", "reviewed", "approved", "released", "rejected", "voided"}
DECISIONS = {
    "PlantChanged", "GoodsReceived", "BatchIssued", "ContainerReserved", "ReservationEnded", "OperationLeased",
    "BatchReleased", "BatchRejected", "BatchVoided", "ExceptionOpened", "RoundOpened", "LotStateChanged",
    "GoodsShipped", "StockAdjusted", "ContainerDestroyed", "HeldGoodsSettled", "GoodsReturned", "RecallOpened", "CustomerNotified",
    "RecallClosed", "PersonUnlocked", "PasswordChanged", "RecordFlagged", "AlarmRaised", "PersonLocked",
    "CodeAccepted", "BytesQuarantined",
}  # fmt: skip
DECIDED = {"BatchReleased", "BatchRejected"}
MEDIA = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
"""How the name of an attached file ends, by the media type in its record."""
DECIDERS = {"user": 2, "device": 1, "box": 1, "core": 1}
"""Kinds of keys, and how many persons decide on one; a box key signs nothing."""
FOUNDERS, CLOCK_TOLERANCE = 2, timedelta(seconds=30)
_FOREVER, _GENESIS = "9999-12-31T23:59:59.999999Z", "0" * 64
_AT_ONCE, _FEW = 64, 8
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
    complete: list[str] = field(default_factory=list[str])

    @property
    def ok(self) -> bool:
        """Tell whether everything holds."""
        return not self.failures

    def fail(self, key: str, record: str, /, **params: object) -> None:
        """Note what does not hold."""
        self.failures.append(Fault(key, record, **params))

    def hold(self, record: str, otherwise: str, do: Callable[..., T], *about: Any) -> T | None:
        """Do something as `needed` does; note its fault, and go on without a result."""
        try:
            return needed(record, otherwise, do, *about)
        except Fault as fault:
            self.failures.append(fault)
        return None

    def as_json(self) -> dict[str, object]:
        """Give the report as plain data."""
        failures = [{"record": fault.record, "reason": fault.reason()} for fault in self.failures]
        return {"ok": self.ok, **vars(self), "failures": failures}


def printable(value: object) -> str:
    """Write what cannot be printed by its code, so that nothing in an export can command the terminal."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in str(value)[:200])


def needed(record: str, otherwise: str, do: Callable[..., T], *about: Any) -> T:
    """Do something about a record or a file; its fault names that, `otherwise` any other shape than described."""
    try:
        return do(*about)
    except Fault as fault:
        fault.record = fault.record or printable(record)
        raise
    except _MISSHAPEN as error:
        raise Fault(otherwise, record) from error


# ------------------------------------------------------------------ bytes


def canonical(value: object) -> bytes:
    """Write a value as RFC 8785 does, for what records may hold: ASCII keys, no floats, integers below 2^53."""
    return _WRITER.encode(value).encode()


def strict(data: bytes) -> Any:
    """Read canonical JSON; bytes that would be written otherwise are refused, so no key can stand twice."""
    value = _value(data)
    _refuse_other_forms([value], [data])
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


def _refuse_other_forms(values: Sequence[object], texts: Sequence[bytes]) -> None:
    """Compare many values and their texts at once: as no whole object is the beginning of another, none can shift."""
    try:
        same = canonical(values) == b"[%b]" % b",".join(texts)
    except (ValueError, RecursionError) as error:
        raise Fault("not_json", detail=error) from error
    if not same or any(not text.isascii() and _FOREIGN_KEY.search(text) for text in texts):
        raise Fault("not_canonical")


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text[:20]} is no integer of a record")


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
        with zipfile.ZipFile(path) as archive, ThreadPoolExecutor() as threads:
            entries, names = archive.infolist(), set[str]()
            for name, entry in ((entry.filename, entry) for entry in entries):
                if not name.isprintable() or re.search(r"^/|[\\:]|(?:^|/)\.\.(?:/|$)", name):
                    raise Fault("name_unsafe", name)
                if name in names:
                    raise Fault("file_twice", name)
                if entry.file_size > 65536 + MAX_RATIO * entry.compress_size:
                    raise Fault("too_large", name)
                names.add(name)
            if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_BYTES:
                raise Fault("too_large", "zip")
            files = dict(zip(archive.namelist(), threads.map(archive.read, entries), strict=True))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise Fault("no_zip", path.name, detail=error) from error
    for name in REQUIRED:
        if name not in files:
            raise Fault("file_missing", name)
    return files


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

    def noted(self, name: str, raw: bytes, message: bytes, algorithm: bytes = b"\x01") -> bool:
        """Tell whether a line of a note, mark and signature, is the key's."""
        mark = sha256(name.encode() + b"\n" + algorithm + self.public).digest()[:4]
        return raw[:4] == mark and self.signed(message, raw[4:])


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
_SIZE = re.compile(r"[^\n]*\n([0-9]{1,15})\n.*", re.DOTALL)


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
            report.fail("file_extra" if name in files else "file_missing", name)
        elif sha256(files[name]).hexdigest() != plain["files"][name]:
            report.fail("file_changed", name)
    forms = [(type(item["index"]), type(item["id"])) for item in plain["records"] if _hash(item["envelope"])]
    missing = plain.get("files_missing", [])
    if {*forms} - {(int, str)} or type(missing) is not list or {*map(type, missing)} - {str}:
        raise Fault("list_unreadable")
    if not plain["records"]:
        raise Fault("list_empty")
    if plain["about"].keys() & {"from", "to"}:
        _gapless(plain["places"]["first"], plain["places"]["end"], plain, report)
    return plain, core


def _gapless(first: Any, end: Any, plain: Any, report: Report) -> None:
    """A period is a stretch of the log: each place of it has its record here, so that none was taken out unseen."""
    if not (type(first) is type(end) is int and 0 <= first < end):
        raise Fault("list_unreadable")
    report.places = f"{first}-{end - 1}"
    here = sorted({item["index"] for item in plain["records"] if item.get("brought") is not True})
    inside = [index for index in here if first <= index < end]
    for index in here:
        if not first <= index < end:
            report.fail("place_foreign", INDEX, index=index)
    for before, after in zip([first - 1, *inside], [*inside, end], strict=True):
        if after - before > 1:
            report.fail("place_missing", INDEX, first=before + 1, last=after - 1)
    for border in ("from", "to"):
        _instant(plain["about"][border])


def _know(plain: Any, schema: str) -> None:
    if (plain["schema"], plain["major"], type(plain["major"])) != (schema, 1, int):
        raise Fault("version_unknown", major=plain["major"])


# ------------------------------------------------------------------ log


class Checkpoint(NamedTuple):
    """Size and root of the log as the core signed them, and by name and key the witnesses whose cosignature holds."""

    origin: str
    size: int
    root: bytes
    witnesses: set[tuple[str, str]]


def read_checkpoint(note: bytes, keys: Iterable[Key]) -> Checkpoint:
    """Verify a signed note by a key of the core, and its cosignatures (cosignature/v1) by keys of devices."""
    text, _, tail = note.decode().partition("\n\n")
    origin, size, root = text.split("\n")
    body, signed, witnesses = (text + "\n").encode(), False, set[tuple[str, str]]()
    marks = [(name, _base64(raw)) for dash, name, raw in map(_BLANK, tail.split("\n")[:-1]) if dash == "—"]
    for name, key, raw in ((name, key, raw) for name, raw in marks for key in keys):
        timed = b"cosignature/v1\ntime %d\n%b" % (int.from_bytes(raw[4:12], "big"), body)
        signed = signed or (name == origin and key.kind == "core" and key.noted(name, raw, body))
        if (key.kind, key.owner) == ("device", name) and key.noted(name, raw[:4] + raw[12:], timed, b"\x04"):
            witnesses.add((name, key.id))
    if not signed:
        raise Fault("checkpoint_signature")
    return Checkpoint(origin, int(size), _base64(root), witnesses)


_BLANK = methodcaller("split", " ")


def _base64(text: str) -> bytes:
    return a2b_base64(text.encode(), strict_mode=True)


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Log:
    """Inclusion under one root; what one proof has proved, the next may lean on."""

    def __init__(self, checkpoint: Checkpoint, nodes: Iterable[str]) -> None:
        self._size, self._root = checkpoint.size, checkpoint.root
        self.nodes = list(map(_hash, nodes))
        self._proved: dict[tuple[int, int], tuple[bytes, list[int]]] = {}

    def holds(self, index: int, envelope: str, path: list[int]) -> bool:
        """Verify an inclusion proof (RFC 9162, 2.1.3.2), up to where it goes on as one that is proved."""
        if not 0 <= index < self._size:
            return False
        node, last, level, value = index, self._size - 1, 0, sha256(b"\x00" + bytes.fromhex(envelope)).digest()
        made: dict[tuple[int, int], tuple[bytes, list[int]]] = {}
        for step, place in enumerate(path):
            if last == 0 or not 0 <= place < len(self.nodes):
                return False
            while node == last and not node & 1:
                node, last, level = node >> 1, last >> 1, level + 1
            here = value, path[step:]
            if self._proved.get((level, node)) == here:
                break
            made[level, node], item = here, self.nodes[place]
            value = _node(item, value) if node & 1 else _node(value, item)
            node, last, level = node >> 1, last >> 1, level + 1
        else:
            if last or value != self._root:
                return False
        self._proved |= made
        return True


def consistent(old: Checkpoint, new: Checkpoint, path: Sequence[bytes]) -> bool:
    """Verify that one checkpoint's log extends another's (RFC 9162, 2.1.4.1, read from its end)."""
    if old.origin != new.origin or not 0 < old.size < new.size:
        return (old.origin, old.size, old.root) == (new.origin, new.size, new.root) and not path
    items = list(path)

    def roots(first: int, second: int, whole: bool) -> tuple[bytes, bytes]:
        if first == second:
            known = old.root if whole else items.pop()
            return known, known
        left, item = 1 << ((second - 1).bit_length() - 1), items.pop()
        if first <= left:
            one, other = roots(first, left, whole)
            return one, _node(other, item)
        one, other = roots(first - left, second - left, False)
        return _node(item, one), _node(item, other)

    try:
        return roots(old.size, new.size, True) == (old.root, new.root) and not items
    except IndexError:
        return False


def _proofs(data: bytes, newest: Checkpoint, count: int) -> tuple[Log, list[Any], dict[str, list[bytes]]]:
    """Read the proofs: the log with its nodes, the paths of the records, and those of earlier checkpoints."""
    proofs = strict(data)
    log = Log(newest, proofs["nodes"])
    if len(proofs["records"]) != count:
        raise Fault("proofs_unreadable")
    return log, proofs["records"], {name: [log.nodes[n] for n in path] for name, path in proofs["checkpoints"].items()}


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
    if roots.get(size) != root:
        raise Fault("checkpoint_other" if size in roots else "checkpoint_absent", size=size)


def _between(path: Path) -> list[Checkpoint]:
    """Verify a file that proves one state of the log to extend another; gives both, the larger one first."""
    plain = strict(path.read_bytes())
    _know(plain, "countersign.consistency")
    old, new = (Checkpoint("", plain[name]["size"], _hash(plain[name]["root"]), set()) for name in ("old", "new"))
    if not consistent(old, new, [_hash(node) for node in plain["proof"]]):
        raise Fault("not_consistent", size=old.size, newest=new.size)
    return [new, old]


# ------------------------------------------------------------------ records


class Record(NamedTuple):
    """What the rules need of a record.

    Attributes:
        sha256: Hash of its payload.
        claim: Of a signature: what the signer says of himself and of its meaning.
        manifests: Of a signature: the hash of each manifest, the acts in it, and the hash of the changes that it shows.
        facts: Of a change of the plant.
        second: True for a second count, which whoever confirms the step has made himself.
        file: Name here of the file that it attaches, or "".
        batch: The batch that it is about, or None.
        decided: Of a decision on a batch: its facts.
        keys: Ids of the keys that signed it: the station's, and on a signature the signer's own.
    """

    id: str
    sha256: str
    station: tuple[str, int]
    seq: int
    prev: str
    person: str | None
    made: str
    simulated: bool
    claim: Any
    manifests: list[tuple[bytes, list[tuple[str, str]], str]]
    facts: Any
    second: bool
    file: str
    batch: str | None
    decided: Any
    keys: tuple[str, ...] = ()


def _record(plain: Any, digest: str) -> Record:
    """Take from a payload what the rules need; all of it must be of its type."""
    _know(plain, "countersign.record")
    place, act = plain["place"], plain["act"]
    kind, station, made, person = act["kind"], place["kiosk"], act["when"]["utc"], act["who"].get("person")
    texts = [act["id"], kind, station, made, place["prev"], "" if person is None else person]
    claim, manifests, facts = None, [], None
    if kind == "PlantChanged":
        facts = act.get("facts", {})
        texts += facts.values()
    if "signature" in act:
        claim = {name: act["signature"][name] for name in ("person", "name", "role", "meaning", "key")}
        texts += claim.values()
        manifests = [_manifest(shown, texts) for shown in _array(act["signature"]["manifests"])]
    if {*map(type, texts)} != {str} or type(place["seq"]) is not int or type(place["epoch"]) is not int:
        raise Fault("act_incomplete")
    if (kind == "Signed") != (claim is not None):
        raise Fault("signature_misplaced", kind=kind)
    if kind in DECISIONS and station != "CORE":
        raise Fault("decision_not_by_core", kind=kind, station=station)
    chained = digest, (station, place["epoch"]), place["seq"], place["prev"], person, _instant(made)
    file = _attaches(act.get("facts")) if kind == "FileAttached" else ""
    said = act.get("simulated") is True, claim, manifests, facts, kind == "SecondCountMade", file
    batch = act["subject"].get("batch") if isinstance(act.get("subject"), dict) else None
    decided = act.get("facts") if kind in DECIDED else None
    return Record(act["id"], *chained, *said, batch if isinstance(batch, str) else None, decided)


def _manifest(shown: Any, texts: list[Any]) -> tuple[bytes, list[tuple[str, str]], str]:
    """Give the hash of a manifest, the acts in it, and the hash of the changes that its last line shows, or ""."""
    acts, last = [(act["id"], act["sha256"]) for act in _array(shown["acts"])], {"label": "", "value": ""}
    if (shown["batch"], shown["step"]) == ("", "change"):
        last = _array(shown["lines"])[-1]
    texts += [shown["batch"], shown["step"], last["label"], last["value"], *(text for act in acts for text in act)]
    return sha256(repr(shown).encode()).digest(), acts, last["value"] if last["label"] == "sha256" else ""


def _attaches(facts: Any) -> str:
    """Give the name under which an export holds an attached file, or "" where the facts name none."""
    named = facts if isinstance(facts, dict) else {}
    digest, media = (str(named.get(name)) for name in ("sha256", "type"))
    return f"{ATTACHED}{digest}.{MEDIA[media]}" if _HASH.fullmatch(digest) and media in MEDIA else ""


def _array(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Fault("act_incomplete")
    return value


def _signers(record: Record, ids: Sequence[str], wrong: Sequence[str], keys: Mapping[str, Key]) -> Record:
    """Find the keys that must have signed: the station's, and on a signature the signer's own; none did wrongly."""
    found, claim = {keys[name].kind: keys[name] for name in ids if name in keys}, record.claim
    station, want = record.station[0], 1 if claim is None else 2
    if not want == len(ids) == len(found):
        raise Fault("signatures_count", want=want, have=len(found))
    key, own = found.get("core" if station == "CORE" else "device"), found.get("user")
    if key is None or key.owner != station:
        raise Fault("station_unknown", station=station)
    if not key.early <= record.made:
        raise Fault("key_not_valid", owner=station)
    if claim is not None:
        if own is None or own.id != claim["key"]:
            raise Fault("person_unknown", person=claim["person"])
        if not own.owner == claim["person"] == record.person:
            raise Fault("person_other", person=claim["person"])
        if not own.start <= record.made:
            raise Fault("key_not_valid", owner=own.owner)
    for one in (key, own) if wrong else ():
        if one and one.id in wrong:
            raise Fault("person_signature" if one is own else "station_signature", owner=one.owner)
    return record._replace(keys=(key.id, own.id) if own else (key.id,))


Opened = dict[str, tuple[str, tuple[str, ...], tuple[str, ...]] | str]
"""By the hash of an envelope: that of its payload, the keys that signed, those that did wrongly; or what is wrong."""


def _open(lines: Sequence[bytes], keys: Mapping[str, Key]) -> Opened:
    """Open envelopes, and verify every signature by a key that is known."""
    opened: Opened = {}
    for line in lines:
        digest = sha256(line).hexdigest()
        try:
            payload, message, signatures = open_envelope(line[: MAX_ENVELOPE + 1], RECORD_TYPE)
        except Fault as fault:
            opened[digest] = fault.key
            continue
        wrong = tuple(one for one, raw in signatures if one in keys and not keys[one].signed(message, raw))
        opened[digest] = sha256(payload).hexdigest(), tuple(one for one, _ in signatures), wrong
    return opened


@contextmanager
def _opening(data: bytes, keys: Mapping[str, Key], processes: int) -> Generator[Callable[[], tuple[int, Opened]]]:
    """Have envelopes opened by other processes, where there are many, until this one has nothing else to do.

    What is given joins in, and gives the number of lines and what they hold. All take the next lines by one counter.
    """
    lines = data.split(b"\n")
    starts = range(0, len(lines), _AT_ONCE)
    fork = sys.platform == "linux" and len(starts) >= _FEW
    context = get_context("fork" if fork else None)
    counter, helpers = context.Value("q", 0), []

    def some() -> dict[int, Opened]:
        done: dict[int, Opened] = {}
        while True:
            with counter:
                at, counter.value = counter.value, counter.value + 1
            if at >= len(starts):
                return done
            done[at] = _open(lines[starts[at] : starts[at] + _AT_ONCE], keys)

    def everything() -> tuple[int, Opened]:
        done = some()
        for _, pipe in helpers:
            with suppress(EOFError):  # one that was killed: what it had taken is done here
                done |= pipe.recv()
        every: Opened = {}
        for at, start in enumerate(starts):
            every |= done[at] if at in done else _open(lines[start : start + _AT_ONCE], keys)
        return len(lines), every

    try:
        for _ in range(processes - 1 if fork else 0):
            mine, theirs = context.Pipe(duplex=False)
            helper = context.Process(target=lambda to=theirs: to.send(some()), daemon=True)
            helper.start()
            theirs.close()
            helpers.append((helper, mine))
        yield everything
    finally:
        for helper, pipe in helpers:
            pipe.close()
            helper.terminate()
            helper.join()


def _read(lines: Sequence[bytes]) -> list[Record | Fault]:
    """Read the plain copies of records, some at a time; their form is compared with the canonical one at once."""
    found: list[Record | Fault] = []
    for start in range(0, len(lines), _AT_ONCE):
        some = lines[start : start + _AT_ONCE]
        try:
            values = [_value(line) for line in some]
            _refuse_other_forms(values, some)
        except Fault:
            values = [_caught("", "not_canonical", strict, line) for line in some]
        for value, line in zip(values, some, strict=True):
            about = value, sha256(line).hexdigest()
            found.append(value if isinstance(value, Fault) else _caught("", "act_incomplete", _record, *about))
    return found


def _caught(record: str, otherwise: str, do: Callable[..., T], *about: Any) -> T | Fault:
    try:
        return needed(record, otherwise, do, *about)
    except Fault as fault:
        return fault


def _listed(item: Any, copy: str, one: Any, held: Any, read: Record | Fault, keys: Mapping[str, Key]) -> Record:
    """Hold a record of the signed list against its envelope, its place in the log, its copy and its signers."""
    if one is None:
        raise Fault("bytes_changed", index=item["index"])
    if isinstance(one, str):
        raise Fault(one)
    if held is not True:
        raise Fault("not_in_log", index=item["index"])
    payload, ids, wrong = one
    if payload != copy:
        raise Fault("copy_differs")
    if isinstance(read, Fault):
        raise read
    record = _signers(read, ids, wrong, keys)
    if record.id != item["id"]:
        raise Fault("id_other", found=record.id)
    return record


# ------------------------------------------------------------------ between records


class History:
    """What holds between the records of an export, taken in the order of the log."""

    def __init__(self, keys: Mapping[str, Key], records: Iterable[Record], report: Report) -> None:
        self._keys, self._report = keys, report
        self._stated: dict[str, Any] = {}
        self._ends = {key.id: key.end for key in keys.values()}
        self._signed: dict[str, tuple[str, list[str]]] = {}
        self._spent: dict[str, str] = {}
        self._decided: dict[str, list[Any]] = {}
        self.holding = {key.id for key in keys.values() if key.kind == "core"}
        self.founders: dict[str, Key] = {}
        self._heads: dict[tuple[str, int], Record] = {}
        self._by_id: dict[str, Record] = {}
        self._performed: dict[bytes, list[Record]] = {}
        self._index = -1
        for facts in (record.facts for record in records if record.facts):
            change = {name: facts.get(name) for name in ("body", "id", "kind")}
            self._decided.setdefault(facts.get("signatures", ""), []).append(change)

    def admit(self, record: Record, at: int) -> bool:
        """Hold a record's signers against what was stated before it, then learn what it states.

        What was accepted before the end of its key was stated stays good, though the end is dated before it.
        """
        for identity in record.keys:
            if identity not in self.holding:
                raise Fault("key_not_stated", key=identity, owner=self._keys[identity].owner)
            if record.made >= self._ends[identity]:
                raise Fault("key_not_valid", owner=self._keys[identity].owner)
        before = self._heads.get(record.station)
        if before and self._keys[record.keys[0]].start < self._keys[before.keys[0]].start:
            raise Fault("key_superseded", station=record.station[0], seq=before.seq)
        if record.claim and record.claim["meaning"] in ("performed", "approved"):
            self._signed[record.id] = record.claim["person"], [decided for _, _, decided in record.manifests]
        if record.facts is not None and record.facts["kind"] == "keys":
            key, before = Key(strict(record.facts["body"].encode())), self._stated.get(record.facts["id"])
            if key.id != record.facts["id"]:
                raise Fault("id_other", found=key.id)
            if before is None or not _closes(before, key.row):
                self._decide(key, at, record)
            self._stated[key.id], self._ends[key.id] = key.row, key.end
            self.holding.add(key.id)
        return True

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

    def compare(self, pins: Sequence[str]) -> None:
        """Hold the registry against what the records state, and its founders against those named."""
        for identity, row in self._stated.items():
            if identity not in self._keys or self._keys[identity].row != row:
                self._report.fail("key_differs", KEYS, key=identity)
        for key in self.founders.values():
            self._report.founders.append(f"{printable(key.owner)} {key.fingerprint}")
            if pins and not key.fingerprint.startswith(tuple(pins)):
                self._report.fail("founder_not_pinned", KEYS, owner=key.owner, found=key.fingerprint)

    def follow(self, record: Record, at: int) -> None:
        """Hold a record against those before it: its order, its chain, and what it signs."""
        if record.id in self._by_id:
            self._report.fail("id_twice", ENVELOPES)
        if at <= self._index:
            self._report.fail("log_order", record.id)
        self._index = max(self._index, at)
        station, seq, before = record.station[0], record.seq, self._heads.get(record.station)
        self._heads[record.station] = record
        seen, digest = (before.seq, before.sha256) if before else (0, _GENESIS)
        if seq <= seen:
            self._report.fail("chain_order", record.id, station=station, seq=seq)
        elif seq > seen + 1:
            self._report.open_links += 1
        elif record.prev == digest:
            self._report.links += 1
        else:
            self._report.fail("chain_broken", record.id, station=station, seq=seq)
        if record.claim:
            self._report.hold(record.id, "act_incomplete", self._signature, record)
        self._by_id[record.id] = record

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
        if covered is None or covered.sha256 != wanted:
            raise Fault("manifest_other" if covered else "manifest_missing", act=identity)
        return covered


def _closes(before: Any, row: Any) -> bool:
    """Tell whether a key only ends, or ends earlier than was stated; that needs nobody else."""
    ends = {"valid_to": row.get("valid_to"), "revoked_because": row.get("revoked_because")}
    earlier = (row.get("valid_to") or _FOREVER) <= (before.get("valid_to") or _FOREVER)
    return earlier and {**before, **ends} == {**row, **ends}


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
        processes: How many verify signatures; 0 takes one for each processor.
    """
    report, collecting = Report(), gc.isenabled()
    gc.disable()  # what is read is kept to the end, so that looking for garbage among it finds none
    wanted = core_key, founders, checkpoints, processes or os.cpu_count() or 1
    report.hold(path.name, "list_unreadable", _verify, path, *wanted, report)
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
        _states(needed(path.name, "no_state", _between, path), given, report)
        return
    files = unzip(path)
    keys = needed(KEYS, "keys_unreadable", _keys, files[KEYS])
    with _opening(files[ENVELOPES], keys, processes) as opening:
        contents, core = needed(INDEX, "list_unreadable", _contents, files, keys, pin, report)
        signers, listed = [key for key in keys.values() if key is core or key.kind == "device"], contents["records"]
        newest = needed(CHECKPOINT, "no_checkpoint", read_checkpoint, files[CHECKPOINT], signers)
        log, paths, earlier = needed(PROOFS, "proofs_unreadable", _proofs, files[PROOFS], newest, len(listed))
        about = ((files.get(name, b""), keys.values(), newest, nodes) for name, nodes in earlier.items())
        held = [report.hold(name, "no_checkpoint", _earlier, *one) for name, one in zip(earlier, about, strict=True)]
        proved = [newest, *filter(None, held)]
        _states(proved, given, report)
        copies = [*files[ACTS].split(b"\n"), *[b""] * len(listed)][: len(listed)]
        digests, read = [sha256(copy).hexdigest() for copy in copies], _read(copies)
        inside = [
            _caught("", "not_in_log", log.holds, item["index"], item["envelope"], nodes)
            for item, nodes in zip(listed, paths, strict=True)
        ]
        lines, opened = opening()
    have, want = lines - 1, len({item["envelope"] for item in listed})
    if have != want:
        report.fail("lines_differ", ENVELOPES, have=have, want=want)
    found = [
        report.hold(item["id"], "act_incomplete", _listed, item, copy, opened.get(item["envelope"]), here, one, keys)
        for item, copy, here, one in zip(listed, digests, inside, read, strict=True)
    ]
    history = History(keys, filter(None, found), report)
    _attached(_follow(found, contents, history, report), files, set(contents.get("files_missing", [])), report)
    report.founders_pinned = bool(pins)
    history.compare(pins)
    report.witnesses = len({name for one in proved for name, key in one.witnesses if key in history.holding})


def _states(proved: Sequence[Checkpoint], given: Sequence[str], report: Report) -> None:
    """Count the states of the log that are proved, and look for those given among them."""
    report.log_size, report.root, report.checkpoints = proved[0].size, proved[0].root.hex(), len(proved)
    failed = len(report.failures)
    for text in given:
        report.hold(text, "no_state", _find, text, proved)
    report.compared = len(given) - len(report.failures) + failed


def _follow(found: Sequence[Record | None], contents: Any, history: History, report: Report) -> set[str]:
    """Go through the records in the order of the log, and count what holds; gives the files that they name."""
    digest, about, named, own = sha256(), contents["about"], {""}, list[tuple[int, Record]]()
    for item, record in zip(contents["records"], found, strict=True):
        if not record or not report.hold(record.id, "act_incomplete", history.admit, record, item["index"]):
            continue
        brought = item.get("brought") is True
        report.records += 1
        report.device_signatures += 1
        report.user_signatures += len(record.keys) - 1
        report.simulated += record.simulated
        report.brought += brought
        if not brought:
            digest.update(record.sha256.encode() + b"\n")
            own.append((item["index"], record))
        named.add(record.file)
        history.follow(record, item["index"])
        core = report.places and not brought and record.station[0] == "CORE"
        if core and not about["from"] <= record.made < about["to"]:
            report.fail("not_of_period", record.id)
    report.digest = digest.hexdigest()
    for _, record in own:
        if record.decided is not None and not report.places:
            report.hold(record.id, "act_incomplete", _complete, record, own, report)
    return named - {""}


def _complete(record: Record, own: Sequence[tuple[int, Record]], report: Report) -> None:
    """A decision says how many records its batch had in the log relied upon, and their digest: they are all here."""
    facts = record.decided
    if not {"checkpoint", "records", "digest"} <= facts.keys():
        return
    named = _SIZE.fullmatch(facts["checkpoint"])
    if named is None or record.batch is None:
        raise Fault("act_incomplete")
    size = int(named[1])
    hashes = [one.sha256 for index, one in own if index < size and one.batch == record.batch]
    digest = sha256("".join(f"{one}\n" for one in hashes).encode()).hexdigest()
    if (str(len(hashes)), digest) != (facts["records"], facts["digest"]):
        raise Fault("records_left_out", batch=record.batch, want=facts["records"], have=len(hashes), size=size)
    report.complete.append(printable(f"{record.batch} ({len(hashes)}; {size})"))


def _attached(named: set[str], files: Mapping[str, bytes], missing: set[str], report: Report) -> None:
    """Compare the attached files with the records: each that one names is here or said to be missing, no other is."""
    for name in sorted(named | missing | {name for name in files if name.startswith(ATTACHED)}):
        here, said = name in files, name in missing
        if name not in named:
            report.fail("file_unnamed", name)
        elif here == said:
            report.fail("file_said_missing" if here else "file_not_here", name)
        elif said:
            report.files_missing.append(name)
        elif not name.startswith(ATTACHED + sha256(files[name]).hexdigest()):
            report.fail("file_other", name)
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
records_left_out | Decides on {want} records of batch {batch} in the log of {size}; here are {have}, or others. | 依据长度 {size} 的日志中批次 {batch} 的 {want} 条记录作出决定；此处有 {have} 条，或内容不同。
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
key_superseded | By an earlier key of {station} than its number {seq}. | 所用密钥早于工位 {station} 序号 {seq} 的密钥。
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
decided | nothing is left out of batch {complete} (records; log at its decision); of what is later or elsewhere only the export of a period proves it | 批次 {complete}（记录数；决定时的日志长度）无遗漏；其后及批次以外的记录是否无遗漏，仅时段导出文件可证明
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
    extent = "whole" if report.places else "decided" if report.complete else "part"
    values = {
        **vars(report),
        "subject": ", ".join(report.about.values()),
        "founding": ", ".join(report.founders) or "-",
        "founders_trust": said["named" if report.founders_pinned else "taken"],
        "extent": said[extent].format(places=report.places, complete=", ".join(report.complete)),
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
