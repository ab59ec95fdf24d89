"""A QR code on a screen of its own: at 80x24 it needs every row, so the header stands beside it."""

from dataclasses import dataclass
from typing import ClassVar

from screens.canvas import Canvas, wrapped
from screens.frame import FlowScreen
from screens.theme import Token
from screens.views import FrameView
from screens.widgets.frame import draw_foot
from screens.widgets.mark import draw_mark
from screens.widgets.place import Place

_HALVES = {("0", "0"): " ", ("0", "1"): "▄", ("1", "0"): "▀", ("1", "1"): "█"}
_TURNED = str.maketrans("01", "10")
"""Without colours the light modules are the ones that are drawn: such terminals are dark."""
_GAP = 3


@dataclass(frozen=True, slots=True)
class QrView:
    """What the screen of a QR code shows.

    Attributes:
        frame: Frame; of its header the kiosk, the person, the clock and the link are shown.
        modules: Rows of the code with its border, `1` for dark.
        words: What to do with it.
        typed: The same for typing, in groups; and what it is called.
        leave: How long it can be seen.
    """

    frame: FrameView
    modules: tuple[str, ...]
    words: str
    typed: tuple[str, ...]
    leave: str


class QrScreen(FlowScreen[QrView]):
    """Read the code with the authenticator, then go on."""

    LAYS_MESSAGE: ClassVar[bool] = False

    def paint(self, canvas: Canvas, at: Place, view: QrView) -> None:
        """Draw the code at the left, two modules a cell, and everything else beside it."""
        modules = tuple(row.translate(_TURNED) for row in view.modules) if canvas.mono else view.modules
        rows = [*modules, ("1" if canvas.mono else "0") * len(modules[0])] if len(modules) % 2 else list(modules)
        for y in range(0, len(rows), 2):
            # A sign that is no module is drawn light: no text that comes this way gets onto the terminal.
            cells = "".join(_HALVES.get(pair, " ") for pair in zip(rows[y], rows[y + 1], strict=False))
            # Written sign by sign onto a light ground: a reader needs black on white in every theme.
            canvas.fill(0, y // 2, len(cells), 1, Token.QR_LIGHT)
            canvas.put(0, y // 2, cells, Token.QR_DARK, under=Token.QR_LIGHT)
        x = len(rows[0]) + _GAP
        self._beside(canvas, x, min(canvas.width, 80) - 2 - x if not at.wide else canvas.width - 2 - x, view)
        draw_foot(canvas, at, view.frame)

    def _beside(self, canvas: Canvas, x: int, room: int, view: QrView) -> None:
        head = view.frame.header
        right = x + room
        end = canvas.put_right(right, 0, f"{head.clock} {head.zone}")
        canvas.put(x, 0, head.kiosk, Token.STRONG, bold=True, room=end - x - 1, cut=True)
        start = canvas.put_right(right, 1, head.person)
        canvas.put(x, 1, head.version, Token.MUTED, room=start - x - 1, cut=True)
        draw_mark(canvas, x, 2, head.link, room=room, cut=True)
        canvas.put(x, 4, view.frame.title.upper(), Token.STRONG, bold=True, room=room)
        canvas.put(x, 5, view.frame.subject, room=room, cut=True)
        y = canvas.put_wrapped(x, 7, view.words, room, 6)
        for line in view.typed:
            y += 1
            canvas.put(x, y, line, Token.MUTED, room=room)
        y = canvas.put_wrapped(x, y + 2, view.leave, room, 3, Token.MUTED)
        if view.frame.message is not None:
            mark = view.frame.message
            for number, line in enumerate(wrapped(mark.words, room - 5)[:6]):
                if number == 0:
                    draw_mark(canvas, x, y, type(mark)(mark.tone))
                canvas.put(x + 5, y + number, line, Token.STRONG)
