r"""Frames of MT-SICS, the command set of Mettler Toledo and compatible balances: bytes to values, nothing guessed.

Upper-case ASCII, parameters parted by blanks, ended by CR LF. The value field is right-aligned; it is split on blanks
and never by column. `<id>` is the command that is answered; S, SI and their kin all answer `S`.

    S S     100.00 g        stable            S I    busy            ES  syntax
    S D      99.87 g        moving            S +    overload        ET  transmission
    I4 A "B123456789"       serial number     S -    underload       EL  cannot execute

Source: MT-SICS reference manual; Mettler Toledo AT manual p. 87, AL-IC manual p. 72.
"""

import re
from decimal import Decimal
from typing import NoReturn

import msgspec

from core.quantity import QuantityError, decimal
from hardware.errors import (
    BalanceBusy,
    DeviceRefused,
    FrameBroken,
    NoBalanceReading,
    Overload,
    Underload,
)

_QUOTED = re.compile(r'(I[0-9]{1,2}) A "([^"]*)"')
_LEVEL = re.compile(r"(.*?)\s+([0-9]+(?:\.[0-9]+)?)\s*(mg|g|kg)", re.DOTALL)
_REFUSALS = {
    "ES": "device.command_unknown",
    "ET": "device.transmission_error",
    "EL": "device.cannot_execute",
}


class Reading(msgspec.Struct, frozen=True):
    """A weight as sent.

    Attributes:
        value: Digits as sent.
        unit: Unit as sent.
        stable: False for `D`, a moving value.
    """

    value: Decimal
    unit: str
    stable: bool


def command(text: str) -> bytes:
    """Write a command."""
    return text.encode("ascii") + b"\r\n"


def words(line: bytes, device: str) -> list[str]:
    """Split a line into its words.

    Raises:
        FrameBroken: No CR LF at the end, no word, or a byte that is no printable ASCII.
    """
    if not line.endswith(b"\r\n"):
        raise FrameBroken("device.frame_broken", device=device)
    body = line[:-2]
    if not body.strip() or any(byte < 0x20 or byte > 0x7E for byte in body):
        raise FrameBroken("device.frame_broken", device=device)
    return body.decode("ascii").split()


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
        DeviceRefused: The balance does not take the command.
        FrameBroken: Anything else, such as another id, a decimal comma, or a missing unit.
    """
    parts = words(line, device)
    if parts[0] in _REFUSALS and len(parts) == 1:
        raise DeviceRefused(_REFUSALS[parts[0]], device=device)
    if parts[0] != answered:
        raise FrameBroken("device.answer_unexpected", device=device)
    if len(parts) == 2:
        _refused(parts[1], device)
    if len(parts) >= 3 and parts[2] == "Error":
        raise NoBalanceReading("device.balance_error", device=device, number=" ".join(parts[3:]) or "-")
    if len(parts) != 4 or parts[1] not in (("A",) if answered == "TA" else ("S", "D")):
        raise FrameBroken("device.frame_broken", device=device)
    try:
        value = decimal(parts[2])
    except QuantityError as error:
        raise FrameBroken("device.frame_broken", device=device) from error
    return Reading(value, parts[3], stable=parts[1] != "D")


def parse_done(line: bytes, answered: str, device: str) -> None:
    """Read the answer to a command without a value, such as `Z A`.

    Raises:
        Overload: Above the range in which it can be done.
        Underload: Below that range.
        BalanceBusy: Not now.
        DeviceRefused: The balance does not take the command.
        FrameBroken: Any other answer.
    """
    parts = words(line, device)
    if parts[0] in _REFUSALS and len(parts) == 1:
        raise DeviceRefused(_REFUSALS[parts[0]], device=device)
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
    parts = words(line, device)
    if parts[0] in _REFUSALS and len(parts) == 1:
        raise DeviceRefused(_REFUSALS[parts[0]], device=device)
    if parts == [answered, "I"]:
        raise BalanceBusy("device.balance_busy", device=device)
    found = _QUOTED.fullmatch(line[:-2].decode("ascii").strip())
    if found is None or found.group(1) != answered or not found.group(2).strip():
        raise FrameBroken("device.answer_unexpected", device=device)
    return found.group(2).strip()


def model_of(description: str) -> str:
    """Take the type out of an `I2` text, which holds type, capacity and unit in one string.

    `XS204 Excellence 220.0090 g` gives `XS204 Excellence`; a text of another form is given whole.
    """
    found = _LEVEL.fullmatch(description)
    return found.group(1).strip() if found and found.group(1).strip() else description


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
