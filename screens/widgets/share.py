"""A bar filled to a share, and a bar of several parts to scale."""

from collections.abc import Sequence

from screens.canvas import Canvas
from screens.theme import Token, ink_of
from screens.views import ShareView, Tone


def draw_share(canvas: Canvas, x: int, y: int, width: int, view: ShareView) -> None:
    """Draw `▆` over `▁`."""
    filled = max(0, min(width, round(view.share * width)))
    ink = Token.ACCENT if view.tone is Tone.NONE else ink_of(view.tone)
    canvas.put(x, y, "▆" * filled, ink)
    canvas.put(x + filled, y, "▁" * (width - filled), Token.LINE)


def draw_parts(canvas: Canvas, x: int, y: int, width: int, parts: Sequence[tuple[float, Tone]]) -> None:
    """Draw parts beside each other to scale; none that is there is too small to be seen."""
    there = [(amount, tone) for amount, tone in parts if amount > 0]
    total = sum(amount for amount, _ in there)
    cells = [max(1, round(amount / total * width)) for amount, _ in there]
    while cells and sum(cells) != width:
        at = max(range(len(cells)), key=cells.__getitem__)
        cells[at] += 1 if sum(cells) < width else -1
    for length, (_, tone) in zip(cells, there, strict=True):
        x = canvas.put(x, y, "▆" * length, ink_of(tone))
