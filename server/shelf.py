"""A shelf: one table of the plant in memory, shared by every copy until one of them changes it."""

from typing import Generic, TypeVar

Item = TypeVar("Item")


class Shelf(Generic[Item]):
    """Items by id. A transaction takes a copy of the plant; most change no table of it, and then nothing is copied."""

    def __init__(self) -> None:
        """Begin empty."""
        self.items: dict[str, Item] = {}
        self._shared = False

    def copy(self) -> "Shelf[Item]":
        """Give one that can be changed without changing this one."""
        other = Shelf[Item]()
        other.items = self.items
        other._shared = self._shared = True
        return other

    def put(self, identity: str, item: Item) -> None:
        """Set an item; `items` is another dict afterwards where it was shared."""
        if self._shared:
            self.items, self._shared = dict(self.items), False
        self.items[identity] = item
