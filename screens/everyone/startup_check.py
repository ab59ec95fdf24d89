"""Start-up check: the terminal looks at itself before anybody signs in, and says what it found."""

from dataclasses import dataclass

from screens.canvas import Canvas
from screens.frame import FlowScreen
from screens.theme import Token
from screens.views import FrameView, RowView
from screens.widgets.frame import draw_frame
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.rows import draw_rows


@dataclass(frozen=True, slots=True)
class StartupCheckView:
    """What the start-up check shows.

    Attributes:
        frame: Frame.
        checks: One row a check, in order; those still to run have tone NONE or WAIT.
        advice: What to do about a failed one; empty when all is well.
    """

    frame: FrameView
    checks: tuple[RowView, ...]
    advice: str = ""


class StartupCheckScreen(FlowScreen[StartupCheckView]):
    """Show the check as it proceeds."""

    def paint(self, canvas: Canvas, at: Place, view: StartupCheckView) -> None:
        """Draw one row a check and the advice below."""
        draw_frame(canvas, at, view.frame)
        pitch = 2 if len(view.checks) * 2 < at.rows - 2 else 1
        y = draw_rows(canvas, LEFT, WORK_TOP, at.right, view.checks, pitch)
        if view.advice:
            canvas.put_wrapped(LEFT, y + 1 if y + 1 < at.bottom else y, view.advice, at.room, 3, Token.STRONG)
