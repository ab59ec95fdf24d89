"""Plant panel: what stands round the terminal in the demo, chosen by digit; it exists in the demo only."""

from dataclasses import dataclass

from screens.canvas import Canvas
from screens.frame import FlowScreen
from screens.views import FrameView, ItemView
from screens.widgets.frame import draw_frame
from screens.widgets.listing import draw_listing
from screens.widgets.place import Place


@dataclass(frozen=True, slots=True)
class PlantPanelView:
    """What the panel shows.

    Attributes:
        frame: Frame.
        items: Rows by digit, at most nine.
    """

    frame: FrameView
    items: tuple[ItemView, ...]


class PlantPanelScreen(FlowScreen[PlantPanelView]):
    """Choose by digit; nothing on it is part of the record."""

    def paint(self, canvas: Canvas, at: Place, view: PlantPanelView) -> None:
        """Draw the rows one below the other."""
        draw_frame(canvas, at, view.frame)
        draw_listing(canvas, at, view.items, "", pitch=1)
