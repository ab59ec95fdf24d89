"""Locked: the step is kept, the data are blanked; the same person unlocks, or another one signs in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from screens.canvas import Canvas
from screens.flow import Answer, SigningFlow
from screens.frame import FlowScreen
from screens.theme import Theme, Token
from screens.views import FieldView, FrameView
from screens.widgets.digits import draw_digits
from screens.widgets.field import draw_field
from screens.widgets.frame import draw_frame
from screens.widgets.place import LEFT, WORK_TOP, Place


@dataclass(frozen=True, slots=True)
class LockedView:
    """What the locked screen shows.

    Attributes:
        frame: Frame without batch data.
        time: `14:07`, drawn large.
        person: Who is locked out.
        lines: What is kept, who else can go on.
        fields: Password and code.
    """

    frame: FrameView
    time: str
    person: str
    lines: tuple[str, ...]
    fields: tuple[FieldView, ...]


class LockedScreen(FlowScreen[LockedView]):
    """Take password and code of the person who locked."""

    def __init__(self, flow: SigningFlow[LockedView], theme: Theme = Theme.DARK) -> None:
        super().__init__(flow, theme)
        self._submit = flow.submit

    def fields(self, view: LockedView) -> Sequence[FieldView]:
        """Name password and code."""
        return view.fields

    def finish(self, texts: Mapping[str, str]) -> Answer:
        """Hand both secrets over and keep neither; another field, such as a user id, is entered alone."""
        secrets = self.typing.take_secrets()
        return super().finish(texts) if secrets is None else self._submit(*secrets)

    def paint(self, canvas: Canvas, at: Place, view: LockedView) -> None:
        """Draw the clock, who is locked out, and the fields."""
        draw_frame(canvas, at, view.frame)
        draw_digits(canvas, LEFT, WORK_TOP, view.time, Token.STRONG, at.room, 5)
        canvas.put(LEFT, 12, view.person, Token.STRONG, bold=True)
        y = 13
        for line in view.lines[:2]:
            canvas.put(LEFT, y, line, Token.MUTED, room=at.room)
            y += 1
        for row, entry in enumerate(self.typing.entries):
            focused = row == self.typing.at
            draw_field(canvas, LEFT, 13, 16 + 2 * row, 32, entry, focused=focused, under=Token.RAISED)
