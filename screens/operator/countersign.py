"""Countersign: a second person signs what he sees, so the evidence stays in view above the fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from screens.canvas import Canvas
from screens.flow import Answer, SigningFlow
from screens.frame import DIALOG_GRACE_S, FlowScreen
from screens.theme import Theme, Token
from screens.views import FieldView, FrameView, LimitsBarView, ReadingView, RowView, VerdictView
from screens.widgets.digits import draw_reading
from screens.widgets.field import draw_field
from screens.widgets.frame import draw_frame
from screens.widgets.limits_bar import Scale, draw_limits_bar
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.rows import draw_rows
from screens.widgets.verdict import draw_verdict_band


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


_VERDICT_AT = 36


class CountersignScreen(FlowScreen[CountersignView]):
    """Check the evidence, then sign below it."""

    GRACE_S: ClassVar[float] = DIALOG_GRACE_S

    def __init__(
        self, flow: SigningFlow[CountersignView], theme: Theme = Theme.DARK, *, grace_s: float | None = None
    ) -> None:
        super().__init__(flow, theme, grace_s=grace_s)
        self._submit = flow.submit
        self._scale = Scale()

    def fields(self, view: CountersignView) -> Sequence[FieldView]:
        """Name password and code."""
        return view.fields

    def finish(self, texts: Mapping[str, str]) -> Answer:
        """Hand both secrets over and keep neither; another field, such as a user id, is entered alone."""
        secrets = self.typing.take_secrets()
        return super().finish(texts) if secrets is None else self._submit(*secrets)

    def paint(self, canvas: Canvas, at: Place, view: CountersignView) -> None:
        """Draw value, verdict, limits and evidence; both fields on a raised strip at the foot."""
        draw_frame(canvas, at, view.frame)
        y = WORK_TOP
        if view.reading is not None:
            draw_reading(canvas, LEFT, y, view.reading, _VERDICT_AT - LEFT - 2, 3)
        if view.verdict is not None:
            draw_verdict_band(canvas, _VERDICT_AT, y, at.right - _VERDICT_AT, 3, view.verdict)
        if view.reading is not None or view.verdict is not None:
            y += 4
        if view.bar is not None:
            draw_limits_bar(canvas, LEFT, y, at.room, view.bar, 1, self._scale.coarse(view.bar))
            y += 3
        strip = at.height - 8
        pitch = 2 if at.wide and len(view.rows) * 2 <= strip - y else 1
        draw_rows(canvas, LEFT, y, at.right, view.rows[: strip - y], pitch)
        self._draw_strip(canvas, at, strip, view)

    def _draw_strip(self, canvas: Canvas, at: Place, y: int, view: CountersignView) -> None:
        end = at.right + 1 if at.side else canvas.width
        canvas.fill(0, y, end, 4, Token.RAISED)
        for row in range(y, y + 4):
            canvas.put(0, row, "▌", Token.ACCENT)
        start = canvas.put_right(at.right, y, view.leave, Token.MUTED)
        canvas.put(LEFT, y, view.declaration, Token.STRONG, bold=True, room=start - 1 - LEFT)
        places = ((LEFT, 12, 20), (36, 45, 32))
        for row, (entry, (label, edge, width)) in enumerate(zip(self.typing.entries, places, strict=False)):
            draw_field(canvas, label, edge, y + 2, width, entry, focused=row == self.typing.at)
