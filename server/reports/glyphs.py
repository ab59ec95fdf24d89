"""What the report font can show; anything else is written by its code, so that no text can spoil a document.

PDF/A forbids text without a glyph, and control or direction characters would change what the eye reads.
"""

import unicodedata
from functools import cache
from pathlib import Path

import noto_cjk_sans_otc
from PIL import Image, ImageDraw, ImageFont

FONT_FOLDER = Path(noto_cjk_sans_otc.__file__).parent
_COLLECTION = FONT_FOLDER / "NotoSansCJK-Regular.ttc"
_SANS, _MONO = 2, 7
_NO_CHARACTER = "\U0010fffe"


def printable(text: str) -> str:
    """Give the text with every character that cannot be shown as `<U+1F600>`; line breaks stay."""
    return text if text.isascii() and text.isprintable() else "".join(map(_shown, text))


@cache
def _shown(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category[0] == "C" or category in ("Zl", "Zp"):
        return f"<U+{ord(character):04X}>"
    if all(_drawn(font, character) != missing for font, missing in _fonts()):
        return character
    return f"<U+{ord(character):04X}>"


@cache
def _fonts() -> tuple[tuple[ImageFont.FreeTypeFont, bytes], ...]:
    fonts = [ImageFont.truetype(str(_COLLECTION), 12, index=index) for index in (_SANS, _MONO)]
    return tuple((font, _drawn(font, _NO_CHARACTER)) for font in fonts)


def _drawn(font: ImageFont.FreeTypeFont, character: str) -> bytes:
    picture = Image.new("L", (24, 24))
    ImageDraw.Draw(picture).text((2, 2), character, fill=255, font=font)
    return picture.tobytes()
