r"""Frames of SBI, the Sartorius Balance Interface: bytes to values, nothing guessed.

A record has 16 characters: sign (+ - blank), blank, value right-aligned in 3 to 10, blank, unit in 12 to 14, CR LF
(newer balances use 2 to 10 for the value). With identifier it has 22: six characters before the same record.

    +   111.255 g          stable: the unit is there       N     +   123.56 g        net weight
    +   123.56             moving: no unit                 Stat        H             overload
    +  123.5[6]g           last digit not verified         Stat     Err   320        error
          High             overload, also H HH             SerNo.    0031801165      serial number
          Low              underload, also L LL            Qnt   +      253 pcs      a count

`--` shows no value; `C`, `Cal.Ext.`, `Cal.Int.` adjusting; `APP.ERR`, `DIS.ERR`, `PRT.ERR` errors.

Source: Sartorius Quintix manual p. 87; Combics manual p. 97; LE manual p. 51-52; ME215S manual p. 136 (identifiers);
Entris II interface description p. 3-4 (`x1_` type, `x2_` serial number). The form of the serial number with its
identifier is a capture of an MSE1203S (public project `sartoriuslib`); without one the number stands alone.
"""

import re
from typing import NoReturn

from hardware.drivers.balance_frames import Reading, Said, line_text, mass_unit, number
from hardware.errors import BalanceBusy, FrameBroken, NoBalanceReading, NotAWeight, Overload, Underload

_RECORD = 14
_IDENTIFIER = 6
_NET = frozenset({"", "N", "N1"})
_COUNTING = frozenset({"Qnt", "Prc"})
_OVER = frozenset({"H", "HH", "HIGH"})
_UNDER = frozenset({"L", "LL", "LOW"})
_ADJUSTING = frozenset({"C", "CAL", "CAL.EXT", "CAL.INT"})
_VALUE = re.compile(r"([+ -]) *([0-9]*\.?[0-9]+)(?:\[([0-9])\]| |$) *([A-Za-z/%]{0,3}) *")
_ERROR = re.compile(r"(?:ERR *([0-9]+)|(APP|DIS|PRT)\. *ERR\.?)")
_SERIAL = re.compile(r"(?:Ser\. ?[Nn]o\.?|SerNo\.?) *:? *", re.ASCII)
_WORD = re.compile(r"[0-9]+|(?=.*[A-Za-z])(?=.*[0-9])[A-Za-z0-9/-]+", re.ASCII)
_MODEL = re.compile(r"(?:Model|Mod\.|Type) *:? *", re.ASCII)


def command(letters: str) -> bytes:
    """Write a command: ESC, its letters, CR LF. At most 20 characters (Cubis MSE manual p. 71)."""
    return b"\x1b" + letters.encode("ascii") + b"\r\n"


def parse_weight(line: bytes, device: str) -> Reading:
    """Read a record of 16 or 22 characters.

    Raises:
        Overload: `High`, `H`, `HH`.
        Underload: `Low`, `L`, `LL`.
        BalanceBusy: Adjusting, or no value yet.
        NoBalanceReading: An error code.
        NotAWeight: Pieces or percent.
        FrameBroken: Anything else.
    """
    identifier, record = _parts(line, device)
    _special(record, device)
    if identifier in _COUNTING:
        raise NotAWeight("device.not_a_weight", device=device, unit=identifier)
    if identifier not in _NET:
        raise FrameBroken("device.answer_unexpected", device=device)
    found = _VALUE.fullmatch(record)
    if found is None:
        raise FrameBroken("device.frame_broken", device=device)
    sign, figures, marked, unit = found.groups(default="")
    value = number(sign.strip() + figures + marked, device)
    return Reading(value, mass_unit(unit, device), stable=bool(unit), unverified=bool(marked))


def parse_serial(line: bytes, device: str) -> str:
    """Read the answer to `x2_`: the number alone, or behind its identifier.

    Raises:
        FrameBroken: A weight, a state, or no single word.
    """
    return _told(line, _SERIAL, device)


def parse_model(line: bytes, device: str) -> str:
    """Read the answer to `x1_`; raises `FrameBroken` as `parse_serial` does."""
    return _told(line, _MODEL, device)


def read_line(line: bytes, device: str) -> Reading | Said:
    """Read a line without knowing what was asked; raises `DeviceError` when it holds no value.

    A word alone may be a serial number or a type, and a number alone a moving weight too: only the question tells.
    """
    for what, label in (("serial", _SERIAL), ("model", _MODEL)):
        if label.match(line_text(line, device).strip()):
            return Said(what, _told(line, label, device))
    word = line_text(line, device).strip()
    if _WORD.fullmatch(word) and word.upper() not in _OVER | _UNDER | _ADJUSTING:
        return Said("text", word)
    return parse_weight(line, device)


def _parts(line: bytes, device: str) -> tuple[str, str]:
    text = line_text(line, device)
    if len(text) == _RECORD:
        return "", text
    if len(text) == _RECORD + _IDENTIFIER:
        return text[:_IDENTIFIER].strip(), text[_IDENTIFIER:]
    raise FrameBroken("device.frame_broken", device=device)


def _special(record: str, device: str) -> None:
    said = record.strip().upper()
    plain = said.replace(" ", "").rstrip(".")
    if plain in _OVER:
        raise Overload("device.overload", device=device)
    if plain in _UNDER:
        raise Underload("device.underload", device=device)
    if plain in _ADJUSTING or plain.strip("-") == "":
        raise BalanceBusy("device.balance_busy", device=device)
    found = _ERROR.fullmatch(said)
    if found is not None:
        raise NoBalanceReading("device.balance_error", device=device, number=found.group(1) or found.group(2))


def _told(line: bytes, label: re.Pattern[str], device: str) -> str:
    text = line_text(line, device).strip()
    told = text[found.end() :] if (found := label.match(text)) else text
    if not told or " " in told or (told == text and _is_record(line, device)):
        _unexpected(device)
    return told


def _is_record(line: bytes, device: str) -> bool:
    """Tell whether a line is a weight or a state; a number alone, without sign and unit, may be a serial number."""
    try:
        reading = parse_weight(line, device)
    except FrameBroken:
        return False
    except (Overload, Underload, BalanceBusy, NoBalanceReading, NotAWeight):
        return True
    return reading.stable or line.lstrip()[:1] in (b"+", b"-") or b"." in line


def _unexpected(device: str) -> NoReturn:
    raise FrameBroken("device.answer_unexpected", device=device)
