"""How quick the terminal is, against the leanest Textual app in the same run, both on pseudo-terminals.

Run: python -m benchmarks.terminal [KEYS]
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.console.terminal.station import RUN, write_station
from tests.fakes.pty_process import PtyProcess

F2 = b"\x1bOQ"
STARTS = 5
IDLE_S = 5.0
MOST_RSS_MB = 120


def first_bytes_ms(running: PtyProcess) -> float:
    """Press F2 and wait for the first bytes that come of it."""
    while running.read(0.02):
        pass
    begun = time.perf_counter()
    running.write_only(F2)
    if not running.read(2.0):
        raise AssertionError("nothing was drawn")
    return (time.perf_counter() - begun) * 1000


def keys_ms(running: PtyProcess, count: int) -> list[float]:
    """Press F2 so many times."""
    return [first_bytes_ms(running) for _ in range(count)]


def idle(running: PtyProcess) -> tuple[float, float]:
    """Give bytes a second and the share of one processor while nobody does anything."""
    before, busy = len(running.raw), cpu_s(running)
    deadline = time.monotonic() + IDLE_S
    while time.monotonic() < deadline:
        running.read(0.1)
    return (len(running.raw) - before) / IDLE_S, (cpu_s(running) - busy) / IDLE_S


def cpu_s(running: PtyProcess) -> float:
    """Give the processor time used so far."""
    fields = Path(f"/proc/{running.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_mb(running: PtyProcess) -> float:
    """Give the resident memory."""
    lines = Path(f"/proc/{running.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def start_s(arguments: list[str], folder: Path, words: str) -> float:
    """Start a program and wait until words stand on its screen."""
    begun = time.perf_counter()
    with PtyProcess(arguments, folder=folder) as running:
        running.shows(words)
        return time.perf_counter() - begun


def percentile(values: list[float], share: float) -> float:
    """Give the value below which that share lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        station = write_station(folder)
        starts = [
            (start_s(["-m", "benchmarks.terminal_bare"], folder, "ready"), start_s(["-c", RUN], folder, "badge"))
            for _ in range(STARTS)
        ]
        with (
            PtyProcess(["-m", "benchmarks.terminal_bare"]) as bare,
            PtyProcess(["-m", "benchmarks.terminal_weigh", str(station)]) as ours,
        ):
            bare.shows("ready")
            ours.shows("WEIGH")
            keys_ms(bare, 10)
            keys_ms(ours, 10)
            pressed = [(first_bytes_ms(bare), first_bytes_ms(ours)) for _ in range(count)]
            rests = [(*idle(running), rss_mb(running)) for running in (bare, ours)]
    starting = [statistics.median(column) for column in zip(*starts, strict=True)]
    print(f"start to sign-in: bare {starting[0]:.2f} s, terminal {starting[1]:.2f} s (goal 2x and 1 s)")
    for label, column in zip(("bare", "weigh screen"), zip(*pressed, strict=True), strict=True):
        middle, high = percentile(list(column), 0.5), percentile(list(column), 0.95)
        print(f"key to first bytes, {label}: p50 {middle:.1f} ms, p95 {high:.1f} ms (goal 2x and 16 ms)")
    for label, (sent, busy, memory) in zip(("bare", "weigh screen"), rests, strict=True):
        print(f"idle, {label}: {sent:.0f} B/s, {busy * 100:.1f} % of a processor, {memory:.0f} MB")
    if rests[1][2] > MOST_RSS_MB:
        raise SystemExit(f"more than {MOST_RSS_MB} MB")


if __name__ == "__main__":
    main()
