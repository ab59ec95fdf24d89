"""Countersign: a second person signs what he sees, so the evidence stays in view above the fields."""

from dataclasses import dataclass

from screens.views import FieldView, FrameView, LimitsBarView, ReadingView, RowView, VerdictView


@dataclass(frozen=True, slots=True)
class CountersignView:
    """What countersigning shows.

    Attributes:
        frame: Frame.
        reading: The value; None for a step without one.
        verdict: Its verdict.
        bar: The value against its limits; None without limits.
        rows: Who performed, lot, device with its raw data; at most three with a bar, eight without, at 80x24.
        declaration: What is declared.
        leave: How to sign and how to leave, one short line.
        fields: Password and code.
    """

    frame: FrameView
    reading: ReadingView | None
    verdict: VerdictView | None
    bar: LimitsBarView | None
    rows: tuple[RowView, ...]
    declaration: str
    leave: str
    fields: tuple[FieldView, ...]
