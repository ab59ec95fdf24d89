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


def draw_tree_lines(canvas: Canvas, x: int, y: int, depths: Sequence[int], rows: Sequence[int]) -> None:
    """Join branches to their parents; line ends are in the columns left of the codes."""
    for at, depth in enumerate(depths):
        if depth == 0:
            continue
        column = x + (depth - 1) * LEVEL
        last = _is_last(depths, at)
        canvas.put(column, y + rows[at], "└─" if last else "├─", Token.LINE)
        if not last:
            following = next(i for i in range(at + 1, len(depths)) if depths[i] == depth)
            canvas.upright(column, y + rows[at] + 1, rows[following] - rows[at] - 1)
        parent = _parent(depths, at)
        if parent is not None and all(depths[i] != depth for i in range(parent + 1, at)):
            canvas.upright(column, y + rows[parent] + 1, rows[at] - rows[parent] - 1)


def _is_last(depths: Sequence[int], at: int) -> bool:
    for depth in depths[at + 1 :]:
        if depth == depths[at]:
            return False
        if depth < depths[at]:
            return True
    return True


def _parent(depths: Sequence[int], at: int) -> int | None:
    return next((i for i in range(at - 1, -1, -1) if depths[i] < depths[at]), None)
