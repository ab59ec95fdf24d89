"""A manifest of changes in rows of the screen's width, and in pages."""

from collections.abc import Sequence

from core.acts import Manifest, ManifestLine
from screens.canvas import width_of, wrapped
from screens.everyone.change import ROW_CELLS, ROWS, ChangeRowView

_WIDEST_LABEL = 26


def rows_of(manifest: Manifest) -> tuple[ChangeRowView, ...]:
    """Break every line of a manifest into rows; nothing of it is cut."""
    labels = [width_of(line.label) for line in manifest.lines]
    value_at = min(_WIDEST_LABEL, max([10, *(width for width in labels if width <= _WIDEST_LABEL)])) + 2
    return tuple(row for line in manifest.lines for row in _rows(line, value_at))


def pages_of(rows: Sequence[ChangeRowView]) -> int:
    """Count the pages."""
    return max(1, -(-len(rows) // ROWS))


def page_of(rows: Sequence[ChangeRowView], page: int) -> tuple[ChangeRowView, ...]:
    """Give one page, counted from 0."""
    return tuple(rows[page * ROWS : (page + 1) * ROWS])


def _rows(line: ManifestLine, value_at: int) -> list[ChangeRowView]:
    head = not line.label.startswith(" ")
    at = max(value_at, width_of(line.label) + 2)
    if at > ROW_CELLS // 2:
        words = wrapped(f"{line.label}  {line.value}", ROW_CELLS)
        return [ChangeRowView(part, "", 0, head) for part in words]
    words = wrapped(line.value, ROW_CELLS - at) or [""]
    return [ChangeRowView(line.label if n == 0 else "", part, at, head) for n, part in enumerate(words)]
