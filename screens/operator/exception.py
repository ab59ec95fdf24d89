"""Exception: what is out of limits or order, its cause by digit, and who can settle it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from screens.canvas import Canvas, width_of
from screens.frame import DIALOG_GRACE_S, FlowScreen
from screens.theme import Token
from screens.views import FieldView, FrameView, ItemView, Line, Tone
from screens.widgets.choices import draw_answers
from screens.widgets.dialog import draw_dialog
from screens.widgets.field import Entry, draw_field
from screens.widgets.frame import draw_frame
from screens.widgets.place import LEFT, Place


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """What the exception dialog shows.

    Attributes:
        frame: Frame; its title is not shown.
        head: `Exception  EX-2611-0118`.
        head_aside: `opened by the system 14:03:40`.
        what: What happened, one line.
        found: Value, limits and excess in their looks.
        question: `What happened? Press its digit.`
        causes: Causes by digit, at most five.
        facts: Label and words: who settles it, what it blocks, what is stored.
        field: Free text, when a cause asks for it; digits are typed into it then.
        at_once: What the master record says to do at once, or "".
    """

    frame: FrameView
    head: str
    head_aside: str
    what: str
    found: Line
    question: str
    causes: tuple[ItemView, ...]
    facts: tuple[tuple[str, str], ...]
    field: FieldView | None = None
    at_once: str = ""


_TOP = 4
_WIDTH = 76
_HEIGHT = 17
_FACT_AT = 18


class ExceptionScreen(FlowScreen[ExceptionView]):
    """Say the cause by digit; every exception can be left with F3."""

    GRACE_S: ClassVar[float] = DIALOG_GRACE_S

    def fields(self, view: ExceptionView) -> Sequence[FieldView]:
        """Name the field for free text, if a cause asks for it."""
        return () if view.field is None else (view.field,)

    def paint(self, canvas: Canvas, at: Place, view: ExceptionView) -> None:
        """Draw the dialog over a blank work area."""
        draw_frame(canvas, at, view.frame, titled=False)
        left = (canvas.width - _WIDTH) // 2 if at.wide else LEFT
        draw_dialog(canvas, left, _TOP, _WIDTH, _HEIGHT, Tone.WARN, view.head, view.head_aside)
        x, room = left + 3, _WIDTH - 6
        canvas.put(x, 6, view.what, Token.STRONG, bold=True, room=room)
        canvas.put_line(x, 7, view.found, room=room)
        canvas.put(x, 8, view.at_once, Token.STRONG, bold=True, room=room)
        canvas.put(x, 9, view.question, Token.MUTED, room=room)
        draw_answers(canvas, x, 10, left + _WIDTH - 3, view.causes[:5], Token.BASE, Token.BAND)
        for entry in self.typing.entries:
            draw_entry_in_dialog(canvas, x, 15, room, entry)
        canvas.rule(left + 2, 16, _WIDTH - 4)
        for row, (label, words) in enumerate(view.facts[:3], start=17):
            canvas.put(x, row, label, Token.MUTED, room=_FACT_AT, cut=True)
            canvas.put(x + _FACT_AT, row, words, room=room - _FACT_AT, cut=True)


def draw_entry_in_dialog(canvas: Canvas, x: int, y: int, room: int, entry: Entry) -> None:
    """Draw the field for free text in one row of a dialog."""
    label = width_of(entry.field.label) + 2
    draw_field(canvas, x, x + label, y, room - label - 1, entry, focused=True)
