"""Where things stand: edges and rows of the frame at either size."""

from typing import NamedTuple

LEAST_COLUMNS, LEAST_ROWS = 80, 24
"""Below this nothing is shown: what is cut could be what somebody signs."""
WIDE_COLUMNS = 120
WIDE_ROWS = 36
LEFT = 2
WORK_TOP = 6


class Place(NamedTuple):
    """Geometry of one screen.

    Attributes:
        width: Columns of the panel.
        height: Rows of the panel.
        right: Column after the last of the work.
        bottom: Row after the last of the work.
        side: First column of the side panel; 0 without one.
        wide: True from 120x36 on.
    """

    width: int
    height: int
    right: int
    bottom: int
    side: int
    wide: bool

    @property
    def room(self) -> int:
        """Columns of the work."""
        return self.right - LEFT

    @property
    def rows(self) -> int:
        """Rows of the work."""
        return self.bottom - WORK_TOP


def place(width: int, height: int, side_width: int) -> Place:
    """Part a panel into work and side panel; between the two sizes the small layout stays at the left."""
    wide = width >= WIDE_COLUMNS and height >= WIDE_ROWS
    bottom = height - 4
    if not wide:
        return Place(width, height, min(width, 80) - 2, bottom, 0, wide)
    if not side_width:
        return Place(width, height, width - 2, bottom, 0, wide)
    side = width - 2 - side_width
    return Place(width, height, side - 6, bottom, side, wide)
