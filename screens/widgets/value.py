"""The upper part of every measuring screen: value, verdict, limits, each at its place in either size."""

from screens.canvas import Canvas, width_of
from screens.theme import Token
from screens.views import LimitsBarView, ReadingView, VerdictView
from screens.widgets.digits import draw_reading
from screens.widgets.field import Entry, draw_field
from screens.widgets.limits_bar import Scale, draw_limits_bar
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.verdict import draw_verdict_band, draw_verdict_block

BLOCK = 17


def draw_value(
    canvas: Canvas,
    at: Place,
    reading: ReadingView | None,
    verdict: VerdictView | None,
    bar: LimitsBarView | None,
    scale: Scale,
) -> int:
    """Draw value, verdict and limits; give the first free row below them, one blank between."""
    if at.wide:
        return _draw_wide(canvas, at, reading, verdict, bar, scale)
    y = WORK_TOP
    if reading is not None:
        draw_reading(canvas, LEFT, y, reading, at.room - BLOCK - 1, 5)
    if verdict is not None:
        draw_verdict_block(canvas, at.right - BLOCK, y, BLOCK, 5, verdict)
    if bar is not None:
        draw_limits_bar(canvas, LEFT, y + 7, at.room, bar, 2, scale.coarse(bar))
        return y + 11
    return y + 7


def _draw_wide(
    canvas: Canvas,
    at: Place,
    reading: ReadingView | None,
    verdict: VerdictView | None,
    bar: LimitsBarView | None,
    scale: Scale,
) -> int:
    y = WORK_TOP + 1
    if reading is not None:
        draw_reading(canvas, LEFT, y, reading, at.room, 7)
    if verdict is not None:
        draw_verdict_band(canvas, LEFT, y + 9, at.room, 3, verdict)
    if bar is not None:
        draw_limits_bar(canvas, LEFT, y + 13, at.room, bar, 2, scale.coarse(bar))
        return y + 17
    return y + 13


def draw_entry(canvas: Canvas, at: Place, y: int, entry: Entry, *, focused: bool = True, width: int = 24) -> None:
    """Draw one field with its label at the left edge."""
    label = max(12, width_of(entry.field.label) + 2)
    room = at.room - label - 2 - (width_of(entry.field.unit) + 2 if entry.field.unit else 0)
    draw_field(canvas, LEFT, LEFT + label, y, min(width, room), entry, focused=focused, under=Token.RAISED)
