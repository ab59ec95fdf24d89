"""Start-up check: the terminal looks at itself before anybody signs in, and says what it found."""

from dataclasses import dataclass

from screens.views import FrameView, RowView


@dataclass(frozen=True, slots=True)
class StartupCheckView:
    """What the start-up check shows.

    Attributes:
        frame: Frame.
        checks: One row a check, in order; those still to run have tone NONE or WAIT.
        advice: What to do about a failed one; empty when all is well.
    """

    frame: FrameView
    checks: tuple[RowView, ...]
    advice: str = ""
