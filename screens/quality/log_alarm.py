"""Log alarm: what this kiosk saw of the core's log and what it was shown then, and the causes QA chooses from."""

from dataclasses import dataclass

from screens.canvas import Canvas
from screens.frame import FlowScreen
from screens.views import FrameView, ItemView, RowView
from screens.widgets.choices import draw_items
from screens.widgets.frame import draw_frame, draw_heading
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.rows import draw_rows


@dataclass(frozen=True, slots=True)
class LogAlarmView:
    """What the page of a contradicted log shows.

    Attributes:
        frame: Frame.
        rows: The log as seen before and as shown then: sizes and roots.
        title: Heading of the causes.
        causes: Causes by digit; empty once it is settled.
    """

    frame: FrameView
    rows: tuple[RowView, ...]
    title: str
    causes: tuple[ItemView, ...] = ()


class LogAlarmScreen(FlowScreen[LogAlarmView]):
    """Choose the cause by digit; it is signed then."""

    def paint(self, canvas: Canvas, at: Place, view: LogAlarmView) -> None:
        """Draw both logs and the causes."""
        draw_frame(canvas, at, view.frame)
        y = draw_rows(canvas, LEFT, WORK_TOP, at.right, view.rows) + 1
        if view.causes:
            draw_heading(canvas, LEFT, y, at.right, view.title)
            strip = at.right + 1 if at.side else canvas.width
            draw_items(canvas, y + 2 if at.wide else y + 1, at.right, view.causes, 2 if at.wide else 1, strip)
