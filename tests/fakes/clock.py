"""A clock that stands until a test moves it."""

from datetime import UTC, datetime, timedelta

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
