"""Told: a long list of names and values from a place on, every value in full over as many rows as it needs."""

from dataclasses import dataclass

from screens.canvas import Canvas, wrapped
from screens.frame import FlowScreen
from screens.theme import Token
from screens.views import FrameView, RowView
from screens.widgets.frame import draw_frame
from screens.widgets.mark import COLUMN, draw_mark, mark_column
from screens.widgets.paging import say_part
from screens.widgets.place import LEFT, WORK_TOP, Place

_LABEL = 25


@dataclass(frozen=True, slots=True)
class ToldView:
    """What a page of names and values shows.

    Attributes:
        frame: Frame.
        rows: All of them: label, code or detail, mark; a row without label, code and detail parts groups.
        first: The first one shown.
    """

    frame: FrameView
    rows: tuple[RowView, ...]
    first: int = 0


class ToldScreen(FlowScreen[ToldView]):
    """Page through it; it is read, nothing is chosen."""

    def paint(self, canvas: Canvas, at: Place, view: ToldView) -> None:
        """Draw as many rows as there is room for, and say which they are."""
        draw_frame(canvas, at, view.frame)
        y, shown = WORK_TOP, view.first
        for row in view.rows[view.first :]:
            value = " ".join(part for part in (row.code, row.detail) if part)
            mark_at = mark_column(at.right, [row.mark]) if row.mark is not None else at.right + 1
            room = mark_at - 1 - LEFT - _LABEL
            lines = wrapped(value, room) or [""]
            if y + len(lines) > at.bottom - 1 and shown > view.first:
                break
            canvas.put(LEFT, y, row.label, Token.MUTED, room=_LABEL - 1, cut=True)
            for line in lines[: max(1, at.bottom - 1 - y)]:
                canvas.put(LEFT + _LABEL, y, line, bold=bool(row.code), room=room)
                y += 1
            if row.mark is not None:
                draw_mark(canvas, mark_at, y - len(lines), row.mark, room=COLUMN + at.right - mark_at, cut=True)
            shown += 1
        seen = range(view.first, shown)
        if view.frame.message is None:
            say_part(canvas, at.right, at.bottom, seen, len(view.rows))
