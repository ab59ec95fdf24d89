"""Reconciliation and yield: lines that must close, the sum, the rate against its limits."""

from dataclasses import dataclass

from screens.views import FieldView, FrameView, LimitsBarView, MarkView, RowView, VerdictView


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
