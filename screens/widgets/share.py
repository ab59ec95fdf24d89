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
    """Draw parts beside each other, the largest remainders rounded up, so that they fill the width."""
    total = sum(amount for amount, _ in parts)
    if total <= 0:
        return
    exact = [amount / total * width for amount, _ in parts]
    cells = [int(length) for length in exact]
    by_rest = sorted(range(len(parts)), key=lambda at: exact[at] - cells[at], reverse=True)
    for at in by_rest[: width - sum(cells)]:
        cells[at] += 1
    for length, (_, tone) in zip(cells, parts, strict=True):
        x = canvas.put(x, y, "▆" * length, ink_of(tone))
