"""Weigh: bring the weight between its limits and record it when it is stable."""

from dataclasses import dataclass

from screens.views import FieldView, FrameView, LimitsBarView, ReadingView, RowView, VerdictView


@dataclass(frozen=True, slots=True)
class WeighView:
    """What the weighing shows.

    Attributes:
        frame: Frame; title, material and target stand in it.
        reading: The live weight.
        verdict: Stability and limits in one place; None before the first weight.
        bar: The weight against its limits, None until there is a target.
        rows: Lot, container, balance, at most three.
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
