"""What a person at the kiosk waits for, in the headless demo: the whole plant on this machine, all of it at once."""

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.figures import Figure, Goal
from tests.fakes.servers import reachable_folder

GOALS = {
    ("scan_to_verdict", "p95"): Goal(at_most=100),
    ("stored_to_accepted", "p50"): Goal(at_most=10),
    ("stored_to_accepted", "p95"): Goal(at_most=50),
}


def measured() -> list[Figure]:
    """Play one batch and read what the demo measured: from the last byte of a scan, from the commit, to the drawing."""
    with reachable_folder() as folder:
        told = folder / "demo.json"
        command = [str(Path(sys.executable).with_name("countersign")), "demo", "--headless", "--lang", "en"]
        ended = subprocess.run(
            [*command, "--dir", str(folder / "plant"), "--json", str(told)], capture_output=True, check=False, text=True
        )
        assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-2000:]
        summary = json.loads(told.read_text("utf-8"))
    figures = [
        Figure(f"{name.replace('_', ' ')}, as drawn, {share}", spread[share], "ms", goal=GOALS.get((name, share)))
        for name, spread in summary["latency_ms"].items()
        for share in ("p50", "p95")
    ]
    return [
        *figures,
        Figure(f"a batch of {summary['records']} records", summary["seconds"], "s", goal=Goal(at_most=180)),
    ]
