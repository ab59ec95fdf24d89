"""In-process control: n readings, their mean and their limits in one table."""

from collections.abc import Sequence
from dataclasses import dataclass

from screens.canvas import Canvas, width_of
from screens.flow import Flow
from screens.frame import FlowScreen
from screens.theme import Theme, Token
from screens.views import FieldView, FrameView, LimitsBarView, MarkView, RowView, VerdictView
from screens.widgets.choices import draw_strip
from screens.widgets.frame import draw_frame
from screens.widgets.limits_bar import Scale, draw_limits_bar
from screens.widgets.mark import draw_mark, mark_column
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.plot import PlotView, draw_plot
from screens.widgets.rows import draw_rows
from screens.widgets.sparkline import draw_sparkline
from screens.widgets.value import draw_entry
from screens.widgets.verdict import draw_verdict_band


@dataclass(frozen=True, slots=True)
class IpcRowView:
    """One test of the control.

    Attributes:
        name: Test.
        readings: Readings so far, `3/10`.
        mean: Mean with unit; empty without readings.
        limits: `190.0 .. 210.0`.
        history: Readings in order, for the sparkline.
        mark: State.
        chosen: True for the test that is measured now.
    """

    name: str
    readings: str
    mean: str
    limits: str
    history: tuple[float, ...]
    mark: MarkView
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class IpcView:
    """What an in-process control shows.

    Attributes:
        frame: Frame.
        heads: Headings of the columns: test, readings, mean, limits, history, state.
        tests: Rows, at most five.
        readings_label: Label of the readings of the chosen test.
        readings: Its readings as recorded.
        field: The next reading; None when all are taken.
        bar: Last reading against the limits of one.
        verdict: Verdict; None while there is none.
        rows: Instrument, sample time, statistics.
        plot: All readings against their limits, drawn where there is room; None before there are two.
    """

    frame: FrameView
    heads: tuple[str, str, str, str, str, str]
    tests: tuple[IpcRowView, ...]
    readings_label: str = ""
    readings: tuple[str, ...] = ()
    field: FieldView | None = None
    bar: LimitsBarView | None = None
    verdict: VerdictView | None = None
    rows: tuple[RowView, ...] = ()
    plot: PlotView | None = None


_NAME = 16
_READINGS = 6
_MEAN = 11
_LIMITS = 14
_GAP = 2
_LEAST_PLOT, _MOST_PLOT = 5, 9
"""Rows that a plot needs at least, its axis and a blank one among them, and takes at most."""


class IpcScreen(FlowScreen[IpcView]):
    """Take reading after reading until the control is complete."""

    def __init__(self, flow: Flow[IpcView], theme: Theme = Theme.DARK) -> None:
        super().__init__(flow, theme)
        self._scale = Scale()

    def fields(self, view: IpcView) -> Sequence[FieldView]:
        """Name the field, if there is one."""
        return () if view.field is None else (view.field,)

    def paint(self, canvas: Canvas, at: Place, view: IpcView) -> None:
        """Draw the table, the readings so far, the next reading against its limits."""
        draw_frame(canvas, at, view.frame)
        y = _draw_table(canvas, at, view) + 1
        if view.readings:
            x = canvas.put(LEFT, y, view.readings_label, Token.MUTED) + 2
            for line in _in_lines(view.readings, at.right - x):
                canvas.put(x, y, line)
                y += 1
            y += 1
        for entry in self.typing.entries:
            draw_entry(canvas, at, y, entry, width=16)
            y += 2
        if view.verdict is not None:
            height = 3 if at.wide else 1
            draw_verdict_band(canvas, LEFT, y, at.room, height, view.verdict)
            y += height + 1
        if view.bar is not None:
            rows = 2 if at.wide else 1
            draw_limits_bar(canvas, LEFT, y, at.room, view.bar, rows, self._scale.coarse(view.bar))
            y += rows + 2
        room = at.bottom - y - len(view.rows)
        if view.plot is not None and room >= _LEAST_PLOT:
            height = min(room - 1, _MOST_PLOT)
            labels = max([0, *(width_of(limit.words) for limit in view.plot.limits)]) + 1
            draw_plot(canvas, LEFT + labels, y, at.room - labels, height, view.plot)
            y += height + 1
        draw_rows(canvas, LEFT, y, at.right, view.rows)


def _draw_table(canvas: Canvas, at: Place, view: IpcView) -> int:
    """Draw headings and one row a test; give the row after them."""
    name = _NAME + (at.room - 76 if at.wide and at.room > 76 else 0)
    readings_end = LEFT + name + _GAP + _READINGS
    mean_end = readings_end + _GAP + _MEAN
    limits_end = mean_end + _GAP + _LIMITS
    mark_at = mark_column(at.right, [test.mark for test in view.tests])
    history_at = limits_end + _GAP
    history = max(0, mark_at - 1 - history_at)
    y = WORK_TOP
    canvas.put(LEFT, y, view.heads[0], Token.MUTED, room=name, cut=True)
    for end, words in zip((readings_end, mean_end, limits_end), view.heads[1:4], strict=True):
        canvas.put_right(end, y, words, Token.MUTED)
    if width_of(view.heads[4]) <= history:
        canvas.put(history_at, y, view.heads[4], Token.MUTED)
    canvas.put(mark_at, y, view.heads[5], Token.MUTED)
    for test in view.tests:
        y += 1
        if test.chosen:
            draw_strip(canvas, y, 1, at.right + 1 if at.side else canvas.width)
        canvas.put(LEFT, y, test.name, bold=test.chosen, room=name, cut=True)
        canvas.put_right(readings_end, y, test.readings, Token.MUTED)
        canvas.put_right(mean_end, y, test.mean, bold=True)
        canvas.put_right(limits_end, y, test.limits)
        draw_sparkline(canvas, history_at, y, history, test.history)
        draw_mark(canvas, mark_at, y, test.mark)
    return y + 1


def _in_lines(readings: Sequence[str], room: int) -> list[str]:
    """Set readings in columns of one width."""
    column = max(width_of(reading) for reading in readings) + 2
    a_line = max(1, (room + 2) // column)
    cells = [reading.rjust(column - 2) for reading in readings]
    return ["  ".join(cells[at : at + a_line]) for at in range(0, len(cells), a_line)]
