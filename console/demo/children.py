"""The other processes of the demo plant: each on a leash, with its log in a file, stopped in order."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from console.demo import leash
from core.errors import CountersignError

STOP_S = 25.0
"""Seconds that a process has to end in order before it is killed."""
_WORDS = 400


class ChildFailed(CountersignError):
    """A process of the demo plant ended, or could not be started."""

    code = "DEM-001"


class OlderPlant(CountersignError):
    """The folder holds a plant that another version of the program has made."""

    code = "DEM-009"


class Child:
    """A process that ends with this one.

    Attributes:
        name: What it is, for sentences.
    """

    def __init__(self, name: str, process: Process, log: Path) -> None:
        """Take what was started; `start` does."""
        self.name = name
        self._process = process
        self._log = log

    @classmethod
    async def start(cls, name: str, arguments: Sequence[str], log: Path, hold: int, *, told: bool = False) -> "Child":
        """Start `python ARGUMENTS`.

        Args:
            name: What it is.
            arguments: What stands after `python`.
            log: Where its output goes; appended.
            hold: Descriptor that holds the folder, which it inherits.
            told: True when it says something on its standard output, to be read by `line`.
        """
        words = ["-I", "-S", leash.__file__, str(os.getpid()), sys.executable, *arguments]
        descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, *words, stdin=DEVNULL, stdout=PIPE if told else descriptor, stderr=descriptor,
                start_new_session=True, pass_fds=(hold,),
            )  # fmt: skip
        finally:
            os.close(descriptor)
        return cls(name, process, log)

    @property
    def alive(self) -> bool:
        """Tell whether it runs."""
        return self._process.returncode is None

    async def line(self) -> str:
        """Give the next line that it says.

        Raises:
            ChildFailed: It ended instead.
        """
        said = await self._process.stdout.readline() if self._process.stdout else b""
        if not said:
            raise self.failed()
        return said.decode().strip()

    async def ended(self) -> int:
        """Wait for its end; gives the exit status, negative for a signal."""
        return await self._process.wait()

    async def stop(self) -> None:
        """Stop it in order, by force when it does not listen."""
        for end in (self._process.terminate, self._process.kill):
            if not self.alive:
                return
            with suppress(ProcessLookupError):
                end()
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_S):
                    await self._process.wait()

    def failed(self) -> ChildFailed:
        """Word that it ended, with its last words."""
        return ChildFailed("demo.child_failed", name=self.name, log=str(self._log), words=last_words(self._log))


async def finished(name: str, arguments: Sequence[str], log: Path, hold: int) -> None:
    """Run `python ARGUMENTS` to its end.

    Raises:
        ChildFailed: It ended with another status than 0.
    """
    child = await Child.start(name, arguments, log, hold)
    try:
        if await child.ended() != 0:
            raise child.failed()
    finally:
        await child.stop()


def last_words(log: Path) -> str:
    """Give the end of a log in one line."""
    lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    return next((line.strip()[-_WORDS:] for line in reversed(lines) if line.strip()), "-")
