"""The one widget of a screen: it shows a canvas and sends only the cells that changed."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from screens.canvas import Canvas, Cell, changed
from screens.theme import Paint, Theme, style


class Sheet(Widget, can_focus=False, inherit_bindings=False):
    """Show a canvas; no layout, no blink, no animation."""

    DEFAULT_CSS: ClassVar[str] = "Sheet { width: 1fr; height: 1fr; background: ansi_default; }"

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._look = theme
        self._rows: list[list[Cell]] = []

    def show(self, canvas: Canvas) -> None:
        """Take the next canvas and repaint where it differs from the last one."""
        old = self._rows
        self.take(canvas)
        if len(old) != len(canvas.rows) or (old and len(old[0]) != canvas.width):
            self.refresh()
            return
        regions = [
            Region(span[0], y, span[1] - span[0], 1)
            for y, (before, after) in enumerate(zip(old, canvas.rows, strict=True))
            if (span := changed(before, after)) is not None
        ]
        if regions:
            self.refresh(*regions)

    def take(self, canvas: Canvas) -> None:
        """Take a canvas without repainting."""
        self._rows = canvas.rows

    def render_line(self, y: int) -> Strip:
        """Give one row as Textual wants it."""
        if y >= len(self._rows):
            return Strip.blank(self.size.width)
        row = self._rows[y]
        segments = [Segment(words, style(paint, self._look)) for words, paint in _runs(row)]
        return Strip(segments, len(row))


def _runs(row: Sequence[Cell]) -> list[tuple[str, Paint]]:
    """Join cells into runs of one paint; a blank shows no ink, so it takes that of its neighbour."""
    runs: list[tuple[str, Paint]] = []
    words, current = "", row[0][1]
    for character, paint in row:
        if paint != current and not (character == " " and _alike(paint, current)):
            if words.isspace() and _alike(paint, current):
                current = paint
            else:
                runs.append((words, current))
                words, current = "", paint
        words += character
    runs.append((words, current))
    return runs


def _alike(one: Paint, other: Paint) -> bool:
    """Tell whether a blank looks the same in both paints."""
    return one.under is other.under and one.struck == other.struck
