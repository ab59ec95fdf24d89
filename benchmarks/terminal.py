"""How quick and light the terminal is, against the leanest Textual app of the same run, both on pseudo-terminals."""

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from benchmarks.figures import Figure, Goal, Peer, median, percentile
from tests.console.terminal.station import RUN, write_station
from tests.fakes.pty_process import ROOT, PtyProcess

F2 = b"\x1bOQ"
KEYS = 200
STARTS = 5
COLD_STARTS = 3
REST_S = 5.0
STEPS = 200
LIVE_S = 8.0
BARE = ["-m", "benchmarks.terminal_bare"]


class Used(msgspec.Struct, frozen=True):
    """What a program used over some seconds: bytes a second, percent of a processor, resident MB."""

    bytes_s: float
    cpu: float
    rss_mb: float


def measured() -> list[Figure]:
    """Start, press keys, rest, and follow a live weight."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        weigh = ["-m", "benchmarks.terminal_weigh", str(write_station(folder))]
        return [*_starts(folder), *_at_rest(weigh), *_live(weigh), *_steps(folder)]


def _starts(folder: Path) -> list[Figure]:
    """Start both in turn until their words stand on the screen; cold means out of the page cache."""
    terminal = ["-c", RUN]
    _start_s(terminal, folder, "badge")
    warm = [(_start_s(BARE, folder, "ready"), _start_s(terminal, folder, "badge")) for _ in range(STARTS)]
    cold = [_cold_start_s(terminal, folder) for _ in range(COLD_STARTS)]
    bare, ours = (median(column) for column in zip(*warm, strict=True))
    goal = Goal(at_most=1, ratio_at_most=2)
    return [
        Figure("start to sign-in, warm", ours, "s", Peer("bare Textual app", bare), goal),
        Figure("start to sign-in, files out of the page cache", median(cold), "s", goal=Goal(at_most=2)),
    ]


def _start_s(arguments: Sequence[str], folder: Path, words: str) -> float:
    begun = time.perf_counter()
    with PtyProcess(arguments, folder=folder) as running:
        running.shows(words)
        return time.perf_counter() - begun


def _cold_start_s(arguments: Sequence[str], folder: Path) -> float:
    for place in (Path(sys.prefix), Path(sys.base_prefix) / "lib", ROOT):
        for path in place.rglob("*"):
            if path.suffix in (".py", ".pyc", ".so", ".yaml") and path.is_file():
                _forget(path)
    return _start_s(arguments, folder, "badge")


def _forget(path: Path) -> None:
    """Ask the kernel to drop a file's pages; those that a running program maps stay."""
    descriptor = os.open(path, os.O_RDONLY)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(descriptor)


def _at_rest(weigh: Sequence[str]) -> list[Figure]:
    """Press F2 in both in turn, then leave both alone."""
    with PtyProcess(BARE) as bare, PtyProcess(weigh) as ours:
        bare.shows("ready")
        ours.shows("WEIGH")
        pressed = [(_first_bytes_ms(bare), _first_bytes_ms(ours)) for _ in range(KEYS + 10)][10:]
        rest, light = _used(ours, REST_S), _used(bare, REST_S)
    floors, times = (list(column) for column in zip(*pressed, strict=True))
    peers = [Peer("bare Textual app", percentile(floors, share)) for share in (0.5, 0.95)]
    goal = Goal(at_most=16, ratio_at_most=2)
    return [
        Figure("key to first bytes, weigh screen, p50", percentile(times, 0.5), "ms", peers[0]),
        Figure("key to first bytes, weigh screen, p95", percentile(times, 0.95), "ms", peers[1], goal),
        Figure("resident memory", rest.rss_mb, "MB", Peer("bare", light.rss_mb), Goal(at_most=120)),
        Figure("at rest", rest.cpu, "% of a processor", Peer("bare", light.cpu), Goal(at_most=1)),
        Figure("at rest, to the terminal", rest.bytes_s, "B/s"),
    ]


def _live(weigh: Sequence[str]) -> list[Figure]:
    """Let the weight change 20 times a second at 120x40."""
    with PtyProcess([*BARE, "live"], 120, 40) as bare:
        bare.shows("ready")
        light = _used(bare, LIVE_S)
    with PtyProcess([*weigh, "live"], 120, 40) as ours:
        ours.shows("WEIGH")
        used = _used(ours, LIVE_S)
    peer, goal = Peer("bare render_line widget", light.cpu), Goal(ratio_at_most=2)
    return [
        Figure("live weight at 20 Hz, 120x40", used.cpu, "% of a processor", peer, goal),
        Figure("live weight, to the terminal", used.bytes_s / 1000, "kB/s", goal=Goal(at_most=20)),
    ]


def _steps(folder: Path) -> list[Figure]:
    """Confirm step after step of a batch; each is stored, the next one begins on record, and its name is read."""
    taken: list[float] = []
    with PtyProcess(["-m", "benchmarks.terminal_steps", str(folder), str(STEPS + 1)]) as ours:
        ours.shows("Thing 0001")
        for number in range(1, STEPS + 1):
            taken.append(_step_ms(ours, f"Thing {number + 1:04d}"))
    names = ("step change, Enter to the next step's name on the screen", "two durable commits between them")
    return [
        Figure(f"{names[0]}, p50", percentile(taken, 0.5), "ms"),
        Figure(f"{names[0]}, p95; {names[1]}", percentile(taken, 0.95), "ms", goal=Goal(at_most=150)),
    ]


def _step_ms(running: PtyProcess, words: str) -> float:
    """Press Enter and read until words stand on the screen; a person reads the screen before."""
    while running.read(0.05):
        pass
    begun = time.perf_counter()
    running.write_only(b"\r")
    while words not in running.text():
        assert running.read(5.0), f"nothing came:\n{running.text()}"
    return (time.perf_counter() - begun) * 1000


def _first_bytes_ms(running: PtyProcess) -> float:
    """Press F2 and wait for the first bytes that come of it."""
    while running.read(0.02):
        pass
    begun = time.perf_counter()
    running.write_only(F2)
    assert running.read(2.0), "nothing was drawn"
    return (time.perf_counter() - begun) * 1000


def _used(running: PtyProcess, for_s: float) -> Used:
    """Watch a program for some time."""
    before, busy, begun = len(running.raw), _cpu_s(running), time.monotonic()
    while (took := time.monotonic() - begun) < for_s:
        running.read(0.1)
    return Used((len(running.raw) - before) / took, (_cpu_s(running) - busy) / took * 100, _rss_mb(running))


def _cpu_s(running: PtyProcess) -> float:
    fields = Path(f"/proc/{running.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _rss_mb(running: PtyProcess) -> float:
    lines = Path(f"/proc/{running.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
