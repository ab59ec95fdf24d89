"""A form: what is known in rows, what can be chosen by digit, and the fields of what is asked now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.secret import Secret
from screens.canvas import Canvas, wrapped
from screens.flow import Answer, FormFlow
from screens.frame import FlowScreen
from screens.theme import Theme, Token
from screens.views import FieldKind, FieldView, FrameView, ItemView, RowView
from screens.widgets.choices import draw_items
from screens.widgets.field import draw_field
from screens.widgets.frame import draw_frame
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.rows import draw_rows


@dataclass(frozen=True, slots=True)
class FormView:
    """What a form shows.

    Attributes:
        frame: Frame.
        words: A paragraph above everything else; may be empty.
        rows: What is known, at most seven with fields and items at 80x24.
        items: What a digit chooses, one row each.
        page: `Page 1 of 3`; empty with one page.
        empty: Sentence where there is nothing to choose from.
        fields: What is asked now, at most three.
    """

    frame: FrameView
    words: str = ""
    rows: tuple[RowView, ...] = ()
    items: tuple[ItemView, ...] = ()
    page: str = ""
    empty: str = ""
    fields: tuple[FieldView, ...] = ()


_SECRETS = (FieldKind.PASSWORD, FieldKind.CODE)
_LABEL = 24
_WIDTH = 46


class FormScreen(FlowScreen[FormView]):
    """Choose by digit, or type and press Enter."""

    def __init__(self, flow: FormFlow[FormView], theme: Theme = Theme.DARK, *, grace_s: float | None = None) -> None:
        super().__init__(flow, theme, grace_s=grace_s)
        self._fill = flow.fill

    def fields(self, view: FormView) -> Sequence[FieldView]:
        """Name what is asked now."""
        return view.fields

    def choice(self, text: str) -> int | None:
        """Take a single digit that an item bears as the choice of it."""
        offered = {item.digit for item in self._flow.view.items if item.open}
        return int(text) if len(text) == 1 and text in "123456789" and int(text) in offered else None

    def finish(self, texts: Mapping[str, str]) -> Answer:
        """Hand over what was typed; where a secret is among it the screen keeps nothing."""
        answers = {name: Secret(text) for name, text in texts.items()}
        if any(entry.field.kind in _SECRETS for entry in self.typing.entries):
            self.typing.clear()
        return self._fill(answers)

    def paint(self, canvas: Canvas, at: Place, view: FormView) -> None:
        """Draw words, rows and items from the top, the fields on a raised strip at the foot."""
        draw_frame(canvas, at, view.frame)
        strip = at.bottom - len(view.fields) - (1 if view.fields else 0)
        y = WORK_TOP
        if view.words:
            rows = len(wrapped(view.words, at.room))
            y = canvas.put_wrapped(LEFT, y, view.words, at.room, min(rows, strip - y)) + 1
        if view.rows:
            y = draw_rows(canvas, LEFT, y, at.right, view.rows[: strip - y]) + (1 if view.items else 0)
        if view.items:
            y = draw_items(canvas, y, at.right, view.items[: strip - y], 1, canvas.width)
        elif view.empty:
            canvas.put(LEFT, y, view.empty, room=at.room)
        if view.page:
            canvas.put_right(at.right, WORK_TOP - 1, view.page, Token.MUTED)
        if view.fields:
            self._draw_fields(canvas, strip, len(view.fields) + 1)

    def _draw_fields(self, canvas: Canvas, y: int, rows: int) -> None:
        canvas.fill(0, y, canvas.width, rows - 1, Token.RAISED)
        for row in range(y, y + rows - 1):
            canvas.put(0, row, "▌", Token.ACCENT)
        for row, entry in enumerate(self.typing.entries):
            draw_field(canvas, LEFT, LEFT + _LABEL, y + row, _WIDTH, entry, focused=row == self.typing.at)
