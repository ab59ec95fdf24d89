"""Timer: the time that is left, large, and how far it has run."""

from dataclasses import dataclass

from screens.views import FrameView, ReadingView, RowView, ShareView, VerdictView


@dataclass(frozen=True, slots=True)
class TimerView:
    """What a timer shows.

    Attributes:
        frame: Frame.
        left: Time left or run, `12:40` or `1:12:40`, as a reading.
        left_label: What the large time is, `left` or `over`.
        verdict: Running, finished, late.
        share: How much has run.
        start_text: Words under the left end of the bar.
        end_text: Words under its right end.
        rows: Start, end, limits.
    """

    frame: FrameView
    left: ReadingView
    left_label: str
    verdict: VerdictView | None
    share: ShareView
    start_text: str = ""
    end_text: str = ""
    rows: tuple[RowView, ...] = ()
