"""Result entry: one result of a test against its specification."""

from dataclasses import dataclass

from screens.views import FieldView, FrameView, ItemView, LimitsBarView, ReadingView, RowView, VerdictView


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
