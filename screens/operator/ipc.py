"""In-process control: n readings, their mean and their limits in one table."""

from dataclasses import dataclass

from screens.views import FieldView, FrameView, LimitsBarView, MarkView, RowView, VerdictView


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
        rows: Instrument, sample time.
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
