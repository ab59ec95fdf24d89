"""A dialog: a filled head in its kind's colour, a raised body, a half-block edge."""

from screens.canvas import Canvas, width_of
from screens.theme import Token, fill_of, ink_on
from screens.views import Tone
from screens.widgets.mark import COLUMN, SIGNS


def draw_dialog(
    canvas: Canvas, x: int, y: int, width: int, height: int, tone: Tone, head: str, aside: str
) -> tuple[int, int]:
    """Draw an empty dialog; tone NONE is a signature.

    Returns:
        The first column and the first row of its body.
    """
    fill = fill_of(tone)
    ink = ink_on(fill)
    canvas.fill(x, y, width, height, Token.RAISED)
    canvas.fill(x, y, width, 1, fill)
    at = x + 2
    if tone is not Tone.NONE:
        canvas.put(at, y, SIGNS[tone], ink, bold=True)
        at += COLUMN
    start = canvas.put_right(x + width - 2, y, aside, ink) if aside else x + width - 2
    canvas.put(at, y, head.upper() if head.isascii() else head, ink, bold=True, room=start - 2 - at, cut=True)
    _draw_edge(canvas, x, y, width, height, Token.STRONG if canvas.mono else fill)
    return x + 1, y + 1


def _draw_edge(canvas: Canvas, x: int, y: int, width: int, height: int, ink: Token) -> None:
    for row in range(y + 1, y + height - 1):
        canvas.put(x, row, "▌", ink)
        canvas.put(x + width - 1, row, "▐", ink)
    canvas.put(x, y + height - 1, "▙" + "▄" * (width - 2) + "▟", ink)


def differing(code: str, other: str) -> int:
    """Find where two codes part: the start of the first group of signs that differs."""
    start = 0
    for at, (a, b) in enumerate(zip(code, other, strict=False)):
        if a != b:
            return start
        if not a.isalnum():
            start = at + 1
    return start if len(code) != len(other) else len(code)


def draw_code(canvas: Canvas, x: int, y: int, width: int, code: str, other: str, tone: Tone) -> None:
    """Draw a code on a dark strip with the part that differs filled."""
    if not canvas.mono:
        canvas.fill(x, y, width, 1, Token.BASE)
    part = differing(code, other)
    fill = fill_of(tone)
    room = width - 2
    at = canvas.put(x + 1, y, code[:part], Token.TEXT, bold=True, room=room)
    canvas.put(at, y, code[part:], ink_on(fill), bold=True, under=fill, room=room - width_of(code[:part]))
