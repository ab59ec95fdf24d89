"""Label: print, stick on, scan back; the counts must meet."""

from dataclasses import dataclass

from screens.canvas import Canvas
from screens.frame import FlowScreen
from screens.theme import Token
from screens.views import FrameView, RowView, VerdictView
from screens.widgets.digits import draw_digits
from screens.widgets.frame import draw_frame
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.rows import draw_rows
from screens.widgets.verdict import draw_verdict_band


@dataclass(frozen=True, slots=True)
class LabelView:
    """What printing and scanning back shows.

    Attributes:
        frame: Frame.
        preview: Lines of the label as printed, at most six.
        printed_label: Label of the printed count.
        printed: Printed so far.
        scanned_label: Label of the count scanned back.
        scanned: Scanned back so far.
        verdict: Whether the counts meet.
        rows: Printer, copies, reprints with reason.
    """

    frame: FrameView
    preview: tuple[str, ...]
    printed_label: str
    printed: str
    scanned_label: str
    scanned: str
    verdict: VerdictView | None = None
    rows: tuple[RowView, ...] = ()


_PREVIEW = 40


class LabelScreen(FlowScreen[LabelView]):
    """Print the label, stick it on, scan it back."""

    def paint(self, canvas: Canvas, at: Place, view: LabelView) -> None:
        """Draw the label as printed, both counts, the verdict."""
        draw_frame(canvas, at, view.frame)
        y = WORK_TOP
        canvas.put(LEFT, y, "┌" + "─" * (_PREVIEW - 2) + "┐", Token.LINE)
        for row, line in enumerate(view.preview[:6], start=y + 1):
            canvas.put(LEFT + 2, row, line, bold=row == y + 1, room=_PREVIEW - 4, cut=True)
        for row in range(y + 1, y + 7):
            canvas.put(LEFT, row, "│", Token.LINE)
            canvas.put(LEFT + _PREVIEW - 1, row, "│", Token.LINE)
        canvas.put(LEFT, y + 7, "└" + "─" * (_PREVIEW - 2) + "┘", Token.LINE)
        x = LEFT + _PREVIEW + 3
        _draw_count(canvas, x, y, view.printed_label, view.printed, at.right - x)
        _draw_count(canvas, x, y + 4, view.scanned_label, view.scanned, at.right - x)
        y += 9
        if view.verdict is not None:
            height = 3 if at.wide else 1
            draw_verdict_band(canvas, LEFT, y, at.room, height, view.verdict)
            y += height + 1
        draw_rows(canvas, LEFT, y, at.right, view.rows, 2 if at.wide else 1)


def _draw_count(canvas: Canvas, x: int, y: int, label: str, count: str, room: int) -> None:
    end, base = draw_digits(canvas, x, y, count, Token.STRONG, 19, 3)
    canvas.put(end + 2, base, label, Token.MUTED, room=room - (end + 2 - x), cut=True)
