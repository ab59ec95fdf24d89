"""Instruction: one thing to do, or a checklist such as line clearance, confirmed row by row."""

from dataclasses import dataclass

from screens.canvas import Canvas
from screens.frame import FlowScreen
from screens.theme import Token
from screens.views import FrameView, ItemView, MarkView, RowView, Tone
from screens.widgets.choices import draw_points
from screens.widgets.frame import draw_frame
from screens.widgets.mark import draw_mark
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.rows import draw_rows


@dataclass(frozen=True, slots=True)
class InstructionView:
    """What an instruction or a checklist shows.

    Attributes:
        frame: Frame.
        paragraphs: The instruction; each is wrapped.
        caution: A warning from the master record; empty if none.
        items: Points to confirm by digit, with their state; empty for a plain instruction.
        rows: Evidence already there, such as the scanned room.
    """

    frame: FrameView
    paragraphs: tuple[str, ...] = ()
    caution: str = ""
    items: tuple[ItemView, ...] = ()
    rows: tuple[RowView, ...] = ()


class InstructionScreen(FlowScreen[InstructionView]):
    """Read one instruction, or confirm a checklist by digit."""

    def paint(self, canvas: Canvas, at: Place, view: InstructionView) -> None:
        """Draw text, caution, points and evidence from the top."""
        draw_frame(canvas, at, view.frame)
        y = WORK_TOP
        for paragraph in view.paragraphs:
            y = canvas.put_wrapped(LEFT, y, paragraph, min(at.room, 76), at.bottom - y, Token.TEXT) + 1
        if view.caution:
            draw_mark(canvas, LEFT, y, MarkView(Tone.WARN))
            y = canvas.put_wrapped(LEFT + 5, y, view.caution, min(at.room, 76) - 5, 3, Token.WARN) + 1
        if view.items:
            left = at.bottom - y - (len(view.rows) + 1 if view.rows else 0)
            y = draw_points(canvas, y, at.right, view.items, left, at.right + 1 if at.side else canvas.width)
        if view.rows:
            draw_rows(canvas, LEFT, max(y, at.bottom - len(view.rows)), at.right, view.rows)
