"""Rows of evidence: label, code, detail, mark, each in its column."""

from collections.abc import Sequence

from screens.canvas import Canvas, width_of
from screens.theme import Token
from screens.views import RowView
from screens.widgets.mark import draw_mark, mark_column

_CODE_AT = 10
_DETAIL_AT = 23


def draw_rows(canvas: Canvas, x: int, y: int, right: int, rows: Sequence[RowView], pitch: int = 1) -> int:
    """Draw rows in the columns of one table; give the row after them."""
    marks = [row.mark for row in rows if row.mark is not None]
    end = mark_column(right, marks) if marks else right + 1
    code_at = x + max([_CODE_AT, *(_after_label(row) for row in rows)])
    codes = [width_of(row.code) for row in rows if row.code and row.detail]
    detail_at = code_at + max([_DETAIL_AT - _CODE_AT, *(width + 1 for width in codes)]) if codes else code_at
    for row in rows:
        canvas.put(x, y, row.label, Token.MUTED)
        if row.code:
            canvas.put(code_at, y, row.code, bold=True, room=(detail_at if row.detail else end) - 1 - code_at)
        at = detail_at if row.code else code_at
        canvas.put(at, y, row.detail, room=max(0, end - 1 - at), cut=True)
        if row.mark is not None:
            draw_mark(canvas, end, y, row.mark)
        y += pitch
    return y


def _after_label(row: RowView) -> int:
    width = width_of(row.label)
    return width + 1 if width < _CODE_AT else width + 2
