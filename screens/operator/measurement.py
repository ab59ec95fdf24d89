"""Measurement: a typed value, a calculated result, or a value read from equipment, against its limits."""

from collections.abc import Sequence
from dataclasses import dataclass

from screens.canvas import Canvas
from screens.flow import Flow
from screens.frame import FlowScreen
from screens.theme import Theme, Token
from screens.views import FieldView, FrameView, ItemView, LimitsBarView, ReadingView, RowView, VerdictView
from screens.widgets.choices import draw_items
from screens.widgets.frame import draw_frame
from screens.widgets.limits_bar import Scale
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.rows import draw_rows
from screens.widgets.value import draw_entry, draw_value


@dataclass(frozen=True, slots=True)
class MeasurementView:
    """What a measurement, calculation, choice or equipment reading shows.

    Attributes:
        frame: Frame.
        name: What is measured.
        reading: Value read or calculated, or typed and taken; None while it is typed.
        quality: Quality and age of a live value, `good, 0.4 s old`; empty for others.
        field: Where it is typed; None for read, calculated and taken values.
        verdict: Verdict; None while there is none.
        bar: The value against its limits; None without limits.
        choices: Answers by digit, for a choice.
        rows: Instrument, formula with its inputs, origin.
    """

    frame: FrameView
    name: str
    reading: ReadingView | None = None
    quality: str = ""
    field: FieldView | None = None
    verdict: VerdictView | None = None
    bar: LimitsBarView | None = None
    choices: tuple[ItemView, ...] = ()
    rows: tuple[RowView, ...] = ()


class MeasurementScreen(FlowScreen[MeasurementView]):
    """Type, read or calculate one value, or choose one answer."""

    def __init__(self, flow: Flow[MeasurementView], theme: Theme = Theme.DARK) -> None:
        super().__init__(flow, theme)
        self._scale = Scale()

    def fields(self, view: MeasurementView) -> Sequence[FieldView]:
        """Name the field, if there is one."""
        return () if view.field is None else (view.field,)

    def paint(self, canvas: Canvas, at: Place, view: MeasurementView) -> None:
        """Draw the value or its field, limits, answers, evidence."""
        draw_frame(canvas, at, view.frame)
        y = draw_value(canvas, at, view.reading, view.verdict, view.bar, self._scale)
        if view.reading is None:
            canvas.put(LEFT, WORK_TOP, view.name, Token.STRONG, bold=True, room=58, cut=True)
            for entry in self.typing.entries:
                draw_entry(canvas, at, WORK_TOP + 2, entry, width=20)
        else:
            _draw_origin(canvas, at, view)
        if view.choices:
            pitch = 3 if len(view.choices) <= 3 else 2 if len(view.choices) <= 5 else 1
            y = draw_items(canvas, WORK_TOP + 2, at.right, view.choices, pitch, at.right + 1) + (pitch == 1)
        draw_rows(canvas, LEFT, y, at.right, view.rows, 2 if at.wide else 1)


def _draw_origin(canvas: Canvas, at: Place, view: MeasurementView) -> None:
    """Write what was measured and how fresh it is under the digits."""
    y = WORK_TOP + 9 if at.wide and view.verdict is None else WORK_TOP + 8 if at.wide else WORK_TOP + 6
    x = canvas.put(LEFT, y, view.name, room=at.room, cut=True)
    if view.quality:
        canvas.put(x + 2, y, view.quality, Token.MUTED, room=at.right - x - 2, cut=True)
