"""Samples due: what QC has to draw and to test, the late things first."""

from dataclasses import dataclass

from screens.views import FrameView, ItemView


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
