"""The verdict: the one filled area of a screen."""

from screens.canvas import Canvas, width_of, wrapped
from screens.theme import Token, fill_of, ink_on
from screens.views import Tone, VerdictView
from screens.widgets.mark import SIGNS


def draw_verdict_block(canvas: Canvas, x: int, y: int, width: int, height: int, view: VerdictView) -> None:
    """Draw mark, state and amount under each other."""
    fill = _fill(canvas, x, y, width, height, view.tone)
    ink = ink_on(fill)
    lines = [SIGNS[view.tone]]
    for words in (*view.state.split("\n"), view.detail):
        lines += wrapped(words, width - 3)
    if len(lines) > height:
        lines = [f"{lines[0]} {lines[1]}", *lines[2:]]
    top = y + max(0, height - len(lines)) // 2
    for row, words in enumerate(lines[:height]):
        canvas.put(x + 2, top + row, words, ink, bold=True, room=width - 3)


def draw_verdict_band(canvas: Canvas, x: int, y: int, width: int, height: int, view: VerdictView) -> None:
    """Draw mark and state at the left, the amount at the right."""
    fill = _fill(canvas, x, y, width, height, view.tone)
    ink, row = ink_on(fill), y + height // 2
    at = canvas.put(x + 2, row, f"{SIGNS[view.tone]} {' '.join(view.state.split(chr(10)))}", ink, bold=True)
    words = view.detail or view.more
    start = x + width - 2 - width_of(words)
    if start > at + 1 or height < 3:
        canvas.put(max(start, at + 2), row, words, ink, room=x + width - 1 - max(start, at + 2), cut=not view.detail)
    else:
        canvas.put(x + 7, row + 1, words, ink, room=width - 8, cut=not view.detail)


def _fill(canvas: Canvas, x: int, y: int, width: int, height: int, tone: Tone) -> Token:
    fill = fill_of(tone) if tone is not Tone.NONE else Token.RAISED
    if fill is Token.RAISED:
        canvas.fill(x, y, width, height, Token.BASE)
        return Token.BASE
    canvas.fill(x, y, width, height, fill)
    return fill
