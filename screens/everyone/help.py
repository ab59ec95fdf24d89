"""Help: what this step wants, what its keys do, who can settle what."""

from dataclasses import dataclass

from screens.canvas import Canvas
from screens.frame import FlowScreen
from screens.views import FrameView, SectionView
from screens.widgets.frame import draw_frame
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.section import draw_sections


@dataclass(frozen=True, slots=True)
class HelpView:
    """What a help page shows.

    Attributes:
        frame: Frame; its aside says the page.
        sections: Titled groups of lines of this page.
    """

    frame: FrameView
    sections: tuple[SectionView, ...]


class HelpScreen(FlowScreen[HelpView]):
    """Show one page of help."""

    def paint(self, canvas: Canvas, at: Place, view: HelpView) -> None:
        """Draw the sections of the page."""
        draw_frame(canvas, at, view.frame)
        draw_sections(canvas, LEFT, WORK_TOP, at.right, view.sections, at.bottom + 1)
