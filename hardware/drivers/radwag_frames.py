r"""Frames of Radwag balances: bytes to values, nothing guessed.

A command is answered by one line or by two: `Z A` (understood), then `Z D` (done). A mass frame holds the command in
three characters, a stability marker, blank, sign, mass right-aligned in 9, blank, unit left-aligned in 3; many models
put a blank before the marker (20 characters and CR LF), others do not (19).

    SI          18.5 kg     stable              Z A  Z D   understood, done
    SI ?        18.5 kg     moving              Z E        time limit for a stable value
    SI ^        18.5 kg     overload            Z ^  T v   out of range
    SI v        18.5 kg     underload           Z I        not now
    NB A "1234567"          serial number       ES         not known
    OT     0.500 kg         tare, in the unit of adjustment, which is that of `S` and `SI` too

Source: Radwag PS manual p. 82 (answers, frame of 22), WPT manual p. 69 and PUE 7.1 manual p. 254 (frame of 21), PS R2
manual p. 158 (`OT`), WTC manual p. 46 and 48 (`OT` with marker, `Z`, `T`), PUE HY10 manual p. 232 (`NB`).
"""

import re
from typing import NoReturn

from hardware.drivers.balance_frames import Reading, Said, line_text, mass_unit, number, quoted
from hardware.errors import BalanceBusy, DeviceRefused, FrameBroken, NotStable, Overload, Underload

_FRAME = re.compile(r"([ ?^v]) ([ -])( *[0-9]*\.?[0-9]+) ([A-Za-z%]{1,3} *)")
_TARE = re.compile(r"OT (?:[ ?^v] {2}(?=.{9} [A-Za-z]))?( *-?[0-9]*\.?[0-9]+) ([A-Za-z]{1,3} *)")
_ANSWER = re.compile(r"([A-Z]+[0-9]?) ([ADIE^v]|OK)")


def command(text: str) -> bytes:
    """Write a command."""
    return text.encode("ascii") + b"\r\n"


def parse_weight(line: bytes, answered: str, device: str) -> Reading:
    """Read a mass frame.

    Raises:
        Overload: Marker `^`.
        Underload: Marker `v`.
        BalanceBusy: `SI I`, not now.
        NotStable: `S E`, the balance's time limit is over.
        NotAWeight: Pieces or percent.
        DeviceRefused: `ES`.
        FrameBroken: Anything else, such as the answer to another command.
    """
    text = _text(line, device)
    if text[:3].rstrip() != answered:
        raise FrameBroken("device.answer_unexpected", device=device)
    answer = _ANSWER.fullmatch(text.rstrip())
    if answer is not None:
        _refused(answer.group(2), device)
    rest = text[3:]
    found = _FRAME.fullmatch(rest[1:] if len(rest) == 17 and rest[0] == " " else rest)
    if found is None or len(found.group(3)) != 9 or len(found.group(4)) != 3:
        raise FrameBroken("device.frame_broken", device=device)
    if found.group(1) in "^v":
        _refused(found.group(1), device)
    value = number(found.group(2).strip() + found.group(3).strip(), device)
    return Reading(value, mass_unit(found.group(4), device), stable=found.group(1) == " ")


def parse_answer(line: bytes, answered: str, device: str) -> bool:
    """Read one of the two lines that answer `Z` or `T`; True when the command is done.

    Raises:
        Overload, Underload: Out of the range in which it can be done.
        NotStable: The balance's time limit is over.
        BalanceBusy: Not now.
        DeviceRefused: The balance does not take the command.
        FrameBroken: Any other answer.
    """
    answer = _ANSWER.fullmatch(_text(line, device).rstrip())
    if answer is None or answer.group(1) != answered:
        raise FrameBroken("device.answer_unexpected", device=device)
    if answer.group(2) == "A":
        return False
    if answer.group(2) not in ("D", "OK"):
        _refused(answer.group(2), device)
    return True


def parse_text(line: bytes, answered: str, device: str) -> str:
    """Read a quoted text, such as the serial number in `NB A "1234567"`.

    Raises:
        BalanceBusy: Not now.
        DeviceRefused: The balance does not know the question.
        FrameBroken: Any other answer.
    """
    if _text(line, device).split() == [answered, "I"]:
        raise BalanceBusy("device.balance_busy", device=device)
    return quoted(line, answered, device)


def parse_tare(line: bytes, device: str) -> Reading:
    """Read the answer to `OT`.

    Raises:
        BalanceBusy: Not now.
        DeviceRefused: The balance does not know the question.
        FrameBroken: Any other answer.
    """
    text = _text(line, device)
    if text.split() == ["OT", "I"]:
        raise BalanceBusy("device.balance_busy", device=device)
    found = _TARE.fullmatch(text)
    if found is None or len(found.group(1)) != 9:
        raise FrameBroken("device.answer_unexpected", device=device)
    return Reading(number(found.group(1).strip(), device), mass_unit(found.group(2), device), stable=True)


def read_line(line: bytes, device: str) -> Reading | Said:
    """Read a line without knowing what was asked; raises `DeviceError` when it holds no value."""
    text = _text(line, device)
    answer = _ANSWER.fullmatch(text.rstrip())
    if answer is not None:
        return Said("done" if parse_answer(line, answer.group(1), device) else "in_progress")
    answered = text[:3].strip()
    if answered in ("NB", "BN"):
        return Said("serial" if answered == "NB" else "model", parse_text(line, answered, device))
    if answered == "OT":
        stored = parse_tare(line, device)
        return Said("tare", f"{stored.value:f} {stored.unit}")
    return parse_weight(line, answered, device)


def _text(line: bytes, device: str) -> str:
    text = line_text(line, device)
    if text.strip() == "ES":
        raise DeviceRefused("device.command_unknown", device=device)
    return text


def _refused(mark: str, device: str) -> NoReturn:
    match mark:
        case "^":
            raise Overload("device.overload", device=device)
        case "v":
            raise Underload("device.underload", device=device)
        case "I":
            raise BalanceBusy("device.balance_busy", device=device)
        case "E":
            raise NotStable("device.not_stable", device=device)
        case _:
            raise FrameBroken("device.answer_unexpected", device=device)
