"""Fields to type into: password, six-digit code, number, words."""

from dataclasses import dataclass

from screens.canvas import Canvas, width_of
from screens.theme import Token
from screens.views import FieldKind, FieldView

CODE_PLACES = 6
_HINT_AT = 2 * CODE_PLACES + 2
_LONGEST = {FieldKind.PASSWORD: 128, FieldKind.CODE: CODE_PLACES, FieldKind.NUMBER: 16, FieldKind.WORDS: 200}
_DIGITS = "0123456789"


@dataclass(slots=True, repr=False)
class Entry:
    """What has been typed into one field so far; never shown by `repr`.

    Attributes:
        field: The field.
        text: Typed so far.
    """

    field: FieldView
    text: str = ""

    def type(self, character: str) -> bool:
        """Take a character if the field takes it; say whether it did."""
        kind = self.field.kind
        if len(self.text) >= _LONGEST[kind] or not character.isprintable():
            return False
        if kind is FieldKind.CODE and character not in _DIGITS:
            return False
        if kind is FieldKind.NUMBER and not self._extends_number(character):
            return False
        self.text += character
        return True

    def _extends_number(self, character: str) -> bool:
        if character in "+-":
            return not self.text
        if character == ".":
            return "." not in self.text
        return character in _DIGITS

    def erase(self) -> None:
        """Take the last character back."""
        self.text = self.text[:-1]

    @property
    def complete(self) -> bool:
        """Say whether Enter may leave the field."""
        return len(self.text) == CODE_PLACES if self.field.kind is FieldKind.CODE else bool(self.text)


def draw_field(
    canvas: Canvas,
    label_x: int,
    x: int,
    y: int,
    width: int,
    entry: Entry,
    *,
    focused: bool,
    under: Token = Token.BASE,
) -> None:
    """Draw label, edge and place to type; the focused one has a bold label, an accent edge and a caret.

    Args:
        canvas: Where.
        label_x: Column of the label.
        x: Column of the edge; the place to type starts one later.
        y: Row.
        width: Columns of the place to type.
        entry: Field with what is typed.
        focused: True for the one that takes the keys.
        under: Colour of the place to type.
    """
    field = entry.field
    label = Token.STRONG if focused else Token.MUTED
    canvas.put(label_x, y, field.label, label, bold=focused, room=x - label_x, cut=True)
    canvas.put(x, y, "▐" if focused else "▕", Token.ACCENT if focused else Token.LINE)
    canvas.fill(x + 1, y, width, 1, under)
    at = _draw_typed(canvas, x + 2, y, width - 2, entry)
    if focused:
        caret = min(at, x + width)
        sign = canvas.rows[y][caret][0] or " "
        canvas.put(caret, y, sign, Token.INK, under=Token.ACCENT, over=True)
        canvas.cursor = (caret, y)
    if field.unit:
        canvas.put(x + width + 2, y, field.unit, Token.MUTED)


def _draw_typed(canvas: Canvas, x: int, y: int, room: int, entry: Entry) -> int:
    """Draw what is typed, or the hint; give the column of the caret."""
    field = entry.field
    if field.kind is FieldKind.CODE:
        return _draw_code(canvas, x, y, room, entry)
    if not entry.text:
        end = canvas.put(x, y, field.hint, Token.MUTED, room=room, cut=True)
        if canvas.mono:
            canvas.put(end, y, "▁" * (x + room - end))
        return x
    shown = "*" * len(entry.text) if field.kind is FieldKind.PASSWORD else entry.text
    while width_of(shown) > room - 1:
        shown = shown[1:]
    return canvas.put(x, y, shown, bold=field.kind is FieldKind.NUMBER)


def _draw_code(canvas: Canvas, x: int, y: int, room: int, entry: Entry) -> int:
    """Draw six places in two groups, typed digits hidden like a password; the hint after them where it fits whole."""
    caret, hint = x, entry.field.hint
    if hint and _HINT_AT + width_of(hint) <= room:
        canvas.put(x + _HINT_AT, y, hint, Token.MUTED)
    for place in range(CODE_PLACES):
        at = x + 2 * place + (1 if place >= CODE_PLACES // 2 else 0)
        typed = place < len(entry.text)
        canvas.put(at, y, "*" if typed else "_", Token.TEXT if typed else Token.MUTED)
        if place <= len(entry.text):
            caret = at
    return caret if len(entry.text) < CODE_PLACES else caret + 2
