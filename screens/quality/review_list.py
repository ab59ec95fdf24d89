"""Review list: batches that wait for QA."""

from dataclasses import dataclass

from screens.canvas import Canvas
from screens.frame import FlowScreen
from screens.views import FrameView, ItemView
from screens.widgets.frame import draw_frame
from screens.widgets.listing import draw_listing
from screens.widgets.place import Place


@dataclass(frozen=True, slots=True)
class ReviewListView:
    """What the review list shows.

    Attributes:
        frame: Frame.
        items: One a batch, one row each, at most nine.
        page: `Page 1 of 3`; empty with one page.
        empty: Sentence when there is nothing.
    """

    frame: FrameView
    items: tuple[ItemView, ...]
    page: str = ""
    empty: str = ""


class ReviewListScreen(FlowScreen[ReviewListView]):
    """Choose a batch to review."""

    def paint(self, canvas: Canvas, at: Place, view: ReviewListView) -> None:
        """Draw the list, one row an item: a desk has a keyboard."""
        draw_frame(canvas, at, view.frame)
        draw_listing(canvas, at, view.items, view.page, view.empty, pitch=1)
