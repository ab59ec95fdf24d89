"""Exports written by hand, as `docs/record-format.md` says, so that a test can put anything into one."""

import base64
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from core.record.canonical import canonical
from core.record.envelope import open_envelope
from core.record.keys import PrivateKey, PublicKey
from core.record.log import inclusion
from core.record.payload import Record
from tests.fakes.log import Founding, Log


def unzipped(data: bytes) -> dict[str, bytes]:
    """Read a zip into its files."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write files as a zip with correct check sums."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def jcs(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def dsse(kind: str, payload: bytes, *keys: PrivateKey) -> bytes:
    """Sign as DSSE says, without the code under test."""
    message = b"DSSEv1 " + b" ".join(str(len(x)).encode() + b" " + x for x in (kind.encode(), payload))
    signatures = [{"keyid": key.id, "sig": base64.b64encode(key.sign(message)).decode()} for key in keys]
    return jcs({"payload": base64.b64encode(payload).decode(), "payloadType": kind, "signatures": signatures})


def entry(record: Record) -> tuple[str, bytes, bytes]:
    """Give id, envelope and payload of a record."""
    return record.act.id, record.envelope, open_envelope(record.envelope)[1]


def by_hand(
    path: Path,
    batch: str,
    entries: Sequence[tuple[str, bytes, bytes]],
    keys: Sequence[PublicKey],
    core: PrivateKey,
    founding: Sequence[Record] | None = None,
) -> Path:
    """Write an export of (id, envelope, payload) entries that nothing has checked; log and list are truly signed.

    The records that state the keys come first; those of a founding by the book where none are given.
    """
    log = Log()
    first = [entry(record) for record in (Founding(keys, core).records if founding is None else founding)]
    entries = [*first, *entries]
    for _, envelope, _ in entries:
        log.append(envelope)
    paths = [[node.hex() for node in inclusion(place, log.size, log.node)] for place in range(log.size)]
    nodes = sorted({node for path in paths for node in path})
    files = {
        "acts.jsonl": b"".join(payload + b"\n" for _, _, payload in entries),
        "checkpoint.txt": log.note(core).encode(),
        "envelopes.jsonl": b"".join(envelope + b"\n" for _, envelope, _ in entries),
        "keys.json": canonical(keys),
        "proofs.json": jcs(
            {"nodes": nodes, "records": [[nodes.index(n) for n in p] for p in paths], "checkpoints": {}}
        ),
    }
    records = [
        {"id": i, "index": n, "envelope": sha256(e).hexdigest(), **({"brought": True} if n < len(first) else {})}
        for n, (i, e, _) in enumerate(entries)
    ]
    listed = {
        "schema": "countersign.export",
        "major": 1,
        "minor": 0,
        "about": {"batch": batch},
        "made": "2026-11-21T08:00:00.000000Z",
        "records": records,
        "files": {name: sha256(data).hexdigest() for name, data in files.items()},
    }
    files["export.json"] = dsse("application/vnd.countersign.export+json", jcs(listed), core)
    return zipped(path, files)
