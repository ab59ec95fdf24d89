r"""Frames of MT-SICS, the command set of Mettler Toledo and compatible balances: bytes to values, nothing guessed.

Upper-case ASCII, parameters parted by blanks, ended by CR LF. The value field is right-aligned; it is split on blanks
and never by column. `<id>` is the command that is answered; S, SI and their kin all answer `S`.

    S S     100.00 g        stable            S I    busy            ES  syntax
    S D      99.87 g        moving            S +    overload        ET  transmission
    I4 A "B123456789"       serial number     S -    underload       EL  cannot execute

Source: MT-SICS reference manual; Mettler Toledo AT manual p. 87, AL-IC manual p. 72.
"""

import re
from typing import NoReturn

from hardware.drivers.balance_frames import Reading, Said, line_text, mass_unit, number, quoted
from hardware.errors import (
    BalanceBusy,
    DeviceRefused,
    FrameBroken,
    NoBalanceReading,
    Overload,
    Underload,
)

_LEVEL = re.compile(r"(.*?)\s+([0-9]+(?:\.[0-9]+)?)\s*(mg|g|kg)", re.DOTALL)
_REFUSALS = {
    "ES": "device.command_unknown",
    "ET": "device.transmission_error",
    "EL": "device.cannot_execute",
}
_WEIGHING = frozenset({"S", "T", "TI"})


def command(text: str) -> bytes:
    """Write a command."""
    return text.encode("ascii") + b"\r\n"


def is_restart(line: bytes) -> bool:
    """Tell whether a line, if nobody asked for it, says that the balance was switched on again."""
    return line.startswith(b'I4 A "') and line.endswith(b'"\r\n')


def parse_weight(line: bytes, answered: str, device: str) -> Reading:
    """Read the answer to a weighing command.

    Args:
        line: The frame with CR LF.
        answered: Id the answer must carry: `S`, `T` for a tare taken, `TA` for the tare stored (`TA A <value> <unit>`).
        device: Name for the sentence.

    Raises:
        Overload: More than the balance can weigh.
        Underload: Less than its zero allows.
        BalanceBusy: Taring, adjusting, or no stable value within the balance's own time.
        NoBalanceReading: An error code in place of the value.
        NotAWeight: Pieces or percent.
        DeviceRefused: The balance does not take the command.
        FrameBroken: Anything else, such as another id, a decimal comma, or a missing unit.
    """
    parts = _words(line, device)
    if parts[0] != answered:
        raise FrameBroken("device.answer_unexpected", device=device)
    if len(parts) == 2:
        _refused(parts[1], device)
    if len(parts) >= 3 and parts[2] == "Error":
        raise NoBalanceReading("device.balance_error", device=device, number=" ".join(parts[3:]) or "-")
    if len(parts) != 4 or parts[1] not in (("A",) if answered == "TA" else ("S", "D")):
        raise FrameBroken("device.frame_broken", device=device)
    return Reading(number(parts[2], device), mass_unit(parts[3], device), stable=parts[1] != "D")


def parse_done(line: bytes, answered: str, device: str) -> None:
    """Read the answer to a command without a value, such as `Z A`.

    Raises:
        Overload: Above the range in which it can be done.
        Underload: Below that range.
        BalanceBusy: Not now.
        DeviceRefused: The balance does not take the command.
        FrameBroken: Any other answer.
    """
    parts = _words(line, device)
    if parts[0] != answered or len(parts) != 2:
        raise FrameBroken("device.answer_unexpected", device=device)
    if parts[1] != "A":
        _refused(parts[1], device)


def parse_text(line: bytes, answered: str, device: str) -> str:
    """Read the quoted text of an answer such as `I4 A "B123456789"`.

    Raises:
        BalanceBusy: Not now.
        DeviceRefused: The balance does not take the command.
        FrameBroken: Any other answer.
    """
    if _words(line, device) == [answered, "I"]:
        raise BalanceBusy("device.balance_busy", device=device)
    return quoted(line, answered, device)


def model_of(description: str) -> str:
    """Take the type out of an `I2` text, which holds type, capacity and unit in one string.

    `XS204 Excellence 220.0090 g` gives `XS204 Excellence`; a text of another form is given whole.
    """
    found = _LEVEL.fullmatch(description)
    return found.group(1).strip() if found and found.group(1).strip() else description


def read_line(line: bytes, device: str) -> Reading | Said:
    """Read a line without knowing what was asked; raises `DeviceError` when it holds no value."""
    answered = _words(line, device)[0]
    match answered:
        case "I4":
            return Said("serial", parse_text(line, "I4", device))
        case "I2":
            return Said("model", model_of(parse_text(line, "I2", device)))
        case "TA":
            stored = parse_weight(line, "TA", device)
            return Said("tare", f"{stored.value:f} {stored.unit}")
        case "Z" | "TAC":
            parse_done(line, answered, device)
            return Said("done")
        case _ if answered in _WEIGHING:
            return parse_weight(line, answered, device)
        case _:
            raise FrameBroken("device.answer_unexpected", device=device)


def _words(line: bytes, device: str) -> list[str]:
    parts = line_text(line, device).split()
    if parts[0] in _REFUSALS and len(parts) == 1:
        raise DeviceRefused(_REFUSALS[parts[0]], device=device)
    return parts


def _refused(mark: str, device: str) -> NoReturn:
    if mark == "+":
        raise Overload("device.overload", device=device)
    if mark == "-":
        raise Underload("device.underload", device=device)
    if mark == "I":
        raise BalanceBusy("device.balance_busy", device=device)
    if mark == "L":
        raise DeviceRefused("device.cannot_execute", device=device)
    raise FrameBroken("device.frame_broken", device=device)
