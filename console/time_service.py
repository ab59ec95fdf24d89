"""The machine's time service, asked how well it keeps the clock; the one owner of `chronyc`.

It only asks: nothing here sets the clock. chronyd must let the terminal's user ask it.
Source: `chronyc(1)`, tracking and `-c`.
"""

import asyncio
import contextlib
from asyncio.subprocess import DEVNULL, PIPE, Process

import structlog

from core.clock_state import SILENT, ClockState, TimeReport, read_tracking

PROGRAM = "chronyc"
WAIT_S = 3.0
_LONGEST = 4096

log = structlog.get_logger(__name__)


class Chrony:
    """chrony by its command; implements `core.ports.TimeService`."""

    def __init__(self, program: str = PROGRAM) -> None:
        """Take the program, a path or a name that is looked for on PATH."""
        self._program = program
        self._told = False

    async def report(self) -> TimeReport:
        """Ask chronyd; a program that is missing, fails, or takes too long tells nothing."""
        try:
            process = await asyncio.create_subprocess_exec(
                self._program, "-n", "-c", "tracking", stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL
            )
        except OSError as error:
            return self._silent(str(error))
        try:
            async with asyncio.timeout(WAIT_S):
                answer, _ = await process.communicate()
        except TimeoutError:
            return self._silent("no answer in time")
        finally:
            await _ended(process)
        if process.returncode != 0 or len(answer) > _LONGEST:
            return self._silent(f"status {process.returncode}")
        self._told = False
        return read_tracking(answer.decode("ascii", errors="replace"))

    def _silent(self, why: str) -> TimeReport:
        """Log once, not at every look, that it does not answer."""
        if not self._told:
            log.warning("the time service does not answer", program=self._program, reason=why)
        self._told = True
        return SILENT


class SharedTime:
    """The demo's clock, which terminals and core read from one file; implements `core.ports.TimeService`."""

    async def report(self) -> TimeReport:
        """Say that there is nothing to keep in step."""
        return TimeReport(ClockState.SYNCHRONISED, "demo", 0)


async def _ended(process: Process) -> None:
    """Leave no process behind, whatever came of it."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
