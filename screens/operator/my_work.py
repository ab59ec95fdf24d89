"""My work: what waits for this person in this room, the late things first."""

from dataclasses import dataclass

from screens.views import FrameView, ItemView


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
