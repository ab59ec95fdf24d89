"""A shelf is shared until one side changes it, and then neither sees the other's change."""

from server.shelf import Shelf


def test_neither_of_two_copies_sees_what_the_other_changes() -> None:
    first = Shelf[int]()
    first.put("a", 1)
    second = first.copy()
    assert second.items is first.items
    second.put("b", 2)
    first.put("c", 3)
    assert (first.items, second.items) == ({"a": 1, "c": 3}, {"a": 1, "b": 2})


def test_what_was_given_out_before_a_copy_is_not_changed_behind_it() -> None:
    shelf = Shelf[int]()
    shelf.put("a", 1)
    given = shelf.copy().items
    shelf.put("a", 2)
    assert given == {"a": 1}
