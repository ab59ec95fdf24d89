"""How far this kiosk's clock can be trusted: the one owner of what is known about it.

Three things are looked at. The machine's time service says whether it follows a source. Every answer of the core
carries the core's signed time, so the offset from it is known. And a jump of the wall clock against the monotonic one,
or a wall clock that stands before an instant already seen here, even before a restart, takes the trust away until the
core's time agrees again. Source: RFC 6238, 6; NMPA 2020 No. 74 art. 21(1).
"""

from datetime import datetime, timedelta

import msgspec

from core.clock_state import CODES_END, SILENT, ClockLevel, ClockState, TimeReport, level_of, seconds_of
from core.errors import CountersignError
from core.finding import Finding, finding
from core.ports import Clock, TimeService
from core.times import utc_from, utc_text

LARGEST_JUMP_S = 1.0
ONE_BACK = timedelta(seconds=1)
_MS = timedelta(milliseconds=1)


class ClockOff(CountersignError):
    """This kiosk's clock is too far from the core's; the key says what is refused for it."""

    code = "SGN-006"


class KeptTrust(msgspec.Struct, frozen=True):
    """What of it is kept over a restart.

    Attributes:
        synced: When the clock was last known to be right, as the core's time agreed or the time service followed a
            source; "" before the first time.
        seen: Latest instant that this kiosk has seen.
        lost: True since a jump, or since the core's time did not agree.
        offset_ms: How far ahead of the core's time the clock was when that was last heard; None before.
    """

    synced: str = ""
    seen: str = ""
    lost: bool = False
    offset_ms: int | None = None


class ClockTrust:
    """Watches the wall clock; nothing here sets it."""

    def __init__(self, clock: Clock, service: TimeService, *, steady: bool, report: TimeReport = SILENT) -> None:
        """Take the clock and who keeps it.

        Args:
            clock: The terminal's clock.
            service: The machine's time service.
            steady: True for the machine's clock; a demo's plant time runs at its own pace and only must not go back.
            report: What the service has said already.
        """
        self._clock = clock
        self._service = service
        self._steady = steady
        self._kept = KeptTrust()
        self._report = report
        self._wall, self._monotonic = clock.utc(), clock.monotonic()

    # ------------------------------------------------------------------ what is known

    @property
    def kept(self) -> KeptTrust:
        """Give what is to be kept over a restart."""
        return self._kept

    @property
    def report(self) -> TimeReport:
        """Give what the time service said last."""
        return self._report

    @property
    def state(self) -> ClockState:
        """Tell the true state of the clock, as records say it."""
        off = self._kept.lost or self.level != ClockLevel.GOOD
        return ClockState.UNSYNCHRONISED if off else self._report.state

    @property
    def offset_ms(self) -> int | None:
        """Tell how far ahead of the core's time the clock was when that was last heard, at least; None before."""
        return self._kept.offset_ms

    @property
    def level(self) -> ClockLevel:
        """Tell how far off the clock is."""
        return level_of(self._kept.offset_ms or 0)

    @property
    def sync_age_s(self) -> int | None:
        """Tell for how long the clock has not been known to be right; None where it is not to be trusted."""
        if self._kept.lost or not self._kept.synced:
            return None
        return max(0, int((self._clock.utc() - utc_from(self._kept.synced)).total_seconds()))

    # ------------------------------------------------------------------ what is heard and seen

    def restore(self, kept: KeptTrust) -> None:
        """Take what was kept before a restart."""
        self._kept = kept
        self.look()

    def look(self) -> None:
        """Compare wall and monotonic clock with the last look; by as much as it jumped, it is off from then on."""
        wall, monotonic = self._clock.utc(), self._clock.monotonic()
        drift = (wall - self._wall).total_seconds() - (monotonic - self._monotonic)
        self._wall, self._monotonic = wall, monotonic
        back = bool(self._kept.seen) and wall < utc_from(self._kept.seen) - ONE_BACK
        jumped = self._steady and abs(drift) > LARGEST_JUMP_S
        seen, offset_ms = max(self._kept.seen, utc_text(wall)), self._kept.offset_ms
        if jumped:
            offset_ms = (offset_ms or 0) + round(drift * 1000)
        elif back and not self._kept.lost:
            offset_ms = (offset_ms or 0) + (wall - utc_from(self._kept.seen)) // _MS
        lost = self._kept.lost or back or jumped
        self._kept = msgspec.structs.replace(self._kept, seen=seen, lost=lost, offset_ms=offset_ms)

    async def ask_service(self) -> None:
        """Ask the time service; while it follows a source, the clock counts as right unless it has jumped."""
        self._report = await self._service.report()
        self.look()
        if self._report.state == ClockState.SYNCHRONISED and not self._kept.lost:
            self._kept = msgspec.structs.replace(self._kept, synced=utc_text(self._clock.utc()))

    def agree(self, core: datetime, asked: datetime) -> bool:
        """Compare with the core's time that was just heard, and tell whether the clock is trusted now.

        Args:
            core: When the core answered, by its clock.
            asked: When it was asked, by this one; the answer lies between that and now, so a slow one accuses nobody.
        """
        self.look()
        now = self._clock.utc()
        least, most = min(asked, now) - core, now - core
        off = max(least, min(timedelta(0), most))
        offset_ms = off // _MS if off >= timedelta(0) else -(-off // _MS)
        if abs(off) > CODES_END:
            self._kept = msgspec.structs.replace(self._kept, lost=True, offset_ms=offset_ms)
            return False
        self._kept = KeptTrust(utc_text(now), utc_text(now), lost=False, offset_ms=offset_ms)
        return True

    # ------------------------------------------------------------------ what follows from it

    def refusal(self, sync_age_h: int) -> Finding | None:
        """Say why no code can be judged here without the core now, or None.

        Args:
            sync_age_h: Oldest synchronisation that is still good, in hours.
        """
        self.look()
        if self._kept.lost or not self._kept.synced:
            return finding("offline.clock_lost")
        if self._clock.utc() - utc_from(self._kept.synced) > timedelta(hours=sync_age_h):
            return finding("offline.sync_old", h=str(sync_age_h))
        return None

    def refuse_codes(self) -> None:
        """Refuse every one-time code while the clock is too far from the core's.

        Raises:
            ClockOff: It is.
        """
        found = self.signing_refusal()
        if found is None and self.level == ClockLevel.CODES_END:
            found = finding("clock.codes_end", s=self._off)
        if found is not None:
            raise ClockOff(found.key, **found.params)

    def signing_refusal(self) -> Finding | None:
        """Say why nothing can be signed here now, or None."""
        return finding("clock.signing_ends", s=self._off) if self.level == ClockLevel.SIGNING_ENDS else None

    @property
    def warning(self) -> Finding | None:
        """Say what everybody at the screen should know of the clock; None when it is right, or nothing is known."""
        if self.level == ClockLevel.GOOD:
            return finding("clock.jumped") if self._kept.lost else None
        key = {ClockLevel.CODES_END: "clock.codes_end", ClockLevel.SIGNING_ENDS: "clock.signing_ends"}
        return finding(key.get(self.level, "check.clock_off"), s=self._off)

    @property
    def _off(self) -> str:
        return seconds_of(self._kept.offset_ms or 0)
