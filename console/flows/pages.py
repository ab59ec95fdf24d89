"""Lists that a flow shows page by page: one whose digits open a row, and one in which arrows choose a row as well."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from console.flows.flow import TaskFlow
from screens.views import ItemView

T = TypeVar("T")
MOVES = ("up", "down", "pageup", "pagedown")
"""The keys by which a chosen row moves."""


class Pages:
    """Which page is shown; the digits of each begin with 1.

    Args:
        flow: Whose list it is.
        size: How many of it one page shows.
        page: The page to begin with.
    """

    def __init__(self, flow: TaskFlow, size: int, page: int = 0) -> None:
        self._flow = flow
        self._size = size
        self._place = page * size

    def page(self, found: Sequence[object]) -> int:
        """Count the pages before the one that is shown; the last one stays where the list has become shorter."""
        return self._at(found) // self._size

    def count(self, found: Sequence[object]) -> int:
        """Count the pages; a list of nothing has one."""
        return max(1, -(-len(found) // self._size))

    def shown(self, found: Sequence[T]) -> Sequence[T]:
        """Give what the page shows."""
        start = self.page(found) * self._size
        return found[start : start + self._size]

    def items(self, found: Sequence[T], item: Callable[[int, T], ItemView]) -> tuple[ItemView, ...]:
        """Give the rows of the page, each drawn from its digit and what stands behind it."""
        return tuple(item(digit, one) for digit, one in enumerate(self.shown(found), 1))

    def words(self, found: Sequence[object]) -> str:
        """Say which page of how many it is; "" for a single one."""
        page, pages = str(self.page(found) + 1), self.count(found)
        return self._flow.words("kiosk.page", page=page, pages=str(pages)) if pages > 1 else ""

    def chosen(self, found: Sequence[T], digit: int) -> T | None:
        """Give what stands behind a digit of the page, or None."""
        shown = self.shown(found)
        return shown[digit - 1] if 1 <= digit <= len(shown) else None

    def turn(self, name: str, found: Sequence[object]) -> None:
        """Take `pagedown` or `pageup`; past either end nothing turns."""
        page = self.page(found) + (1 if name == "pagedown" else -1)
        self._place = max(0, min(page, self.count(found) - 1)) * self._size
        self._flow.say(None)

    def begin(self) -> None:
        """Go to the first page."""
        self._place = 0

    def _at(self, found: Sequence[object]) -> int:
        """Give a place on the page that is shown."""
        return max(0, min(self._place, len(found) - 1))


class ChosenRow(Pages):
    """The chosen row of a list, and with it the page that is shown.

    Once somebody has chosen, what was chosen stays so wherever in the list it comes to stand.

    Args:
        flow: Whose list it is.
        size: How many of it one page shows.
        name: Tells one of the list from every other.
        place: The row to begin with, counted from 0.
    """

    def __init__(self, flow: TaskFlow, size: int, name: Callable[[Any], object], place: int = 0) -> None:
        super().__init__(flow, size)
        self._name = name
        self._place = place
        self._wanted: object = None

    def row(self, found: Sequence[T]) -> T | None:
        """Give what is chosen; None where nothing is listed."""
        return found[self._at(found)] if found else None

    def items(self, found: Sequence[T], item: Callable[[int, T], ItemView]) -> tuple[ItemView, ...]:
        """Give the rows of the page, the chosen one marked."""
        at = self._at(found) % self._size
        return tuple(replace(one, chosen=place == at) for place, one in enumerate(super().items(found, item)))

    def choose(self, one: object) -> None:
        """Choose one of the list."""
        self.seek(self._name(one))

    def seek(self, name: object) -> None:
        """Choose by its name what is listed, or will be."""
        self._wanted = name

    def turn(self, name: str, found: Sequence[object]) -> None:
        """Take one of `MOVES`: a row up or down, or a page."""
        steps = {"up": -1, "down": 1, "pageup": -self._size, "pagedown": self._size}
        if found:
            self._place = max(0, min(self._at(found) + steps[name], len(found) - 1))
            self.choose(found[self._place])
        self._flow.say(None)

    def begin(self) -> None:
        """Choose the first row."""
        super().begin()
        self._wanted = None

    def _at(self, found: Sequence[object]) -> int:
        if self._wanted is not None:
            named = (place for place, one in enumerate(found) if self._name(one) == self._wanted)
            self._place = next(named, self._place)
        return super()._at(found)
