"""Every clause has its test, every marker names a requirement that there is, and the page says so."""

from tests.house.requirements import CLAUSES, FEATURES, FURTHER, OPEN, PAGE, page, shown


def test_every_clause_on_access_signatures_trail_and_records_has_a_test() -> None:
    assert sorted(CLAUSES.keys() - shown().keys()) == []


def test_what_is_said_to_be_open_is_shown_by_nothing() -> None:
    assert sorted(OPEN.keys() & {*shown(), *CLAUSES}) == []


def test_every_id_in_a_marker_is_known() -> None:
    known = {*CLAUSES, *FEATURES, *FURTHER}
    assert {identity: tests for identity, tests in shown().items() if identity not in known} == {}


def test_every_further_article_that_is_listed_has_a_test() -> None:
    assert sorted(FURTHER.keys() - shown().keys()) == []


def test_the_page_is_not_old() -> None:
    assert PAGE.read_text("utf-8") == page(), "write it anew: python -m tests.house.requirements"
