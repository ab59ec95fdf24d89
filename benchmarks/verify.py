"""How long `countersign verify` takes, against the bare Ed25519 checks of the same signatures in the same run.

Two sizes: a batch of a thousand records, where starting the processes weighs most, and ten thousand, which is what a
month of a room makes and shows the steady rate. Figures of several processes mean something only on a machine at rest;
those of one process, and the processor's time, hold on a busy one too.
"""

import os
import tempfile
from pathlib import Path

from benchmarks.figures import Figure, Goal, Peer, median, seconds
from benchmarks.floors import check_all, signature_checks
from benchmarks.long_batch import recorded
from server.export import build_export
from server.verifier import verify
from tests.fakes.exports import unzipped
from tests.fakes.log import exported, key
from tests.fakes.small_product import BATCH, keys

SIZES = 1_000, 10_000
ROUNDS = 7


def measured() -> list[Figure]:
    """Measure each size."""
    return [figure for size in SIZES for figure in _measured(size)]


def _measured(size: int) -> list[Figure]:
    """Verify an export of a long batch, by one process and by one for each processor, and its signatures alone."""
    played = recorded(size)
    data = build_export(exported(BATCH, played.records, keys(), key("CORE")), key("CORE"))
    checks = signature_checks(unzipped(data)["envelopes.jsonl"].splitlines(), keys())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "batch.zip"
        path.write_bytes(data)
        report = verify(path)
        assert report.ok
        runs = [
            (
                seconds(lambda: check_all(checks)),
                seconds(lambda: verify(path, processes=1)),
                seconds(lambda: verify(path)),
            )
            for _ in range(ROUNDS)
        ]
    bare, alone, shared = (median(column) for column in zip(*runs, strict=True))
    name = f"verify an export of {report.records:,} records with {len(checks):,} signatures"
    peer, goal = Peer("Ed25519 verify alone, one process", bare), Goal(ratio_at_most=1.3)
    return [
        Figure(f"{name}, one process", alone, "s", peer, goal),
        Figure(f"{name}, {os.cpu_count()} processes", shared, "s", peer, goal),
    ]
