"""Timer: the time that is left, large, and how far it has run."""

from dataclasses import dataclass

from screens.canvas import Canvas, width_of
from screens.frame import FlowScreen
from screens.theme import Token
from screens.views import FrameView, ReadingView, RowView, ShareView, VerdictView
from screens.widgets.digits import draw_reading
from screens.widgets.frame import draw_frame
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.rows import draw_rows
from screens.widgets.share import draw_share
from screens.widgets.value import BLOCK
from screens.widgets.verdict import draw_verdict_band, draw_verdict_block


@dataclass(frozen=True, slots=True)
class TimerView:
    """What a timer shows.

    Attributes:
        frame: Frame.
        left: Time left or run, `12:40` or `1:12:40`, as a reading.
        left_label: What the large time is, `left` or `over`.
        verdict: Running, finished, late.
        share: How much has run.
        start_text: Words under the left end of the bar.
        end_text: Words under its right end.
        rows: Start, end, limits.
    """

    frame: FrameView
    left: ReadingView
    left_label: str
    verdict: VerdictView | None
    share: ShareView
    start_text: str = ""
    end_text: str = ""
    rows: tuple[RowView, ...] = ()


class TimerScreen(FlowScreen[TimerView]):
    """Watch the time; the step ends by F8 or by itself, as the master record says."""

    def paint(self, canvas: Canvas, at: Place, view: TimerView) -> None:
        """Draw the time, its verdict, how far it has run, the evidence."""
        draw_frame(canvas, at, view.frame)
        y = WORK_TOP + 1 if at.wide else WORK_TOP
        room = at.room if at.wide else at.room - BLOCK - 1
        size = 7 if at.wide else 5
        draw_reading(canvas, LEFT, y, view.left, room, size)
        if view.verdict is not None and at.wide:
            draw_verdict_band(canvas, LEFT, y + 9, at.room, 3, view.verdict)
        elif view.verdict is not None:
            draw_verdict_block(canvas, at.right - BLOCK, y, BLOCK, 5, view.verdict)
        canvas.put(LEFT, y + size, view.left_label, Token.MUTED, room=room, cut=True)
        y += 13 if at.wide else 7
        draw_share(canvas, LEFT, y, at.room, view.share)
        canvas.put(LEFT, y + 1, view.start_text, bold=True, room=at.room - 2 - width_of(view.end_text), cut=True)
        canvas.put_right(at.right, y + 1, view.end_text, bold=True)
        draw_rows(canvas, LEFT, y + 4 if at.wide else y + 3, at.right, view.rows, 2 if at.wide else 1)
