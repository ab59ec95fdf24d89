"""What stands on a terminal that is too small: how large it is, how large it must be, and that nothing is lost."""

from core.language import Language, text
from screens.canvas import Canvas
from screens.theme import Token
from screens.widgets.place import LEAST_COLUMNS, LEAST_ROWS


def draw_too_small(canvas: Canvas, language: Language) -> None:
    """Say it in as many rows as it needs; no key but the lock acts meanwhile."""
    sizes = {
        "columns": str(canvas.width),
        "rows": str(canvas.height),
        "least": str(LEAST_COLUMNS),
        "least_rows": str(LEAST_ROWS),
    }
    canvas.put_wrapped(0, 0, text("frame.too_small", language, **sizes), canvas.width, canvas.height, Token.STRONG)
