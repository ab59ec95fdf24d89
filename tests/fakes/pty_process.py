"""A program on a pseudo-terminal: type raw bytes, read what it draws, see how it ends."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pyte

ROOT = Path(__file__).resolve().parents[2]


class PtyProcess:
    """One process with a terminal of its own, drawn on a screen in memory.

    Attributes:
        raw: Everything it has written.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        columns: int = 80,
        rows: int = 24,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.raw = bytearray()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        plain = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8"}
        plain |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=plain | dict(environment or {}),
            cwd=folder or ROOT,
            start_new_session=True,
            close_fds=True,
        )
        self._slave = slave

    def __enter__(self) -> "PtyProcess":
        return self

    def __exit__(self, *exc: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._slave)
        os.close(self._master)

    def write(self, data: bytes) -> None:
        """Type bytes, reading meanwhile so that neither side blocks."""
        while data:
            sent = os.write(self._master, data[:512])
            data = data[sent:]
            self.read(0.0)

    def write_only(self, data: bytes) -> None:
        """Type a few bytes and read nothing."""
        os.write(self._master, data)

    def read(self, at_most_s: float) -> bytes:
        """Read what comes within a time; gives it as soon as something is there."""
        ready, _, _ = select.select([self._master], [], [], at_most_s)
        if not ready:
            return b""
        with suppress(OSError):
            data = os.read(self._master, 65536)
            self.raw += data
            self._stream.feed(data)
            return data
        return b""

    def text(self) -> str:
        """Give the screen as lines."""
        return "\n".join(self._screen.display)

    def until(self, reached: Callable[[str], bool], at_most_s: float = 20.0) -> str:
        """Read until the screen shows what is waited for; fails with the screen when it does not come."""
        deadline = time.monotonic() + at_most_s
        while not reached(self.text()):
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise AssertionError(f"not shown (ended: {self.process.poll()}):\n{self.text()}")
            self.read(0.05)
        return self.text()

    def presses(self, key: bytes, reached: Callable[[], bool], at_most_s: float = 60.0, again_s: float = 0.3) -> None:
        """Press a key again and again, as somebody does who sees nothing happen, until what is waited for is there."""
        deadline = time.monotonic() + at_most_s
        while not reached():
            if time.monotonic() > deadline:
                raise AssertionError(f"nothing came of it:\n{self.text()}")
            self.write(key)
            again = time.monotonic() + again_s
            while not reached() and time.monotonic() < again:
                self.read(0.05)

    def shows(self, words: str, at_most_s: float = 20.0) -> str:
        """Read until words stand on the screen; blanks do not count, since wide characters leave gaps."""
        wanted = words.replace(" ", "")
        return self.until(lambda text: wanted in text.replace(" ", ""), at_most_s)

    def press_until(self, key: bytes, words: str, at_most_s: float = 60.0) -> str:
        """Press a key until the screen that it leads to is there: one pressed as a screen comes up may be dropped."""
        deadline = time.monotonic() + at_most_s
        while True:
            self.write(key)
            try:
                return self.shows(words, 2.0)
            except AssertionError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise

    def end(self, number: signal.Signals, at_most_s: float = 20.0) -> int:
        """Send a signal and wait for the end; gives the exit status."""
        self.process.send_signal(number)
        return self.wait(at_most_s)

    def wait(self, at_most_s: float = 20.0) -> int:
        """Wait for the end, reading on; gives the exit status."""
        deadline = time.monotonic() + at_most_s
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"still running:\n{self.text()}")
            self.read(0.05)
        while self.read(0.05):
            pass
        return self.process.returncode

    def children(self) -> list[int]:
        """List the processes that it has started."""
        found: list[int] = []
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
        return found
