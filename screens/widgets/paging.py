"""The part of a list that fits, and words for which part it is: nothing is hidden in silence."""

from screens.canvas import Canvas
from screens.theme import Token


def in_view(count: int, chosen: int, most: int) -> range:
    """Give the rows to show: all that fit, the chosen one among them."""
    most = max(1, most)
    if count <= most:
        return range(count)
    first = max(0, min(chosen - most // 2, count - most))
    return range(first, first + most)


def say_part(canvas: Canvas, right: int, y: int, seen: range, count: int) -> None:
    """Say which rows of how many are shown, when they are not all."""
    if len(seen) < count:
        canvas.put_right(right, y, f"{seen.start + 1} .. {seen.stop} / {count}", Token.MUTED)
