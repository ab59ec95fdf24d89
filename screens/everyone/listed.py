"""Listed: a page of a list, one row each, with what is known about the chosen one and fields below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from screens.canvas import Canvas
from screens.flow import Answer
from screens.frame import FlowScreen
from screens.views import FieldView, FrameView, ItemView, RowView
from screens.widgets.choices import draw_items
from screens.widgets.frame import draw_frame
from screens.widgets.paging import in_view, say_part
from screens.widgets.place import LEFT, WORK_TOP, Place
from screens.widgets.rows import draw_rows
from screens.widgets.value import draw_entry

_MOST_ROWS = 4
_FIELD = 48


@dataclass(frozen=True, slots=True)
class ListedView:
    """What a list with its chosen one shows.

    Attributes:
        frame: Frame; its aside says which page.
        items: One row each, at most nine.
        rows: About the chosen one; at 80x24 as many as there is room for.
        fields: Where something is typed; digits then belong to it.
        empty: Sentence when there is nothing.
    """

    frame: FrameView
    items: tuple[ItemView, ...]
    rows: tuple[RowView, ...] = ()
    fields: tuple[FieldView, ...] = ()
    empty: str = ""


class ListedScreen(FlowScreen[ListedView]):
    """Choose by digit or arrows; what is typed goes to the flow on Enter."""

    def fields(self, view: ListedView) -> Sequence[FieldView]:
        """Name the fields."""
        return view.fields

    def finish(self, texts: Mapping[str, str]) -> Answer:
        """Hand over what was typed; the field begins anew."""
        typed = next(iter(texts.values()))
        self.typing.clear()
        return self._flow.enter(typed)

    def paint(self, canvas: Canvas, at: Place, view: ListedView) -> None:
        """Draw the list, a rule, what is known about the chosen one, and the fields."""
        draw_frame(canvas, at, view.frame)
        entries = self.typing.entries
        below = min(len(view.rows), _MOST_ROWS) + 2 * len(entries) + (1 if view.rows or entries else 0)
        if not view.items and view.empty:
            canvas.put_wrapped(LEFT, WORK_TOP, view.empty, at.room, 3)
        chosen = next((row for row, item in enumerate(view.items) if item.chosen), 0)
        seen = in_view(len(view.items), chosen, at.rows - below)
        strip = at.right + 1 if at.side else canvas.width
        y = draw_items(canvas, WORK_TOP, at.right, view.items[seen.start : seen.stop], 1, strip)
        if len(seen) < len(view.items):
            say_part(canvas, at.right, y, seen, len(view.items))
        if view.rows or entries:
            canvas.rule(LEFT, y, at.room - (12 if len(seen) < len(view.items) else 0))
            y += 1
        room = at.bottom - y - 2 * len(entries)
        if view.rows:
            y = draw_rows(canvas, LEFT, y, at.right, view.rows[: max(0, room)])
        for place, entry in enumerate(entries):
            y = min(y + 1, at.bottom - 1)
            draw_entry(canvas, at, y, entry, focused=place == self.typing.at, width=_FIELD)
