"""Review list: batches that wait for QA."""

from dataclasses import dataclass

from screens.views import FrameView, ItemView


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
