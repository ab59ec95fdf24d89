"""Rows of evidence: label, code, detail, mark, each in its column."""

from collections.abc import Sequence

from screens.canvas import Canvas, width_of, wrapped
from screens.theme import Token
from screens.views import RowView
from screens.widgets.mark import draw_mark, mark_column

_CODE_AT = 10
_DETAIL_AT = 23
_FAR = 24


def draw_rows(canvas: Canvas, x: int, y: int, right: int, rows: Sequence[RowView], pitch: int = 1) -> int:
    """Draw rows in the columns of one table; give the row after them.

    Long labels and details run over more rows as long as the rows below keep their place above the message row; after
    that they are cut.
    """
    marks = [row.mark for row in rows if row.mark is not None]
    end = mark_column(right, marks) if marks else right + 1
    code_at, detail_at = _columns(x, end, rows)
    spare = canvas.height - 4 - y - len(rows) * pitch
    for row in rows:
        at = detail_at if row.code else code_at if code_at - x <= _FAR else x + max(_CODE_AT, _after_label(row))
        room = (right if row.mark is None else end - 1) - at
        own = code_at + width_of(row.code) + 1
        if row.code and width_of(row.detail) > room and own < at:
            at, room = own, room + at - own
        label_room = (code_at if row.code else at if row.detail else end) - 1 - x
        labels = _lines(row.label, label_room, spare)
        details = _lines(row.detail, max(1, room), spare)
        more = max(len(labels), len(details), 1) - 1
        spare -= more
        for line, words in enumerate(labels):
            canvas.put(x, y + line, words, Token.MUTED, room=label_room, cut=True)
        if row.code:
            code_room = (at if row.detail else right + 1 if row.mark is None else end) - 1 - code_at
            canvas.put(code_at, y, row.code, bold=not row.struck, room=code_room, struck=row.struck)
        for line, words in enumerate(details):
            canvas.put(at, y + line, words, room=max(0, room), cut=True, struck=row.struck)
        if row.mark is not None:
            draw_mark(canvas, end, y, row.mark)
        y += pitch + more
    return y


def _columns(x: int, end: int, rows: Sequence[RowView]) -> tuple[int, int]:
    """Give the columns of codes and details; long labels give way to the codes."""
    codes = [width_of(row.code) for row in rows if row.code]
    beside = [width_of(row.code) for row in rows if row.code and row.detail]
    code_at = x + max([_CODE_AT, *(_after_label(row) for row in rows)])
    code_at = max(x + _CODE_AT, min(code_at, end - 1 - max([0, *codes])))
    detail_at = code_at + max([_DETAIL_AT - _CODE_AT, *(width + 1 for width in beside)]) if beside else code_at
    return code_at, detail_at


def _after_label(row: RowView) -> int:
    width = width_of(row.label)
    return width + 1 if width < _CODE_AT else width + 2


def _lines(words: str, room: int, spare: int) -> list[str]:
    """Break words into lines if there is room for them; otherwise the last line holds the rest, to be cut."""
    lines = wrapped(words, room) if width_of(words) > room else [words]
    most = max(0, spare)
    return lines if len(lines) - 1 <= most else [*lines[:most], " ".join(lines[most:])]
