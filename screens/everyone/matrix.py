"""Matrix: rows against narrow columns, a low block where the two meet; what the columns mean stands below."""

from dataclasses import dataclass

from screens.canvas import Canvas
from screens.frame import FlowScreen
from screens.theme import Token
from screens.views import FrameView
from screens.widgets.frame import draw_frame
from screens.widgets.paging import say_part
from screens.widgets.place import LEFT, WORK_TOP, Place

PITCH = 3
"""Cells from column to column; a head has two of them."""
_ABREAST, _ENTRY = 4, 19
_YES, _NO = "▄▄", "··"


@dataclass(frozen=True, slots=True)
class MatrixRowView:
    """One row.

    Attributes:
        name: What it is.
        cells: True where it meets the column; empty for a heading.
    """

    name: str
    cells: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class MatrixView:
    """What a page of a matrix shows.

    Attributes:
        frame: Frame.
        columns: Heads of two cells.
        rows: All rows.
        first: The first one shown.
        legend: What each head means, at most twelve.
    """

    frame: FrameView
    columns: tuple[str, ...]
    rows: tuple[MatrixRowView, ...]
    first: int = 0
    legend: tuple[str, ...] = ()


class MatrixScreen(FlowScreen[MatrixView]):
    """Page through it; it is read, nothing is chosen."""

    def paint(self, canvas: Canvas, at: Place, view: MatrixView) -> None:
        """Draw the heads, as many rows as there is room for, and the legend."""
        draw_frame(canvas, at, view.frame)
        edge = at.right - PITCH * len(view.columns)
        for place, head in enumerate(view.columns):
            canvas.put(edge + PITCH * place + 1, WORK_TOP, head, Token.MUTED, room=2)
        foot = at.bottom - 4
        shown = view.rows[view.first : view.first + foot - WORK_TOP - 1]
        for y, row in enumerate(shown, WORK_TOP + 1):
            if not row.cells:
                canvas.put(LEFT, y, row.name, Token.STRONG, bold=True, room=edge - LEFT, cut=True)
                continue
            canvas.put(LEFT, y, row.name, room=edge - LEFT, cut=True)
            for place, meets in enumerate(row.cells):
                ink = Token.TEXT if meets else Token.MUTED
                canvas.put(edge + PITCH * place + 1, y, _YES if meets else _NO, ink)
        say_part(canvas, at.right, foot, range(view.first, view.first + len(shown)), len(view.rows))
        for place, words in enumerate(view.legend):
            row, column = divmod(place, _ABREAST)
            canvas.put(LEFT + _ENTRY * column, foot + 1 + row, words, Token.MUTED, room=_ENTRY - 1, cut=True)
