"""The two front pages are short and agree; `test_docs` looks at their commands and links."""

import re

import pytest

from tests.house.sources import ROOT
from tests.house.test_docs import PAGES, READMES, shown

MOST_LINES = 150


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_a_front_page_is_short(page: object) -> None:
    text = (ROOT / str(page)).read_text("utf-8")
    assert len(text.splitlines()) < MOST_LINES


def test_the_chinese_page_shows_nothing_that_the_english_one_does_not() -> None:
    english, chinese = READMES
    assert set(shown(chinese)) <= set(shown(english))
    links = [set(re.findall(r"\]\((?!https?:|README)([^)\s]+)\)", page.read_text("utf-8"))) for page in READMES]
    assert {link.replace("-zh.", "-en.") for link in links[1]} <= links[0]


def test_the_front_pages_are_among_the_pages_looked_at_and_show_commands() -> None:
    assert set(READMES) <= set(PAGES)
    assert all({"make demo", "make test"} <= set(shown(page)) for page in READMES)
