"""Change: the manifest page by page, whose signatures it needs, and the fields of whoever signs now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from screens.canvas import Canvas
from screens.flow import Answer, SigningFlow
from screens.frame import DIALOG_GRACE_S, FlowScreen
from screens.theme import Theme, Token
from screens.views import FieldView, FrameView, MarkView
from screens.widgets.field import draw_field
from screens.widgets.frame import draw_frame
from screens.widgets.mark import draw_mark
from screens.widgets.place import LEFT, WORK_TOP, Place

ROWS = 9
"""Rows of the manifest on one page."""
ROW_CELLS = 76
"""Cells of a row."""
MARK_GAP = 3
"""Blanks between the marks of two signers."""


@dataclass(frozen=True, slots=True)
class ChangeRowView:
    """One row of what is signed, already broken to its width.

    Attributes:
        label: Muted; empty on rows that continue a value.
        value: As signed.
        value_at: Cells before the value.
        head: True for the first row of an item.
    """

    label: str
    value: str
    value_at: int
    head: bool = False


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What the signing of a change shows.

    Attributes:
        frame: Frame.
        rows: This page of the manifest, at most `ROWS`.
        page: `Page 1 of 3`; empty with one page.
        signers: A mark for each signature, in order: given or to come.
        declaration: What is declared, or what came of it.
        leave: How to go on and how to leave, one short line.
        fields: Reason; or user id; or password and code; none when nothing is to be typed.
    """

    frame: FrameView
    rows: tuple[ChangeRowView, ...]
    page: str
    signers: tuple[MarkView, ...]
    declaration: str
    leave: str
    fields: tuple[FieldView, ...] = ()


class ChangeScreen(FlowScreen[ChangeView]):
    """Read the change, say why, and sign it."""

    GRACE_S: ClassVar[float] = DIALOG_GRACE_S

    def __init__(
        self, flow: SigningFlow[ChangeView], theme: Theme = Theme.DARK, *, grace_s: float | None = None
    ) -> None:
        super().__init__(flow, theme, grace_s=grace_s)
        self._submit = flow.submit

    def fields(self, view: ChangeView) -> Sequence[FieldView]:
        """Name the fields of whoever is asked now."""
        return view.fields

    def finish(self, texts: Mapping[str, str]) -> Answer:
        """Hand both secrets over and keep neither; reason and user id are entered alone."""
        secrets = self.typing.take_secrets()
        return super().finish(texts) if secrets is None else self._submit(*secrets)

    def paint(self, canvas: Canvas, at: Place, view: ChangeView) -> None:
        """Draw the manifest above, the signatures under it, and the fields on a raised strip at the foot."""
        draw_frame(canvas, at, view.frame)
        for y, row in enumerate(view.rows[:ROWS], WORK_TOP):
            if row.head:
                canvas.put(LEFT, y, row.label, Token.STRONG, bold=True)
            else:
                canvas.put(LEFT, y, row.label, Token.MUTED)
            canvas.put(LEFT + row.value_at, y, row.value)
        strip = at.height - 7
        canvas.put_right(at.right, strip - 2, view.page, Token.MUTED)
        x = LEFT
        for mark in view.signers:
            x = draw_mark(canvas, x, strip - 1, mark) + MARK_GAP
        self._draw_strip(canvas, at, strip, view)

    def _draw_strip(self, canvas: Canvas, at: Place, y: int, view: ChangeView) -> None:
        rows = 3 if view.frame.message is not None else 4
        canvas.fill(0, y, canvas.width, rows, Token.RAISED)
        for row in range(y, y + rows):
            canvas.put(0, row, "▌", Token.ACCENT)
        start = canvas.put_right(at.right, y, view.leave, Token.MUTED)
        canvas.put(LEFT, y, view.declaration, Token.STRONG, bold=True, room=start - 1 - LEFT)
        places = ((LEFT, 12, 28), (46, 55, 22)) if len(self.typing.entries) > 1 else ((LEFT, 12, 64),)
        for row, (entry, (label, edge, width)) in enumerate(zip(self.typing.entries, places, strict=False)):
            draw_field(canvas, label, edge, y + 2, width, entry, focused=row == self.typing.at)
