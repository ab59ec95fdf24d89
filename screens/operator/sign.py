"""Sign: the declaration, what is signed, and the two secrets of the signer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from core.secret import Secret
from screens.canvas import Canvas, width_of
from screens.flow import Answer, SigningFlow
from screens.frame import DIALOG_GRACE_S, FlowScreen
from screens.theme import Theme, Token
from screens.views import FieldView, FrameView, MarkView, Tone
from screens.widgets.dialog import draw_dialog
from screens.widgets.field import draw_field
from screens.widgets.frame import draw_frame
from screens.widgets.mark import draw_mark
from screens.widgets.place import Place


@dataclass(frozen=True, slots=True)
class SignedLineView:
    """A line that the signature covers.

    Attributes:
        label: What it is.
        value: Value as signed.
        strong: True for the value that matters.
        mark: Its state, or None.
    """

    label: str
    value: str
    strong: bool = False
    mark: MarkView | None = None


@dataclass(frozen=True, slots=True)
class SignView:
    """What the signing dialog shows.

    Attributes:
        frame: Frame; its title and subject are not shown, the dialog's head stands for them.
        head: `Sign`.
        head_aside: `1 of 2: performed`.
        declaration: What is declared, one line.
        lines: What is signed, at most four at 80x24 (more are shown at 120x40).
        fields: Password and code; reason before them where one is due.
        leave: How to sign and how to leave, two lines.
        refused: Why the last attempt was not accepted; None before one.
    """

    frame: FrameView
    head: str
    head_aside: str
    declaration: str
    lines: tuple[SignedLineView, ...]
    fields: tuple[FieldView, ...]
    leave: tuple[str, ...]
    refused: MarkView | None = None


_WIDTH = 62
_TOP = 5
_HEIGHT = 15
_VALUE_AT = 14


class SignScreen(FlowScreen[SignView]):
    """Sign: no button, the first field has the keys, Enter in the last one signs."""

    GRACE_S: ClassVar[float] = DIALOG_GRACE_S

    def __init__(self, flow: SigningFlow[SignView], theme: Theme = Theme.DARK, *, grace_s: float | None = None) -> None:
        super().__init__(flow, theme, grace_s=grace_s)
        self._submit = flow.submit

    def fields(self, view: SignView) -> Sequence[FieldView]:
        """Name password and code."""
        return view.fields

    def finish(self, texts: Mapping[str, str]) -> Answer:
        """Hand both secrets over and keep neither."""
        password, code = texts.values()
        self.typing.clear()
        return self._submit(Secret(password), Secret(code))

    def paint(self, canvas: Canvas, at: Place, view: SignView) -> None:
        """Draw the dialog over a blank work area."""
        draw_frame(canvas, at, view.frame, titled=False)
        more = max(0, min(len(view.lines) - 3, at.height - 24)) if at.wide else max(0, len(view.lines) - 3)
        height = min(_HEIGHT + more, at.height - 4 - _TOP)
        left = (canvas.width - _WIDTH) // 2 if at.wide else (80 - _WIDTH) // 2
        draw_dialog(canvas, left, _TOP, _WIDTH, height, Tone.NONE, view.head, view.head_aside)
        x, y, room = left + 3, _TOP + 2, _WIDTH - 5
        canvas.put(x, y, view.declaration, Token.STRONG, bold=True, room=room)
        y = _draw_lines(canvas, x, y + 2, room, view.lines[: height - 12]) + 1
        for row, entry in enumerate(self.typing.entries):
            edge = x + _VALUE_AT - 4
            draw_field(canvas, x, edge, y, 30, entry, focused=row == self.typing.at)
            y += 2
        if view.refused is not None:
            draw_mark(canvas, x, y, MarkView(view.refused.tone))
            canvas.put_wrapped(x + 5, y, view.refused.words, room - 5, 2, Token.STRONG)
            return
        for line in view.leave[:2]:
            canvas.put(x, y, line, Token.MUTED, room=room)
            y += 1


def _draw_lines(canvas: Canvas, x: int, y: int, room: int, lines: Sequence[SignedLineView]) -> int:
    """Draw what is signed, word for word; give the row after it."""
    value_at = x + max([11, *(width_of(line.label) + 1 for line in lines)])
    for line in lines:
        canvas.put(x, y, line.label, Token.MUTED)
        end = canvas.put(value_at, y, line.value, bold=line.strong, room=x + room - value_at)
        if line.mark is not None:
            draw_mark(canvas, end + 3, y, line.mark, room=x + room - end - 3)
        y += 1
    return y
