"""A list that a flow shows page by page."""

from collections.abc import Sequence
from typing import TypeVar

from console.flows.flow import TaskFlow

T = TypeVar("T")


class Pages:
    """Which page is shown; the digits of each begin with 1.

    Args:
        flow: Whose list it is.
        size: How many of it one page shows.
    """

    def __init__(self, flow: TaskFlow, size: int) -> None:
        self._flow = flow
        self._size = size
        self._page = 0

    def shown(self, found: Sequence[T]) -> Sequence[T]:
        """Give what the page shows; the last page where the list has become shorter."""
        self._page = min(self._page, self._count(found) - 1)
        return found[self._page * self._size : (self._page + 1) * self._size]

    def words(self, found: Sequence[object]) -> str:
        """Say which page of how many it is; "" for a single one."""
        count = self._count(found)
        return self._flow.words("kiosk.page", page=str(self._page + 1), pages=str(count)) if count > 1 else ""

    def chosen(self, found: Sequence[T], digit: int) -> T | None:
        """Give what stands behind a digit of the page, or None."""
        shown = self.shown(found)
        return shown[digit - 1] if 1 <= digit <= len(shown) else None

    def turn(self, name: str) -> None:
        """Take `pagedown` or `pageup`."""
        self._page = max(0, self._page + (1 if name == "pagedown" else -1))
        self._flow.changed()

    def begin(self) -> None:
        """Go to the first page."""
        self._page = 0

    def _count(self, found: Sequence[object]) -> int:
        return max(1, -(-len(found) // self._size))
