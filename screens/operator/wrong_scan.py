"""Wrong scan: scanned and expected side by side, the part that differs filled; nothing was changed."""

from dataclasses import dataclass
from typing import ClassVar

from screens.canvas import Canvas
from screens.frame import DIALOG_GRACE_S, FlowScreen
from screens.theme import Token
from screens.views import FrameView, MarkView, Tone
from screens.widgets.dialog import draw_code, draw_dialog
from screens.widgets.frame import draw_frame
from screens.widgets.mark import draw_mark
from screens.widgets.place import LEFT, Place


@dataclass(frozen=True, slots=True)
class ScannedThingView:
    """One side of the comparison.

    Attributes:
        title: `scanned` or `expected`.
        code: The code.
        name: What it is; empty if unknown.
        mark: Its state, or None.
        place: Where it lies; empty if unknown.
    """

    title: str
    code: str
    name: str = ""
    mark: MarkView | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class WrongScanView:
    """What the dialog of a wrong scan shows.

    Attributes:
        frame: Frame; title and subject stay above the dialog.
        head: `Wrong lot`.
        head_aside: `nothing changed, recorded`.
        scanned: What was scanned.
        expected: What was expected; None when there is no single thing, for example an expired lot.
        instruction: One thing to do, bold.
        settle: How to leave and who can settle it.
    """

    frame: FrameView
    head: str
    head_aside: str
    scanned: ScannedThingView
    expected: ScannedThingView | None
    instruction: str
    settle: str


_TOP = 6
_WIDTH = 76
_HEIGHT = 14
_SECOND = 38
_STRIP = 28


class WrongScanScreen(FlowScreen[WrongScanView]):
    """Say what was scanned and what is expected; the right scan or F3 leaves."""

    GRACE_S: ClassVar[float] = DIALOG_GRACE_S

    def paint(self, canvas: Canvas, at: Place, view: WrongScanView) -> None:
        """Draw both sides and one instruction."""
        draw_frame(canvas, at, view.frame)
        left = (canvas.width - _WIDTH) // 2 if at.wide and not at.side else LEFT
        draw_dialog(canvas, left, _TOP, _WIDTH, _HEIGHT, Tone.FAIL, view.head, view.head_aside)
        other = view.expected.code if view.expected is not None else ""
        _draw_side(canvas, left + 4, view.scanned, other, Tone.FAIL, alone=view.expected is None)
        if view.expected is not None:
            canvas.upright(left + _SECOND - 3, 10, 4)
            _draw_side(canvas, left + _SECOND, view.expected, view.scanned.code, Tone.OK)
        room = _WIDTH - 7
        canvas.put(left + 4, 16, view.instruction, Token.STRONG, bold=True, room=room)
        canvas.put(left + 4, 17, view.settle, Token.MUTED, room=room)


def _draw_side(canvas: Canvas, x: int, view: ScannedThingView, other: str, tone: Tone, *, alone: bool = False) -> None:
    width = _STRIP if not alone else _WIDTH - 9
    room = 31 if not alone else _WIDTH - 9
    canvas.put(x, 8, view.title, Token.MUTED, room=room, cut=True)
    draw_code(canvas, x - 1, 10, width, view.code, other if not alone else view.code, tone)
    canvas.put(x, 11, view.name, room=room, cut=True)
    if view.mark is not None:
        draw_mark(canvas, x, 12, view.mark, room=room, cut=True)
    canvas.put(x, 13, view.place, Token.MUTED, room=room, cut=True)
