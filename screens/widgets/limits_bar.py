"""The limits bar: a value against its limits, in a window that holds still."""

from decimal import Decimal
from math import ceil, floor

from screens.canvas import Canvas, width_of
from screens.theme import Token, ink_of
from screens.views import LimitsBarView, Tone

_COARSE_BELOW = Decimal("0.90")
_FINE_FROM = Decimal("0.92")
Window = tuple[Decimal, Decimal]


def coarse_now(view: LimitsBarView, before: bool) -> bool:
    """Say whether the scale runs from 0 to the target: below 90 % of it, back to fine from 92 % on."""
    if view.value is None or view.target is None or view.target <= 0 or view.low is None:
        return False
    return view.value < view.target * (_FINE_FROM if before else _COARSE_BELOW)


def window(view: LimitsBarView, coarse: bool) -> Window:
    """Give the scale's ends: three tolerances either side of the target, or 0 to the upper limit while it is coarse."""
    known = [value for value in (view.low, view.target, view.high) if value is not None]
    if not known:
        return Decimal(0), Decimal(1)
    middle = view.target if view.target is not None else sum(known, Decimal(0)) / len(known)
    tolerance = max(abs(value - middle) for value in known) or abs(middle) / 10 or Decimal(1)
    if coarse:
        return Decimal(0), max(known) + 2 * tolerance
    return middle - 3 * tolerance, middle + 3 * tolerance


def draw_limits_bar(canvas: Canvas, x: int, y: int, width: int, view: LimitsBarView, rows: int, coarse: bool) -> None:
    """Draw `rows` of track and one of scale."""
    start, end = window(view, coarse)

    def column(value: Decimal) -> int:
        return x + max(0, min(width - 1, round((value - start) / (end - start) * (width - 1))))

    low, high = _zone(view, x, width, (start, end))
    _draw_track(canvas, x, y, width, rows)
    _draw_zone(canvas, low, y, high, rows)
    for row in range(y, y + rows):
        if view.low is not None:
            canvas.put(low, row, "▏", Token.OK, over=True)
        if view.high is not None:
            canvas.put(high - 1, row, "▕", Token.OK, over=True)
    marker = None if view.value is None else max(x, min(column(view.value), x + width - 2))
    if view.target is not None and not coarse:
        _draw_target(canvas, min(column(view.target), x + width - 1), y, rows)
    if marker is not None:
        _draw_marker(canvas, marker, y, rows, view.tone)
    target = x if view.target is None else column(view.target)
    _draw_scale(canvas, x, y + rows, width, view, (low, target, high))


def _zone(view: LimitsBarView, x: int, width: int, ends: Window) -> tuple[int, int]:
    """Give the zone between the limits, rounded inwards: it never looks wider than it is."""
    start, end = ends
    low, high = x, x + width
    if view.low is not None:
        low = x + max(0, min(width - 2, ceil((view.low - start) / (end - start) * width)))
    if view.high is not None:
        high = x + max(0, min(width, floor((view.high - start) / (end - start) * width)))
    return low, max(high, low + 2)


def _draw_track(canvas: Canvas, x: int, y: int, width: int, rows: int) -> None:
    if canvas.mono:
        canvas.put(x, y + rows - 1, "▁" * width, Token.TEXT)
    else:
        canvas.fill(x, y, width, rows, Token.BAND)


def _draw_zone(canvas: Canvas, low: int, y: int, high: int, rows: int) -> None:
    canvas.fill(low, y, high - low, rows, Token.TINT_OK if not canvas.mono else Token.BASE)
    if canvas.mono:
        for row in range(y, y + rows):
            canvas.put(low + 1, row, "▒" * max(0, high - low - 2), Token.TEXT)


def _draw_target(canvas: Canvas, x: int, y: int, rows: int) -> None:
    if canvas.mono:
        return
    canvas.put(x, y, "╷", Token.MUTED, over=True)
    if rows > 1:
        canvas.put(x, y + 1, "╵", Token.MUTED, over=True)


def _draw_marker(canvas: Canvas, x: int, y: int, rows: int, tone: Tone) -> None:
    for row in range(y, y + rows):
        canvas.put(x, row, "██", ink_of(tone) if tone is not Tone.NONE else Token.STRONG, over=True)


def _draw_scale(canvas: Canvas, x: int, y: int, width: int, view: LimitsBarView, places: tuple[int, int, int]) -> None:
    """Write the limits outwards from their lines and the target under its tick, where they stay clear of each other."""
    low, target, high = places
    taken: list[tuple[int, int]] = []

    def write(words: str, at: int, ink: Token, *, bold: bool) -> None:
        at = max(x, min(at, x + width - width_of(words)))
        end = at + width_of(words)
        if words and all(end < first or at > last for first, last in taken):
            taken.append((at, end))
            canvas.put(at, y, words, ink, bold=bold)

    write(view.low_text, low - width_of(view.low_text) + 1, Token.TEXT, bold=True)
    write(view.high_text, high - 1, Token.TEXT, bold=True)
    write(view.target_text, target - width_of(view.target_text) // 2, Token.MUTED, bold=False)


class Scale:
    """Remember whether a bar's scale is coarse, so that it changes once and not at every gram."""

    def __init__(self) -> None:
        self._coarse = False

    def coarse(self, view: LimitsBarView) -> bool:
        """Say whether the scale runs from 0 for this value."""
        self._coarse = coarse_now(view, self._coarse)
        return self._coarse
