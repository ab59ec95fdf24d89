"""The floor for the terminal: the leanest Textual app that answers a key; run by `benchmarks.terminal`."""

from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Line(Widget):
    """One line that changes with each key."""

    DEFAULT_CSS: ClassVar[str] = "Line { width: 1fr; height: 1fr; }"
    count = 0

    def render_line(self, y: int) -> Strip:
        """Draw the count in the first line."""
        words = f"ready {self.count}" if y == 0 else ""
        return Strip([Segment(words.ljust(self.size.width))])


class Bare(App[None]):
    """Count keys."""

    def compose(self) -> ComposeResult:
        """Give the one widget."""
        yield Line()

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
