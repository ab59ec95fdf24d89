"""Lists at a terminal: pages, digits and the chosen row."""

import pytest

from console.desk import Desk
from console.flows.chosen import ChosenTask
from console.flows.pages import Pages
from screens.everyone.listed import ListedView
from screens.views import ItemView, RowView
from tests.fakes.terminal import Terminal


class Letters(ChosenTask[str]):
    """Lists letters, three a page."""

    size = 3

    def __init__(self, desk: Desk, listed: str) -> None:
        super().__init__(desk)
        self.letters = listed
        self.opened_ones: list[str] = []

    @property
    def view(self) -> ListedView:
        return self.listed("letters", "choose", found=self.found(), empty="none")

    def found(self) -> str:
        return self.letters

    def item(self, number: int, one: str) -> ItemView:
        return ItemView(number, one)

    def about(self, one: str) -> tuple[RowView, ...]:
        return (RowView("letter", one),)

    async def open(self, one: str) -> None:
        self.opened_ones.append(one)


def drawn(flow: Letters) -> tuple[str, str, str]:
    """Give the letters of the page with the chosen one in brackets, what is told of it, and the page's number."""
    view = flow.view
    letters = "".join(f"[{item.name}]" if item.chosen else item.name for item in view.items)
    return letters, "".join(row.code for row in view.rows), "".join(span.words[:11] for span in view.frame.aside)


@pytest.fixture
def letters(terminal: Terminal) -> Letters:
    return Letters(terminal.desk, "abcdefgh")


async def test_arrows_move_through_all_pages_and_no_further_than_either_end(letters: Letters) -> None:
    assert drawn(letters) == ("[a]bc", "a", "Page 1 of 3")
    for _ in range(3):
        await letters.key("down")
    assert drawn(letters) == ("[d]ef", "d", "Page 2 of 3")
    for _ in range(20):
        await letters.key("down")
    await letters.key("up")
    assert drawn(letters) == ("[g]h", "g", "Page 3 of 3")
    for _ in range(20):
        await letters.key("up")
    assert drawn(letters) == ("[a]bc", "a", "Page 1 of 3")


async def test_page_keys_turn_and_digits_and_enter_open_what_the_page_shows(letters: Letters) -> None:
    await letters.key("pagedown")
    await letters.digit(2)
    await letters.key("enter")
    assert (letters.opened_ones, drawn(letters)[0]) == (["e", "e"], "d[e]f")
    for _ in range(5):
        await letters.key("pagedown")
    await letters.digit(3)
    await letters.digit(0)
    assert letters.opened_ones == ["e", "e"]
    await letters.key("pageup")
    assert drawn(letters) == ("d[e]f", "e", "Page 2 of 3")


async def test_what_was_chosen_stays_chosen_wherever_it_comes_to_stand(letters: Letters) -> None:
    await letters.key("down")
    letters.letters = "xyzabcd"
    assert drawn(letters) == ("a[b]c", "b", "Page 2 of 3")
    letters.letters = "xy"
    assert drawn(letters) == ("x[y]", "y", "")
    letters.letters = ""
    await letters.key("down")
    await letters.key("enter")
    assert (drawn(letters), letters.view.empty, letters.opened_ones) == (("", "", ""), "none", [])


async def test_a_list_without_a_chosen_row_turns_no_further_than_its_ends(letters: Letters) -> None:
    pages, found = Pages(letters, 3), "abcdefgh"
    for _ in range(9):
        pages.turn("pagedown", found)
    assert (pages.shown(found), pages.chosen(found, 2), pages.chosen(found, 3)) == ("gh", "h", None)
    pages.turn("pageup", found)
    assert (pages.shown(found), pages.words(found)[:11]) == ("def", "Page 2 of 3")
    assert (pages.shown("ab"), pages.words("ab")) == ("ab", "")
