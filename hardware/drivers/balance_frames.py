r"""What the answers of all balances have in common: one line, printable ASCII, a number with its unit.

Nothing is guessed: a line that is not wholly understood is broken, a number keeps its digits, a unit is never
converted. What says that there is no weight (overload, error codes) is judged before any number beside it.
"""

import re
from decimal import Decimal

import msgspec

from core.quantity import QuantityError, decimal
from hardware.errors import FrameBroken, NotAWeight

CRLF = b"\r\n"
_COUNTS = frozenset({"pc", "pcs", "%"})
_QUOTED = re.compile(r'([A-Z]+[0-9]{0,2}) A "([^"]*)"')


class Reading(msgspec.Struct, frozen=True):
    """A weight as sent.

    Attributes:
        value: Digits as sent.
        unit: Unit as sent; "" for a moving value of a family that then sends none.
        stable: False for a moving value.
        unverified: True when the balance marks its last digit as not verified for legal use.
    """

    value: Decimal
    unit: str
    stable: bool
    unverified: bool = False


class Said(msgspec.Struct, frozen=True):
    """A line that tells something else than a weight.

    Attributes:
        what: `serial`, `model`, `text` where it may be either, `tare`, `done` or `in_progress`.
        text: What it tells, or "".
    """

    what: str
    text: str = ""


def line_text(line: bytes, device: str) -> str:
    """Give what stands in a line, blanks included.

    Raises:
        FrameBroken: No CR LF at the end, nothing in it, or a byte that is no printable ASCII.
    """
    body = line.removesuffix(CRLF)
    if body == line or not body.strip() or any(byte < 0x20 or byte > 0x7E for byte in body):
        raise FrameBroken("device.frame_broken", device=device)
    return body.decode("ascii")


def number(text: str, device: str) -> Decimal:
    """Read a plain decimal number.

    Raises:
        FrameBroken: It is none, such as one with a comma or an exponent.
    """
    try:
        return decimal(text)
    except QuantityError as error:
        raise FrameBroken("device.frame_broken", device=device) from error


def mass_unit(text: str, device: str) -> str:
    """Take a unit as sent.

    Raises:
        NotAWeight: Pieces or percent: the balance counts, or shows a part.
    """
    unit = text.strip()
    if unit.lower() in _COUNTS:
        raise NotAWeight("device.not_a_weight", device=device, unit=unit)
    return unit


def quoted(line: bytes, answered: str, device: str) -> str:
    """Read a quoted text such as the serial number in `I4 A "B123456789"`.

    Raises:
        FrameBroken: No quoted text, an empty one, or the answer to another question.
    """
    found = _QUOTED.fullmatch(line_text(line, device).strip())
    if found is None or found.group(1) != answered or not found.group(2).strip():
        raise FrameBroken("device.answer_unexpected", device=device)
    return found.group(2).strip()
