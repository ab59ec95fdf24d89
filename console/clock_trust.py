"""Whether this kiosk's clock can be trusted to judge a one-time code without the core.

Agreement with the core's signed time counts as synchronisation. A jump of the wall clock against the monotonic one, or
a wall clock that stands before an instant already seen here, even before a restart, takes the trust away until the
core's time agrees again. Source: RFC 6238, 6; NMPA 2020 No. 74 art. 21(1).
"""

from datetime import datetime, timedelta

import msgspec

from core.finding import Finding, finding
from core.ports import Clock
from core.times import utc_from, utc_text

AGREES = timedelta(seconds=10)
"""Largest difference from the core's time at which codes are still judged here."""
LARGEST_JUMP_S = 1.0
ONE_BACK = timedelta(seconds=1)


class KeptTrust(msgspec.Struct, frozen=True):
    """What of it is kept over a restart.

    Attributes:
        synced: When the core's time last agreed, "" before the first time.
        seen: Latest instant that this kiosk has seen.
        lost: True since a jump.
    """

    synced: str = ""
    seen: str = ""
    lost: bool = False


class ClockTrust:
    """Watches the wall clock; nothing here sets it."""

    def __init__(self, clock: Clock, *, steady: bool) -> None:
        """Take the clock.

        Args:
            clock: The terminal's clock.
            steady: True for the machine's clock; a demo's plant time runs at its own pace and only must not go back.
        """
        self._clock = clock
        self._steady = steady
        self._kept = KeptTrust()
        self._wall, self._monotonic = clock.utc(), clock.monotonic()

    @property
    def kept(self) -> KeptTrust:
        """Give what is to be kept over a restart."""
        return self._kept

    def restore(self, kept: KeptTrust) -> None:
        """Take what was kept before a restart."""
        self._kept = kept
        self.look()

    def look(self) -> None:
        """Compare wall and monotonic clock with the last look."""
        wall, monotonic = self._clock.utc(), self._clock.monotonic()
        drift = (wall - self._wall).total_seconds() - (monotonic - self._monotonic)
        self._wall, self._monotonic = wall, monotonic
        back = bool(self._kept.seen) and wall < utc_from(self._kept.seen) - ONE_BACK
        jumped = self._steady and abs(drift) > LARGEST_JUMP_S
        seen = max(self._kept.seen, utc_text(wall))
        self._kept = KeptTrust(self._kept.synced, seen, self._kept.lost or back or jumped)

    def agree(self, core: datetime, asked: datetime) -> bool:
        """Compare with the core's time that was just heard, and tell whether the clock is trusted now.

        Args:
            core: When the core answered, by its clock.
            asked: When it was asked, by this one; the answer lies between that and now.
        """
        self.look()
        now = self._clock.utc()
        if not asked - AGREES <= core <= now + AGREES:
            self._kept = msgspec.structs.replace(self._kept, lost=True)
            return False
        self._kept = KeptTrust(utc_text(now), utc_text(now), lost=False)
        return True

    def refusal(self, sync_age_h: int) -> Finding | None:
        """Say why no code can be judged here now, or None.

        Args:
            sync_age_h: Oldest synchronisation that is still good, in hours.
        """
        self.look()
        if self._kept.lost or not self._kept.synced:
            return finding("offline.clock_lost")
        if self._clock.utc() - utc_from(self._kept.synced) > timedelta(hours=sync_age_h):
            return finding("offline.sync_old", h=str(sync_age_h))
        return None
