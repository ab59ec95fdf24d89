"""Weigh: bring the weight between its limits and record it when it is stable."""

from collections.abc import Sequence
from dataclasses import dataclass

from screens.canvas import Canvas
from screens.flow import Flow
from screens.frame import FlowScreen
from screens.theme import Theme, Token
from screens.views import FieldView, FrameView, LimitsBarView, ReadingView, RowView, VerdictView
from screens.widgets.frame import draw_frame
from screens.widgets.limits_bar import Scale
from screens.widgets.place import LEFT, Place
from screens.widgets.rows import draw_rows
from screens.widgets.value import draw_entry, draw_value


@dataclass(frozen=True, slots=True)
class WeighView:
    """What the weighing shows.

    Attributes:
        frame: Frame; title, material and target stand in it.
        reading: The live weight.
        verdict: Stability and limits in one place; None before the first weight.
        bar: The weight against its limits, None until there is a target.
        rows: Lot, container, balance, at most three; two with a field at 80x24.
        still_title: Heading of what is still to dispense, at 120x40.
        still: Containers of this step, at 120x40.
        field: Typed weight, when the balance cannot be read and policy allows; None otherwise.
    """

    frame: FrameView
    reading: ReadingView
    verdict: VerdictView | None = None
    bar: LimitsBarView | None = None
    rows: tuple[RowView, ...] = ()
    still_title: str = ""
    still: tuple[RowView, ...] = ()
    field: FieldView | None = None


class WeighScreen(FlowScreen[WeighView]):
    """Watch the weight, bring it between its limits, press F8."""

    def __init__(self, flow: Flow[WeighView], theme: Theme = Theme.DARK) -> None:
        super().__init__(flow, theme)
        self._scale = Scale()

    def fields(self, view: WeighView) -> Sequence[FieldView]:
        """Name the field, if there is one."""
        return () if view.field is None else (view.field,)

    def paint(self, canvas: Canvas, at: Place, view: WeighView) -> None:
        """Draw the weight, its verdict and limits, and the evidence."""
        draw_frame(canvas, at, view.frame, bold_subject=True)
        y = draw_value(canvas, at, view.reading, view.verdict, view.bar, self._scale)
        rows = view.rows if at.wide or view.field is None else view.rows[:2]
        y = draw_rows(canvas, LEFT, y, at.right, rows, 2 if at.wide else 1)
        for entry in self.typing.entries:
            draw_entry(canvas, at, y, entry)
            y += 2
        if at.wide and view.still:
            canvas.rule(LEFT, y, at.room)
            canvas.put(LEFT, y + 1, view.still_title, Token.MUTED)
            draw_rows(canvas, LEFT, y + 2, at.right, view.still)
