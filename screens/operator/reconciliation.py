"""Reconciliation and yield: lines that must close, the sum, the rate against its limits."""

from collections.abc import Sequence
from dataclasses import dataclass

from screens.canvas import Canvas
from screens.flow import Flow
from screens.frame import FlowScreen
from screens.theme import Theme, Token
from screens.views import FieldView, FrameView, LimitsBarView, MarkView, RowView, VerdictView
from screens.widgets.choices import draw_strip
from screens.widgets.frame import draw_frame
from screens.widgets.limits_bar import Scale, draw_limits_bar
from screens.widgets.mark import draw_mark, mark_column
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.rows import draw_rows
from screens.widgets.value import draw_entry
from screens.widgets.verdict import draw_verdict_band


@dataclass(frozen=True, slots=True)
class BalanceLineView:
    """One line of the balance.

    Attributes:
        label: What it is.
        quantity: Number with unit, right-aligned; empty while it is not known.
        source: Where it came from, muted.
        mark: State.
        chosen: True for the line that is entered now.
        total: True for a sum: bold, under a rule.
    """

    label: str
    quantity: str
    source: str = ""
    mark: MarkView | None = None
    chosen: bool = False
    total: bool = False


@dataclass(frozen=True, slots=True)
class ReconciliationView:
    """What reconciliation or yield shows.

    Attributes:
        frame: Frame.
        lines: Lines, at most eight at 80x24.
        field: The quantity that is entered now; None when all are there.
        verdict: Whether it closes.
        bar: The rate against its limits.
        rows: Formula, limits.
    """

    frame: FrameView
    lines: tuple[BalanceLineView, ...]
    field: FieldView | None = None
    verdict: VerdictView | None = None
    bar: LimitsBarView | None = None
    rows: tuple[RowView, ...] = ()


_QUANTITY_END = 44


class ReconciliationScreen(FlowScreen[ReconciliationView]):
    """Fill the lines until they close."""

    def __init__(self, flow: Flow[ReconciliationView], theme: Theme = Theme.DARK) -> None:
        super().__init__(flow, theme)
        self._scale = Scale()

    def fields(self, view: ReconciliationView) -> Sequence[FieldView]:
        """Name the field, if there is one."""
        return () if view.field is None else (view.field,)

    def paint(self, canvas: Canvas, at: Place, view: ReconciliationView) -> None:
        """Draw the lines, the field, and the rate against its limits."""
        draw_frame(canvas, at, view.frame)
        y = _draw_lines(canvas, at, view)
        band, track = (3, 2) if at.wide else (1, 1)
        needed = len(self.typing.entries) + (band if view.verdict else 0) + (track + 1 if view.bar else 0)
        gap = 1 if y + needed + len(view.rows) + 4 <= at.bottom + 1 else 0
        y += gap
        for entry in self.typing.entries:
            draw_entry(canvas, at, y, entry, width=16)
            y += 1 + gap
        if view.verdict is not None:
            draw_verdict_band(canvas, LEFT, y, at.room, band, view.verdict)
            y += band + gap
        if view.bar is not None:
            draw_limits_bar(canvas, LEFT, y, at.room, view.bar, track, self._scale.coarse(view.bar))
            y += track + 1 + gap
        draw_rows(canvas, LEFT, y, at.right, view.rows)


def _draw_lines(canvas: Canvas, at: Place, view: ReconciliationView) -> int:
    mark_at = mark_column(at.right, [line.mark for line in view.lines if line.mark is not None])
    y = WORK_TOP
    for line in view.lines:
        if line.total:
            canvas.rule(LEFT, y, at.room)
            y += 1
        if line.chosen:
            draw_strip(canvas, y, 1, at.right + 1 if at.side else canvas.width)
        start = canvas.put_right(_QUANTITY_END, y, line.quantity, bold=True)
        canvas.put(LEFT, y, line.label, bold=line.total or line.chosen, room=start - 1 - LEFT, cut=True)
        canvas.put(_QUANTITY_END + 2, y, line.source, Token.MUTED, room=mark_at - 3 - _QUANTITY_END, cut=True)
        if line.mark is not None:
            draw_mark(canvas, mark_at, y, line.mark)
        y += 1
    return y
