"""What a ZPL job prints, as far as a scanner could read it back: its codes with AIM identifier, and its texts."""

import re

import msgspec

_FNC1 = "\x1d"
_HEX = re.compile(r"_([0-9A-Fa-f]{2})")
_ELEMENT = re.compile(r"\((\d{2,4})\)([^(]*)")
_FIXED = frozenset({"00", "01", "02", "11", "12", "13", "15", "16", "17", "20"})


class Label(msgspec.Struct, frozen=True):
    """One printed label.

    Attributes:
        codes: What a scanner would send for each code, in order, AIM identifier in front.
        texts: Readable fields, in order.
    """

    codes: tuple[str, ...]
    texts: tuple[str, ...]


def read_label(job: bytes) -> Label:
    """Read the fields of a job between `^XA` and `^XZ`.

    Known: `^BX` (DataMatrix; GS1 when FNC1 stands first), `^BC` (Code 128, mode D is GS1-128), `^BQ` (QR), `^FD`,
    `^FH`.
    """
    codes: list[str] = []
    texts: list[str] = []
    carrier, hexed = "", False
    for part in job.decode("utf-8", "replace").split("^")[1:]:
        command, rest = part[:2], part[2:]
        if command in ("BX", "BC", "BQ"):
            carrier = command + rest
        elif command == "FH":
            hexed = True
        elif command == "FD":
            data = unescaped(rest) if hexed else rest
            (codes if carrier else texts).append(_scanned(carrier, data) if carrier else data)
        elif command == "FS":
            carrier, hexed = "", False
    return Label(tuple(codes), tuple(texts))


def unescaped(data: str) -> str:
    """Undo `^FH`: `_XX` are bytes of UTF-8."""
    raw = _HEX.sub(lambda found: bytes([int(found.group(1), 16)]).decode("latin-1"), data)
    if all(character < "\x80" for character in raw):
        return raw
    return b"".join(
        character.encode("latin-1") if character < "\u0100" else character.encode() for character in raw
    ).decode("utf-8", "replace")


def _scanned(carrier: str, data: str) -> str:
    words = carrier.split(",")
    if carrier.startswith("BX"):
        escape = words[6] if len(words) > 6 and words[6] else ""
        text = datamatrix_text(data, escape) if escape else data
        return f"]d2{text[1:]}" if text.startswith(_FNC1) else f"]d1{text}"
    if carrier.startswith("BC"):
        gs1 = len(words) > 5 and words[5].strip() == "D"
        return f"]C1{element_strings(data)}" if gs1 else f"]C0{data}"
    return f"]Q1{data.partition(',')[2]}"


def datamatrix_text(data: str, escape: str) -> str:
    """Undo the escapes of `^BX`: the escape character and 1 is FNC1, twice the escape character is itself."""
    mark = re.escape(escape)
    return re.sub(f"{mark}({mark}|1)", lambda found: escape if found.group(1) == escape else _FNC1, data)


def element_strings(data: str) -> str:
    """Give what `^BC` in mode D makes of `(01)...(10)...`, with 0x1D behind fields of no fixed length."""
    elements = _ELEMENT.findall(data)
    text = "".join(f"{identifier}{value}{'' if identifier in _FIXED else _FNC1}" for identifier, value in elements)
    return text.removesuffix(_FNC1)
