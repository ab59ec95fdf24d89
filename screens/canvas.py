"""A grid of cells to draw on: measured, never overlapping, told apart from the terminal.

Every text goes through `screens.plain` here. What does not fit is cut at its room; a cut of what may not be cut, and a
cell written twice, are noted in `faults`, which the tests keep empty for every screen, size and language.
"""

from collections.abc import Sequence

from rich.cells import cell_len, get_character_cell_size

from screens.plain import plain
from screens.theme import Paint, Token, ink_of_look
from screens.views import Line, Look

Cell = tuple[str, Paint]
"""A character (empty for the right half of a wide one) and its paint."""

_PLAIN_LOOKS = frozenset({Look.TEXT, Look.MUTED})


def width_of(words: str) -> int:
    """Count the cells of a text as it is drawn."""
    return cell_len(plain(words))


def line_width(line: Line) -> int:
    """Count the cells of a line."""
    return sum(width_of(span.words) for span in line)


def fitted(words: str, room: int) -> str:
    """Cut a text to its room at the right."""
    clean = plain(words)
    if cell_len(clean) <= room:
        return clean
    taken: list[str] = []
    for character in clean:
        room -= get_character_cell_size(character)
        if room < 0:
            break
        taken.append(character)
    return "".join(taken)


def shortened(words: str, room: int) -> str:
    """Cut a text to its room before a code or number rather than inside it: half a number would be another number."""
    shown = fitted(words, room)
    rest = plain(words)[len(shown) :]
    if not rest or not shown or not _joined(shown[-1], rest[0]):
        return shown
    start = len(shown)
    while start and _joined(shown[start - 1], "0"):
        start -= 1
    return shown[:start].rstrip() or shown


def _joined(left: str, right: str) -> bool:
    """Say whether two signs belong to one code, number or Latin word."""
    return left.isascii() and right.isascii() and left != " " and right != " "


def wrapped(words: str, room: int) -> list[str]:
    """Break a text into lines: between words, and between Chinese characters, never before a closing sign."""
    room = max(2, room)
    lines: list[str] = []
    line = ""
    for part in _parts(plain(words)):
        if line and cell_len(line) + cell_len(part.rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
            part = part.lstrip()
        while cell_len(part) > room:
            head = fitted(part, room)
            lines.append(head)
            part = part[len(head) :]
        line += part
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _parts(words: str) -> list[str]:
    """Split at the places where a line may end; a part ends with its blanks."""
    parts: list[str] = []
    for character in words:
        wide = get_character_cell_size(character) == 2
        closing = character in "，。：；？、）～》】"
        last = parts[-1][-1] if parts else " "
        joins = character == " " or closing or not (wide or last == " " or get_character_cell_size(last) == 2)
        if parts and joins:
            parts[-1] += character
        else:
            parts.append(character)
    return parts


class Canvas:
    """Cells of one screen, drawn anew for each view.

    Attributes:
        width: Columns.
        height: Rows.
        mono: True where colours are not to be had: tints become `▒`, tracks `▁`, bands rules.
        rows: The cells.
        faults: What was cut or overlapped and may not be.
        cursor: Cell of the caret in a field, for input methods; None without a field.
    """

    def __init__(self, width: int, height: int, *, mono: bool = False) -> None:
        self.width = width
        self.height = height
        self.mono = mono
        blank: Cell = (" ", Paint())
        self.rows: list[list[Cell]] = [[blank] * width for _ in range(height)]
        self.faults: list[str] = []
        self.cursor: tuple[int, int] | None = None

    def fill(self, x: int, y: int, width: int, height: int, under: Token) -> None:
        """Lay a colour under an area, whose cells become blank."""
        cell: Cell = (" ", Paint(under=under))
        left, right = max(0, x), min(self.width, x + width)
        for row in self.rows[max(0, y) : y + height]:
            row[left:right] = [cell] * (right - left)

    def put(
        self,
        x: int,
        y: int,
        words: str,
        ink: Token = Token.TEXT,
        *,
        bold: bool = False,
        under: Token | None = None,
        room: int | None = None,
        cut: bool = False,
        over: bool = False,
        struck: bool = False,
    ) -> int:
        """Write words at a cell.

        Args:
            x: First column.
            y: Row.
            words: Any text.
            ink: Colour of the words.
            bold: Weight.
            under: Colour under the words; None keeps what is there.
            room: Cells that may be used; None up to the right edge.
            cut: True when the words may be cut.
            over: True when other signs may stand there already.
            struck: True strikes the words through: they stood here once.

        Returns:
            The column after the last cell written.
        """
        clean = plain(words)
        space = self.width - x if room is None else min(room, self.width - x)
        narrow = clean.isascii()
        shown = clean if narrow and len(clean) <= space else (shortened if cut else fitted)(clean, max(0, space))
        if not 0 <= y < self.height:
            self.faults.append(f"row {y} does not exist: {clean!r}")
            return x
        if shown != clean and not cut:
            self.faults.append(f"cut at {x},{y} to {space}: {clean!r}")
        row, narrow = self.rows[y], narrow or shown.isascii()
        paint = Paint(ink, Token.BASE if under is None else under, bold, struck)
        for character in shown:
            size = 1 if narrow else get_character_cell_size(character)
            if not over and (row[x][0] != " " or (size == 2 and row[x + 1][0] != " ")):
                self.faults.append(f"overlap at {x},{y}: {clean!r}")
                over = True
            if under is None and row[x][1].under is not paint.under:
                paint = Paint(ink, row[x][1].under, bold, struck)
            row[x] = (character, paint)
            if size == 2:
                row[x + 1] = ("", paint)
            x += size
        return x

    def put_right(self, end: int, y: int, words: str, ink: Token = Token.TEXT, *, bold: bool = False) -> int:
        """Write words so that they end before a column; give their first column."""
        x = end - width_of(words)
        if x < 0:
            self.faults.append(f"cut at the left of {y}: {words!r}")
            x = 0
        self.put(x, y, words, ink, bold=bold)
        return x

    def put_line(self, x: int, y: int, line: Line, *, room: int | None = None, cut: bool = False) -> int:
        """Write a line of spans; give the column after it."""
        end = self.width if room is None else x + room
        for span in line:
            ink, bold = ink_of_look(span.look), span.look not in _PLAIN_LOOKS
            x = self.put(x, y, span.words, ink, bold=bold, room=end - x, cut=cut)
        return x

    def put_wrapped(self, x: int, y: int, words: str, room: int, rows: int, ink: Token = Token.TEXT) -> int:
        """Write a text over several rows; give the row after it."""
        lines = wrapped(words, room)
        if len(lines) > rows:
            self.faults.append(f"no room for {len(lines)} rows at {x},{y}: {plain(words)!r}")
        for line in lines[: max(0, rows)]:
            self.put(x, y, line, ink, room=room)
            y += 1
        return y

    def rule(self, x: int, y: int, width: int) -> None:
        """Draw a thin horizontal line."""
        self.put(x, y, "─" * width, Token.LINE)

    def upright(self, x: int, y: int, height: int) -> None:
        """Draw a thin vertical line."""
        for row in range(y, y + height):
            self.put(x, row, "│", Token.LINE)

    def text(self) -> str:
        """Give the plain text of the rows, for golden pictures."""
        return "\n".join("".join(character for character, _ in row).rstrip() for row in self.rows) + "\n"


def changed(old: Sequence[Cell], new: Sequence[Cell]) -> tuple[int, int] | None:
    """Find the span of cells that differ in two rows of one length: first column and the column after the last."""
    if old == new:
        return None
    first = next(i for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b)
    last = next(i for i in range(len(new) - 1, -1, -1) if old[i] != new[i])
    # a wide character is sent whole
    while first > 0 and (new[first][0] == "" or old[first][0] == ""):
        first -= 1
    while last + 1 < len(new) and (new[last + 1][0] == "" or old[last + 1][0] == ""):
        last += 1
    return first, last + 1
