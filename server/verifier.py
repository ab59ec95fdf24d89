"""Verify an export of records, alone: no database, no network, nothing of the product but this file.

Needs Python 3.11 and PyNaCl. Copy the file out and run `python verifier.py EXPORT.zip`. What is checked, byte by
byte, stands in `docs/record-format.md`, whose section 8 this file follows. Exit status 0 only when everything holds.

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
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

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
    "GoodsShipped", "StockAdjusted", "ContainerDestroyed", "HeldGoodsSettled", "GoodsReturned", "RecallOpened",
    "CustomerNotified", "RecallClosed", "PersonUnlocked", "PasswordChanged", "RecordFlagged", "AlarmRaised",
    "PersonLocked", "CodeAccepted", "BytesQuarantined",
}  # fmt: skip
COUNTING, COUNTED = {"BatchReleased", "BatchRejected"}, {"checkpoint", "records", "digest"}
"""Decisions on a batch, and the facts by which they say how much of it they rest on."""
TOLD = COUNTING | {"PlantChanged", "FileAttached"}
"""Kinds of acts whose facts are looked at."""
MEDIA = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
"""How the name of an attached file ends, by the media type in its record."""
DECIDERS = {"user": 2, "device": 1, "box": 1, "core": 1}
"""Kinds of keys, and how many persons decide on one; a box key signs nothing."""
FOUNDERS, CLOCK_TOLERANCE = 2, timedelta(seconds=30)
_FOREVER, _GENESIS = "9999-12-31T23:59:59.999999Z", (0, "0" * 64, "")
_AT_ONCE, _FEW = 64, 8
_MISSHAPEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError, OverflowError, OSError)
"""What reading a value of another shape than described ends in."""

UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
HASH = re.compile("[0-9a-f]{64}")
KEY_SHAPE = {"id": str, "kind": str, "owner": str, "public": HASH, "valid_from": UTC}
LIST_SHAPE = {"made": UTC, "about": dict, "files": dict, "records": [{"id": str, "index": int, "envelope": HASH}]}
STATE_SHAPE = {"size": int, "root": HASH}
SHOWN_SHAPE = {"batch": str, "step": str, "acts": [{"id": str, "sha256": str}]}
CLAIM_SHAPE = {"person": str, "name": str, "role": str, "meaning": str, "key": str, "manifests": [SHOWN_SHAPE]}
RECORD_SHAPE = {
    "place": {"kiosk": str, "prev": str, "seq": int, "epoch": int},
    "act": {"id": str, "kind": str, "who": dict, "when": {"utc": UTC}},
}
"""What must be there at least: a type, the form of a text, `[each]`, or the members of an object."""

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


def printable(value: object) -> str:
    """Write what cannot be printed by its code, so that nothing in an export can command the terminal."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in str(value)[:200])


def hold(condition: object, key: str, /, **params: object) -> None:
    """Refuse what does not hold."""
    if not condition:
        raise Fault(key, **params)


def tried(record: str, otherwise: str, do: Callable[..., T], *about: Any) -> T | Fault:
    """Do something about a record or a file; its fault names that, `otherwise` any other shape than described."""
    try:
        return do(*about)
    except Fault as fault:
        fault.record = fault.record or printable(record)
        return fault
    except _MISSHAPEN:
        return Fault(otherwise, record)


def needed(record: str, otherwise: str, do: Callable[..., T], *about: Any) -> T:
    """Do something without which nothing else can be verified."""
    done = tried(record, otherwise, do, *about)
    if isinstance(done, Fault):
        raise done
    return done


class Report:
    """What was proved and what was not; counts hold what verified, never what was merely present."""

    def __init__(self) -> None:
        self.records = self.device_signatures = self.user_signatures = self.countersignatures = 0
        self.log_size = self.checkpoints = self.witnesses = 0
        self.failures: list[Fault] = []
        self.about: dict[str, str] = {}
        self.digest = self.root = self.core_key = self.places = ""
        self.links = self.open_links = self.brought = self.simulated = self.compared = self.files = 0
        self.pinned = self.founders_pinned = False
        self.founders: list[str] = []
        self.files_missing: list[str] = []
        self.complete: list[str] = []

    @property
    def ok(self) -> bool:
        """Tell whether everything holds."""
        return not self.failures

    def fail(self, key: str, record: str, /, **params: object) -> None:
        """Note what does not hold."""
        self.failures.append(Fault(key, record, **params))

    def attempt(self, record: str, otherwise: str, do: Callable[..., T], *about: Any) -> T | None:
        """Do something that may fail; note its fault, and go on without a result."""
        done = tried(record, otherwise, do, *about)
        if isinstance(done, Fault):
            self.failures.append(done)
            return None
        return done

    def as_json(self) -> dict[str, object]:
        """Give the report as plain data."""
        failures = [{"record": fault.record, "reason": fault.reason()} for fault in self.failures]
        return {"ok": self.ok, **vars(self), "failures": failures}


# ------------------------------------------------------------------ sections 1 and 2: bytes


def canonical(value: object) -> bytes:
    """Write a value as RFC 8785 does, for what records may hold: ASCII keys, no floats, integers below 2^53."""
    return _WRITER.encode(value).encode()


def strict(data: bytes) -> Any:
    """Read canonical JSON; bytes that would be written otherwise are refused, so no key can stand twice."""
    quick = data.isascii() and not (_SIXTEEN in data.translate(_AS_ZEROS) and _WIDE.search(data))
    try:
        value, _ = (_QUICK if quick else _READER).raw_decode(data.decode())
        same = canonical(value) == data
    except (ValueError, RecursionError) as error:
        raise Fault("not_json", detail=error) from error
    hold(same, "not_canonical")
    return value


def _integer(text: str) -> int:
    hold(len(text) < 18 and abs(int(text)) < 2**53, "not_json", detail=f"{text[:20]} is too large")
    return int(text)


def _object(members: dict[str, Any]) -> dict[str, Any]:
    hold("".join(members).isascii(), "not_canonical")
    return members


_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, check_circular=False, separators=(",", ":"))
_READER = json.JSONDecoder(object_hook=_object, parse_int=_integer, parse_float=int, parse_constant=int)
_QUICK = json.JSONDecoder(parse_float=int, parse_constant=int)
_AS_ZEROS, _SIXTEEN, _WIDE = bytes.maketrans(b"123456789", b"0" * 9), b"0" * 16, re.compile(rb"[:,\[]-?\d{16}")
"""What is ASCII and has no 16 digits together needs no look at keys and integers; `int` refuses any other number."""


def shaped(value: Any, shape: Any) -> Any:
    """Hold a value against a shape; gives the value."""
    if type(shape) is dict and type(value) is dict:
        for name, inner in shape.items():
            if type(value[name]) is not inner:
                shaped(value[name], inner)
    elif type(shape) is list and type(value) is list:
        for one in value:
            shaped(one, shape[0])
    elif type(value) is not shape and not (type(shape) is re.Pattern and shape.fullmatch(value)):
        raise TypeError("another type or form")
    return value


def known(plain: Any, schema: str, shape: Any) -> Any:
    """Hold a value against its schema, which has a version, and its shape; gives the value."""
    found = plain["schema"], plain["major"], type(plain["major"])
    hold(found == (schema, 1, int), "version_unknown", major=plain["major"])
    return shaped(plain, shape)


def unzip(path: Path) -> dict[str, bytes]:
    """Read every file of the zip into memory, after its names and sizes were found fit; nothing is written."""
    try:
        with zipfile.ZipFile(path) as archive, ThreadPoolExecutor() as threads:
            entries, files = archive.infolist(), dict[str, bytes]()
            for name, entry in ((entry.filename, entry) for entry in entries):
                unsafe = not name.isprintable() or re.search(r"^/|[\\:]|(?:^|/)\.\.(?:/|$)", name)
                bomb = entry.file_size > 65536 + MAX_RATIO * entry.compress_size
                for wrong, key in ((unsafe, "name_unsafe"), (name in files, "file_twice"), (bomb, "too_large")):
                    if wrong:
                        raise Fault(key, name)
                if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise Fault("no_zip", path.name, detail=f"{name} is neither stored nor deflated")
                files[name] = b""
            if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_BYTES:
                raise Fault("too_large", "zip")
            files = dict(zip(files, threads.map(archive.read, entries), strict=True))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise Fault("no_zip", path.name, detail=error) from error
    for name in REQUIRED:
        if name not in files:
            raise Fault("file_missing", name)
    return files


_ONE = rb'\{"keyid":"([0-9a-f]{16})","sig":"([A-Za-z0-9+/]{86}==)"\}'
_SIGNATURE, _ALL = re.compile(_ONE), rb"((?:%b(?:,(?=\{)|(?=\])))*)" % _ONE.replace(b"(", b"(?:")
_HEAD, _TAIL = b'{"payload":"', re.compile(rb'","payloadType":"([ -!#-\[\]-~]*)","signatures":\[%b\]\}' % _ALL)
"""Around the payload, the one canonical form of an envelope, so that it needs no JSON reader."""


def open_envelope(data: bytes, kind: bytes) -> tuple[bytes, bytes, list[tuple[str, bytes]]]:
    """Read an envelope of a type: the payload, the bytes that are signed, and the signatures by key id."""
    end = data.find(b'"', len(_HEAD))
    tail = _TAIL.fullmatch(data, end)
    if tail is None or not data.startswith(_HEAD):
        raise Fault("no_envelope")
    hold(tail[1] == kind, "type_foreign")
    try:
        payload = a2b_base64(data[len(_HEAD) : end], strict_mode=True)
    except ValueError as error:
        raise Fault("no_envelope") from error
    signatures = [(keyid.decode(), a2b_base64(raw)) for keyid, raw in _SIGNATURE.findall(tail[2])]
    return payload, b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload), signatures


# ------------------------------------------------------------------ keys, and the signed list of contents


class Key:
    """One row of the key registry, ready to verify with."""

    def __init__(self, row: Any) -> None:
        self.row, self.public = row, bytes.fromhex(shaped(row, KEY_SHAPE)["public"])
        self.id, self.kind, self.owner = row["id"], row["kind"], row["owner"]
        self.start, self.end = row["valid_from"], shaped(row.get("valid_to") or _FOREVER, UTC)
        self.early = (datetime.fromisoformat(self.start) - CLOCK_TOLERANCE).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        self.fingerprint = sha256(self.public).hexdigest()
        if self.id != self.fingerprint[:16] or self.kind not in DECIDERS:
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


def _keys(data: bytes) -> dict[str, Key]:
    rows = shaped(strict(data), [dict])
    keys = {key.id: key for key in map(Key, rows)}
    hold(len(keys) == len(rows), "keys_unreadable")
    return keys


def _contents(files: Mapping[str, bytes], keys: Mapping[str, Key], pin: str, report: Report) -> tuple[Any, Key]:
    """Verify the list of contents by a key of the core, and compare the files with it; gives list and key."""
    payload, message, signatures = open_envelope(files[INDEX], EXPORT_TYPE)
    core = keys.get(signatures[0][0]) if len(signatures) == 1 else None
    if core is None or core.kind != "core":
        raise Fault("list_unsigned")
    hold(core.signed(message, signatures[0][1]), "list_signature")
    plain = known(strict(payload), "countersign.export", LIST_SHAPE)
    shaped(plain.get("files_missing", []), [str])
    hold(core.start <= plain["made"] < core.end, "key_not_valid", owner="CORE")
    report.about = {printable(name): printable(value) for name, value in plain["about"].items()}
    report.core_key, report.pinned = core.fingerprint, bool(pin)
    hold(core.fingerprint.startswith(pin), "not_pinned", found=core.fingerprint, wanted=pin)
    hold(plain["records"], "list_empty")
    for name in sorted((files.keys() | plain["files"].keys()) - {INDEX}):
        if name not in files or name not in plain["files"]:
            report.fail("file_extra" if name in files else "file_missing", name)
        elif sha256(files[name]).hexdigest() != plain["files"][name]:
            report.fail("file_changed", name)
    if plain["about"].keys() & {"from", "to"}:
        shaped(plain, {"about": {"from": UTC, "to": UTC}, "places": {"first": int, "end": int}})
        _gapless(plain["places"]["first"], plain["places"]["end"], plain["records"], report)
    return plain, core


def _gapless(first: int, end: int, rows: Iterable[Any], report: Report) -> None:
    """A period is a stretch of the log: each place of it has its record here, so that none was taken out unseen."""
    hold(0 <= first < end, "list_unreadable")
    report.places = f"{first}-{end - 1}"
    here = sorted({row["index"] for row in rows if row.get("brought") is not True})
    inside = [index for index in here if first <= index < end]
    for index in sorted({*here} - {*inside}):
        report.fail("place_foreign", INDEX, index=index)
    for before, after in zip([first - 1, *inside], [*inside, end], strict=True):
        if after - before > 1:
            report.fail("place_missing", INDEX, first=before + 1, last=after - 1)


# ------------------------------------------------------------------ section 6: log


class Checkpoint(NamedTuple):
    """Size and root of the log as the core signed them, and by name and key the witnesses whose cosignature holds."""

    origin: str
    size: int
    root: bytes
    witnesses: set[tuple[str, str]]


def read_checkpoint(note: bytes, keys: Sequence[Key]) -> Checkpoint:
    """Verify a signed note by a key of the core, and its cosignatures (cosignature/v1) by keys of devices."""
    text, _, tail = note.decode().partition("\n\n")
    origin, size, root = text.split("\n")
    body, signed, witnesses = (text + "\n").encode(), False, set[tuple[str, str]]()
    for dash, name, mark in (line.split(" ") for line in tail.split("\n")[:-1]):
        raw = _base64(mark) if dash == "—" else b""
        timed = b"cosignature/v1\ntime %d\n%b" % (int.from_bytes(raw[4:12], "big"), body)
        for key in keys:
            signed = signed or (name == origin and key.kind == "core" and key.noted(name, raw, body))
            if (key.kind, key.owner) == ("device", name) and key.noted(name, raw[:4] + raw[12:], timed, b"\x04"):
                witnesses.add((name, key.id))
    hold(signed, "checkpoint_signature")
    return Checkpoint(origin, int(size), _base64(root), witnesses)


def _base64(text: str) -> bytes:
    return a2b_base64(text.encode(), strict_mode=True)


@lru_cache(1 << 16)
def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Proofs:
    """The proofs of an export: hashes, by whose places every path is given."""

    def __init__(self, data: bytes, newest: Checkpoint, count: int) -> None:
        plain = shaped(strict(data), {"nodes": [HASH], "records": list, "checkpoints": dict})
        self._size, self._root = newest.size, newest.root
        self._nodes = [bytes.fromhex(node) for node in plain["nodes"]]
        self.records, self.checkpoints = plain["records"], plain["checkpoints"]
        hold(len(self.records) == count, "proofs_unreadable")

    def path(self, places: Any) -> list[bytes]:
        """Give the hashes of a path."""
        if type(places) is not list or {*map(type, places)} - {int} or min(places, default=0) < 0:
            raise TypeError("no path")
        return [self._nodes[place] for place in places]

    def hold(self, index: int, envelope: str, places: Any) -> bool:
        """Verify an inclusion proof (RFC 9162, 2.1.3.2)."""
        node, last, value = index, self._size - 1, sha256(b"\x00" + bytes.fromhex(envelope)).digest()
        for item in self.path(places):
            while node == last > 0 and not node & 1:
                node, last = node >> 1, last >> 1
            if last == 0:
                return False
            value = _node(item, value) if node & 1 else _node(value, item)
            node, last = node >> 1, last >> 1
        return 0 <= index < self._size and last == 0 and value == self._root


def past(old: Checkpoint, new: Checkpoint, path: Iterable[bytes]) -> Checkpoint:
    """Verify that one checkpoint's log extends another's (RFC 9162, 2.1.4.1, read from its end); gives the other."""
    items = list(path)

    def roots(first: int, second: int, whole: bool) -> tuple[bytes, bytes]:
        item = b"" if (whole and first == second) or not items else items.pop()
        if first == second:
            return (old.root, old.root) if whole else (item, item)
        left = 1 << ((second - 1).bit_length() - 1)
        if first <= left:
            one, other = roots(first, left, whole)
            return one, _node(other, item)
        one, other = roots(first - left, second - left, False)
        return _node(item, one), _node(item, other)

    fits = old.origin == new.origin and 0 < old.size <= new.size
    fits = fits and roots(old.size, new.size, True) == (old.root, new.root) and not items
    hold(fits, "not_consistent", size=old.size, newest=new.size)
    return old


def _proved(
    files: Mapping[str, bytes], rows: Sequence[Any], keys: Mapping[str, Key], core: Key, report: Report
) -> tuple[Proofs, list[Checkpoint]]:
    """Read the proofs, and verify the states of the log that are proved, the newest first."""
    signers = [key for key in keys.values() if key is core or key.kind == "device"]
    newest = needed(CHECKPOINT, "no_checkpoint", read_checkpoint, files[CHECKPOINT], signers)
    proofs = needed(PROOFS, "proofs_unreadable", Proofs, files[PROOFS], newest, len(rows))

    def earlier(note: bytes, places: Any) -> Checkpoint:
        return past(read_checkpoint(note, [*keys.values()]), newest, proofs.path(places))

    told = proofs.checkpoints.items()
    olds = [report.attempt(name, "no_checkpoint", earlier, files.get(name, b""), places) for name, places in told]
    return proofs, [newest, *filter(None, olds)]


def _states(proved: Sequence[Checkpoint], given: Iterable[str], report: Report) -> None:
    """Count the states of the log that are proved, and look for those given among them."""
    roots = {checkpoint.size: checkpoint.root.hex() for checkpoint in proved}
    report.log_size, report.root, report.checkpoints = proved[0].size, proved[0].root.hex(), len(proved)
    for text in given:
        report.compared += report.attempt(text, "no_state", _find, text, roots) or 0


def _find(given: str, roots: Mapping[int, str]) -> int:
    """Find a state of the log, `SIZE:ROOT` as on paper or a file with a note, among those proved."""
    paper = re.fullmatch(r"([0-9]+):([0-9a-f]{64})", given.strip().lower())
    note = ["", "", ""] if paper else Path(given).read_text("utf-8").split("\n")
    size, root = (int(paper[1]), paper[2]) if paper else (int(note[1]), _base64(note[2]).hex())
    hold(roots.get(size) == root, "checkpoint_other" if size in roots else "checkpoint_absent", size=size)
    return 1


def _between(path: Path) -> list[Checkpoint]:
    """Verify a file that proves one state of the log to extend another; gives both, the larger one first."""
    shape = {"old": STATE_SHAPE, "new": STATE_SHAPE, "proof": [HASH]}
    plain = known(strict(path.read_bytes()), "countersign.consistency", shape)
    old, new = (Checkpoint("", plain[one]["size"], bytes.fromhex(plain[one]["root"]), set()) for one in ("old", "new"))
    return [new, past(old, new, map(bytes.fromhex, plain["proof"]))]


# ------------------------------------------------------------------ section 8, step 4: each record


class Record(NamedTuple):
    """A record that holds in itself: the hash of its payload, its place in log and chain, what it says, and who signed."""

    id: str
    sha256: str
    at: int
    brought: bool
    kind: str
    station: tuple[str, int]
    seq: int
    prev: str
    person: str | None
    made: str
    simulated: bool
    batch: Any
    facts: Any
    claim: Any
    manifests: list[tuple[bytes, list[tuple[str, str]], str]]
    keys: tuple[Key, ...] = ()


Opened = dict[str, tuple[str, list[str], list[str]] | str]
"""By the hash of an envelope: that of its payload, the keys that signed, those that did wrongly; or what is wrong."""


def _open(lines: Iterable[bytes], keys: Mapping[str, Key]) -> Opened:
    """Open envelopes, and verify every signature by a key that is known."""
    opened: Opened = {}
    for line in lines:
        digest = sha256(line).hexdigest()
        try:
            payload, message, signatures = open_envelope(line[: MAX_ENVELOPE + 1], RECORD_TYPE)
        except Fault as fault:
            opened[digest] = fault.key
            continue
        wrong = [one for one, raw in signatures if one in keys and not keys[one].signed(message, raw)]
        opened[digest] = sha256(payload).hexdigest(), [one for one, _ in signatures], wrong
    return opened


@contextmanager
def _opening(data: bytes, keys: Mapping[str, Key], processes: int) -> Generator[Callable[[], Opened]]:
    """Have envelopes opened by other processes, where there are many; what is given joins in, and gives all.

    Each takes the next lines by one counter, until none are left.
    """
    lines = data.split(b"\n")
    parts = [lines[start : start + _AT_ONCE] for start in range(0, len(lines), _AT_ONCE)]
    fork = sys.platform == "linux" and len(parts) >= _FEW
    context = get_context("fork" if fork else None)
    taken, helpers = context.Value("q", 0), []

    def some() -> dict[int, Opened]:
        done: dict[int, Opened] = {}
        while True:
            with taken:
                at, taken.value = taken.value, taken.value + 1
            if at >= len(parts):
                return done
            done[at] = _open(parts[at], keys)

    def everything() -> Opened:
        done = some()
        every: Opened = {}
        for _, pipe in helpers:
            with suppress(EOFError, OSError):  # one that was killed: what it had taken is done here
                done |= pipe.recv()
        for at, part in enumerate(parts):
            every |= done[at] if at in done else _open(part, keys)
        return every

    try:
        for _ in range(processes - 1 if fork else 0):
            with suppress(OSError):  # no room for one more: what it would have taken is done here
                mine, theirs = context.Pipe(duplex=False)
                helper = context.Process(target=lambda to=theirs: to.send(some()), daemon=True)
                helper.start()
                helpers.append((helper, mine))
                theirs.close()
        yield everything
    finally:
        for helper, pipe in helpers:
            pipe.close()
            helper.terminate()
            helper.join()


def _record(row: Any, copy: bytes, places: Any, proofs: Proofs) -> Record:
    """Read a record of the signed list in its plain copy, and hold it against its place in the log."""
    inside = tried("", "not_in_log", proofs.hold, row["index"], row["envelope"], places)
    hold(inside is True, "not_in_log", index=row["index"])
    plain = known(strict(copy), "countersign.record", RECORD_SHAPE)
    place, act = plain["place"], plain["act"]
    kind, station, person, claim = act["kind"], place["kiosk"], act["who"].get("person"), act.get("signature")
    facts = act.get("facts", {} if kind == "PlantChanged" else None)
    shaped(["" if person is None else person, *(facts.values() if kind == "PlantChanged" else ())], [str])
    manifests = [_manifest(shown) for shown in shaped(claim, CLAIM_SHAPE)["manifests"]] if "signature" in act else []
    hold((kind == "Signed") == ("signature" in act), "signature_misplaced", kind=kind)
    hold(kind not in DECISIONS or station == "CORE", "decision_not_by_core", kind=kind, station=station)
    listed = act["id"], sha256(copy).hexdigest(), row["index"], row.get("brought") is True, kind
    chained = (station, place["epoch"]), place["seq"], place["prev"], person, act["when"]["utc"]
    subject = act["subject"] if type(act.get("subject")) is dict else {}
    said = act.get("simulated") is True, subject.get("batch"), facts if kind in TOLD else None
    signed = claim and {name: claim[name] for name in ("person", "name", "role", "meaning", "key")}
    return Record(*listed, *chained, *said, signed, manifests)


def _manifest(shown: Any) -> tuple[bytes, list[tuple[str, str]], str]:
    """Give the hash of a manifest, the acts in it, and the hash of the changes that its last line shows, or ""."""
    changes = (shown["batch"], shown["step"]) == ("", "change")
    last = shaped(shown["lines"][-1], {"label": str, "value": str}) if changes else {"label": ""}
    acts = [(act["id"], act["sha256"]) for act in shown["acts"]]
    return sha256(repr(shown).encode()).digest(), acts, last["value"] if last["label"] == "sha256" else ""


def _sealed(row: Any, copy: bytes, record: Record | Fault, opened: Opened, keys: Mapping[str, Key]) -> Record:
    """Hold a record against its envelope, and find the keys that must have signed it; none signed wrongly."""
    one = opened.get(row["envelope"])
    if one is None:
        raise Fault("bytes_changed", index=row["index"])
    if isinstance(one, str):
        raise Fault(one)
    payload, signers, wrong = one
    hold(payload == sha256(copy).hexdigest(), "copy_differs")
    if isinstance(record, Fault):
        raise record
    station, made, claim = record.station[0], record.made, record.claim
    found = {keys[name].kind: keys[name] for name in signers if name in keys}
    want = 2 if claim else 1
    hold(want == len(signers) == len(found), "signatures_count", want=want, have=len(found))
    key, own = found.get("core" if station == "CORE" else "device"), found.get("user")
    if key is None or key.owner != station:
        raise Fault("station_unknown", station=station)
    hold(key.early <= made, "key_not_valid", owner=station)
    hold(key.id not in wrong, "station_signature", owner=station)
    if claim:
        if own is None or own.id != claim["key"]:
            raise Fault("person_unknown", person=claim["person"])
        hold(own.owner == claim["person"] == record.person, "person_other", person=claim["person"])
        hold(own.start <= made, "key_not_valid", owner=own.owner)
        hold(own.id not in wrong, "person_signature", owner=own.owner)
    hold(record.id == row["id"], "id_other", found=record.id)
    return record._replace(keys=(key, own) if own else (key,))


def _records(
    files: Mapping[str, bytes], rows: Sequence[Any], proofs: Proofs, keys: Mapping[str, Key],
    opening: Callable[[], Opened], report: Report,
) -> list[Record]:  # fmt: skip
    """Verify every record of the list; gives those that hold."""
    copies = [*files[ACTS].split(b"\n"), *[b""] * len(rows)][: len(rows)]
    about = zip(rows, copies, proofs.records, repeat(proofs), strict=False)
    read = [tried("", "act_incomplete", _record, *one) for one in about]
    opened, have, want = opening(), files[ENVELOPES].count(b"\n"), len({row["envelope"] for row in rows})
    if have != want:
        report.fail("lines_differ", ENVELOPES, have=have, want=want)
    about = zip(rows, copies, read, repeat(opened), repeat(keys), strict=False)
    sealed = [report.attempt(one[0]["id"], "act_incomplete", _sealed, *one) for one in about]
    return [*filter(None, sealed)]


# ------------------------------------------------------------------ section 8, steps 5 to 8: between records


class History:
    """What holds between the records of an export, taken in the order of the log."""

    def __init__(self, keys: Mapping[str, Key], records: Iterable[Record], report: Report) -> None:
        self._keys, self._report = keys, report
        self._stated: dict[str, Key] = {}
        self._signed: dict[str, tuple[str, list[str]]] = {}
        self._spent: dict[str, str] = {}
        self._decided: dict[str, list[Any]] = {}
        self.holding = {key.id for key in keys.values() if key.kind == "core"}
        self._founders: dict[str, Key] = {}
        self._heads: dict[tuple[str, int], tuple[int, str, str]] = {}
        self._by_id: dict[str, Record] = {}
        self._performed: dict[bytes, list[Record]] = {}
        self._index = -1
        for facts in (one.facts for one in records if one.kind == "PlantChanged"):
            change = {name: facts.get(name) for name in ("body", "id", "kind")}
            self._decided.setdefault(facts.get("signatures", ""), []).append(change)

    def admit(self, record: Record) -> Record:
        """Hold a record's signers against what was stated before it, then learn what it states.

        What was accepted before the end of its key was stated stays good, though the end is dated before it.
        """
        for key in record.keys:
            hold(key.id in self.holding, "key_not_stated", key=key.id, owner=key.owner)
            hold(record.made < self._stated.get(key.id, key).end, "key_not_valid", owner=key.owner)
        seq, _, since = self._heads.get(record.station, _GENESIS)
        hold(record.keys[0].start >= since, "key_superseded", station=record.station[0], seq=seq)
        if record.claim and record.claim["meaning"] in ("performed", "approved"):
            self._signed[record.id] = record.claim["person"], [decided for _, _, decided in record.manifests]
        if record.kind == "PlantChanged" and record.facts["kind"] == "keys":
            self._state(record, record.facts)
        self._follow(record)
        return record

    def _state(self, record: Record, facts: Any) -> None:
        """Learn a row of the registry: two others decided on it, or it founds the plant, or only ends a key."""
        key = Key(strict(facts["body"].encode()))
        hold(key.id == facts["id"], "id_other", found=key.id)
        before, ends = self._stated.get(key.id), {one: key.row.get(one) for one in ("valid_to", "revoked_because")}
        closes = before and key.end <= before.end and {**before.row, **ends} == {**key.row, **ends}
        if not closes and facts.get("founding") == "yes":
            hold(record.seq == record.at + 1, "founding_late", key=key.id)  # nobody but the core had said a word
            if key.kind == "user":
                hold(len({*self._founders, key.id}) <= FOUNDERS, "founders_many", key=key.id, most=FOUNDERS)
                self._founders[key.id] = key
        elif not closes:
            self._decide(key, facts)
        self._stated[key.id] = key
        self.holding.add(key.id)

    def _decide(self, key: Key, facts: Any) -> None:
        """A signature decides once, over all that is decided with it, and never on the signer's own key."""
        named = facts.get("signatures", "")
        changes = sorted(self._decided[named], key=lambda change: (change["kind"], change["id"]))
        digest, persons = sha256(canonical(changes)).hexdigest(), set[str]()
        for identity in named.split(","):
            person, digests = self._signed.get(identity, ("", []))
            if digest in digests and self._spent.setdefault(identity, named) == named:
                persons.add(person)
        have, want = len(persons - {key.owner}), DECIDERS[key.kind]
        hold(have >= want, "key_not_decided", key=key.id, owner=key.owner, want=want, have=have)

    def compare(self, pins: Sequence[str]) -> None:
        """Hold the registry against what the records state, and its founders against those named."""
        for identity, key in self._stated.items():
            if identity not in self._keys or self._keys[identity].row != key.row:
                self._report.fail("key_differs", KEYS, key=identity)
        for key in self._founders.values():
            self._report.founders.append(f"{printable(key.owner)} {key.fingerprint}")
            if pins and not key.fingerprint.startswith(tuple(pins)):
                self._report.fail("founder_not_pinned", KEYS, owner=key.owner, found=key.fingerprint)

    def _follow(self, record: Record) -> None:
        """Hold a record against those before it: its order, its chain, and what it signs."""
        report, station, seq = self._report, record.station[0], record.seq
        if record.id in self._by_id:
            report.fail("id_twice", ENVELOPES)
        if record.at <= self._index:
            report.fail("log_order", record.id)
        self._index = max(self._index, record.at)
        seen, digest, _ = self._heads.get(record.station, _GENESIS)
        self._heads[record.station] = seq, record.sha256, record.keys[0].start
        if seq <= seen:
            report.fail("chain_order", record.id, station=station, seq=seq)
        elif seq > seen + 1:
            report.open_links += 1
        elif record.prev == digest:
            report.links += 1
        else:
            report.fail("chain_broken", record.id, station=station, seq=seq)
        if record.claim:
            report.attempt(record.id, "act_incomplete", self._signature, record, record.claim["meaning"])
        self._by_id[record.id] = record

    def _signature(self, record: Record, meaning: str) -> None:
        """Check what a signature covers, and a countersignature against the signature that it confirms."""
        hold(meaning in MEANINGS and record.claim["name"] and record.claim["role"], "signature_claim")
        hold(record.manifests, "manifest_none")
        for digest, acts, _ in record.manifests:
            covered = [self._covered(identity, wanted) for identity, wanted in acts]
            performed = self._performed.setdefault(digest, [])
            if meaning == "performed":
                performed.append(record)
            if meaning == "verified":
                doers = [*performed, *(done for done in covered if done.kind != "SecondCountMade")]
                hold(performed, "nothing_performed")
                hold(record.person not in [done.person for done in doers], "same_person", person=record.person)
                hold(all(done.made <= record.made for done in performed), "not_later")
        self._report.countersignatures += meaning == "verified"

    def _covered(self, identity: str, wanted: str) -> Record:
        covered = self._by_id.get(identity)
        if covered is None or covered.sha256 != wanted:
            raise Fault("manifest_other" if covered else "manifest_missing", act=identity)
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
        processes: How many verify signatures; 0 takes one for each processor.
    """
    report, collecting = Report(), gc.isenabled()
    gc.disable()  # what is read is kept to the end, so that looking for garbage among it finds none
    wanted = core_key, founders, checkpoints, processes or os.cpu_count() or 1
    report.attempt(path.name, "list_unreadable", _verify, path, *wanted, report)
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
        proofs, proved = _proved(files, contents["records"], keys, core, report)
        _states(proved, given, report)
        found = _records(files, contents["records"], proofs, keys, opening, report)
    history = History(keys, found, report)
    admitted = [*filter(None, (report.attempt(one.id, "act_incomplete", history.admit, one) for one in found))]
    _count(admitted, contents["about"], report)
    _attached(admitted, files, {*contents.get("files_missing", [])}, report)
    report.founders_pinned = bool(pins)
    history.compare(pins)
    report.witnesses = len({name for one in proved for name, key in one.witnesses if key in history.holding})


def _count(records: Sequence[Record], about: Any, report: Report) -> None:
    """Count what holds; what a decision rests on, or in a period what the core stated in it, is here."""
    own = [one for one in records if not one.brought]
    report.records = report.device_signatures = len(records)
    report.user_signatures = sum(len(one.keys) - 1 for one in records)
    report.simulated = sum(one.simulated for one in records)
    report.brought = len(records) - len(own)
    report.digest = _digest(own)
    for one in own:
        if report.places and one.station[0] == "CORE" and not about["from"] <= one.made < about["to"]:
            report.fail("not_of_period", one.id)
        if not report.places and one.kind in COUNTING and one.facts is not None:
            report.attempt(one.id, "act_incomplete", _complete, one, own, report)


def _digest(records: Iterable[Record]) -> str:
    return sha256("".join(f"{one.sha256}\n" for one in records).encode()).hexdigest()


def _complete(record: Record, own: Sequence[Record], report: Report) -> None:
    """A decision says how many records its batch had in the log relied upon, and their digest: they are all here."""
    facts, batch = record.facts, record.batch
    if not facts.keys() >= COUNTED:
        return
    named = re.match(r"[^\n]*\n([0-9]{1,15})\n", facts["checkpoint"])
    if named is None or type(batch) is not str:
        raise Fault("act_incomplete")
    here = [one for one in own if one.at < int(named[1]) and one.batch == batch]
    same = (str(len(here)), _digest(here)) == (facts["records"], facts["digest"])
    hold(same, "records_left_out", batch=batch, want=facts["records"], have=len(here), size=named[1])
    report.complete.append(printable(f"{batch} ({len(here)}; {int(named[1])})"))


def _attached(records: Iterable[Record], files: Mapping[str, bytes], missing: set[str], report: Report) -> None:
    """Compare the attached files with the records: each that one names is here or said to be missing, no other is."""
    named = {_attaches(one.facts) for one in records if one.kind == "FileAttached"} - {""}
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


def _attaches(facts: Any) -> str:
    """Give the name under which an export holds an attached file, or "" where the facts name none."""
    named = facts if isinstance(facts, dict) else {}
    digest, media = (str(named.get(name)) for name in ("sha256", "type"))
    return f"{ATTACHED}{digest}.{MEDIA[media]}" if HASH.fullmatch(digest) and media in MEDIA else ""


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
