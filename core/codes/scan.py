"""From the bytes of a scanner to text that may go further."""

import re

from core.codes.model import CodeError

LONGEST = 200
"""Bytes; the longest label printed here has 60, the longest GS1 symbol read in plants 120."""

GROUP_SEPARATOR = "\x1d"

_AIM = re.compile(r"][A-Za-z][0-9A-Za-z]")
# GS1 AI encodable character set 82 (GS1 General Specifications, figure 7.11-1), plus the separator.
_CHARACTERS = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z\x1d]+")


def clean_scan(raw: bytes) -> str:
    """Check charset and length and give the text, AIM identifier included.

    The outcome is data for comparison and display; it is never a path, a query or markup.

    Args:
        raw: Bytes between prefix and suffix; CR, LF and blanks outside are dropped.

    Raises:
        CodeError: Empty, over 200 bytes, or holds a byte outside GS1 character set 82 and 0x1D.
    """
    trimmed = raw.strip(b"\r\n ")
    if not trimmed:
        raise CodeError("codes.unreadable")
    if len(trimmed) > LONGEST:
        raise CodeError("codes.too_long", length=str(len(trimmed)), longest=str(LONGEST))
    try:
        text = trimmed.decode("ascii")
    except UnicodeDecodeError as error:
        raise CodeError("codes.bad_character") from error
    if _CHARACTERS.fullmatch(split_aim(text)[1]) is None:
        raise CodeError("codes.bad_character")
    return text


def split_aim(text: str) -> tuple[str, str]:
    """Part the AIM identifier (`]d2`, "" when there is none) from the data.

    Source: ISO/IEC 15424.
    """
    found = _AIM.match(text)
    return (found.group(), text[found.end() :]) if found else ("", text)
