"""A small history of a value: `▁` to `▆` only, so that rows of a table never fuse."""

from collections.abc import Sequence

from screens.canvas import Canvas
from screens.theme import Token

_STEPS = "▁▂▃▄▅▆"


def sparkline(history: Sequence[float], width: int) -> str:
    """Give the newest `width` values as one line, scaled between their lowest and highest."""
    shown = list(history)[-width:] if width > 0 else []
    if not shown:
        return ""
    low, high = min(shown), max(shown)
    if high == low:
        return _STEPS[2] * len(shown)
    return "".join(_STEPS[round((value - low) / (high - low) * (len(_STEPS) - 1))] for value in shown)


def draw_sparkline(canvas: Canvas, x: int, y: int, width: int, history: Sequence[float]) -> None:
    """Draw a history, its newest value at the right end."""
    line = sparkline(history, width)
    canvas.put(x + width - len(line), y, line, Token.MUTED)
