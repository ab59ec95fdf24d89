"""The step map: operations down, steps across; the small form for side panels and for 80x24."""

from collections.abc import Sequence
from math import ceil

from core.language import Language, text
from screens.canvas import Canvas, width_of
from screens.theme import Token
from screens.views import CellState, OperationView, StepMapView

CELL = 6
_LABEL = 18
_SMALL_SHAPES: dict[CellState, tuple[str, Token, Token | None]] = {
    CellState.DONE: ("▆▆", Token.OK, None),
    CellState.NOW: ("<>", Token.INK, Token.ACCENT),
    CellState.EXCEPTION: ("!!", Token.INK_AMBER, Token.FILL_WARN),
    CellState.TO_COME: ("▁▁", Token.LINE, None),
    CellState.SKIPPED: ("--", Token.MUTED, None),
}


def draw_cell(canvas: Canvas, x: int, y: int, number: str, state: CellState, language: Language) -> None:
    """Draw one step: number over shape."""
    under = {
        CellState.DONE: Token.TINT_OK,
        CellState.NOW: Token.ACCENT,
        CellState.EXCEPTION: Token.TINT_WARN,
        CellState.TO_COME: Token.BAND,
        CellState.SKIPPED: Token.BAND,
    }[state]
    canvas.fill(x, y, CELL, 2, under)
    ink, bold = Token.TEXT, False
    if state is CellState.NOW:
        ink, bold = Token.INK, True
    elif state in (CellState.TO_COME, CellState.SKIPPED):
        ink = Token.MUTED
    canvas.put_right(x + 4, y, number, ink, bold=bold or state is CellState.EXCEPTION)
    draw_shape(canvas, x + 1, y + 1, state, language)


def draw_shape(canvas: Canvas, x: int, y: int, state: CellState, language: Language) -> None:
    """Draw the shape of a state, four cells wide."""
    if state is CellState.DONE:
        canvas.put(x, y, "▆▆▆▆", Token.OK)
    elif state is CellState.NOW:
        words = text("frame.now", language)
        canvas.put(x + (4 - width_of(words) + 1) // 2, y, words, Token.INK, bold=True)
    elif state is CellState.EXCEPTION:
        canvas.put(x + 1, y, "[!]", Token.WARN, bold=True)
    elif state is CellState.SKIPPED:
        canvas.put(x + 1, y, "--", Token.MUTED)
    else:
        canvas.put(x, y, "▁▁▁▁", Token.LINE)


def _in_rows(operation: OperationView, most: int) -> list[list[tuple[int, CellState]]]:
    """Part the steps of an operation into rows of nearly one length."""
    cells = list(enumerate(operation.cells, start=operation.first))
    if not cells:
        return []
    a_row = ceil(len(cells) / ceil(len(cells) / most))
    return [cells[at : at + a_row] for at in range(0, len(cells), a_row)]


def draw_step_map(canvas: Canvas, x: int, y: int, right: int, view: StepMapView, language: Language) -> int:
    """Draw the map in cells of 6x2; give the row after it."""
    most = max(1, (right - x - _LABEL + 1) // (CELL + 1))
    for operation in view.operations:
        canvas.put(x, y, operation.name, Token.STRONG, bold=True, room=_LABEL - 1, cut=True)
        canvas.put(x, y + 1, operation.place, Token.MUTED, room=_LABEL - 1, cut=True)
        for row in _in_rows(operation, most):
            for column, (number, state) in enumerate(row):
                draw_cell(canvas, x + _LABEL + column * (CELL + 1), y, str(number), state, language)
            y += 3
        y += 1
    return y


def step_map_rows(view: StepMapView, width: int) -> int:
    """Count the rows of the large form."""
    most = max(1, (width - _LABEL + 1) // (CELL + 1))
    return sum(3 * len(_in_rows(operation, most)) + 1 for operation in view.operations)


def draw_small_row(canvas: Canvas, x: int, y: int, states: Sequence[CellState]) -> None:
    """Draw steps as cells of 2x1."""
    for state in states:
        shape, ink, under = _SMALL_SHAPES[state]
        canvas.put(x, y, shape, ink, bold=under is not None, under=under)
        x += 3


def draw_small_map(canvas: Canvas, x: int, y: int, right: int, view: StepMapView) -> int:
    """Draw the small form under each operation's name; give the row after it."""
    most = max(1, (right - x + 1) // 3)
    for operation in view.operations:
        begun = any(state is not CellState.TO_COME for state in operation.cells)
        end = canvas.put_right(right, y, operation.count, Token.MUTED)
        ink = Token.TEXT if begun else Token.MUTED
        canvas.put(x, y, operation.name, ink, bold=begun, room=end - 1 - x, cut=True)
        y += 1
        for row in _in_rows(operation, most):
            draw_small_row(canvas, x, y, [state for _, state in row])
            y += 2
    return y


def draw_compact_map(canvas: Canvas, x: int, y: int, right: int, view: StepMapView) -> int:
    """Draw the form for 80x24: name and place at the left, small cells beside them; give the row after it."""
    most = max(1, (right - x - _LABEL + 1) // 3)
    for operation in view.operations:
        canvas.put(x, y, operation.name, Token.STRONG, bold=True, room=_LABEL - 1, cut=True)
        canvas.put(x, y + 1, operation.place, Token.MUTED, room=_LABEL - 1, cut=True)
        for line, row in enumerate(_in_rows(operation, most)[:2]):
            draw_small_row(canvas, x + _LABEL, y + line, [state for _, state in row])
        y += 2
    return y
