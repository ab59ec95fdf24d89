"""The watch: puts on record that the link was lost or came back, that the wall clock jumped, and how well it is kept.

Source: NMPA 2020 No. 74 art. 21(1) (record time is true time); 21 CFR 11.10(e).
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from console.clock_trust import ClockTrust
from console.recorder import Recorder
from core.acts import ActKind, Who
from core.clock_state import ClockLevel, ClockState
from core.errors import CountersignError
from core.ports import Clock, LinkState

LOOK_EVERY_S = 1.0
LARGEST_DRIFT_S = 1.0
ASK_SERVICE_S = 15.0

_KIOSK = Who(service="kiosk")

log = structlog.get_logger(__name__)


class Watch:
    """Looks once a second."""

    def __init__(self, recorder: Recorder, clock: Clock, link: Callable[[], LinkState], *, steady: bool) -> None:
        """Take what is watched.

        Args:
            recorder: Where it goes on record.
            clock: The terminal's clock.
            link: State of the link.
            steady: True for the machine's clock; a demo's plant time runs at its own pace and is not compared.
        """
        self._recorder, self._clock, self._link = recorder, clock, link
        self._steady = steady
        self._online: bool | None = None
        self._lost_at: datetime | None = None
        self._wall, self._monotonic = clock.utc(), clock.monotonic()
        self._asked = -ASK_SERVICE_S
        self._said: tuple[ClockState, ClockLevel, bool] | None = None
        # Told when the clock is trusted no longer: no session outlives that.
        self.clock_lost: Callable[[], None] = lambda: None
        # Keeps the trust in the clock over a restart.
        self.keep_trust: Callable[[], Awaitable[None]] = _nothing

    async def run(self) -> None:
        """Look until cancelled; what cannot be stored is logged and looked at again."""
        while True:
            try:
                await self.look()
            except CountersignError as error:
                log.warning("watch_not_stored", error=str(error))
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Compare clock and link with the last look."""
        await self._look_at_clock()
        await self._look_at_trust()
        await self._look_at_link()

    async def _look_at_clock(self) -> None:
        wall, monotonic = self._clock.utc(), self._clock.monotonic()
        drift = (wall - self._wall).total_seconds() - (monotonic - self._monotonic)
        self._wall, self._monotonic = wall, monotonic
        if self._steady and abs(drift) > LARGEST_DRIFT_S:
            await self._state(ActKind.CLOCK_JUMPED, {"seconds": f"{drift:.3f}"})

    async def _look_at_trust(self) -> None:
        """Ask the time service now and then; what has changed about the clock goes on record."""
        trust = self._recorder.trust
        if self._clock.monotonic() - self._asked >= ASK_SERVICE_S:
            self._asked = self._clock.monotonic()
            await trust.ask_service()
        trust.look()
        said, before = (trust.state, trust.level, trust.kept.lost), self._said
        if said == before:
            return
        self._said = said
        if trust.kept.lost and before is not None and not before[2]:
            self.clock_lost()
        await self.keep_trust()
        await self._state(ActKind.CLOCK_CHECKED, clock_facts(trust))

    async def _look_at_link(self) -> None:
        online = self._link().online
        was, self._online = self._online, online
        if was is True and not online:
            self._lost_at = self._clock.utc()
            await self._state(ActKind.LINK_LOST, {})
        elif was is False and online:
            lost, self._lost_at = self._lost_at, None
            passed = int((self._clock.utc() - lost).total_seconds()) if lost else 0
            await self._state(ActKind.LINK_RESTORED, {"seconds": str(passed)})

    async def _state(self, kind: ActKind, facts: dict[str, str]) -> None:
        await self._recorder.record(self._recorder.act(_KIOSK, kind, facts=facts))


async def _nothing() -> None:
    """Keep nothing."""


def clock_facts(trust: ClockTrust) -> dict[str, str]:
    """Give what is known of the clock as facts of a record."""
    known = {"offset_ms": trust.offset_ms, "error_ms": trust.report.error_ms}
    facts = {"state": trust.state.value, "level": trust.level.value, "source": trust.report.source}
    return {name: text for name, text in facts.items() if text} | {
        name: str(number) for name, number in known.items() if number is not None
    }
