"""Scan: the identity of a room, an equipment or a container, or the list of what is charged in."""

from dataclasses import dataclass

from screens.views import FieldView, FrameView, ItemView, MarkView, RowView, VerdictView


@dataclass(frozen=True, slots=True)
class ScanView:
    """What a scan step shows.

    Attributes:
        frame: Frame.
        expected_label: `expected`, above the code that is to be scanned; empty when any of the list will do.
        expected: That code, shown large enough to read from the shelf; empty when any of the list will do.
        expected_lines: What it is and where it lies.
        verdict: Verdict on the last scan, or None.
        items: Things to scan or to charge, with their state.
        rows: Evidence.
        page: `Page 1 of 3`; empty with one page.
        field: Typing in place of a scan, when policy allows; None otherwise.
        note: State such as `Same label scanned again`, or None.
    """

    frame: FrameView
    expected_label: str = ""
    expected: str = ""
    expected_lines: tuple[str, ...] = ()
    verdict: VerdictView | None = None
    items: tuple[ItemView, ...] = ()
    rows: tuple[RowView, ...] = ()
    page: str = ""
    field: FieldView | None = None
    note: MarkView | None = None
