"""Devices and link: what is connected, what is still on its way to the core."""

from dataclasses import dataclass

from screens.canvas import Canvas
from screens.frame import FlowScreen
from screens.theme import Token
from screens.views import FrameView, RowView
from screens.widgets.frame import draw_frame, draw_heading
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.rows import draw_rows
from screens.widgets.sparkline import draw_sparkline


@dataclass(frozen=True, slots=True)
class DevicesAndLinkView:
    """What the page of devices and link shows.

    Attributes:
        frame: Frame.
        devices_title: Heading of the devices.
        devices: One row a device of the page.
        link_title: Heading of the link.
        link: Rows of the link: state, stored here, sent, last accepted.
        history_title: Heading of the history.
        history: Waiting records over time, oldest first, for the sparkline.
        devices_page: Which page of the devices it is; "" for the only one.
    """

    frame: FrameView
    devices_title: str
    devices: tuple[RowView, ...]
    link_title: str
    link: tuple[RowView, ...]
    history_title: str = ""
    history: tuple[float, ...] = ()
    devices_page: str = ""


class DevicesAndLinkScreen(FlowScreen[DevicesAndLinkView]):
    """Show devices and link."""

    def paint(self, canvas: Canvas, at: Place, view: DevicesAndLinkView) -> None:
        """Draw two tables and the history of what waits."""
        draw_frame(canvas, at, view.frame)
        gap = 1 if at.wide else 0
        draw_heading(canvas, LEFT, WORK_TOP, at.right, view.devices_title, view.devices_page)
        y = draw_rows(canvas, LEFT, WORK_TOP + 1 + gap, at.right, view.devices)
        y += min(1, max(0, at.bottom - y - 1 - gap - len(view.link)))
        draw_heading(canvas, LEFT, y, at.right, view.link_title)
        y = draw_rows(canvas, LEFT, y + 1 + gap, at.right, view.link)
        if view.history and y < at.bottom:
            canvas.put(LEFT, y + gap, view.history_title, Token.MUTED, room=at.room - 32, cut=True)
            draw_sparkline(canvas, at.right - 30, y + gap, 30, view.history)
