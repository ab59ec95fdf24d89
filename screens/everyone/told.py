"""Told: a long list of names and values from a place on, every value in full over as many rows as it needs."""

from dataclasses import dataclass

from screens.canvas import Canvas, width_of, wrapped
from screens.frame import FlowScreen
from screens.theme import Token
from screens.views import FrameView, RowView
from screens.widgets.frame import draw_frame
from screens.widgets.mark import COLUMN, draw_mark, mark_column
from screens.widgets.paging import say_part
from screens.widgets.place import LEFT, WORK_TOP, Place

_LABEL, _LABEL_WIDE = 27, 40


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
        y, shown, label = WORK_TOP, view.first, _LABEL_WIDE if at.wide else _LABEL
        marks = [row.mark for row in view.rows if row.mark is not None]
        mark_at = mark_column(at.right, marks) if marks else at.right + 1
        for row in view.rows[view.first :]:
            value = " ".join(part for part in (row.code, row.detail) if part)
            room = (mark_at - 1 if row.mark is not None else at.right) - LEFT - label
            lines = wrapped(value, room) or [""]
            if y + len(lines) > at.bottom - 1 and shown > view.first:
                break
            canvas.put(LEFT, y, _end_of(row.label, label - 1), Token.MUTED, room=label - 1, cut=True)
            for line in lines[: max(1, at.bottom - 1 - y)]:
                canvas.put(LEFT + label, y, line, bold=bool(row.code), room=room)
                y += 1
            if row.mark is not None:
                draw_mark(canvas, mark_at, y - len(lines), row.mark, room=COLUMN + at.right - mark_at, cut=True)
            shown += 1
        seen = range(view.first, shown)
        if view.frame.message is None:
            say_part(canvas, at.right, at.bottom, seen, len(view.rows))


def _end_of(name: str, room: int) -> str:
    """Keep the end of a dotted name, which tells most."""
    if width_of(name) <= room:
        return name
    return f"..{name[2 - room :]}"
