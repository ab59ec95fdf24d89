"""Trace: the genealogy of a lot in either direction, with quantities that must close."""

from dataclasses import dataclass

from screens.views import FrameView, MarkView, Tone


@dataclass(frozen=True, slots=True)
class BranchView:
    """A row of the tree, in the order drawn.

    Attributes:
        depth: 0 for the root.
        code: Lot, batch, shipment.
        name: What it is, muted.
        quantity: Right-aligned, never cut.
        mark: State.
        chosen: True for the row whose evidence is shown.
        more: True when it has branches that are not shown yet.
    """

    depth: int
    code: str
    name: str
    quantity: str
    mark: MarkView | None = None
    chosen: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of the stacked bar.

    Attributes:
        words: What it is.
        quantity: Number as shown.
        amount: Length to scale.
        tone: Colour; NONE is muted.
    """

    words: str
    quantity: str
    amount: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class TraceView:
    """What the trace shows.

    Attributes:
        frame: Frame; title says the direction.
        heads: Headings: lot, quantity, state.
        branches: This page of the tree.
        sum_label: Label of the sum.
        sum_quantity: The sum.
        sum_mark: Whether it closes.
        parts_title: Heading of the bar.
        parts: Parts of the bar, largest first.
        page: `Page 1 of 3`; empty with one page.
    """

    frame: FrameView
    heads: tuple[str, str, str]
    branches: tuple[BranchView, ...]
    sum_label: str = ""
    sum_quantity: str = ""
    sum_mark: MarkView | None = None
    parts_title: str = ""
    parts: tuple[PartView, ...] = ()
    page: str = ""
