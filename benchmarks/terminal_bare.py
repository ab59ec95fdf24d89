"""The floor for the terminal: the leanest Textual app that answers a key; run by `benchmarks.terminal`.

With the argument `live` it draws large digits anew 20 times a second instead.
"""

import sys
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

LARGE = 5
"""Rows of a large digit."""


class Line(Widget):
    """One line that changes with each key."""

    DEFAULT_CSS: ClassVar[str] = "Line { width: 1fr; height: 1fr; }"
    count = 0

    def render_line(self, y: int) -> Strip:
        """Draw the count in the first line, and large digits below."""
        words = f"ready {self.count}" if y == 0 else str(self.count) * 6 if y < LARGE else ""
        return Strip([Segment(words.ljust(self.size.width))])


class Bare(App[None]):
    """Count keys."""

    def compose(self) -> ComposeResult:
        """Give the one widget."""
        yield Line()

    def on_mount(self) -> None:
        """Begin to tick, where that was asked for."""
        if sys.argv[1:] == ["live"]:
            self.set_interval(1 / 20, self.tick)

    def tick(self) -> None:
        """Draw another digit, five rows high."""
        line = self.query_one(Line)
        line.count = (line.count + 1) % 10
        line.refresh(Region(0, 0, 40, 5))

    async def on_event(self, event: events.Event) -> None:
        """Count a key and repaint where the count stands."""
        if isinstance(event, events.Key):
            line = self.query_one(Line)
            line.count = (line.count + 1) % 10
            line.refresh(Region(6, 0, 1, 1))
            return
        await super().on_event(event)


if __name__ == "__main__":
    Bare().run(mouse=False)
