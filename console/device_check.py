"""What can be looked at of a terminal and its devices while nobody is signed in; nothing goes on record."""

import msgspec

from console.checkup import Check
from console.composition import Terminal
from console.logs import log_to
from console.settings import Settings
from core.finding import Finding, finding
from core.language import Language, worded
from core.ports import Device, DeviceState
from core.times import utc_text
from hardware.row import DeviceKind, DeviceRow
from screens.views import Tone

_HAND = {
    DeviceKind.SCANNER: "shift.to_read",
    DeviceKind.BALANCE: "shift.to_check",
    DeviceKind.PRINTER: "shift.to_print",
}


class Looked(msgspec.Struct, frozen=True):
    """One line of the outcome, worded.

    Attributes:
        name: Stable word: `disk`, `clock`, `keys`, `chain`, or the kind of device.
        label: What it is.
        serial: Serial number that the device told, or "".
        tone: `ok`, `warn`, `fail`; `wait` for what only a person can show.
        state: How it stands.
        advice: What to do, or "".
    """

    name: str
    label: str
    tone: str
    state: str
    serial: str = ""
    advice: str = ""


class Outcome(msgspec.Struct, frozen=True):
    """All lines; passed when nothing failed.

    Attributes:
        kiosk: Kiosk id.
        at: When, in UTC.
        passed: True when nothing failed.
        checks: The lines, those of the terminal first.
    """

    kiosk: str
    at: str
    passed: bool
    checks: tuple[Looked, ...]


async def look(settings: Settings, language: Language) -> Outcome:
    """Open the outbox and every device, look at them, and let go of them.

    Raises:
        CountersignError: The terminal is running, or outbox or key cannot be used.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A file of its own: a running terminal, if there is one, holds the other.
    log_to(settings.data / "device-check.log")
    terminal = await Terminal.opened(settings)
    try:
        await terminal.recorder.load()
        terminal.devices.start(terminal.background)
        await terminal.checkup.look(lambda: None)
        fixed = [_of_the_terminal(check, language) for check in terminal.checkup.checks if check.name in _TERMINAL]
        devices = [
            line for row, device in terminal.devices.rows() for line in _of_device(row, device, terminal, language)
        ]
        lines = (*fixed, *devices)
        at = utc_text(terminal.clock.utc())
    finally:
        await terminal.close()
    return Outcome(settings.kiosk, at, all(line.tone != Tone.FAIL.value for line in lines), lines)


_TERMINAL = ("disk", "clock", "keys", "chain")


def _of_the_terminal(check: Check, language: Language) -> Looked:
    advice = worded(check.advice, language) if check.advice else ""
    return Looked(
        check.name, worded(check.label, language), check.tone.value, worded(check.state, language), advice=advice
    )


def _of_device(row: DeviceRow, device: Device, terminal: Terminal, language: Language) -> list[Looked]:
    """Say how a device stands, whether its calibration is in date, and what a person has to do with it."""
    status = device.status
    told = status.identity.serial if status.identity else ""

    def line(tone: Tone, state: Finding, advice: Finding | None = None) -> Looked:
        said = worded(advice, language) if advice else ""
        return Looked(row.kind.value, row.name, tone.value, worded(state, language), told, said)

    state = finding(f"device.state.{status.state.value}")
    if status.state is not DeviceState.READY:
        return [line(Tone.FAIL, state, status.reason or finding("device.unreachable", device=row.name))]
    lines = [line(Tone.OK, state)]
    today = terminal.clock.utc().date()
    if row.calibrated_to is not None and row.calibrated_to < today:
        ended = finding("refusal.calibration_ended", equipment=row.name, date=row.calibrated_to.isoformat())
        lines = [line(Tone.FAIL, finding("shift.calibration"), ended)]
    if row.kind in _HAND:
        lines.append(line(Tone.WAIT, finding(_HAND[row.kind]), finding("shift.on_screen")))
    return lines
