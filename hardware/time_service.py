"""The machine's time service, asked how well it keeps the clock; the one owner of `chronyc`.

Terminal and core service ask alike. It only asks: nothing here sets the clock. chronyd must let the user ask it, and
tells only over its socket whether the source is authenticated.
Source: `chronyc(1)`, tracking, authdata and `-c`.
"""

import asyncio
import contextlib
from asyncio.subprocess import DEVNULL, PIPE, Process

import msgspec
import structlog

from core.clock_state import SILENT, ClockState, TimeReport, read_authentication, read_tracking

PROGRAM = "chronyc"
WAIT_S = 3.0
_LONGEST = 4096

log = structlog.get_logger(__name__)


class Chrony:
    """chrony by its command; implements `core.ports.TimeService`."""

    def __init__(self, program: str = PROGRAM, *, logs: bool = True) -> None:
        """Take the program, a path or a name that is looked for on PATH, and whether its silence goes into the log."""
        self._program = program
        self._told = not logs
        self._logs = logs

    async def report(self) -> TimeReport:
        """Ask chronyd; a program that is missing, fails, or takes too long tells nothing."""
        answer, why = await self._asked("tracking")
        if answer is None:
            return self._silent(why)
        self._told = not self._logs
        report = read_tracking(answer)
        if report.state != ClockState.SYNCHRONISED:
            return report
        authentication, _ = await self._asked("authdata")
        return msgspec.structs.replace(report, authentication=read_authentication(report.source, authentication or ""))

    async def _asked(self, what: str) -> tuple[str | None, str]:
        """Give what the program answers to a command, or None and why it does not."""
        try:
            process = await asyncio.create_subprocess_exec(
                self._program, "-n", "-c", what, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL
            )
        except OSError as error:
            return None, str(error)
        try:
            async with asyncio.timeout(WAIT_S):
                answer, _ = await process.communicate()
        except TimeoutError:
            return None, "no answer in time"
        finally:
            await _ended(process)
        if process.returncode != 0 or len(answer) > _LONGEST:
            return None, f"status {process.returncode}"
        return answer.decode("ascii", errors="replace"), ""

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
        return TimeReport(ClockState.SYNCHRONISED, "", 0)


async def _ended(process: Process) -> None:
    """Leave no process behind, whatever came of it."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
