"""The frame: three header rows, title row, message, NEXT and the key bar, with the priorities of what is cut."""

from dataclasses import replace

from core.language import Language, text
from screens.canvas import Canvas, line_width, width_of, wrapped
from screens.theme import Token, ink_of
from screens.views import FrameView, HeaderView, KeyView, Line, MarkView, Tone
from screens.widgets.mark import COLUMN, draw_mark, mark_width
from screens.widgets.place import LEFT, Place

ALL_KEYS = ("f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12")
_SELDOM = ("f11",)
"""Keys that keep no place where they do nothing, and give way where not all fit; the help names them."""
TITLE_ROW = 4


def draw_frame(
    canvas: Canvas, place: Place, view: FrameView, *, titled: bool = True, bold_subject: bool = False
) -> None:
    """Draw what stands on every screen; a dialog brings its own title."""
    _draw_header(canvas, view.header, view.language)
    if titled:
        _draw_title(canvas, place, view, bold_subject)
    draw_foot(canvas, place, view)


def draw_message(canvas: Canvas, place: Place, view: FrameView) -> None:
    """Lay what is to be read now over the last rows of the work: whole, in two rows where it must be.

    It is drawn last, since it weighs more than what stands there; only the row that is being typed in stays free.
    """
    message, bottom = view.message, place.height - 4
    if message is None:
        return
    lines = wrapped(message.words, place.room - COLUMN)
    typed_in = canvas.cursor is not None and canvas.cursor[1] == bottom - 1
    if len(lines) == 1 or typed_in:
        canvas.fill(LEFT, bottom, place.room, 1, Token.BASE)
        draw_mark(canvas, LEFT, bottom, message, room=place.room, cut=True)
        return
    canvas.fill(LEFT, bottom - 1, place.room, 2, Token.BASE)
    draw_mark(canvas, LEFT, bottom - 1, replace(message, words=lines[0]), room=place.room)
    rest = " ".join(lines[1:])
    canvas.put(LEFT + COLUMN, bottom, rest, ink_of(message.tone), room=place.room - COLUMN, cut=True)


def draw_foot(canvas: Canvas, place: Place, view: FrameView) -> None:
    """Draw the last three rows: rule, NEXT and keys."""
    canvas.rule(0, place.height - 3, place.width)
    _draw_next(canvas, place, view)
    _draw_keys(canvas, place, view.keys, view.language)


def _draw_header(canvas: Canvas, view: HeaderView, language: Language) -> None:
    if canvas.mono:
        canvas.rule(0, 3, canvas.width)
    else:
        canvas.fill(0, 0, canvas.width, 3, Token.BAND)
    right = canvas.width - 2
    _draw_place_and_person(canvas, view, text("frame.product", language), right)
    _draw_batch(canvas, view, right)
    end = draw_mark(canvas, LEFT, 2, view.link)
    if view.device_state is not None:
        _draw_device(canvas, view.device, view.device_state, right, end + 2)


def _draw_place_and_person(canvas: Canvas, view: HeaderView, product: str, right: int) -> None:
    """Draw row 1: role goes first, then grade, then room."""
    role, grade, room = view.role, view.grade, view.room
    fixed = LEFT + width_of(product) + 3 + width_of(view.kiosk) + (2 + width_of(view.person) if view.person else 0)

    def needed() -> int:
        return fixed + sum(2 + width_of(words) for words in (role, grade, room) if words)

    if needed() > right:
        role = ""
    if needed() > right:
        grade = ""
    if needed() > right:
        room = ""
    x = canvas.put(LEFT, 0, product, Token.STRONG, bold=True)
    x = canvas.put(x + 3, 0, view.kiosk, cut=True, room=right - x - 3)
    for words in (room, grade):
        if words:
            x = canvas.put(x + 2, 0, words)
    if role:
        right = canvas.put_right(right, 0, role, Token.MUTED) - 2
    if view.person:
        canvas.put(max(x + 2, right - width_of(view.person)), 0, view.person, Token.STRONG, bold=True, cut=True)


def _draw_batch(canvas: Canvas, view: HeaderView, right: int) -> None:
    """Draw row 2: the product's name gives way; batch, version, step and clock stay."""
    x = canvas.put_right(right, 1, f" {view.zone}", Token.MUTED)
    x = canvas.put_right(x, 1, view.clock)
    if view.clock_tone is not Tone.OK:
        mark = MarkView(view.clock_tone)
        x -= mark_width(mark) + (1 if view.clock_tone is Tone.FAIL else 0)
        draw_mark(canvas, x, 1, mark)
    if view.step:
        x = canvas.put_right(x - 2, 1, view.step, bold=True)
    kept = sum(2 + width_of(words) for words in (view.batch, view.version) if words)
    at = LEFT
    if view.product:
        at = canvas.put(at, 1, view.product, bold=True, room=x - 2 - kept - LEFT, cut=True) + 2
    if view.batch:
        at = canvas.put(at, 1, view.batch, Token.ACCENT, bold=True) + 2
    if view.version:
        canvas.put(at, 1, view.version, Token.MUTED, room=x - 1 - at, cut=True)


def _draw_device(canvas: Canvas, device: str, state: MarkView, right: int, left: int) -> None:
    x = right - mark_width(state)
    draw_mark(canvas, max(x, left), 2, state, room=right - max(x, left), cut=True)
    room = x - 2 - left
    if device and room > 0:
        canvas.put(max(left, x - 2 - width_of(device)), 2, device, room=room, cut=True)


def _draw_title(canvas: Canvas, place: Place, view: FrameView, bold_subject: bool) -> None:
    end = place.right
    if view.aside:
        start = end - line_width(view.aside)
        canvas.put_line(start, TITLE_ROW, view.aside)
        end = start - 2
    x = canvas.put(LEFT, TITLE_ROW, view.title.upper(), Token.STRONG, bold=True)
    if view.subject:
        canvas.put(x + 3, TITLE_ROW, view.subject, bold=bold_subject, room=end - x - 3, cut=True)


def _draw_next(canvas: Canvas, place: Place, view: FrameView) -> None:
    y = place.height - 2
    tab = f"{' ' * LEFT}{text('frame.next', view.language)} "
    x = canvas.put(0, y, tab, Token.INK, bold=True, under=Token.ACCENT)
    canvas.put(x + 1, y, view.next, Token.STRONG, bold=True, room=place.width - x - 2)


def _draw_keys(canvas: Canvas, place: Place, keys: tuple[KeyView, ...], language: Language) -> None:
    y = place.height - 1
    if not canvas.mono:
        canvas.fill(0, y, place.width, 1, Token.BAND)
    live = {key.name for key in keys if key.live}
    words = {name: name for name in ALL_KEYS} | {key.name: key.does for key in keys if key.does}
    labels = {name: text(f"frame.key.{word}", language) for name, word in words.items()}
    room = place.width - 2 - LEFT
    placed = tuple(name for name in ALL_KEYS if name in live or name not in _SELDOM)
    shown = placed if place.wide and _bar_width(placed, labels) <= room else tuple(n for n in ALL_KEYS if n in live)
    if _bar_width(shown, labels) - len(shown) + 1 > room:
        shown = tuple(name for name in shown if name not in _SELDOM)
    gap = 2 if _bar_width(shown, labels) <= room else 1
    x = LEFT
    for name in shown:
        dead = name not in live
        x = canvas.put(x, y, name.upper(), Token.GHOST if dead else Token.ACCENT, bold=not dead)
        x = canvas.put(x + 1, y, labels[name], Token.GHOST if dead else Token.TEXT) + gap


def _bar_width(names: tuple[str, ...], labels: dict[str, str]) -> int:
    return sum(len(name) + 1 + width_of(labels[name]) + 2 for name in names) - 2


def draw_heading(canvas: Canvas, x: int, y: int, right: int, title: str, aside: str | Line = "") -> None:
    """Draw a heading in capitals with words at its right end."""
    end = right
    if isinstance(aside, str) and aside:
        end = canvas.put_right(right, y, aside, Token.MUTED) - 1
    elif not isinstance(aside, str):
        end = right - line_width(aside)
        canvas.put_line(end, y, aside)
    canvas.put(x, y, title.upper(), Token.STRONG, bold=True, room=end - x, cut=True)


__all__ = ["ALL_KEYS", "COLUMN", "draw_frame", "draw_heading", "draw_message"]
