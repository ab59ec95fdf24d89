"""Block digits in three sizes and the unit beside them."""

from collections.abc import Mapping

from screens.canvas import Canvas, width_of
from screens.theme import Token
from screens.views import ReadingView, Tone

_FIVE: Mapping[str, tuple[str, ...]] = {
    "0": ("▟████▙", "██  ██", "██  ██", "██  ██", "▜████▛"),
    "1": (" ▄██▌ ", " ▀▜█▌ ", "  ▐█▌ ", "  ▐█▌ ", " █████"),
    "2": ("█████▙", "    ██", "██████", "██    ", "▜█████"),
    "3": ("█████▙", "    ██", "██████", "    ██", "█████▛"),
    "4": ("██  ██", "██  ██", "██████", "    ██", "    ██"),
    "5": ("▟█████", "██    ", "██████", "    ██", "█████▛"),
    "6": ("▟█████", "██    ", "██████", "██  ██", "▜████▛"),
    "7": ("█████▙", "    ██", "    ██", "    ██", "    ██"),
    "8": ("▟████▙", "██  ██", "██████", "██  ██", "▜████▛"),
    "9": ("▟████▙", "██  ██", "██████", "    ██", "█████▛"),
    ".": ("  ", "  ", "  ", "  ", "██"),
    ":": ("  ", "██", "  ", "██", "  "),
    "-": ("    ", "    ", "████", "    ", "    "),
    "+": ("      ", "  ██  ", "██████", "  ██  ", "      "),
    "/": ("    ██", "   ██ ", "  ██  ", " ██   ", "██    "),
}
_SEVEN: Mapping[str, tuple[str, ...]] = {
    "0": ("▟██████▙", "██▛▀▀▜██", "██▌  ▐██", "██▌  ▐██", "██▌  ▐██", "██▙▄▄▟██", "▜██████▛"),
    "1": (" ▗▟██▌  ", " ▐███▌  ", "   ██▌  ", "   ██▌  ", "   ██▌  ", " ▗▄██▙▄ ", " ▐█████ "),
    "2": ("███████▙", "▀▀▀▀▀▜██", "▄▄▄▄▄▟██", "████████", "██▌     ", "██▙▄▄▄▄▄", "▜███████"),
    "3": ("███████▙", "▀▀▀▀▀▜██", "▄▄▄▄▄▟██", "████████", "     ▐██", "▄▄▄▄▄▟██", "███████▛"),
    "4": ("██▌  ▐██", "██▌  ▐██", "██▙▄▄▟██", "████████", "     ▐██", "     ▐██", "     ▐██"),
    "5": ("▟███████", "██▛▀▀▀▀▀", "██▙▄▄▄▄▄", "████████", "     ▐██", "▄▄▄▄▄▟██", "███████▛"),
    "6": ("▟███████", "██▛▀▀▀▀▀", "██▙▄▄▄▄▄", "████████", "██▌  ▐██", "██▙▄▄▟██", "▜██████▛"),
    "7": ("███████▙", "▀▀▀▀▀▜██", "     ▐██", "     ▐██", "     ▐██", "     ▐██", "     ▐██"),
    "8": ("▟██████▙", "██▛▀▀▜██", "██▙▄▄▟██", "████████", "██▌  ▐██", "██▙▄▄▟██", "▜██████▛"),
    "9": ("▟██████▙", "██▛▀▀▜██", "██▙▄▄▟██", "████████", "     ▐██", "▄▄▄▄▄▟██", "███████▛"),
    ".": ("  ", "  ", "  ", "  ", "  ", "  ", "██"),
    ":": ("  ", "  ", "██", "  ", "██", "  ", "  "),
    "-": ("      ", "      ", "▄▄▄▄▄▄", "██████", "      ", "      ", "      "),
    "+": ("      ", "  ██  ", "▄▄██▄▄", "██████", "  ██  ", "      ", "      "),
    "/": ("      ██", "     ██ ", "    ██  ", "   ██   ", "  ██    ", " ██     ", "██      "),
}
_THREE: Mapping[str, tuple[str, ...]] = {
    "0": ("▟▀▀▙", "█  █", "▜▄▄▛"),
    "1": (" ▝█ ", "  █ ", "▗▄█▄"),
    "2": ("▀▀▀▙", "█▀▀▀", "▜▄▄▄"),
    "3": ("▀▀▀▙", "▀▀▀█", "▄▄▄▛"),
    "4": ("█  █", "▀▀▀█", "   █"),
    "5": ("▟▀▀▀", "▀▀▀█", "▄▄▄▛"),
    "6": ("▟▀▀▀", "█▀▀█", "▜▄▄▛"),
    "7": ("▀▀▀▙", "   █", "   █"),
    "8": ("▟▀▀▙", "█▀▀█", "▜▄▄▛"),
    "9": ("▟▀▀▙", "▀▀▀█", "▄▄▄▛"),
    ".": ("  ", "  ", "██"),
    ":": ("▄▄", "  ", "▀▀"),
    "-": ("   ", "▀▀▀", "   "),
    "+": (" ▄ ", "▀█▀", "   "),
    "/": ("  ▟▘", " ▟▘ ", "▟▘  "),
}
_SIZES: Mapping[int, tuple[Mapping[str, tuple[str, ...]], int]] = {7: (_SEVEN, 3), 5: (_FIVE, 2), 3: (_THREE, 1)}
_UNIT_LETTERS: Mapping[str, tuple[str, str, str, str]] = {
    "k": ("█   ", "█ ▄▀", "█▀▀▄", "    "),
    "g": ("     ", "█▀▀▀█", "█▄▄▄█", "▄▄▄▄▀"),
    "m": ("     ", "█▀█▀█", "█ █ █", "     "),
    "L": ("█   ", "█   ", "█▄▄▄", "    "),
}
_UNIT_GAP = 3


def _width(digits: str, size: int, gap: int) -> int:
    glyphs = _SIZES[size][0]
    return sum(len(glyphs[sign][0]) + gap for sign in digits) - gap


def _fit(digits: str, room: int, rows: int) -> tuple[int, int] | None:
    """Choose the largest size, first with its own gap, then with gap 1; None when only plain text fits."""
    if not digits or any(sign not in _FIVE for sign in digits):
        return None
    for size, (_, own_gap) in _SIZES.items():
        for gap in (own_gap, 1):
            if size <= rows and _width(digits, size, gap) <= room:
                return size, gap
    return None


def draw_digits(canvas: Canvas, x: int, y: int, digits: str, ink: Token, room: int, rows: int) -> tuple[int, int]:
    """Draw digits on the base line of an area of `rows` rows.

    Returns:
        The column after them and the row of their base line.
    """
    fit = _fit(digits, room, rows)
    base = y + rows - 1
    if fit is None:
        return canvas.put(x, base, digits, ink, bold=True, room=room), base
    size, gap = fit
    top = y + rows - size
    for sign in digits:
        glyph = _SIZES[size][0][sign]
        for row, cells in enumerate(glyph):
            canvas.put(x, top + row, cells, ink, bold=False)
        x += len(glyph[0]) + gap
    return x - gap, base


def _unit_width(unit: str) -> int:
    return sum(len(_UNIT_LETTERS[letter][0]) + 2 for letter in unit) - 2


def draw_reading(canvas: Canvas, x: int, y: int, reading: ReadingView, room: int, rows: int) -> None:
    """Draw a value with its unit on one base line; moving values are muted, failed ones coloured."""
    if not reading.digits:
        return
    ink = Token.FAIL if reading.tone is Tone.FAIL else Token.STRONG
    if reading.moving:
        ink = Token.MUTED
    block = rows >= 5 and bool(reading.unit) and all(letter in _UNIT_LETTERS for letter in reading.unit)
    unit_room = _UNIT_GAP + _unit_width(reading.unit) if block else 2 + width_of(reading.unit)
    fit = _fit(reading.digits, room - unit_room, rows)
    end, base = draw_digits(canvas, x, y, reading.digits, ink, room - unit_room, rows)
    if block and fit is not None and fit[0] >= 5:
        _draw_unit(canvas, end + _UNIT_GAP, base, reading.unit)
    elif reading.unit:
        canvas.put(end + 2, base, reading.unit, Token.MUTED, bold=True)


def _draw_unit(canvas: Canvas, x: int, base: int, unit: str) -> None:
    for letter in unit:
        glyph = _UNIT_LETTERS[letter]
        for row, cells in enumerate(glyph):
            canvas.put(x, base - 2 + row, cells, Token.MUTED)
        x += len(glyph[0]) + 2
