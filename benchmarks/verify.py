"""How long `countersign verify` takes, against the bare Ed25519 checks of the same signatures in the same run."""

import base64
import json
import tempfile
from pathlib import Path

from nacl.signing import VerifyKey

from benchmarks.figures import Figure, Goal, Peer, median, seconds
from benchmarks.long_batch import recorded
from core.record.keys import PublicKey
from server.export import build_export
from server.verifier import verify
from tests.fakes.exports import unzipped
from tests.fakes.log import exported
from tests.fakes.played import BATCH, keys

RECORDS = 8000
ROUNDS = 5


def measured() -> list[Figure]:
    """Verify an export of a long batch, and its signatures alone."""
    played = recorded(RECORDS)
    data = build_export(exported(BATCH, played.records, keys(), played.core.key), played.core.key)
    checks = bare_checks(data, keys())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "batch.zip"
        path.write_bytes(data)
        assert verify(path).ok
        pairs = [(seconds(lambda: run_bare(checks)), seconds(lambda: verify(path))) for _ in range(ROUNDS)]
    bare, whole = (median(column) for column in zip(*pairs, strict=True))
    name = f"verify an export of {len(played.records):,} records with {len(checks):,} signatures"
    return [Figure(name, whole, "s", Peer("Ed25519 verify alone", bare), Goal(ratio_at_most=1.3))]


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
