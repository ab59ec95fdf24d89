"""Sign in: badge, password, one-time code; the check of the terminal and the language stand beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.secret import Secret
from screens.canvas import Canvas
from screens.flow import Answer, SignInFlow
from screens.frame import FlowScreen
from screens.theme import Theme, Token
from screens.views import FieldView, FrameView, ItemView, RowView
from screens.widgets.choices import draw_tile
from screens.widgets.digits import draw_digits
from screens.widgets.field import draw_field
from screens.widgets.frame import draw_frame, draw_heading
from screens.widgets.mark import draw_mark
from screens.widgets.place import LEFT, Place


@dataclass(frozen=True, slots=True)
class SignInView:
    """What the sign-in shows.

    Attributes:
        frame: Frame; its title and subject are `Sign in` and the date.
        time: `07:52`, drawn large.
        fields: User id, password, code, in this order. A scanned badge comes as the `value` of the first one.
        check_title: Heading of the check.
        check_time: When the terminal was checked.
        checks: Rows of the check; their `detail` is not shown.
        language_title: Heading of the languages.
        languages: `1 中文`, `2 English`; chosen with the digit and Enter while the user id is empty.
        next_secrets: What comes next once the user id stands.
    """

    frame: FrameView
    time: str
    fields: tuple[FieldView, ...]
    check_title: str
    check_time: str
    checks: tuple[RowView, ...]
    language_title: str
    languages: tuple[ItemView, ...]
    next_secrets: str


_ASIDE = 50
_MARK_AT = 13
_FIELD_EDGE = 13
_FIELD = 28


class SignInScreen(FlowScreen[SignInView]):
    """Take user id, password and code, in one call."""

    def __init__(self, flow: SignInFlow[SignInView], theme: Theme = Theme.DARK) -> None:
        super().__init__(flow, theme)
        self._sign_in = flow.sign_in

    def fields(self, view: SignInView) -> Sequence[FieldView]:
        """Name the three fields."""
        return view.fields

    def finish(self, texts: Mapping[str, str]) -> Answer:
        """Hand everything over and keep nothing."""
        user_id, password, code = texts.values()
        self.typing.clear()
        return self._sign_in(user_id, Secret(password), Secret(code))

    def choice(self, text: str) -> int | None:
        """Take the digit of a language, typed alone where the user id goes."""
        known = {str(item.digit) for item in self._flow.view.languages}
        return int(text) if self.typing.at == 0 and text in known else None

    def paint(self, canvas: Canvas, at: Place, view: SignInView) -> None:
        """Draw the clock and the fields, and the check and the languages beside them."""
        following = view.next_secrets if self.typing.at else view.frame.next
        draw_frame(canvas, at, replace(view.frame, next=following), titled=False)
        x = canvas.put(LEFT, 5, view.frame.title.upper(), Token.STRONG, bold=True)
        canvas.put(max(x + 3, 13), 5, view.frame.subject, Token.MUTED, room=_ASIDE - 2 - max(x + 3, 13), cut=True)
        draw_digits(canvas, LEFT, 7, view.time, Token.STRONG, _ASIDE - LEFT - 2, 5)
        for row, entry in enumerate(self.typing.entries):
            y = 14 + 2 * row
            focused = row == self.typing.at
            draw_field(canvas, LEFT, _FIELD_EDGE, y, _FIELD, entry, focused=focused, under=Token.RAISED)
        right = at.right if not at.wide else 78
        draw_heading(canvas, _ASIDE, 5, right, view.check_title, view.check_time)
        for row, check in enumerate(view.checks[:6]):
            canvas.put(_ASIDE, 7 + row, check.label, room=_MARK_AT - 1, cut=True)
            if check.mark is not None:
                draw_mark(canvas, _ASIDE + _MARK_AT, 7 + row, check.mark, room=right - _ASIDE - _MARK_AT, cut=True)
        draw_heading(canvas, _ASIDE, 14, right, view.language_title)
        for row, item in enumerate(view.languages):
            draw_tile(canvas, _ASIDE, 16 + 2 * row, item, Token.RAISED)
            ink = Token.STRONG if item.chosen else Token.TEXT
            canvas.put(_ASIDE + 5, 16 + 2 * row, item.name, ink, bold=item.chosen)
