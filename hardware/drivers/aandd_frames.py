r"""Frames of A&D balances and scales, "A&D standard format": bytes to values, nothing guessed.

Header, comma, sign and data padded with zeros, unit of three characters right-aligned, CR LF. A second header with the
result of a comparison may follow the first. The header is judged before the number: `OL` carries figures that are none.

    ST,+00123.456  g      stable                 OL,+9999999E+19       overload (- for underload)
    US,+00123.4  g        moving                 QT,+00012345 PC       a count
    ST,OK,+0001.234 kg    with comparison        EC,E11                error code
    SN,1234567            serial number          <ACK>                 0x06: understood, then done

Source: A&D GC manual p. 51 (format, comparison), GH manual p. 42 (overload), FX-i/FZ-i manual p. 61-63 (commands, AK
and error codes), HC-i manual p. 50 (`E0` to `E7`). The answers to `?SN`, `?TN` and `?PT` are as the public project Open
Trickler reads them; unconfirmed.
"""

import re
from typing import NoReturn

from hardware.drivers.balance_frames import Reading, Said, line_text, mass_unit, number
from hardware.errors import (
    BalanceBusy,
    DeviceRefused,
    FrameBroken,
    NoBalanceReading,
    NotAWeight,
    NotStable,
    Overload,
    Underload,
)

ACKNOWLEDGED = b"\x06\r\n"
_WEIGHT = re.compile(r"(ST|US|PT),(?:(?:LO|OK|HI|--),)?([+-][0-9]*\.?[0-9]+)( {0,2}[A-Za-z%]{1,3})")
_FAILED = re.compile(r"EC, ?E([0-9]{1,2})")
_NOT_KNOWN = frozenset({1})
_TRANSMISSION = frozenset({0, 3, 4, 6})
_NOT_READY = frozenset({2})
_REFUSED = frozenset({7})
_UNSTABLE = frozenset({11})


def command(text: str) -> bytes:
    """Write a command."""
    return text.encode("ascii") + b"\r\n"


def parse_weight(line: bytes, device: str, header: str = "") -> Reading:
    """Read a weight, or with `PT` for a header the tare stored.

    Raises:
        Overload: `OL,+`.
        Underload: `OL,-`.
        NotAWeight: `QT`, or a unit of pieces or percent.
        NotStable, BalanceBusy, NoBalanceReading, DeviceRefused: An error code.
        FrameBroken: Anything else.
    """
    text = _text(line, device)
    if text.startswith("OL,"):
        _out_of_range(text, device)
    if text.startswith("QT,"):
        raise NotAWeight("device.not_a_weight", device=device, unit="PC")
    if text[:2] not in ((header,) if header else ("ST", "US")):
        raise FrameBroken("device.answer_unexpected", device=device)
    found = _WEIGHT.fullmatch(text)
    if found is None or len(found.group(3)) != 3:
        raise FrameBroken("device.frame_broken", device=device)
    value, unit = number(found.group(2), device), mass_unit(found.group(3), device)
    return Reading(value, unit, stable=found.group(1) != "US")


def parse_told(line: bytes, header: str, device: str) -> str:
    """Read the text behind a header, such as the serial number in `SN,1234567`.

    Raises:
        DeviceRefused: The balance does not know the question.
        FrameBroken: Another header, or nothing behind it.
    """
    text = _text(line, device)
    told = text.removeprefix(f"{header},").strip()
    if not text.startswith(f"{header},") or not told:
        raise FrameBroken("device.answer_unexpected", device=device)
    return told


def parse_acknowledged(line: bytes, device: str) -> None:
    """Read an acknowledgement.

    Raises:
        NotStable, BalanceBusy, NoBalanceReading, DeviceRefused: An error code in its place.
        FrameBroken: Anything else.
    """
    if line != ACKNOWLEDGED:
        _text(line, device)
        raise FrameBroken("device.answer_unexpected", device=device)


def read_line(line: bytes, device: str) -> Reading | Said:
    """Read a line without knowing what was asked; raises `DeviceError` when it holds no value."""
    if line == ACKNOWLEDGED:
        return Said("done")
    match _text(line, device)[:3]:
        case "SN,":
            return Said("serial", parse_told(line, "SN", device))
        case "TN,":
            return Said("model", parse_told(line, "TN", device))
        case "PT,":
            stored = parse_weight(line, device, "PT")
            return Said("tare", f"{stored.value:f} {stored.unit}")
        case _:
            return parse_weight(line, device)


def _text(line: bytes, device: str) -> str:
    text = line_text(line, device)
    found = _FAILED.fullmatch(text)
    if found is not None:
        _failed(int(found.group(1)), f"E{found.group(1)}", device)
    return text


def _out_of_range(text: str, device: str) -> NoReturn:
    if text[3:4] == "+":
        raise Overload("device.overload", device=device)
    if text[3:4] == "-":
        raise Underload("device.underload", device=device)
    raise FrameBroken("device.frame_broken", device=device)


def _failed(code: int, shown: str, device: str) -> NoReturn:
    if code in _UNSTABLE:
        raise NotStable("device.not_stable", device=device)
    if code in _NOT_READY:
        raise BalanceBusy("device.balance_busy", device=device)
    if code in _NOT_KNOWN:
        raise DeviceRefused("device.command_unknown", device=device)
    if code in _TRANSMISSION:
        raise DeviceRefused("device.transmission_error", device=device)
    if code in _REFUSED:
        raise DeviceRefused("device.cannot_execute", device=device)
    raise NoBalanceReading("device.balance_error", device=device, number=shown)
