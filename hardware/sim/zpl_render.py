"""A ZPL job as pixels, as a simulated printer puts it on the label, so that any decoder of codes can look at it.

Known: `^FO`, `^BY`, `^BX` (quality 200), `^BC` (modes N, A and D), `^A0`, `^GFA`, `^FD`, `^FH`. Orientation is normal.
Like the fonts of most printers, `^A0` has no Chinese: such characters come out as boxes.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec
from PIL import Image, ImageDraw, ImageFont

from core.symbols import code128, datamatrix
from hardware.sim.label import datamatrix_text, element_strings, unescaped

_MARGIN = 40
_PLACE = re.compile(r"(\d+),(\d+)")


class _Element(msgspec.Struct, frozen=True):
    """Something black on white at a place, in dots."""

    x: int
    y: int
    picture: Image.Image


def render(job: bytes) -> Image.Image:
    """Draw a job, 8 bits a dot, white 255.

    Raises:
        NotPrintable: A code that cannot be drawn.
    """
    elements = _elements(job.decode("utf-8", "replace").split("^")[1:])
    width = max((element.x + element.picture.width for element in elements), default=0) + _MARGIN
    height = max((element.y + element.picture.height for element in elements), default=0) + _MARGIN
    label = Image.new("L", (width, height), 255)
    for element in elements:
        label.paste(element.picture, (element.x, element.y))
    return label


def _elements(parts: Sequence[str]) -> list[_Element]:
    found: list[_Element] = []
    field: dict[str, str] = {}
    narrow, place = 2, (0, 0)
    for part in parts:
        command, rest = part[:2], part[2:]
        if command == "FO":
            at = _PLACE.match(rest)
            place, field = ((int(at[1]), int(at[2])) if at else (0, 0)), {}
        elif command == "BY":
            narrow = int(rest.split(",")[0] or 2)
        elif command == "GF":
            found.append(_Element(*place, _graphic(rest)))
        elif command == "FS":
            picture = _drawn(field, narrow)
            if picture is not None:
                found.append(_Element(*place, picture))
            field = {}
        else:
            field[command] = rest
    return found


def _drawn(field: Mapping[str, str], narrow: int) -> Image.Image | None:
    if "FD" not in field:
        return None
    data = unescaped(field["FD"]) if "FH" in field else field["FD"]
    if "BX" in field:
        words = f"BX{field['BX']}".split(",")
        escape = words[6] if len(words) > 6 else ""
        matrix = datamatrix.modules(datamatrix_text(data, escape) if escape else data)
        return _dots(matrix, int(words[1]), int(words[1]))
    if "BC" in field:
        words = field["BC"].split(",")
        gs1 = len(words) > 5 and words[5].strip() == "D"
        line = code128.bars(element_strings(data) if gs1 else data, gs1=gs1)
        return _dots((line,), narrow, int(words[1]))
    return _text(data, int([*field.get("A0", "N,30").split(","), "30"][1]))


def _dots(matrix: Sequence[Sequence[bool]], across: int, down: int) -> Image.Image:
    picture = Image.new("L", (len(matrix[0]), len(matrix)), 255)
    picture.putdata([0 if dot else 255 for row in matrix for dot in row])
    return picture.resize((picture.width * across, picture.height * down), Image.Resampling.NEAREST)


def _text(words: str, height: int) -> Image.Image:
    font = ImageFont.load_default(height)
    shown = "".join(character if character.isascii() else "\u25a1" for character in words)
    left, top, right, bottom = font.getbbox(shown)
    picture = Image.new("L", (max(1, int(right - left)), max(1, int(bottom - top))), 255)
    ImageDraw.Draw(picture).text((-left, -top), shown, fill=0, font=font)
    return picture


def _graphic(rest: str) -> Image.Image:
    """Read `A,bytes,bytes,bytes a row,hex`; a set bit is black."""
    _, _, total, row, data = rest.split(",", 4)
    raw = bytes.fromhex(data.strip())[: int(total)]
    picture = Image.frombytes("1", (int(row) * 8, len(raw) // int(row)), bytes(byte ^ 0xFF for byte in raw))
    return picture.convert("L")
