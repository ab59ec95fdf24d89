"""The demo as a subprocess: started as a user starts it, watched by what it prints, looked for by its folder."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_S = 900.0
"""How long a whole demo may take before it counts as hanging: on a loaded machine one takes minutes."""
_LOOK_S = 0.05


class DemoRun:
    """A running `countersign demo`.

    Attributes:
        lines: What it has printed so far on both outputs, in the order of coming.
    """

    def __init__(self, folder: Path, *words: str) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "console", "demo", "--headless", *words],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def wait_for(self, words: str) -> None:
        """Wait until a line holds these words."""
        until(lambda: words in self.text or self._process.poll() is not None)
        assert words in self.text, self.text

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def ended(self) -> int:
        """Wait for its end; gives the exit status."""
        status = self._process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        return status

    def end(self) -> None:
        """Kill it if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._reader.join(PATIENCE_S)

    def _read(self) -> None:
        if self._process.stdout is not None:
            with self._process.stdout as output:
                for line in output:
                    self.lines.append(line.rstrip("\n"))


@contextmanager
def running(folder: Path, *words: str) -> Generator[DemoRun]:
    """Run the demo below a folder; whatever happens, nothing of it runs afterwards."""
    run = DemoRun(folder, *words)
    try:
        yield run
    finally:
        run.end()
        until(lambda: not processes_below(folder))


def processes_below(folder: Path) -> dict[int, str]:
    """Find the processes whose command line names a folder, with their command lines."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except (OSError, ValueError):
            continue
        if entry.name.isdecimal() and str(folder) in command and int(entry.name) != os.getpid():
            found[int(entry.name)] = command
    return found


def process(folder: Path, pattern: str) -> int:
    """Give the one process below a folder whose command line fits."""
    fitting = [pid for pid, command in processes_below(folder).items() if re.search(pattern, command)]
    assert len(fitting) == 1, processes_below(folder)
    return fitting[0]


def until(condition: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Wait until something holds; the time is a ceiling, not a measure."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(_LOOK_S)
