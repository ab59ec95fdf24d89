"""Registers to values and back: exact decimals, and never a number out of bytes that are none."""

import struct
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from core.ports import TagQuality
from hardware.errors import TagMapError
from hardware.scaling import scaled
from hardware.tagmap import Tag, TagType

_FORMATS = {
    TagType.INT16: ">h",
    TagType.UINT16: ">H",
    TagType.INT32: ">i",
    TagType.UINT32: ">I",
    TagType.FLOAT32: ">f",
}


def decode(tag: Tag, raw: Sequence[int]) -> tuple[Decimal | None, TagQuality]:
    """Read a tag's value from its registers (0 to 65535 each) or its one bit.

    Returns:
        The value with `GOOD`, or None with `BAD_TYPE` for NaN and infinity, or `OUT_OF_RANGE` for what cannot be true.
    """
    if tag.type is TagType.BOOL:
        return Decimal(1 if raw[0] else 0), TagQuality.GOOD
    (number,) = struct.unpack(_FORMATS[tag.type], _to_bytes(tag, raw))
    return scaled(number, tag.scale, tag.offset, tag.decimals, tag.valid_low, tag.valid_high)


def encode(tag: Tag, value: Decimal) -> list[int]:
    """Write a value into registers or one bit, for simulators and set points.

    Raises:
        TagMapError: The value does not fit the type.
    """
    if tag.type is TagType.BOOL:
        return [1 if value else 0]
    raw = (value - tag.offset) / tag.scale if value.is_finite() else value
    try:
        number = float(raw) if tag.type is TagType.FLOAT32 else int(raw.to_integral_value(ROUND_HALF_EVEN))
        data = struct.pack(_FORMATS[tag.type], number)
    except (struct.error, OverflowError, ValueError) as error:
        raise TagMapError("device.value_unfit", tag=tag.tag, value=str(value)) from error
    words = [data[place : place + 2] for place in range(0, len(data), 2)]
    if tag.byte_swap:
        words = [word[::-1] for word in words]
    if tag.word_order == "little":
        words.reverse()
    return [int.from_bytes(word, "big") for word in words]


def ascii_text(registers: Sequence[int]) -> str | None:
    """Read text of two characters a register up to the first zero byte; None when it is empty or no printable ASCII."""
    data = b"".join(register.to_bytes(2, "big") for register in registers).split(b"\0", 1)[0].strip()
    if not data or any(byte < 0x20 or byte > 0x7E for byte in data):
        return None
    return data.decode("ascii")


def _to_bytes(tag: Tag, raw: Sequence[int]) -> bytes:
    words = [register.to_bytes(2, "big") for register in raw]
    if tag.word_order == "little":
        words.reverse()
    if tag.byte_swap:
        words = [word[::-1] for word in words]
    return b"".join(words)
