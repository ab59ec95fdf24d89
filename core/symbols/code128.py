"""Code 128 as bars, as a printer draws it for `^BC`.

Source: ISO/IEC 15417: code sets B and C, check character modulo 103, FNC1 behind the start makes it GS1-128.
"""

from collections.abc import Sequence

_START_B, _START_C, _TO_B, _TO_C, _FNC1, _STOP = 104, 105, 100, 99, 102, 106
_BARS = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222"
    "123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321"
    "232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121"
    "313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224"
    "111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111"
    "111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113"
    "114311411113411311113141114131311141411131211412211214211232"
)
"""Six widths of bars and spaces for each value (table 1)."""
_WIDTHS = (*(_BARS[start : start + 6] for start in range(0, len(_BARS), 6)), "2331112")
GROUP_SEPARATOR = "\x1d"
_QUIET = 10


class NotPrintable(ValueError):
    """A character that code set B does not hold, or more than the symbol takes."""


def bars(text: str, *, gs1: bool = False) -> tuple[bool, ...]:
    """Give the modules of a symbol with its quiet zones, True for black.

    Args:
        text: ASCII from blank to `~`; with `gs1`, 0x1D parts the fields.
        gs1: True puts FNC1 in front.

    Raises:
        NotPrintable: Another character.
    """
    values = codewords(text, gs1=gs1)
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    modules = [False] * _QUIET
    for value in (*values, check, _STOP):
        black = True
        for width in _WIDTHS[value]:
            modules += [black] * int(width)
            black = not black
    return (*modules, *[False] * _QUIET)


def codewords(text: str, *, gs1: bool = False) -> Sequence[int]:
    """Choose code sets: C for four and more digits in a row, else B."""
    in_c = _digits(text, 0) >= (2 if gs1 else 4)
    values = [_START_C if in_c else _START_B, *([_FNC1] if gs1 else [])]
    place = 0
    while place < len(text):
        character, digits = text[place], _digits(text, place)
        if character == GROUP_SEPARATOR:
            values.append(_FNC1)
            place += 1
        elif in_c and digits >= 2:
            values.append(int(text[place : place + 2]))
            place += 2
        elif in_c:
            values.append(_TO_B)
            in_c = False
        elif digits >= 4 and digits % 2 == 0:
            values.append(_TO_C)
            in_c = True
        elif " " <= character <= "~":
            values.append(ord(character) - 32)
            place += 1
        else:
            raise NotPrintable(repr(character))
    return values


def _digits(text: str, start: int) -> int:
    end = start
    while end < len(text) and text[end] in "0123456789":
        end += 1
    return end - start
