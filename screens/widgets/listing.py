"""A page of a list with its page number, or the sentence that there is nothing."""

from collections.abc import Sequence

from screens.canvas import Canvas
from screens.theme import Token
from screens.views import ItemView
from screens.widgets.choices import draw_items
from screens.widgets.paging import in_view, say_part
from screens.widgets.place import LEFT, WORK_TOP, Place


def draw_listing(
    canvas: Canvas, at: Place, items: Sequence[ItemView], page: str, empty: str = "", *, pitch: int = 3
) -> None:
    """Draw items from the top of the work; the page stands in the row kept for messages."""
    strip = at.right + 1 if at.side else canvas.width
    if not items and empty:
        canvas.put(LEFT, WORK_TOP, empty, room=at.room)
    chosen = next((row for row, item in enumerate(items) if item.chosen), 0)
    seen = in_view(len(items), chosen, (at.rows + pitch - 2) // pitch if pitch > 1 else at.rows)
    draw_items(canvas, WORK_TOP, at.right, items[seen.start : seen.stop], pitch, strip)
    say_part(canvas, at.right, at.bottom, seen, len(items))
    if page:
        canvas.put(LEFT, at.bottom, page, Token.MUTED)
