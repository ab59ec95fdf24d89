"""Words on labels that a printer's own font cannot show: drawn here, so that the print is what the screen shows.

Fonts of label printers hold no Chinese; `^A0` prints boxes.
"""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import noto_cjk_sans_otc
from PIL import Image, ImageDraw, ImageFont

from core.zpl import zpl_escape, zpl_graphic

_FONT = Path(noto_cjk_sans_otc.__file__).parent / "NotoSansCJK-Regular.ttc"
_SIMPLIFIED = 2
_SIZES = (36, 30, 24, 18)
_ROOM = 800
"""Dots to the right edge of a label of 100 mm at 300 dots an inch, from where the words begin."""
_DARK = 128


def zpl_words(line: str) -> str:
    """Write one line of words as ZPL, for behind `^FO`: in the printer's font, or drawn where that has no glyphs."""
    if line.isascii() and line.isprintable():
        return f"^A0N,{_SIZES[0]},{_SIZES[0]}^FH^FD{zpl_escape(line)}"
    rows, bytes_a_row = drawn(line)
    return zpl_graphic(rows, bytes_a_row)


@lru_cache(256)
def drawn(line: str) -> tuple[bytes, int]:
    """Draw a line, smaller where it is long; give its rows (a bit a dot, 1 is black) and the bytes of each."""
    shown = "".join("\ufffd" if unicodedata.category(each)[0] == "C" else each for each in line)
    font = next((font for font in map(_font, _SIZES) if font.getlength(shown) <= _ROOM), _font(_SIZES[-1]))
    left, top, right, bottom = font.getbbox(shown)
    width = -(-max(1, min(int(right - left), _ROOM)) // 8) * 8
    picture = Image.new("L", (width, max(1, int(bottom - top))), 0)
    ImageDraw.Draw(picture).text((-left, -top), shown, fill=255, font=font)
    return picture.point([255 if level >= _DARK else 0 for level in range(256)]).convert("1").tobytes(), width // 8


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONT), size, index=_SIMPLIFIED)
