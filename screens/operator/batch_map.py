"""Batch map: operations down, steps across, hold times below."""

from dataclasses import dataclass

from core.language import Language, text
from screens.canvas import Canvas
from screens.frame import FlowScreen
from screens.theme import Token
from screens.views import CellState, FrameView, MarkView, ShareView, StepMapView
from screens.widgets.frame import draw_frame
from screens.widgets.mark import draw_mark, mark_column
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.share import draw_share
from screens.widgets.step_map import CELL, draw_compact_map, draw_shape, draw_step_map, step_map_rows


@dataclass(frozen=True, slots=True)
class HoldTimeView:
    """A hold time.

    Attributes:
        name: What is held.
        limit: `48 h`.
        share: How much of it is used.
        mark: Its state in words.
    """

    name: str
    limit: str
    share: ShareView
    mark: MarkView


@dataclass(frozen=True, slots=True)
class BatchMapView:
    """What the batch map shows.

    Attributes:
        frame: Frame.
        map: The steps.
        hold_title: Heading of the hold times.
        holds: Hold times, at most four.
        notes: Which steps are left out and why; as many as there is room for.
    """

    frame: FrameView
    map: StepMapView
    hold_title: str = ""
    holds: tuple[HoldTimeView, ...] = ()
    notes: tuple[str, ...] = ()


_LEGEND = (
    (CellState.DONE, "frame.done"),
    (CellState.NOW, "frame.now"),
    (CellState.EXCEPTION, "frame.exception"),
    (CellState.TO_COME, "frame.to_come"),
    (CellState.SKIPPED, "frame.skipped"),
)
_LEGEND_UNDER = {CellState.DONE: Token.TINT_OK, CellState.NOW: Token.ACCENT, CellState.EXCEPTION: Token.TINT_WARN}


class BatchMapScreen(FlowScreen[BatchMapView]):
    """See where the batch stands; Enter opens the step of now."""

    def paint(self, canvas: Canvas, at: Place, view: BatchMapView) -> None:
        """Draw the map, the hold times and, where there is room, the legend."""
        draw_frame(canvas, at, view.frame)
        holds = len(view.holds) + 1 if view.holds else 0
        large = at.wide and step_map_rows(view.map, at.room) + holds + 1 <= at.rows
        if large:
            y = draw_step_map(canvas, LEFT, WORK_TOP, at.right, view.map, view.frame.language)
        else:
            y = draw_compact_map(canvas, LEFT, WORK_TOP, at.right, view.map)
        if not large and y + len(view.holds) < at.bottom:
            y += 1
        if view.holds:
            y = _draw_holds(canvas, at, y, view, titled=large)
        if view.notes:
            y = _draw_notes(canvas, at, y, view)
        if large and y + 2 < at.bottom + 1:
            _draw_legend(canvas, min(y + 3, at.bottom), view.frame.language)


def _draw_notes(canvas: Canvas, at: Place, y: int, view: BatchMapView) -> int:
    """Say why steps are left out, and how many more there are than fit."""
    fitting = max(1, at.bottom + 1 - y)
    lines = list(view.notes)
    if len(lines) > fitting:
        left = str(len(lines) - fitting + 1)
        lines = [*lines[: fitting - 1], text("map.more", view.frame.language, n=left)]
    for line in lines:
        canvas.put(LEFT, y, line, Token.MUTED, room=at.room, cut=True)
        y += 1
    return y


def _draw_holds(canvas: Canvas, at: Place, y: int, view: BatchMapView, *, titled: bool) -> int:
    if titled:
        canvas.rule(LEFT, y, at.room)
        canvas.put(LEFT, y + 1, view.hold_title, Token.STRONG, bold=True)
        y += 2
    end = mark_column(at.right, [hold.mark for hold in view.holds], 12)
    for hold in view.holds[: max(0, at.bottom + (0 if titled else 1) - y)]:
        limit_end = LEFT + 22
        start = canvas.put_right(limit_end, y, hold.limit, Token.MUTED)
        canvas.put(LEFT, y, hold.name, room=start - 1 - LEFT, cut=True)
        draw_share(canvas, limit_end + 2, y, end - 2 - limit_end - 2, hold.share)
        draw_mark(canvas, end, y, hold.mark)
        y += 1
    return y


def _draw_legend(canvas: Canvas, y: int, language: Language) -> None:
    x = LEFT
    for state, key in _LEGEND:
        canvas.fill(x, y, 4, 1, _LEGEND_UNDER.get(state, Token.BAND))
        draw_shape(canvas, x, y, state, language)
        x = canvas.put(x + CELL, y, text(key, language), Token.MUTED) + 4
