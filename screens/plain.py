"""The one choke point for text: whatever comes from devices, barcodes or records is drawn as data.

No markup is parsed anywhere in this room, and no byte that a terminal would obey leaves it: control, format, private,
surrogate and unassigned characters, and marks without a width of their own, are shown as `?`.
"""

import unicodedata
from functools import lru_cache

from rich.cells import get_character_cell_size

_REFUSED = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp", "Mn", "Me"})
_BLANK = frozenset({"\t", "\n", "\r", "\u00a0", "\u3000"})


def _shown(character: str) -> str:
    if character in _BLANK:
        return " "
    if unicodedata.category(character) in _REFUSED or get_character_cell_size(character) not in (1, 2):
        return "?"
    return character


@lru_cache(maxsize=4096)
def plain(words: str) -> str:
    """Give text that can be drawn cell by cell: NFC, every character one or two cells wide, nothing to obey."""
    if words.isascii() and words.isprintable():
        return words
    return "".join(_shown(character) for character in unicodedata.normalize("NFC", words))
