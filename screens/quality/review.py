"""Review by exception: three counts, the findings, a random sample, and what still blocks release."""

from dataclasses import dataclass

from screens.canvas import Canvas, width_of
from screens.frame import FlowScreen
from screens.theme import Token, ink_of
from screens.views import CellState, FrameView, MarkView, Tone
from screens.widgets.choices import draw_strip
from screens.widgets.digits import draw_digits
from screens.widgets.frame import draw_frame, draw_heading
from screens.widgets.mark import draw_mark, mark_column
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.step_map import CELL, draw_cell, draw_small_row


@dataclass(frozen=True, slots=True)
class CountView:
    """A count drawn large.

    Attributes:
        number: Digits.
        words: What they count.
        tone: Colour; NONE is strong.
    """

    number: str
    words: str
    tone: Tone = Tone.NONE


@dataclass(frozen=True, slots=True)
class FindingRowView:
    """An exception in the review.

    Attributes:
        severity: Mark with the severity.
        step: Step number.
        name: What happened.
        state: Open or closed.
        detail: Second line, shown for the chosen one.
        chosen: True for the one whose evidence is shown.
    """

    severity: MarkView
    step: str
    name: str
    state: MarkView
    detail: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What the review shows; the evidence of the chosen finding is the frame's side panel.

    Attributes:
        frame: Frame.
        counts: Rules evaluated, exceptions open, steps sampled.
        heads: Headings: severity, step, exception, state.
        findings: This page of findings, at most six.
        sample_title: Heading of the random sample.
        sample_aside: Who drew it.
        sample: Step number and state of each sampled step.
        sample_read: `read 5`.
        sample_left: `to read 3`.
        checklist_title: Heading of the release checklist.
        checklist_aside: How many points are met.
        checklist: Points.
        decisions: What QA can decide for the chosen finding, by digit, in words; also in the side panel at 120x40.
    """

    frame: FrameView
    counts: tuple[CountView, ...]
    heads: tuple[str, str, str, str]
    findings: tuple[FindingRowView, ...]
    sample_title: str = ""
    sample_aside: str = ""
    sample: tuple[tuple[str, CellState], ...] = ()
    sample_read: str = ""
    sample_left: str = ""
    checklist_title: str = ""
    checklist_aside: str = ""
    checklist: tuple[MarkView, ...] = ()
    decisions: tuple[str, ...] = ()


_NAME_AT = 21
_STEP_END = 18


class ReviewScreen(FlowScreen[ReviewView]):
    """Go through the exceptions; Enter opens the evidence of the chosen one, a digit decides."""

    def paint(self, canvas: Canvas, at: Place, view: ReviewView) -> None:
        """Draw counts, findings, sample and checklist."""
        draw_frame(canvas, at, view.frame)
        if at.wide:
            y = _draw_counts(canvas, at, view)
            y = _draw_findings(canvas, at, y, view)
            y = _draw_sample(canvas, at, y, view)
            _draw_checklist(canvas, at, y, view)
        else:
            _draw_count_line(canvas, view)
            y = _draw_findings(canvas, at, WORK_TOP + 1, view)
            _draw_small_sample(canvas, at, y, view)


def _draw_counts(canvas: Canvas, at: Place, view: ReviewView) -> int:
    for x, count in zip((LEFT, 30, 50), view.counts, strict=False):
        ink = Token.STRONG if count.tone is Tone.NONE else ink_of(count.tone)
        draw_digits(canvas, x, WORK_TOP, count.number, ink, 19, 3)
        canvas.put(x, WORK_TOP + 3, count.words, Token.MUTED, room=27, cut=True)
    canvas.rule(LEFT, WORK_TOP + 4, at.room)
    return WORK_TOP + 5


def _draw_count_line(canvas: Canvas, view: ReviewView) -> None:
    x = LEFT
    for count in view.counts:
        ink = Token.STRONG if count.tone is Tone.NONE else ink_of(count.tone)
        x = canvas.put(x, WORK_TOP, count.number, ink, bold=True)
        x = canvas.put(x + 1, WORK_TOP, count.words, Token.MUTED, room=77 - x, cut=True) + 3


def _draw_findings(canvas: Canvas, at: Place, y: int, view: ReviewView) -> int:
    """Draw headings and findings; open ones have air where there is room. Give the first free row."""
    mark_at = mark_column(at.right, [finding.state for finding in view.findings], 8)
    severity, step, name, state = view.heads
    canvas.put(LEFT, y, severity.upper(), Token.MUTED)
    canvas.put_right(_STEP_END, y, step.upper(), Token.MUTED)
    canvas.put(_NAME_AT, y, name.upper(), Token.MUTED)
    canvas.put(mark_at, y, state.upper(), Token.MUTED)
    y += 1
    for finding in view.findings[:6]:
        detail = at.wide and finding.chosen and bool(finding.detail)
        if finding.chosen:
            draw_strip(canvas, y, 2 if detail else 1, at.right + 2 if at.side else canvas.width)
        draw_mark(canvas, LEFT, y, finding.severity)
        canvas.put_right(_STEP_END, y, finding.step, bold=True)
        ink = Token.STRONG if finding.chosen else Token.TEXT
        canvas.put(_NAME_AT, y, finding.name, ink, bold=finding.chosen, room=mark_at - 1 - _NAME_AT, cut=True)
        draw_mark(canvas, mark_at, y, finding.state)
        if detail:
            canvas.put(_NAME_AT, y + 1, finding.detail, Token.MUTED, room=at.right - _NAME_AT, cut=True)
            y += 1
        y += 2 if at.wide and finding.state.tone is not Tone.OK else 1
    return y


def _draw_sample(canvas: Canvas, at: Place, y: int, view: ReviewView) -> int:
    y += 1
    canvas.rule(LEFT, y, at.room)
    draw_heading(canvas, LEFT, y + 1, at.right, view.sample_title, view.sample_aside)
    y += 3
    x = LEFT
    for number, state in view.sample[:8]:
        draw_cell(canvas, x, y, number, state, view.frame.language)
        x += CELL + 1
    canvas.put(x + 1, y, view.sample_read, room=at.right - x - 1, cut=True)
    canvas.put(x + 1, y + 1, view.sample_left, Token.MUTED, room=at.right - x - 1, cut=True)
    return y + 3


def _draw_checklist(canvas: Canvas, at: Place, y: int, view: ReviewView) -> None:
    canvas.rule(LEFT, y, at.room)
    draw_heading(canvas, LEFT, y + 1, at.right, view.checklist_title, view.checklist_aside)
    for row, point in enumerate(view.checklist[: at.bottom - y - 2], start=y + 2):
        _draw_point(canvas, at, row, point)


def _draw_small_sample(canvas: Canvas, at: Place, y: int, view: ReviewView) -> None:
    """Draw sample and checklist in what is left at 80x24."""
    x = canvas.put(LEFT, y, view.sample_read, Token.MUTED) + 2
    draw_small_row(canvas, x, y, [state for _, state in view.sample])
    x += 3 * len(view.sample)
    if x + 2 + width_of(view.checklist_aside) < at.right:
        canvas.put_right(at.right, y, view.checklist_aside, Token.MUTED)
    for row, point in enumerate(view.checklist[: at.bottom - y - 1], start=y + 1):
        _draw_point(canvas, at, row, point)


def _draw_point(canvas: Canvas, at: Place, y: int, point: MarkView) -> None:
    draw_mark(canvas, LEFT, y, point, room=at.room, ink=Token.TEXT)
