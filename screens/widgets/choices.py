"""Lists with digit tiles: three rows an item at kiosks, one at desks, and the short form of dialogs."""

from collections.abc import Sequence

from screens.canvas import Canvas, width_of, wrapped
from screens.theme import Token
from screens.views import ItemView
from screens.widgets.mark import COLUMN, draw_mark, mark_column
from screens.widgets.place import LEFT

TILE = 3
_NAME_AT = 5


def draw_tile(canvas: Canvas, x: int, y: int, item: ItemView, plain_under: Token) -> None:
    """Draw the digit of an item; filled for the chosen one."""
    if item.digit is None:
        return
    ink, under = (Token.INK, Token.ACCENT) if item.chosen else (Token.TEXT, plain_under)
    canvas.fill(x, y, TILE, 1, under)
    canvas.put(x + 1, y, str(item.digit), ink, bold=True)


def draw_items(canvas: Canvas, y: int, right: int, items: Sequence[ItemView], pitch: int, strip: int) -> int:
    """Draw a list with name, code, count and mark in columns.

    Args:
        canvas: Where.
        y: First row.
        right: Column after the list.
        items: Rows.
        pitch: Rows an item: 3 with its detail, 1 without.
        strip: Column after the strip of the chosen one.

    Returns:
        The row after the list.
    """
    marks = [item.mark for item in items if item.mark is not None]
    mark_at = mark_column(right, marks, 12 if right - LEFT >= 70 else 7) if marks else right + 1
    code_at, count_end = _columns(items, mark_at, right, wide_gaps=pitch > 1)
    for item in items:
        if item.chosen:
            draw_strip(canvas, y, 2 if pitch > 1 and item.detail else 1, strip)
        draw_tile(canvas, LEFT, y, item, Token.RAISED)
        ink = Token.STRONG if item.chosen else Token.TEXT if item.open else Token.MUTED
        x = LEFT + _NAME_AT
        canvas.put(x, y, item.name, ink, bold=item.open, room=code_at - 1 - x, cut=True)
        canvas.put(code_at, y, item.code, Token.TEXT if item.open else Token.MUTED)
        canvas.put_right(count_end, y, item.count, Token.MUTED)
        if item.mark is not None:
            draw_mark(canvas, mark_at, y, item.mark)
        if pitch > 1:
            canvas.put(x, y + 1, item.detail, Token.MUTED, room=right - x, cut=True)
        y += pitch
    return y


def draw_points(canvas: Canvas, y: int, right: int, items: Sequence[ItemView], rows: int, strip: int) -> int:
    """Draw points to confirm: tile, words over as many rows as they need, mark; give the row after them.

    Args:
        canvas: Where.
        y: First row.
        right: Column after the list.
        items: Points.
        rows: Rows that may be used; blank rows go first, then words are cut.
        strip: Column after the strip of the chosen one.
    """
    marks = [item.mark for item in items if item.mark is not None]
    mark_at = mark_column(right, marks) if marks else right + 1
    x = LEFT + _NAME_AT
    words = [wrapped(item.name, mark_at - 2 - x) for item in items]
    needed = sum(len(lines) for lines in words)
    gap = next((air for air in (2, 1) if needed + air * len(items) <= rows), 0)
    if needed > rows:
        words = [[item.name] for item in items]
    for item, lines in zip(items, words, strict=True):
        if item.chosen:
            draw_strip(canvas, y, len(lines), strip)
        draw_tile(canvas, LEFT, y, item, Token.RAISED)
        if item.mark is not None:
            draw_mark(canvas, mark_at, y, item.mark)
        for line in lines:
            ink = Token.STRONG if item.chosen else Token.TEXT if item.open else Token.MUTED
            canvas.put(x, y, line, ink, bold=item.chosen, room=mark_at - 2 - x, cut=True)
            y += 1
        y += gap
    return y


def _columns(items: Sequence[ItemView], mark_at: int, right: int, *, wide_gaps: bool) -> tuple[int, int]:
    """Give the column of the codes and the end of the counts; the air between them goes before a name is cut."""
    counts = max([0, *(width_of(item.count) for item in items)])
    codes = max([0, *(width_of(item.code) for item in items)])
    names = max([0, *(width_of(item.name) for item in items)])

    def columns(before_mark: int, after_code: int) -> tuple[int, int]:
        count_end = mark_at - before_mark
        code_end = count_end - counts - (after_code if counts else 0)
        return (min(code_end - codes, 36 + max(0, right - 78)) if codes else code_end), count_end

    roomy = columns(6 if wide_gaps else 2, 4)
    return roomy if LEFT + _NAME_AT + names < roomy[0] else columns(2, 2)


def draw_strip(canvas: Canvas, y: int, height: int, end: int) -> None:
    """Lay the strip of the chosen row with its accent edge at column 1."""
    if not canvas.mono:
        canvas.fill(0, y, end, height, Token.RAISED)
    for row in range(y, y + height):
        canvas.put(0, row, "▌", Token.ACCENT)


def draw_answers(
    canvas: Canvas, x: int, y: int, right: int, items: Sequence[ItemView], under: Token, chosen_under: Token
) -> int:
    """Draw answers under each other, one row each: tile and words, mark at the right; give the row after them."""
    marks = [item.mark for item in items if item.mark is not None]
    end = mark_column(right, marks) if marks else right + 1
    for item in items:
        if item.chosen and not canvas.mono:
            canvas.fill(x - 2, y, right - x + 4, 1, chosen_under)
        draw_tile(canvas, x, y, item, under)
        ink = Token.STRONG if item.chosen else Token.TEXT if item.open else Token.MUTED
        at = canvas.put(x + _NAME_AT, y, item.name, ink, bold=item.chosen, room=end - 1 - x - _NAME_AT, cut=True)
        if item.code:
            canvas.put_right(end - 2, y, item.code, bold=True) if at + 2 + width_of(item.code) < end - 1 else None
        if item.mark is not None:
            draw_mark(canvas, end, y, item.mark)
        y += 1
    return y


__all__ = ["COLUMN", "TILE", "draw_answers", "draw_items", "draw_points", "draw_strip", "draw_tile"]
