"""Two versions of a master record: every difference is told once, by id and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language import LANGUAGES
from core.master.diff import Difference, Kind, differences, touched_steps, worded_difference
from core.master.text import load_master
from tests.fakes.rehearsal import MASTER_TEXT

OLD = load_master(MASTER_TEXT)


def changed(*exchanges: tuple[str, str]) -> tuple[Difference, ...]:
    """Compare the tablets with a text in which something was exchanged once."""
    text = MASTER_TEXT
    for old, new in exchanges:
        assert old in text
        text = text.replace(old, new, 1)
    return differences(OLD, load_master(text))


def test_a_version_does_not_differ_from_itself() -> None:
    assert differences(OLD, OLD) == ()


@pytest.mark.urs("F01")
def test_a_changed_quantity_of_the_bill_is_told_by_its_material() -> None:
    assert changed(("quantity: 60.000 kg", "quantity: 60.500 kg")) == (
        Difference(Kind.CHANGED, "bill", "RM-PCM", "quantity.value", "60.000", "60.500"),
    )


@pytest.mark.urs("F01")
def test_a_changed_header_is_told() -> None:
    found = changed(("version: 1", "version: 2"), ("shelf_life_months: 24", "shelf_life_months: 36"))
    assert {(item.part, item.field, item.old, item.new) for item in found} == {
        ("header", "version", "1", "2"),
        ("header", "shelf_life_months", "24", "36"),
    }


@pytest.mark.urs("F01")
def test_a_limit_of_a_step_is_told_in_the_words_of_the_domain_in_both_languages() -> None:
    step = next(s for s in OLD.steps() if getattr(getattr(s.detail, "limits", None), "high", None) is not None)
    item = Difference(Kind.CHANGED, "step", step.id, "limits.high", "1", "2")
    assert worded_difference(item, "en") == (f"Step {step.id} limits upper limit", "1 -> 2")
    assert worded_difference(item, "zh") == (f"步骤 {step.id} 限度 上限", "1 -> 2")


def _without_step(text: str, step: str) -> str:
    """Cut one step out of the text."""
    start = text.index(f"          - id: {step}\n")
    rest = text.find("          - id: S", start + 1)
    return text[:start] + text[rest:]


@pytest.mark.urs("F01")
def test_a_step_added_or_removed_is_told_whole_and_the_others_are_not_said_to_have_moved() -> None:
    second = OLD.steps()[1].id
    shorter = load_master(_without_step(MASTER_TEXT, second))
    (removed,) = differences(OLD, shorter)
    assert (removed.kind, removed.part, removed.id) == (Kind.REMOVED, "step", second)
    (added,) = differences(shorter, OLD)
    assert (added.kind, added.part, added.id) == (Kind.ADDED, "step", second)


def test_a_change_of_an_operation_touches_its_steps() -> None:
    operation = OLD.operations()[0]
    found = (Difference(Kind.CHANGED, "operation", operation.id, "room", "D-104", "D-106"),)
    assert touched_steps(found, OLD) == {step.id for step in operation.steps}


@given(st.permutations(range(6)))
def test_of_steps_in_another_order_the_fewest_are_said_to_have_moved(order: list[int]) -> None:
    from core.master.diff import _moved

    old = [f"S{n}" for n in range(6)]
    new = [old[n] for n in order]
    moved = _moved(old, new)
    kept = [step for step in new if step not in moved]
    assert kept == sorted(kept)
    assert (moved == frozenset()) == (new == old)


def test_every_difference_has_words_in_both_languages() -> None:
    for item in changed(("version: 1", "version: 2"), ("room: D-104", "room: D-106")):
        for language in LANGUAGES:
            assert all(worded_difference(item, language))
