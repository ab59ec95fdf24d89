"""Pictures of printed labels, from what the record of the print says: its lines, and what a scanner reads off it."""

import io
from collections.abc import Iterator, Sequence

from PIL import Image

from core.acts import Act
from core.codes import split_aim
from core.symbols.code128 import GROUP_SEPARATOR, NotPrintable, bars
from core.symbols.datamatrix import modules
from server.reports.parts import Specimen

_QUIET = 2
"""Modules of white round a DataMatrix; the label's own white adds to it."""
_BARS = "]C0"


def drawn(printed: Act, about: tuple[str, ...]) -> Iterator[Specimen]:
    """Draw the labels of one print; none where the record does not say what stood on them.

    Args:
        printed: The print; facts `lines_1`, `scanned_1`, `lines_2` ... describe its labels.
        about: What stands beneath each.
    """
    for name in printed.facts:
        if not name.startswith("lines_"):
            continue
        scanned = printed.facts.get(name.replace("lines_", "scanned_", 1), "")
        lines = tuple(printed.facts[name].split("\n"))
        yield Specimen(symbol(scanned), scanned.startswith(_BARS), lines, about)


def symbol(scanned: str) -> tuple[int, ...]:
    """Draw the symbol off which a text is scanned, as the bytes of a PNG, a dot a module.

    Args:
        scanned: With its AIM identifier: `]d2` GS1 DataMatrix, `]d1` DataMatrix, `]C0` Code 128.

    Returns:
        Nothing where it is another carrier, or holds what no symbol can.
    """
    aim, text = split_aim(scanned)
    try:
        match aim:
            case "]C0":
                return _png((bars(text),), 0)
            case "]d1":
                return _png(modules(text), _QUIET)
            case "]d2":
                return _png(modules(f"{GROUP_SEPARATOR}{text}"), _QUIET)
            case _:
                return ()
    except NotPrintable:
        return ()


def _png(matrix: Sequence[Sequence[bool]], quiet: int) -> tuple[int, ...]:
    picture = Image.new("1", (len(matrix[0]) + 2 * quiet, len(matrix) + 2 * quiet), 1)
    for down, row in enumerate(matrix):
        for across, dot in enumerate(row):
            if dot:
                picture.putpixel((across + quiet, down + quiet), 0)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return tuple(out.getvalue())
