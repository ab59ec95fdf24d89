"""Help: what this step wants, what its keys do, who can settle what."""

from dataclasses import dataclass

from screens.views import FrameView, SectionView


@dataclass(frozen=True, slots=True)
class HelpView:
    """What a help page shows.

    Attributes:
        frame: Frame; its aside says the page.
        sections: Titled groups of lines of this page.
    """

    frame: FrameView
    sections: tuple[SectionView, ...]
