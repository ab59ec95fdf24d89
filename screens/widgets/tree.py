"""Tree lines: `├─ └─ │`, three columns a level, a blank row between first-level branches where there is room."""

from collections.abc import Sequence

from screens.canvas import Canvas
from screens.theme import Token

LEVEL = 3


def tree_rows(depths: Sequence[int], most: int) -> list[int]:
    """Give the row of each branch, counted from 0: spaced at the first level if `most` rows allow it."""
    spaced: list[int] = []
    row = 0
    for at, depth in enumerate(depths):
        if at and (depth <= 1):
            row += 1
        spaced.append(row)
        row += 1
    return spaced if row <= most else list(range(len(depths)))


def draw_tree_lines(
    canvas: Canvas, x: int, y: int, depths: Sequence[int], rows: Sequence[int], seen: range | None = None
) -> None:
    """Join branches to their parents; line ends are in the columns left of the codes.

    Args:
        canvas: Where.
        x: Column of the root.
        y: Row of the first seen branch.
        depths: Depth of each branch.
        rows: Row of each branch, as `tree_rows` gives them.
        seen: Branches in view; None for all. Lines that lead out of view are drawn up to its edge.
    """
    if not depths:
        return
    seen = range(len(depths)) if seen is None else seen
    first, last = rows[seen.start], rows[seen.stop - 1]

    def upright(column: int, start: int, end: int) -> None:
        start, end = max(start, first), min(end, last + 1)
        canvas.upright(column, y + start - first, max(0, end - start))

    for at, depth in enumerate(depths):
        if depth == 0:
            continue
        column = x + (depth - 1) * LEVEL
        ends = _is_last(depths, at)
        if at in seen:
            canvas.put(column, y + rows[at] - first, "└─" if ends else "├─", Token.LINE)
        if not ends:
            following = next(i for i in range(at + 1, len(depths)) if depths[i] == depth)
            upright(column, rows[at] + 1, rows[following])
        parent = _parent(depths, at)
        if parent is not None and all(depths[i] != depth for i in range(parent + 1, at)):
            upright(column, rows[parent] + 1, rows[at])


def _is_last(depths: Sequence[int], at: int) -> bool:
    for depth in depths[at + 1 :]:
        if depth == depths[at]:
            return False
        if depth < depths[at]:
            return True
    return True


def _parent(depths: Sequence[int], at: int) -> int | None:
    return next((i for i in range(at - 1, -1, -1) if depths[i] < depths[at]), None)
