r"""Frames of Ohaus balances (own command set): bytes to values, nothing guessed.

Weight right-aligned in 10 characters (11 or 12 on some), blank, unit of at most 5, blank, `?` while moving or below the
minimum weight, blank, legend; blanks at the end may be missing. `G` and `N` (gross, net) are the only legends taken.

        192.21 g          stable                      OK!    command done
          0.01 g ?        moving                      ES     not known, or not stable within 40 s
        192.21 g     N    net                         Err 8.3, Err 8.4   overload, underload

Source: Ohaus Explorer manual p. 153 (commands), p. 156 (format); Adventurer service manual p. 14 (`PSN`, `PT`, `1RL`);
RS232 interface manual p. 3. What is sent instead of a weight when it is out of range, and the forms of the answers to
`PSN` and `PT`, stand in no manual at hand: codes 8.3 and 8.4 are those of the display; unconfirmed.
"""

import re
from typing import NoReturn

from hardware.drivers.balance_frames import Reading, Said, line_text, mass_unit, number
from hardware.errors import BalanceBusy, DeviceRefused, FrameBroken, NoBalanceReading, Overload, Underload

_WEIGHT = re.compile(
    r"(?=[ .0-9-]{10,12} [A-Za-z%]) *(-?) *([0-9]+(?:\.[0-9]+)?) ([A-Za-z%:]{1,5}) *( \?)? *(?: (G|N|T))? *"
)
_FAILED = re.compile(r"(?:Err|Error) *([0-9]+(?:\.[0-9]+)?)\.? *")
_TOLD = re.compile(r"(?:[A-Za-z/. ]+: *)?([A-Za-z0-9][A-Za-z0-9/-]*)")


def command(text: str) -> bytes:
    """Write a command."""
    return text.encode("ascii") + b"\r\n"


def parse_weight(line: bytes, device: str, legends: str = "GN") -> Reading:
    """Read a weight, or with `T` among the legends the tare stored.

    Raises:
        Overload: `Err 8.3`.
        Underload: `Err 8.4`.
        NoBalanceReading: Another error code.
        NotAWeight: Pieces or percent.
        BalanceBusy: `ES` in place of a weight: adjusting, in a menu, or not stable within its own time.
        DeviceRefused: `ES` in place of the tare stored, which not every model tells.
        FrameBroken: Anything else, such as the legend of a sum.
    """
    if line == b"ES\r\n" and "T" not in legends:
        raise BalanceBusy("device.balance_busy", device=device)
    text = _text(line, device)
    found = _WEIGHT.fullmatch(text)
    if found is None:
        raise FrameBroken("device.frame_broken", device=device)
    if found.group(5) and found.group(5) not in legends:
        raise FrameBroken("device.answer_unexpected", device=device)
    unit = mass_unit(found.group(3), device)
    return Reading(number(found.group(1) + found.group(2), device), unit, stable=found.group(4) is None)


def parse_done(line: bytes, device: str) -> None:
    """Read the answer to a command, `OK!`; raises `DeviceError` for any other."""
    if _text(line, device).strip() != "OK!":
        raise FrameBroken("device.answer_unexpected", device=device)


def parse_told(line: bytes, device: str) -> str:
    """Read the answer to `PSN`: one word, alone or behind a label with a colon.

    Raises:
        DeviceRefused: The balance does not know the question.
        FrameBroken: A weight, or no single word.
    """
    found = _TOLD.fullmatch(_text(line, device).strip())
    if found is None:
        raise FrameBroken("device.answer_unexpected", device=device)
    return found.group(1)


def read_line(line: bytes, device: str) -> Reading | Said:
    """Read a line without knowing what was asked; raises `DeviceError` when it holds no value."""
    text = _text(line, device).strip()
    if text == "OK!":
        return Said("done")
    if _TOLD.fullmatch(text) is not None:
        return Said("serial", parse_told(line, device))
    return parse_weight(line, device, "GNT")


def _text(line: bytes, device: str) -> str:
    text = line_text(line, device)
    if text.strip() == "ES":
        raise DeviceRefused("device.command_unknown", device=device)
    found = _FAILED.fullmatch(text.strip())
    if found is not None:
        _failed(found.group(1), device)
    return text


def _failed(code: str, device: str) -> NoReturn:
    if code == "8.3":
        raise Overload("device.overload", device=device)
    if code == "8.4":
        raise Underload("device.underload", device=device)
    raise NoBalanceReading("device.balance_error", device=device, number=code)
