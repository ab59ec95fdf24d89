"""Result entry: one result of a test against its specification."""

from collections.abc import Sequence
from dataclasses import dataclass

from screens.canvas import Canvas
from screens.flow import Flow
from screens.frame import FlowScreen
from screens.theme import Theme, Token
from screens.views import FieldView, FrameView, ItemView, LimitsBarView, ReadingView, RowView, VerdictView
from screens.widgets.choices import draw_answers, draw_items
from screens.widgets.digits import draw_reading
from screens.widgets.frame import draw_frame
from screens.widgets.limits_bar import Scale, draw_limits_bar
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.rows import draw_rows
from screens.widgets.value import draw_entry
from screens.widgets.verdict import draw_verdict_band


@dataclass(frozen=True, slots=True)
class ResultEntryView:
    """What the entry of a result shows.

    Attributes:
        frame: Frame.
        tests: Tests of the sample with their state; the chosen one is entered. At most four at 80x24.
        field: Where the result is typed; None when it is taken.
        reading: The result that was taken; None while it is typed.
        verdict: Complies or not.
        bar: The result against the specification.
        rows: Method, instrument, reference standard.
        choices: Answers by digit for a test without a number.
    """

    frame: FrameView
    tests: tuple[ItemView, ...]
    field: FieldView | None = None
    reading: ReadingView | None = None
    verdict: VerdictView | None = None
    bar: LimitsBarView | None = None
    rows: tuple[RowView, ...] = ()
    choices: tuple[ItemView, ...] = ()


class ResultEntryScreen(FlowScreen[ResultEntryView]):
    """Enter one result after the other."""

    def __init__(self, flow: Flow[ResultEntryView], theme: Theme = Theme.DARK) -> None:
        super().__init__(flow, theme)
        self._scale = Scale()

    def fields(self, view: ResultEntryView) -> Sequence[FieldView]:
        """Name the field, if there is one."""
        return () if view.field is None else (view.field,)

    def paint(self, canvas: Canvas, at: Place, view: ResultEntryView) -> None:
        """Draw the tests, the result or its field, the specification."""
        draw_frame(canvas, at, view.frame, bold_subject=True)
        strip = at.right + 1 if at.side else canvas.width
        most = len(view.tests) if at.wide else 4
        y = draw_items(canvas, WORK_TOP, at.right, view.tests[:most], 1, strip) + 1
        if view.reading is not None:
            draw_reading(canvas, LEFT, y, view.reading, 32, 3)
        if view.verdict is not None:
            draw_verdict_band(canvas, 36, y, at.right - 36, 3, view.verdict)
        for entry in self.typing.entries:
            draw_entry(canvas, at, y + 1, entry, width=16)
        if view.choices:
            y = draw_answers(canvas, LEFT, y, at.right, view.choices, Token.RAISED, Token.RAISED) + 1
        else:
            y += 4
        if view.bar is not None:
            draw_limits_bar(canvas, LEFT, y, at.room, view.bar, 1, self._scale.coarse(view.bar))
            y += 2 if not at.wide else 3
        draw_rows(canvas, LEFT, y, at.right, view.rows[: at.bottom - y])
