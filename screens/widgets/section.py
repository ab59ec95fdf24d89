"""Titled groups of lines, as side panels and help pages show them."""

from collections.abc import Sequence

from screens.canvas import Canvas, Cell, width_of
from screens.theme import Token, ink_of_look
from screens.views import (
    FactView,
    ItemView,
    Line,
    Look,
    MarkView,
    SectionView,
    ShareView,
    SidePanelView,
    StepMapView,
)
from screens.widgets.choices import draw_answers
from screens.widgets.frame import draw_heading
from screens.widgets.mark import COLUMN, draw_mark, mark_width
from screens.widgets.place import LEFT, Place
from screens.widgets.share import draw_share
from screens.widgets.step_map import draw_small_map

_TOP = 4
_LONGEST = 60


class SidePanel:
    """The side panel of a screen; what was drawn last is kept, as it stays the same while a weight or clock runs."""

    def __init__(self) -> None:
        self._drawn: tuple[SidePanelView, Place] | None = None
        self._rows: list[list[Cell]] = []

    def draw(self, canvas: Canvas, place: Place, view: SidePanelView | None) -> None:
        """Draw the panel after a thin line; what does not fit is left out whole, from the bottom."""
        if view is None or not place.side:
            return
        left, foot = place.side - 3, place.height - 3
        canvas.put(left, foot, "┴", Token.LINE, over=True)
        if self._drawn == (view, place):
            for row, kept in zip(canvas.rows[_TOP:foot], self._rows, strict=True):
                row[left:] = kept
            return
        canvas.upright(left, _TOP, foot - _TOP)
        draw_sections(canvas, place.side, _TOP, place.width - LEFT, view.sections, foot - 1)
        self._drawn, self._rows = (view, place), [row[left:] for row in canvas.rows[_TOP:foot]]


def draw_sections(canvas: Canvas, x: int, y: int, right: int, sections: Sequence[SectionView], bottom: int) -> int:
    """Draw sections under each other, parted by a blank row; give the row after them."""
    first = True
    for section in sections:
        needed = _rows(section, right - x, first=first)
        if y + needed > bottom:
            break
        if section.rule:
            canvas.rule(x, y, right - x)
            y += 1
        if section.title:
            draw_heading(canvas, x, y, right, section.title, section.aside)
            y += 2 if first else 1
        facts_at = x + _label_width(section, right - x)
        for line in section.lines:
            y = _draw(canvas, x, y, right, line, facts_at)
        y += 1
        first = False
    return y


def _label_width(section: SectionView, width: int) -> int:
    """Give the column of the values of a section."""
    labels = [width_of(line.label) for line in section.lines if isinstance(line, FactView) and not line.right]
    return min(max([10, *(label + 2 for label in labels)]), width // 2)


def _rows(section: SectionView, width: int, *, first: bool) -> int:
    """Count the rows of a section by drawing it beside the screen."""
    trial = Canvas(width + LEFT, _LONGEST)
    y = 0
    for line in section.lines:
        y = _draw(trial, 0, y, width, line, _label_width(section, width))
    return y + (2 if first and section.title else 1 if section.title else 0) + (1 if section.rule else 0)


def _draw(
    canvas: Canvas,
    x: int,
    y: int,
    right: int,
    line: FactView | MarkView | ItemView | ShareView | StepMapView | Line | str,
    facts_at: int,
) -> int:
    """Draw one line of a section; give the row after it."""
    match line:
        case str():
            return canvas.put_wrapped(x, y, line, right - x, 9) if line else y + 1
        case FactView():
            return _draw_fact(canvas, x, y, right, line, facts_at)
        case MarkView():
            return _draw_marked(canvas, x, y, right, line)
        case ItemView():
            return draw_answers(canvas, x, y, right, (line,), Token.RAISED, Token.RAISED)
        case ShareView():
            draw_share(canvas, x, y, right - x, line)
            return y + 1
        case StepMapView():
            return draw_small_map(canvas, x, y, right, line) - 1
        case _:
            canvas.put_line(x, y, line, room=right - x, cut=True)
            return y + 1


def _draw_fact(canvas: Canvas, x: int, y: int, right: int, fact: FactView, facts_at: int) -> int:
    ink, bold = ink_of_look(fact.look), fact.look is not Look.TEXT and fact.look is not Look.MUTED
    end = right
    if fact.mark is not None:
        end = right - max(COLUMN, mark_width(fact.mark))
        draw_mark(canvas, end, y, fact.mark)
        end -= 2
    if fact.right:
        at = canvas.put_right(end, y, fact.value, ink, bold=bold)
        canvas.put(x, y, fact.label, Token.MUTED, room=at - 1 - x, cut=True)
        return y + 1
    canvas.put(x, y, fact.label, Token.MUTED, room=facts_at - 1 - x, cut=True)
    if width_of(fact.value) <= end - facts_at:
        canvas.put(facts_at, y, fact.value, ink, bold=bold)
        return y + 1
    return canvas.put_wrapped(facts_at, y, fact.value, end - facts_at, 6, ink)


def _draw_marked(canvas: Canvas, x: int, y: int, right: int, mark: MarkView) -> int:
    """Draw a mark whose words may run over several rows; they are text, only the sign has the colour."""
    if not mark.words:
        draw_mark(canvas, x, y, mark)
        return y + 1
    draw_mark(canvas, x, y, MarkView(mark.tone))
    return canvas.put_wrapped(x + COLUMN, y, mark.words, right - x - COLUMN, 4)
