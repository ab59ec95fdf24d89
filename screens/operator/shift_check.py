"""Shift start check: what this terminal needs for work, one row a thing, and whether it has it."""

from dataclasses import dataclass

from screens.canvas import Canvas
from screens.frame import FlowScreen
from screens.theme import Token
from screens.views import FrameView, RowView, VerdictView
from screens.widgets.frame import draw_frame
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.rows import draw_rows
from screens.widgets.verdict import draw_verdict_band


@dataclass(frozen=True, slots=True)
class ShiftCheckView:
    """What the shift start check shows.

    Attributes:
        frame: Frame.
        checks: One row a thing: terminal, scanners, balances, printer, equipment.
        verdict: Ready, so many to do, or not ready; None while the terminal looks at itself.
        advice: What to do about the first fault; empty when there is none.
    """

    frame: FrameView
    checks: tuple[RowView, ...]
    verdict: VerdictView | None = None
    advice: str = ""


class ShiftCheckScreen(FlowScreen[ShiftCheckView]):
    """Show what is checked and what is still to do."""

    def paint(self, canvas: Canvas, at: Place, view: ShiftCheckView) -> None:
        """Draw the verdict on top, a row a thing, and the advice below."""
        draw_frame(canvas, at, view.frame)
        y = WORK_TOP
        if view.verdict is not None:
            height = 3 if at.wide else 1
            draw_verdict_band(canvas, LEFT, y, at.room, height, view.verdict)
            y += height + 1
        pitch = 2 if y + len(view.checks) * 2 < at.bottom - 2 else 1
        y = draw_rows(canvas, LEFT, y, at.right, view.checks, pitch)
        if view.advice and y < at.bottom:
            canvas.put_wrapped(LEFT, y + 1 if y + 1 < at.bottom else y, view.advice, at.room, 2, Token.STRONG)
