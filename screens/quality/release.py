"""Release: the checklist computed from the record and the statement of the authorised person."""

from dataclasses import dataclass

from screens.canvas import Canvas, wrapped
from screens.frame import FlowScreen
from screens.theme import Token
from screens.views import FrameView, ItemView, MarkView, VerdictView
from screens.widgets.choices import draw_answers
from screens.widgets.frame import draw_frame
from screens.widgets.mark import draw_mark
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.verdict import draw_verdict_band


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """What the release shows.

    Attributes:
        frame: Frame.
        verdict: May be released, or not.
        checklist: Every point with its mark; at most ten at 80x24.
        statement: What the signature will declare; wrapped.
        decisions: Release, reject, other, by digit.
    """

    frame: FrameView
    verdict: VerdictView
    checklist: tuple[MarkView, ...]
    statement: str
    decisions: tuple[ItemView, ...] = ()


class ReleaseScreen(FlowScreen[ReleaseView]):
    """See what is met and what blocks, then decide by digit and sign."""

    def paint(self, canvas: Canvas, at: Place, view: ReleaseView) -> None:
        """Draw verdict, checklist, statement and decisions."""
        draw_frame(canvas, at, view.frame)
        height = 3 if at.wide else 1
        draw_verdict_band(canvas, LEFT, WORK_TOP, at.room, height, view.verdict)
        foot = at.bottom - len(view.decisions)
        words = len(wrapped(view.statement, at.room))
        free = foot - WORK_TOP - height - len(view.checklist) - words
        gap = 1 if free >= 3 else 0
        y = WORK_TOP + height + gap
        for point in view.checklist[: foot - y - words - gap]:
            draw_mark(canvas, LEFT, y, point, room=at.room, cut=True, ink=Token.TEXT)
            y += 1
        canvas.put_wrapped(LEFT, y + gap, view.statement, at.room, words, Token.STRONG)
        draw_answers(canvas, LEFT, foot, at.right, view.decisions, Token.RAISED, Token.RAISED)
