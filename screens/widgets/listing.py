"""A page of a list with its page number, or the sentence that there is nothing."""

from collections.abc import Sequence

from screens.canvas import Canvas
from screens.theme import Token
from screens.views import ItemView
from screens.widgets.choices import draw_items
from screens.widgets.place import LEFT, WORK_TOP, Place


def draw_listing(
    canvas: Canvas, at: Place, items: Sequence[ItemView], page: str, empty: str = "", *, pitch: int = 3
) -> None:
    """Draw items from the top of the work; the page stands in the row kept for messages."""
    strip = at.right + 1 if at.side else canvas.width
    if not items and empty:
        canvas.put(LEFT, WORK_TOP, empty, room=at.room)
    draw_items(canvas, WORK_TOP, at.right, items, pitch, strip)
    if page:
        canvas.put_right(at.right, at.bottom, page, Token.MUTED)
