"""Numbers by rule, containers to be sampled, and rows of master data."""

from datetime import date
from math import ceil, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.coding import NumbersSpent, next_numbers, pattern_of, pattern_refusals, prefix_of
from core.plant import Material, MaterialKind
from core.receipt import sampled
from core.supply import CodingRule, Sampling
from core.supply_rows import COLUMNS, RowUnfit, item_of
from core.words import Words

DAY = date(2026, 11, 20)
LOT, CONTAINER = "L-{yymmdd}-{n:02}", "C-{n:06}"


@given(st.lists(st.integers(1, 20), max_size=8))
def test_no_number_is_given_twice_whatever_was_asked_before(counts: list[int]) -> None:
    known: list[str] = []
    for count in counts:
        known += next_numbers(CONTAINER, DAY, known, count)
    assert len(set(known)) == len(known) == sum(counts)


def test_numbers_go_on_after_the_highest_of_their_own_form() -> None:
    assert next_numbers(LOT, DAY, ("L-261120-07", "L-261119-31", "L-261120-007", "other")) == ("L-261120-08",)
    dispensed = ("C-000160", "C-2611004207", "C-000161-2")
    assert next_numbers(CONTAINER, DAY, dispensed, 2) == ("C-000161", "C-000162")
    assert prefix_of(LOT, DAY) == "L-261120-"
    assert pattern_of({}, "lot") == LOT


def test_a_counter_that_is_full_gives_nothing() -> None:
    with pytest.raises(NumbersSpent):
        next_numbers(LOT, DAY, ("L-261120-98",), 2)


@pytest.mark.parametrize("pattern", ["L-{yymmdd}", "L-{n:02}-{n:02}", "L-{day}-{n:02}", "LOT-{n:04}", "{n:02", ""])
def test_a_pattern_that_cannot_be_scanned_or_counted_is_refused(pattern: str) -> None:
    assert pattern_refusals(CodingRule("lot", pattern))
    assert pattern_refusals(CodingRule("lot", LOT)) == ()
    assert pattern_refusals(CodingRule("batch", LOT))


@pytest.mark.urs("F30")
@given(st.integers(1, 200))
def test_the_root_and_one_more_are_sampled_rounded_up_each_container_once(count: int) -> None:
    material = Material("RM", Words("a", "b"), MaterialKind.RAW, "kg", specification="SP")
    chosen = sampled(material, count)
    assert len(chosen) == len(set(chosen)) == min(count, ceil(sqrt(count)) + 1)
    assert set(chosen) <= set(range(count))


def test_a_material_without_specification_or_plan_is_not_sampled() -> None:
    plain = Material("RM", Words("a", "b"), MaterialKind.RAW, "kg")
    assert sampled(plain, 9) == ()
    none = Material("RM", Words("a", "b"), MaterialKind.RAW, "kg", "", "SP", Sampling.NONE)
    whole = Material("RM", Words("a", "b"), MaterialKind.RAW, "kg", "", "SP", Sampling.ALL)
    assert (sampled(none, 9), sampled(whole, 9)) == ((), tuple(range(9)))


@given(st.sampled_from(sorted(COLUMNS)), st.dictionaries(st.sampled_from(["id", "code", "lines", "kind"]), st.text()))
def test_a_row_is_read_or_its_column_is_named(kind: str, row: dict[str, str]) -> None:
    named = next(iter(COLUMNS[kind]))
    try:
        item_of(kind, row)
    except RowUnfit as error:
        named = error.params["column"]
    assert named in COLUMNS[kind]
