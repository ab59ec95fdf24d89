"""A clock that stands until a test moves it, and who keeps it."""

from datetime import UTC, datetime, timedelta

from console.clock_trust import ClockTrust, KeptTrust
from core.clock_state import ClockState, TimeReport
from core.ports import Clock
from core.times import utc_text

START = datetime(2026, 11, 20, 6, 3, 22, tzinfo=UTC)


class ManualClock:
    """Implement `core.ports.Clock` with times that only the test changes."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now
        self._elapsed_s = 1000.0

    def utc(self) -> datetime:
        """Tell the wall time that was set."""
        return self._now

    def monotonic(self) -> float:
        """Tell the seconds that were let pass."""
        return self._elapsed_s

    def advance(self, seconds: float) -> None:
        """Let time pass: both clocks move on."""
        self._now += timedelta(seconds=seconds)
        self._elapsed_s += seconds

    def jump(self, seconds: float) -> None:
        """Set the wall clock forward or back, as an administrator or NTP would; no time passes."""
        self._now += timedelta(seconds=seconds)


class Keeper:
    """Implement `core.ports.TimeService` with what the test says.

    Attributes:
        says: The report that is given.
    """

    def __init__(self, says: TimeReport | None = None) -> None:
        self.says = says or TimeReport(ClockState.SYNCHRONISED, "10.20.0.5", 4)

    async def report(self) -> TimeReport:
        return self.says


def kept_clock(clock: Clock, *, steady: bool = True) -> ClockTrust:
    """Give the trust in a clock that a time service keeps and that has been right so far."""
    keeper = Keeper()
    made = ClockTrust(clock, keeper, steady=steady, report=keeper.says)
    made.restore(KeptTrust(synced=utc_text(clock.utc())))
    return made
