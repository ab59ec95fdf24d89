"""My work: what waits for this person in this room, the late things first."""

from dataclasses import dataclass

from screens.canvas import Canvas
from screens.frame import FlowScreen
from screens.views import FrameView, ItemView
from screens.widgets.frame import draw_frame
from screens.widgets.listing import draw_listing
from screens.widgets.place import Place


@dataclass(frozen=True, slots=True)
class MyWorkView:
    """What the list of work shows.

    Attributes:
        frame: Frame.
        items: At most five at 80x24, nine at 120x40; longer lists come in pages from the flow.
        page: `Page 1 of 3`; empty with one page.
        empty: Sentence when there is nothing.
    """

    frame: FrameView
    items: tuple[ItemView, ...]
    page: str = ""
    empty: str = ""


class MyWorkScreen(FlowScreen[MyWorkView]):
    """Choose what to do next, by digit or by scanning a batch label."""

    def paint(self, canvas: Canvas, at: Place, view: MyWorkView) -> None:
        """Draw the list, three rows an item."""
        draw_frame(canvas, at, view.frame)
        draw_listing(canvas, at, view.items, view.page, view.empty)
