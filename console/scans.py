"""Scans on their way to the task on the screen: routed by what they are, never by where the focus is."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import structlog

from console.desk import Desk
from core.acts import ActKind, Subject, Who
from core.codes import Code, CodeError, identify
from core.errors import CountersignError
from core.finding import Finding
from core.ports import Scan

if TYPE_CHECKING:
    from console.flows.flow import TaskFlow

DUPLICATE_S = 2.0
"""Within this time the same code is the same label in front of the same scanner."""
_SHOWN_BYTES = 200

log = structlog.get_logger(__name__)


class Scans(Protocol):
    """A source of scans."""

    def scans(self) -> AsyncIterator[Scan]:
        """Give every complete scan in order."""
        ...


class ScanRouter:
    """Identifies each scan and gives it to the current flow, one after the other."""

    def __init__(self, desk: Desk, current: Callable[[], "TaskFlow | None"]) -> None:
        """Take the desk and what tells the flow on the screen."""
        self._desk = desk
        self._current = current
        self._last: tuple[bytes, float] | None = None
        self._turn = asyncio.Lock()
        self.noticed: Callable[[], None] = lambda: None
        self.failed: Callable[[Exception], None] = lambda _error: None

    async def follow(self, source: Scans) -> None:
        """Route what a scanner gives, until cancelled."""
        async for scan in source.scans():
            await self.route(scan)

    async def route(self, scan: Scan) -> None:
        """Give one scan to the current flow; a code that cannot be read is kept as a refused attempt."""
        self.noticed()
        async with self._turn:
            flow = self._current()
            if flow is None:
                log.info("scan with no task on the screen", raw=scan.raw[:_SHOWN_BYTES].hex(" "))
                return
            try:
                await self._give(flow, scan)
            except CountersignError as error:
                flow.say(error)
            except Exception as error:  # noqa: BLE001 - the border of the scan task: shown, logged, the terminal lives
                self.failed(error)

    async def _give(self, flow: "TaskFlow", scan: Scan) -> None:
        if self._again(scan.raw):
            await self._desk.devices.signal(True, again=True)
            flow.say(Finding("kiosk.scan_again"))
            return
        today = self._desk.clock.utc() + timedelta(minutes=self._desk.recorder.plant.offset_min)
        try:
            code: Code = identify(scan.raw, today.date())
        except CodeError as error:
            await self._refused(scan, error)
            await self._desk.devices.signal(False)
            flow.say(error)
            return
        self._desk.last_scan = scan
        await flow.scan(code)

    def _again(self, raw: bytes) -> bool:
        now = self._desk.clock.monotonic()
        again = self._last is not None and self._last[0] == raw and now - self._last[1] < DUPLICATE_S
        self._last = (raw, now)
        return again

    async def _refused(self, scan: Scan, why: CodeError) -> None:
        session = self._desk.session
        who = session.who if session else Who(service="kiosk")
        facts = {"attempt": "Scan", "why": why.key, "raw": scan.raw[:_SHOWN_BYTES].hex(), "way": scan.way}
        facts["scanner"] = scan.device.serial
        await self._desk.recorder.record(self._desk.recorder.act(who, ActKind.REFUSED, Subject(), facts=facts))
