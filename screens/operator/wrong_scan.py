"""Wrong scan: scanned and expected side by side, the part that differs filled; nothing was changed."""

from dataclasses import dataclass

from screens.views import FrameView, MarkView


@dataclass(frozen=True, slots=True)
class ScannedThingView:
    """One side of the comparison.

    Attributes:
        title: `scanned` or `expected`.
        code: The code.
        name: What it is; empty if unknown.
        mark: Its state, or None.
        place: Where it lies; empty if unknown.
    """

    title: str
    code: str
    name: str = ""
    mark: MarkView | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class WrongScanView:
    """What the dialog of a wrong scan shows.

    Attributes:
        frame: Frame; title and subject stay above the dialog.
        head: `Wrong lot`.
        head_aside: `nothing changed, recorded`.
        scanned: What was scanned.
        expected: What was expected; None when there is no single thing, for example an expired lot.
        instruction: One thing to do, bold.
        settle: How to leave and who can settle it.
    """

    frame: FrameView
    head: str
    head_aside: str
    scanned: ScannedThingView
    expected: ScannedThingView | None
    instruction: str
    settle: str
