"""Text of devices, barcodes and records is data on every screen: 5,000 hostile strings, no byte to obey comes out."""

import dataclasses
import random
from enum import Enum

from screens.gallery.examples import EXAMPLES
from screens.gallery.register import screen_of
from screens.gallery.still import StillFlow
from screens.sheet import Sheet
from screens.theme import Theme
from screens.views import FieldView, KeyView

_PARTS = (
    "\x1b[2J",
    "\x1b]52;c;QUJD\x07",
    "\x1b]0;title\x07",
    "\x9b31m",
    "\x00",
    "\r\n",
    "[red]FAIL[/red]",
    "LOT[/b]1",
    "[)>\x1e06",
    "]C1",
    "\u202e",
    "\u200b",
    "\ufe0f",
    "⚠️",
    "🧪",
    "e\u0301\u0301",
    "称量",
    "\ud800",
    "\ue000",
    "{0}",
    "%s",
    "\x7f",
    "\u2028",
)
_COUNT = 5000


class _Hostile:
    """Put hostile strings in the place of every text of a view."""

    def __init__(self) -> None:
        self._random = random.Random(20261120)  # noqa: S311 - test data, the same each run
        self.used = 0

    def text(self) -> str:
        self.used += 1
        return "".join(self._random.choice(_PARTS) for _ in range(self._random.randint(1, 6)))

    def put(self, value: object) -> object:
        if isinstance(value, KeyView | Enum):
            return value
        if isinstance(value, str):
            return self.text()
        if isinstance(value, tuple):
            return tuple(self.put(item) for item in value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            kept = {"language", "name"} if isinstance(value, FieldView) else {"language"}
            fields = (field.name for field in dataclasses.fields(value) if field.name not in kept)
            return dataclasses.replace(value, **{name: self.put(getattr(value, name)) for name in fields})
        return value


def test_five_thousand_hostile_strings_leave_no_control_byte() -> None:
    hostile = _Hostile()
    while hostile.used < _COUNT:
        for example in EXAMPLES.values():
            view = hostile.put(example("zh"))
            for width, height in ((80, 24), (120, 40)):
                canvas = screen_of(StillFlow(view), Theme.DARK).draw(width, height)  # type: ignore[type-var] - a view as the gallery makes it
                sheet = Sheet(Theme.DARK)
                sheet.take(canvas)
                for y in range(height):
                    strip = sheet.render_line(y)
                    assert strip.cell_length == width
                    sent = strip.text
                    assert not [c for c in sent if ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xF900]


def test_markup_is_shown_as_it_was_scanned() -> None:
    view = EXAMPLES["wrong-scan"]("en")
    scanned = dataclasses.replace(view.scanned, code="[red]LOT[/b]1")  # type: ignore[attr-defined] - the view of this example
    changed = dataclasses.replace(view, scanned=scanned)  # type: ignore[type-var] - a dataclass
    assert "[red]LOT[/b]1" in screen_of(StillFlow(changed), Theme.DARK).draw(80, 24).text()
