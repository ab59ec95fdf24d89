"""Send only the cells that changed: Textual 8.2.8 sends every changed row from the left edge of its widget.

With one widget a screen that is six times too much for a live weight. This module uses private names of the pinned
release, which `tests/screens/test_repaint.py` watches.
"""

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, Compositor


class SpanUpdate(ChopsUpdate):
    """An update that begins where the change begins."""

    def render_segments(self, console: Console) -> str:
        """Give the changed spans as data for the terminal."""
        sequences: list[str] = []
        for y, start, end in self.spans:
            for chop_end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is None or x >= end or chop_end <= start:
                    continue
                first = max(start, x)
                sequences.append(Control.move_to(first, y).segment.text)
                sequences.append(strip.crop(first - x, min(chop_end, end) - x).render(console))
        return "".join(sequences)


class SpanCompositor(Compositor):
    """A compositor whose partial updates are spans."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """Give the update of what is dirty, or None."""
        update = super().render_partial_update()
        return None if update is None else SpanUpdate(update.chops, update.spans, update.chop_ends)
