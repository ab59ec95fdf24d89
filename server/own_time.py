"""The core's own clock: how well the machine's time service keeps it, and what the core refuses while it does not.

The limits are those of the kiosks, which compare themselves with this clock. An offset is what the time service says of
its own error, and what the clock has jumped by since it last measured. Where nobody answers, or no server is followed,
an alarm says so; that alone refuses nothing, as at a kiosk.
Source: NMPA 2020 No. 74 art. 21(1); RFC 6238, 6.
"""

import threading

from core.acts import ActKind
from core.alarms import CLOCK_ALARMS, CORE_CLOCK_OFF, CORE_CLOCK_UNKEPT
from core.clock_state import SILENT, ClockLevel, ClockState, TimeReport, level_of, seconds_of
from core.errors import CountersignError
from core.ports import Clock, TimeService
from core.record.payload import CORE_STATION
from server.writing import Writer

LARGEST_JUMP_S = 1.0
LOOK_EVERY_S = 15.0
_TRUSTED = ClockState.SYNCHRONISED, ClockLevel.GOOD
_PATIENT_LOOKS = 2
"""Looks in a row at which nobody keeps the clock, before that is an alarm: a machine that starts needs a while."""


class CoreClockOff(CountersignError):
    """The core's clock is too far off for what is asked; nothing is decided."""

    code = "COR-060"


class OwnTime:
    """What is known of the core's clock; nothing here sets it."""

    def __init__(self, clock: Clock, service: TimeService, *, steady: bool) -> None:
        """Take the clock and who keeps it; `steady` is False for a demo's clock, which runs at its own pace."""
        self._clock, self._service, self._steady = clock, service, steady
        self._lock = threading.Lock()
        self._wall, self._monotonic = clock.utc(), clock.monotonic()
        self._jumped_ms = 0
        self._measured_at_jump: str | None = None
        self._said = _TRUSTED
        self._unkept, self._unkept_said = 0, False
        self.report: TimeReport = SILENT

    @property
    def off_ms(self) -> int:
        """Tell by how much the clock may be off."""
        with self._lock:
            self._compare()
            return max(abs(self._jumped_ms), self.report.error_ms or 0)

    @property
    def level(self) -> ClockLevel:
        """Tell how far off the clock may be."""
        return level_of(self.off_ms)

    @property
    def state(self) -> ClockState:
        """Tell the true state of the clock, as records say it."""
        if self.level != ClockLevel.GOOD or self._jumped_ms:
            return ClockState.UNSYNCHRONISED
        return self.report.state

    async def look(self) -> None:
        """Ask the time service; a jump is forgotten once it follows a source and has measured anew."""
        report = await self._service.report()
        with self._lock:
            self._compare()
            self.report = report
            if not self._jumped_ms or report.state != ClockState.SYNCHRONISED:
                return
            if self._measured_at_jump is None:
                self._measured_at_jump = report.updated
            elif report.updated != self._measured_at_jump:
                self._jumped_ms = 0

    def _compare(self) -> None:
        """Compare wall and monotonic clock with the last look."""
        wall, monotonic = self._clock.utc(), self._clock.monotonic()
        drift = (wall - self._wall).total_seconds() - (monotonic - self._monotonic)
        self._wall, self._monotonic = wall, monotonic
        if self._steady and abs(drift) > LARGEST_JUMP_S:
            self._jumped_ms += round(drift * 1000)
            self._measured_at_jump = None

    # ------------------------------------------------------------------ what follows from it

    def refuse_codes(self) -> None:
        """Refuse to judge a one-time code while the clock is too far off.

        Raises:
            CoreClockOff: It is.
        """
        if self.level in (ClockLevel.CODES_END, ClockLevel.SIGNING_ENDS):
            raise CoreClockOff("clock.core_codes_end", s=seconds_of(self.off_ms))

    def refuse_decisions(self) -> None:
        """Refuse to decide anything, signatures first of all, while the clock is too far off.

        Raises:
            CoreClockOff: It is.
        """
        if self.level == ClockLevel.SIGNING_ENDS:
            raise CoreClockOff("clock.core_decides_nothing", s=seconds_of(self.off_ms))

    def told(self) -> dict[str, object]:
        """Give what the terminals show of it."""
        report = self.report
        known = {"state": self.state, "level": self.level, "off_ms": self.off_ms}
        return {**known, "source": report.source, "authentication": report.authentication}

    def put_on_record(self, writer: Writer) -> None:
        """State what has changed about the clock, and raise the alarm that follows."""
        said, alarm = (self.state, self.level), self._unkept_alarm()
        if said == self._said and not alarm:
            return
        with writer.writing() as writing:
            if said != self._said:
                writing.decide(ActKind.CLOCK_CHECKED, facts=self._facts())
            if said != self._said and self.level in CLOCK_ALARMS:
                writing.journal.alarm(CORE_CLOCK_OFF, CORE_STATION, seconds_of(self.off_ms))
            if alarm:
                writing.journal.alarm(CORE_CLOCK_UNKEPT, CORE_STATION, self.report.state.value)
        self._said, self._unkept_said = said, self._unkept_said or alarm  # not before it is on record

    def _unkept_alarm(self) -> bool:
        """Tell whether nobody keeps the clock for that many looks, and no alarm has said so."""
        if self.report.state == ClockState.SYNCHRONISED:
            self._unkept, self._unkept_said = 0, False
        else:
            self._unkept += 1
        return self._unkept >= _PATIENT_LOOKS and not self._unkept_said

    def _facts(self) -> dict[str, str]:
        told = {name: str(value) for name, value in self.told().items() if value != ""}
        return {"offset_ms": told.pop("off_ms"), **told}
