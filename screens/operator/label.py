"""Label: print, stick on, scan back; the counts must meet."""

from dataclasses import dataclass

from screens.views import FrameView, RowView, VerdictView


@dataclass(frozen=True, slots=True)
class LabelView:
    """What printing and scanning back shows.

    Attributes:
        frame: Frame.
        preview: Lines of the label as printed, at most six.
        printed_label: Label of the printed count.
        printed: Printed so far.
        scanned_label: Label of the count scanned back.
        scanned: Scanned back so far.
        verdict: Whether the counts meet.
        rows: Printer, copies, reprints with reason.
    """

    frame: FrameView
    preview: tuple[str, ...]
    printed_label: str
    printed: str
    scanned_label: str
    scanned: str
    verdict: VerdictView | None = None
    rows: tuple[RowView, ...] = ()
