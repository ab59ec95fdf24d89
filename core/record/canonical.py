"""Canonical JSON: the one byte form of a value, and its strict reading.

Source: RFC 8785 (JCS).
"""

import json
from typing import NoReturn

import msgspec
import rfc8785

from core.errors import CountersignError


class Undecodable(CountersignError):
    """Bytes are not the strict JSON that a record must be."""

    code = "REC-001"


def canonical(value: object) -> bytes:
    """Write a struct or plain JSON value as canonical bytes.

    Quantities are decimal strings, so a float anywhere is a fault of the program.

    Raises:
        Undecodable: The value holds a float, an integer beyond 2^53-1 or something that is not JSON.
    """
    try:
        plain = msgspec.to_builtins(value)
        _refuse_floats(plain)
        return rfc8785.dumps(plain)
    except (rfc8785.CanonicalizationError, TypeError) as error:
        raise Undecodable("record.not_canonical", what=type(value).__name__) from error


def strict_json(data: bytes) -> object:
    """Read UTF-8 JSON that repeats no key, has only ASCII keys and holds no float and no half of a surrogate pair.

    Raises:
        Undecodable: Anything else.
    """
    try:
        value = json.loads(data.decode(), object_pairs_hook=_pairs, parse_float=_no_float, parse_constant=_no_float)
        if b"\\ud" in data or b"\\uD" in data:
            json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair cannot be written as UTF-8
    except (ValueError, RecursionError) as error:
        raise Undecodable("record.not_json", detail=str(error)[:80]) from error
    return value


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs) or not all(map(str.isascii, found)):
        raise ValueError("a key is repeated or not ASCII")
    return found


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"{text[:20]} is no integer")


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no place in a record")
    # What is in a dict or list of plain JSON is any JSON value; the checker cannot know that.
    if isinstance(value, dict):
        for item in value.values():  # pyright: ignore[reportUnknownVariableType]  (any JSON)
            _refuse_floats(item)
    elif isinstance(value, list):
        for item in value:  # pyright: ignore[reportUnknownVariableType]  (any JSON)
            _refuse_floats(item)
