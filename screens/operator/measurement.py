"""Measurement: a typed value, a calculated result, or a value read from equipment, against its limits."""

from dataclasses import dataclass

from screens.views import FieldView, FrameView, ItemView, LimitsBarView, ReadingView, RowView, VerdictView


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
