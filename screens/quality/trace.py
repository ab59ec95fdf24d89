"""Trace: the genealogy of a lot in either direction, with quantities that must close."""

from dataclasses import dataclass

from screens.canvas import Canvas, width_of
from screens.frame import FlowScreen
from screens.theme import Token, ink_of
from screens.views import FrameView, MarkView, Tone
from screens.widgets.choices import draw_strip
from screens.widgets.frame import draw_frame
from screens.widgets.mark import draw_mark, mark_column
from screens.widgets.paging import in_view, say_part
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.share import draw_parts
from screens.widgets.tree import LEVEL, draw_tree_lines, tree_rows


@dataclass(frozen=True, slots=True)
class BranchView:
    """A row of the tree, in the order drawn.

    Attributes:
        depth: 0 for the root.
        code: Lot, batch, shipment.
        name: What it is, muted.
        quantity: Right-aligned, never cut.
        mark: State.
        chosen: True for the row whose evidence is shown.
        more: True when it has branches that are not shown yet.
    """

    depth: int
    code: str
    name: str
    quantity: str
    mark: MarkView | None = None
    chosen: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of the stacked bar.

    Attributes:
        words: What it is.
        quantity: Number as shown.
        amount: Length to scale.
        tone: Colour; NONE is muted.
    """

    words: str
    quantity: str
    amount: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class TraceView:
    """What the trace shows.

    Attributes:
        frame: Frame; title says the direction.
        heads: Headings: lot, quantity, state.
        branches: This page of the tree.
        sum_label: Label of the sum.
        sum_quantity: The sum.
        sum_mark: Whether it closes.
        parts_title: Heading of the bar.
        parts: Parts of the bar, largest first.
        page: `Page 1 of 3`; empty with one page.
    """

    frame: FrameView
    heads: tuple[str, str, str]
    branches: tuple[BranchView, ...]
    sum_label: str = ""
    sum_quantity: str = ""
    sum_mark: MarkView | None = None
    parts_title: str = ""
    parts: tuple[PartView, ...] = ()
    page: str = ""


class TraceScreen(FlowScreen[TraceView]):
    """Follow a lot to its customers or back to its suppliers; arrows move, Enter unfolds."""

    def paint(self, canvas: Canvas, at: Place, view: TraceView) -> None:
        """Draw the tree, the sum that must close, the parts to scale."""
        draw_frame(canvas, at, view.frame)
        marks = [branch.mark for branch in view.branches if branch.mark is not None]
        mark_at = mark_column(at.right, marks, 9)
        quantity_end = mark_at - 2
        canvas.put(LEFT, WORK_TOP, view.heads[0], Token.MUTED)
        canvas.put_right(quantity_end, WORK_TOP, view.heads[1], Token.MUTED)
        canvas.put(mark_at, WORK_TOP, view.heads[2], Token.MUTED)
        y = WORK_TOP + (2 if at.wide else 1)
        room = at.bottom - y - (2 if view.sum_label else 0)
        parts = (4 if at.wide else 2) if view.parts else 0
        parts = parts if len(view.branches) <= room - parts else 0
        y = _draw_tree(canvas, at, y, view, (mark_at, quantity_end, room - parts))
        if view.sum_label:
            y += 1 if at.wide else 0
            canvas.rule(LEFT, y, at.room)
            canvas.put(LEFT, y + 1, view.sum_label, Token.MUTED)
            canvas.put_right(quantity_end, y + 1, view.sum_quantity, bold=True)
            if view.sum_mark is not None:
                draw_mark(canvas, mark_at, y + 1, view.sum_mark)
            y += 2
        if parts:
            _draw_parts(canvas, at, y, view)
        if view.page:
            canvas.put(LEFT, at.bottom, view.page, Token.MUTED)


def _draw_tree(canvas: Canvas, at: Place, y: int, view: TraceView, columns: tuple[int, int, int]) -> int:
    """Draw lines and rows of the tree, as many as there is room for round the chosen one; give the row after it."""
    mark_at, quantity_end, most = columns
    if not view.branches:
        return y
    depths = [branch.depth for branch in view.branches]
    rows = tree_rows(depths, most)
    chosen = next((row for row, branch in enumerate(view.branches) if branch.chosen), 0)
    seen = in_view(len(view.branches), chosen, most)
    codes_end = max([22, *(LEVEL * branch.depth + width_of(branch.code) + 2 for branch in view.branches)])
    name_at = LEFT + (max(24, codes_end) if at.wide else codes_end)
    y -= rows[seen.start]
    if chosen in seen and view.branches[chosen].chosen:
        draw_strip(canvas, y + rows[chosen], 1, at.right + 2 if at.side else canvas.width)
    draw_tree_lines(canvas, LEFT, y + rows[seen.start], depths, rows, seen)
    for branch, row in [(view.branches[place], rows[place]) for place in seen]:
        code = f"{branch.code} +" if branch.more else branch.code
        canvas.put(LEFT + LEVEL * branch.depth, y + row, code, bold=True)
        start = canvas.put_right(quantity_end, y + row, branch.quantity, bold=branch.chosen)
        ink = Token.TEXT if branch.chosen or branch.depth == 0 else Token.MUTED
        canvas.put(name_at, y + row, branch.name, ink, room=start - 2 - name_at, cut=True)
        if branch.mark is not None:
            draw_mark(canvas, mark_at, y + row, branch.mark)
    say_part(canvas, at.right, at.bottom, seen, len(view.branches))
    return y + rows[seen.stop - 1] + 1


def _draw_parts(canvas: Canvas, at: Place, y: int, view: TraceView) -> None:
    if at.wide:
        canvas.put(LEFT, y + 1, view.parts_title, Token.STRONG, bold=True)
        y += 2
    draw_parts(canvas, LEFT, y, at.room - 1, [(part.amount, part.tone) for part in view.parts])
    x = LEFT
    for part in view.parts:
        needed = 3 + width_of(part.words) + 1 + width_of(part.quantity)
        if x + needed > at.right:
            return
        canvas.put(x, y + 1, "▆▆", ink_of(part.tone))
        x = canvas.put(x + 3, y + 1, part.words, Token.MUTED)
        x = canvas.put(x + 1, y + 1, part.quantity, bold=True) + 2
