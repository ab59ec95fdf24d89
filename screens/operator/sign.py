"""Sign: the declaration, what is signed, and the two secrets of the signer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from screens.canvas import Canvas, width_of, wrapped
from screens.flow import Answer, SigningFlow
from screens.frame import DIALOG_GRACE_S, FlowScreen
from screens.theme import Theme, Token
from screens.views import FieldView, FrameView, MarkView, Tone
from screens.widgets.dialog import draw_dialog
from screens.widgets.field import draw_field
from screens.widgets.frame import draw_frame
from screens.widgets.mark import draw_mark, mark_width
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
_WIDEST = 76
_MARGINS = 5
_AIRY = 12
_TIGHT = 7


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
        """Hand both secrets over and keep neither; another field, such as a user id, is entered alone."""
        secrets = self.typing.take_secrets()
        return super().finish(texts) if secrets is None else self._submit(*secrets)

    def paint(self, canvas: Canvas, at: Place, view: SignView) -> None:
        """Draw the dialog over a blank work area."""
        draw_frame(canvas, at, view.frame, titled=False)
        width = _WIDTH if _fits(view.lines) else _WIDEST
        lines = _in_rows(view.lines, width - _MARGINS - _value_at(view.lines))
        rows = sum(len(words) for _, words in lines)
        bottom = at.height - 3
        gap, top = (1, _TOP) if rows + _AIRY <= bottom - _TOP else (0, _TOP - 1)
        fixed = _AIRY if gap else _TIGHT
        height = min(rows + fixed, bottom - top)
        left = (min(canvas.width, 80 if not at.wide else canvas.width) - width) // 2
        draw_dialog(canvas, left, top, width, height, Tone.NONE, view.head, view.head_aside)
        x, y, room = left + 3, top + 1 + gap, width - _MARGINS
        canvas.put(x, y, view.declaration, Token.STRONG, bold=True, room=room)
        y = _draw_lines(canvas, x, y + 1 + gap, room, lines, height - fixed) + gap
        for row, entry in enumerate(self.typing.entries):
            draw_field(canvas, x, x + 10, y, 30, entry, focused=row == self.typing.at)
            y += 1 + gap
        if view.refused is not None:
            draw_mark(canvas, x, y, MarkView(view.refused.tone))
            canvas.put_wrapped(x + 5, y, view.refused.words, room - 5, 2, Token.STRONG)
            return
        for line in view.leave[:2]:
            canvas.put(x, y, line, Token.MUTED, room=room)
            y += 1


def _value_at(lines: Sequence[SignedLineView]) -> int:
    return max([11, *(width_of(line.label) + 1 for line in lines)])


def _fits(lines: Sequence[SignedLineView]) -> bool:
    room = _WIDTH - _MARGINS - _value_at(lines)
    marks = [0 if line.mark is None else 3 + mark_width(line.mark) for line in lines]
    return all(width_of(line.value) + mark <= room for line, mark in zip(lines, marks, strict=True))


def _in_rows(lines: Sequence[SignedLineView], room: int) -> list[tuple[SignedLineView, list[str]]]:
    """Break values into rows: what is signed is shown in full."""
    rows: list[tuple[SignedLineView, list[str]]] = []
    for line in lines:
        mark = 0 if line.mark is None else 3 + mark_width(line.mark)
        rows.append((line, wrapped(line.value, max(10, room - mark)) or [""]))
    return rows


def _draw_lines(
    canvas: Canvas, x: int, y: int, room: int, lines: Sequence[tuple[SignedLineView, list[str]]], most: int
) -> int:
    """Draw what is signed, word for word; give the row after it. More than there is room for is a fault."""
    value_at = x + _value_at([line for line, _ in lines])
    end = y + most
    for line, words in lines:
        if y + len(words) > end:
            canvas.faults.append(f"not shown to the signer: {line.label} {line.value}")
            continue
        canvas.put(x, y, line.label, Token.MUTED)
        for row, part in enumerate(words):
            at = canvas.put(value_at, y + row, part, bold=line.strong, room=x + room - value_at)
            if row == 0 and line.mark is not None:
                draw_mark(canvas, at + 3, y, line.mark, room=x + room - at - 3)
        y += len(words)
    return y
