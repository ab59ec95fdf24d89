"""State marks: a fixed column of four, a blank, the word."""

from collections.abc import Mapping

from screens.canvas import Canvas, width_of
from screens.theme import Token, ink_of
from screens.views import MarkView, Tone

SIGNS: Mapping[Tone, str] = {
    Tone.OK: "[OK]",
    Tone.WARN: "[!]",
    Tone.FAIL: "[X]",
    Tone.WAIT: "[..]",
    Tone.NONE: "[--]",
}
COLUMN = 5


def mark_width(mark: MarkView) -> int:
    """Count the cells of a mark with its word."""
    return COLUMN + width_of(mark.words) if mark.words else 4


def draw_mark(
    canvas: Canvas,
    x: int,
    y: int,
    mark: MarkView,
    *,
    room: int | None = None,
    cut: bool = False,
    ink: Token | None = None,
) -> int:
    """Draw a mark with its word; in monochrome `[X]` is reversed. Give the column after it."""
    state = ink_of(mark.tone)
    reverse = Token.FILL_FAIL if canvas.mono and mark.tone is Tone.FAIL else None
    end = canvas.put(x, y, SIGNS[mark.tone], state, bold=mark.tone is not Tone.NONE, under=reverse)
    if not mark.words:
        return end
    left = None if room is None else room - COLUMN
    bold = canvas.mono and mark.tone in (Tone.WARN, Tone.FAIL)
    return canvas.put(x + COLUMN, y, mark.words, ink or state, bold=bold, room=left, cut=cut)


def mark_column(right: int, marks: list[MarkView], least: int = 7) -> int:
    """Give the one column in which the marks of a table start."""
    return right - COLUMN - max([least, *(width_of(mark.words) for mark in marks)])
