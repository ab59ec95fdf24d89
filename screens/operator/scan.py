"""Scan: the identity of a room, an equipment or a container, or the list of what is charged in."""

from collections.abc import Sequence
from dataclasses import dataclass

from screens.canvas import Canvas
from screens.frame import FlowScreen
from screens.theme import Token
from screens.views import FieldView, FrameView, ItemView, MarkView, RowView, VerdictView
from screens.widgets.choices import draw_items
from screens.widgets.frame import draw_frame
from screens.widgets.mark import draw_mark
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.rows import draw_rows
from screens.widgets.value import BLOCK, draw_entry
from screens.widgets.verdict import draw_verdict_block


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


class ScanScreen(FlowScreen[ScanView]):
    """Scan what the step wants; the scan itself comes from the scanner."""

    def fields(self, view: ScanView) -> Sequence[FieldView]:
        """Name the field for typing in place of a scan."""
        return () if view.field is None else (view.field,)

    def paint(self, canvas: Canvas, at: Place, view: ScanView) -> None:
        """Draw what is expected with the last verdict, the list, the evidence."""
        draw_frame(canvas, at, view.frame)
        y = _draw_expected(canvas, at, view)
        if view.items:
            left = at.bottom - y - len(view.rows) - (1 if view.rows else 0) - (2 if view.field else 0)
            pitch = 3 if len(view.items) * 3 <= left else 2 if len(view.items) * 2 <= left else 1
            strip = at.right + 1 if at.side else canvas.width
            y = draw_items(canvas, y, at.right, view.items, pitch, strip) + (pitch == 1)
        if view.rows:
            y = draw_rows(canvas, LEFT, y, at.right, view.rows) + 1
        for entry in self.typing.entries:
            draw_entry(canvas, at, min(y, at.bottom - 1), entry)
        if view.note is not None:
            draw_mark(canvas, LEFT, at.bottom, view.note, room=at.room - 14, cut=True)
        if view.page:
            canvas.put_right(at.right, at.bottom, view.page, Token.MUTED)


def _draw_expected(canvas: Canvas, at: Place, view: ScanView) -> int:
    """Draw the code to scan with the verdict beside it; give the first free row."""
    y = WORK_TOP
    room = at.room - BLOCK - 2
    if view.expected:
        canvas.put(LEFT, y, view.expected_label, Token.MUTED)
        canvas.fill(LEFT, y + 1, room, 3, Token.RAISED)
        canvas.put(LEFT + 2, y + 2, view.expected, Token.STRONG, bold=True, room=room - 2)
        y += 5
        for line in view.expected_lines[:2]:
            canvas.put(LEFT, y, line, room=room, cut=True)
            y += 1
        y += 1
    if view.verdict is not None:
        draw_verdict_block(canvas, at.right - BLOCK, WORK_TOP, BLOCK, 5, view.verdict)
        y = max(y, WORK_TOP + 6)
    return y
