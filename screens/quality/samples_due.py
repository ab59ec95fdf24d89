"""Samples due: what QC has to draw and to test, the late things first."""

from dataclasses import dataclass

from screens.canvas import Canvas
from screens.frame import FlowScreen
from screens.views import FrameView, ItemView
from screens.widgets.frame import draw_frame
from screens.widgets.listing import draw_listing
from screens.widgets.place import Place


@dataclass(frozen=True, slots=True)
class SamplesDueView:
    """What the list of samples shows.

    Attributes:
        frame: Frame.
        items: One a sample, at most five at 80x24.
        page: `Page 1 of 3`; empty with one page.
        empty: Sentence when there is nothing.
    """

    frame: FrameView
    items: tuple[ItemView, ...]
    page: str = ""
    empty: str = ""


class SamplesDueScreen(FlowScreen[SamplesDueView]):
    """Choose a sample by digit or by its label."""

    def paint(self, canvas: Canvas, at: Place, view: SamplesDueView) -> None:
        """Draw the list, three rows an item."""
        draw_frame(canvas, at, view.frame)
        draw_listing(canvas, at, view.items, view.page, view.empty)
