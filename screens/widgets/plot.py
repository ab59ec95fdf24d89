"""A braille plot: a line two dots thick, limits as dashed lines, excursions as strips, gaps for stale data."""

from collections.abc import Sequence
from dataclasses import dataclass

from screens.canvas import Canvas
from screens.theme import Token, ink_of, tint_of
from screens.views import Tone

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_RANK = {Tone.NONE: 0, Tone.OK: 0, Tone.WAIT: 0, Tone.WARN: 1, Tone.FAIL: 2}


@dataclass(frozen=True, slots=True)
class PlotPointView:
    """One value of a plot.

    Attributes:
        value: None where data are stale: a gap, never joined.
        tone: WARN or FAIL where it crossed a limit.
    """

    value: float | None
    tone: Tone = Tone.NONE


@dataclass(frozen=True, slots=True)
class PlotLimitView:
    """A limit of a plot.

    Attributes:
        value: Where it lies.
        words: Its value at the axis.
        tone: WARN for an alert limit, FAIL for an action limit.
    """

    value: float
    words: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class PlotView:
    """A plot of one quantity.

    Attributes:
        points: Values in order of time, evenly spaced.
        limits: Limits.
        low: Lower end of the scale.
        high: Upper end of the scale.
        strips: Excursions as pairs of shares of the width, 0 to 1.
    """

    points: tuple[PlotPointView, ...]
    limits: tuple[PlotLimitView, ...]
    low: float
    high: float
    strips: tuple[tuple[float, float], ...] = ()


def draw_plot(canvas: Canvas, x: int, y: int, width: int, height: int, view: PlotView) -> None:
    """Draw a plot; the axis takes the first column and the last row, limit values end before the axis at `x`."""
    inner, rows = width - 1, height - 1
    canvas.upright(x, y, rows)
    canvas.put(x, y + rows, "└" + "─" * inner, Token.LINE)
    for start, end in view.strips:
        left, right = round(start * inner), round(end * inner)
        if not canvas.mono:
            canvas.fill(x + 1 + left, y, max(1, right - left), rows, tint_of(Tone.FAIL))
    for limit in view.limits:
        row = y + round(_up(limit.value, view) * (rows - 1))
        canvas.put_right(x - 1, row, limit.words, ink_of(limit.tone))
        canvas.put(x + 1, row, "╌" * inner, ink_of(limit.tone))
    for (column, row), (dots, tone) in _cells(view, inner, rows).items():
        ink = Token.STRONG if _RANK[tone] == 0 else ink_of(tone)
        canvas.put(x + 1 + column, y + row, chr(0x2800 + dots), ink, over=True)


def _up(value: float, view: PlotView) -> float:
    span = view.high - view.low
    return 1 - max(0.0, min(1.0, (value - view.low) / span)) if span > 0 else 0.5


def _cells(view: PlotView, width: int, height: int) -> dict[tuple[int, int], tuple[int, Tone]]:
    """Set two dots a column of dots; a cell takes its worst tone."""
    cells: dict[tuple[int, int], tuple[int, Tone]] = {}
    if not view.points:
        return cells
    for dot_x in range(width * 2):
        point = view.points[dot_x * len(view.points) // (width * 2)]
        if point.value is None:
            continue
        top = min(height * 4 - 2, round(_up(point.value, view) * (height * 4 - 2)))
        for dot_y in (top, top + 1):
            at = (dot_x // 2, dot_y // 4)
            dots, tone = cells.get(at, (0, Tone.NONE))
            worst = max(tone, point.tone, key=_RANK.__getitem__)
            cells[at] = (dots | _DOTS[dot_y % 4][dot_x % 2], worst)
    return cells


def gaps(points: Sequence[PlotPointView]) -> int:
    """Count the points that are stale."""
    return sum(point.value is None for point in points)
