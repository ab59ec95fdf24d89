"""How long `countersign verify` takes, against the bare Ed25519 checks of the same signatures in the same run.

Run: python -m benchmarks.verify [RECORDS]
"""

import base64
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from nacl.signing import VerifyKey

from core.acts import ActKind, ActReference, Manifest, ManifestLine, Meaning, Source, Subject, Value
from core.record.keys import PublicKey
from server.export import build_export
from server.verifier import verify
from tests.fakes.exports import unzipped
from tests.fakes.log import exported
from tests.fakes.played import BATCH, Played, keys

ROUNDS = 5


def record_batch(count: int) -> Played:
    """Record a long batch: five values, then a signature and a countersignature, again and again."""
    played = Played()
    played.issue()
    while len(played.records) < count:
        acts: list[ActReference] = []
        for reading in range(5):
            value = {"value": Value(f"{600 + reading}.1", "mg", Source.TYPED)}
            subject = Subject(BATCH, step="S90", entry=f"reading_{reading % 3 + 1}")
            record = played.act(ActKind.VALUE_ENTERED, subject, value)
            acts.append(ActReference(record.act.id, record.sha256))
        lines = tuple(ManifestLine(f"读数 {reading}", f"{600 + reading}.1 mg") for reading in range(5))
        manifest = Manifest(BATCH, "S90", "9 片重检查", "zh-CN", lines, tuple(acts))
        played.sign(manifest, "P-0001", Meaning.PERFORMED)
        played.sign(manifest, "P-0002", Meaning.VERIFIED)
    return played


def bare_checks(data: bytes, registry: tuple[PublicKey, ...]) -> list[tuple[VerifyKey, bytes, bytes]]:
    """List every signature with its key and message, made ready beforehand."""
    known = {row.id: VerifyKey(bytes.fromhex(row.public)) for row in registry}
    checks: list[tuple[VerifyKey, bytes, bytes]] = []
    for line in unzipped(data)["envelopes.jsonl"].splitlines():
        plain = json.loads(line)
        payload, kind = base64.b64decode(plain["payload"]), plain["payloadType"].encode()
        message = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
        checks += [(known[item["keyid"]], message, base64.b64decode(item["sig"])) for item in plain["signatures"]]
    return checks


def run_bare(checks: list[tuple[VerifyKey, bytes, bytes]]) -> None:
    """Verify every signature and do nothing else."""
    for verifying, message, signature in checks:
        verifying.verify(message, signature)


def seconds(task: Callable[[], object]) -> float:
    """Time one run."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def main() -> None:
    """Print both medians and their ratio."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    played = record_batch(count)
    data = build_export(exported(BATCH, played.records, keys(), played.core.key), played.core.key)
    checks = bare_checks(data, keys())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "batch.zip"
        path.write_bytes(data)
        assert verify(path).ok
        pairs = [(seconds(lambda: run_bare(checks)), seconds(lambda: verify(path))) for _ in range(ROUNDS)]
    bare, whole = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{len(played.records)} records, {len(checks)} signatures, {len(data) / 1e6:.1f} MB")
    print(f"bare Ed25519 checks {bare:.3f} s, verify {whole:.3f} s, ratio {whole / bare:.2f} (goal 1.30)")


if __name__ == "__main__":
    main()
