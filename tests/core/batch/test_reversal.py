"""Reverse dispensing: before the charge, with a reason; the numbers are void, the stock is back, it is weighed anew."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.acts import ActKind, Subject
from core.batch.guide import Stage
from core.batch.judge_reversal import reversal_facts
from core.batch.kit import kit_of
from core.batch.manifest import step_manifest
from core.batch.review import review
from core.finding import Finding
from core.master.kinds import Potency
from tests.fakes.dispensing import AS_IS, Dispensing
from tests.fakes.rehearsal import Rehearsal


def reverse(batch: Rehearsal, step: str, reason: str = "bag torn") -> list[str]:
    weighing = batch.master.step(step)
    assert weighing is not None
    found: tuple[Finding, ...] = batch.do(
        ActKind.DISPENSE_REVERSED, weighing, Subject(), None, reversal_facts(batch.state, weighing, reason)
    )
    return [item.key for item in found]


def weighed(potency: Potency | None = None) -> Dispensing:
    """Play until everything is weighed and the vessel is due."""
    batch = Dispensing(potency)
    batch.to("S40", "vessel")
    return batch


@pytest.mark.urs("F08")
def test_what_is_put_back_is_weighed_anew_under_another_number_and_the_batch_is_made() -> None:
    batch = weighed()
    assert reverse(batch, "S30") == []
    assert [*batch.state.dispensed] == ["C-2611004202"]
    guided = batch.guidance()
    assert (guided.stage, guided.step and guided.step.id) == (Stage.ENTRY, "S30")
    batch.to("S40", "vessel")
    assert [*batch.state.dispensed] == ["C-2611004202", "C-2611004203-2"]
    batch.play()
    assert batch.guidance().stage == Stage.COMPLETE
    assert batch.refusals == []


@pytest.mark.urs("F08", "F14")
def test_a_reversal_stands_in_what_is_signed_and_in_the_review() -> None:
    batch = weighed()
    reverse(batch, "S30")
    batch.play()
    step = batch.master.step("S30")
    assert step is not None
    shown = [line.value for line in step_manifest(step, batch.state, "en", batch.plant).lines]
    assert "C-2611004203 2.500 kg C-000982: bag torn" in shown
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [item.what.key for item in found if item.rule == "undone"] == ["review.reversed"]
    assert [item for item in found if item.rule == "in_order"] == []


@pytest.mark.urs("F08")
def test_nothing_is_put_back_without_a_reason_unsigned_charged_or_under_its_filler() -> None:
    batch = Dispensing(AS_IS)
    batch.to("S20", "label")
    assert reverse(batch, "S20") == ["refusal.nothing_to_reverse"]
    batch.to("S30", "balance")
    assert reverse(batch, "S20") == ["refusal.reverse_filler"]
    assert reverse(batch, "S30") == ["refusal.nothing_to_reverse"]
    batch.to("S40", "vessel")
    assert reverse(batch, "S30", " ") == ["refusal.reverse_reason"]
    assert reverse(batch, "S40") == ["refusal.nothing_to_reverse"]
    batch.to("S40", "charge_2")
    assert reverse(batch, "S20") == ["refusal.charged_already", "refusal.reverse_filler"]
    assert reverse(batch, "S30") == []
    batch.play()
    assert batch.guidance().stage == Stage.COMPLETE


@pytest.mark.urs("F08")
def test_a_kiosk_that_does_not_hold_the_weighing_puts_nothing_back_and_names_nothing_else() -> None:
    batch = weighed()
    step = batch.master.step("S30")
    assert step is not None
    facts = reversal_facts(batch.state, step, "torn")
    assert [f.key for f in batch.do(ActKind.DISPENSE_REVERSED, step, Subject(), None, {**facts, "old": "C-1"})] == [
        "refusal.source_other"
    ]
    batch.decide(ActKind.OPERATION_LEASED, Subject(operation="OP10"), facts={"kiosk": "KIOSK-99"})
    assert reverse(batch, "S30") == ["refusal.not_leased"]


@pytest.mark.urs("F08")
def test_what_was_put_back_is_foreign_at_the_vessel() -> None:
    batch = weighed()
    old = batch.state.dispensed["C-2611004203"]
    assert reverse(batch, "S30") == []
    batch.to("S40", "charge_2")
    step, entry = batch.to("S40", "charge_2")
    subject, values, facts = batch.content(step, entry)
    assert subject.container != old.container
    void = Subject(container=old.container, lot=old.lot, entry="charge_2")
    assert [item.key for item in batch.do(entry.act, step, void, values, facts)] == ["refusal.not_dispensed_here"]


@pytest.mark.urs("F09")
def test_the_kit_lists_every_container_and_names_what_is_missing() -> None:
    batch = Dispensing(None)
    assert kit_of(batch.state, batch.master).missing == ("RM-001", "RM-002")
    batch.to("S40", "vessel")
    kit = kit_of(batch.state, batch.master)
    assert ([item.container for item in kit.containers], kit.missing) == (["C-2611004202", "C-2611004203"], ())
    reverse(batch, "S30")
    assert kit_of(batch.state, batch.master).missing == ("RM-002",)


HANDS = st.lists(st.sampled_from(["part", "whole", "undo", "reverse", "sign", "on"]), min_size=1, max_size=14)


@pytest.mark.urs("F08")
@given(HANDS, st.lists(st.integers(1, 4000), min_size=14, max_size=14))
def test_whatever_is_dispensed_undone_and_put_back_the_stock_balances_to_the_gram(
    hands: list[str], grams: list[int]
) -> None:
    batch = Dispensing(None)
    weighing = batch.master.step("S20")
    assert weighing is not None
    taken: dict[str, Decimal] = {}
    for hand, gram in zip(hands, grams, strict=False):
        _one(batch, hand, Decimal(gram) / 1000, taken)
        known = {item.container: item.net.value for item in batch.state.dispensed.values()}
        assert known == taken
    assert sum(taken.values(), Decimal(0)) <= Decimal("10.050") + Decimal("2.525")
    batch.play()
    charged = {item.container for item in batch.state.dispensed.values()}
    assert all(item.charged for item in batch.state.dispensed.values())
    used = [item for output in batch.state.outputs for item in output.inputs if item.material.startswith("RM")]
    assert sum((item.quantity.value for item in used), Decimal(0)) - sum(
        (batch.state.dispensed[name].net.value for name in charged), Decimal(0)
    ) == Decimal("0.000")


def _one(batch: Dispensing, hand: str, net: Decimal, taken: dict[str, Decimal]) -> None:
    """Do one thing, and keep the books of it apart from the fold."""
    guided = batch.guidance()
    step, entry = guided.step, guided.entry
    if step is None or step.id == "S40":
        return
    weighing = entry is not None and entry.act == ActKind.WEIGHT_TAKEN
    match hand:
        case "part" | "whole" if weighing and entry is not None:
            before = len(batch.state.dispensed)
            due = entry.limits.target if entry.limits and hand == "whole" else net
            found = batch.part(step, entry, f"{due:f}") if hand == "part" else batch.fill(step, entry, f"{due:f}")
            if not found:
                assert due is not None
                taken[[*batch.state.dispensed][before]] = due
        case "undo":
            if batch.do(ActKind.ENTRIES_UNDONE, step) == ():
                for name in [n for n in taken if _step_of(n) == step.number]:
                    del taken[name]
        case "reverse":
            if reverse(batch, "S20") == []:
                for name in [n for n in taken if _step_of(n) == 2]:
                    del taken[name]
        case _:
            _on(batch, taken)


def _step_of(container: str) -> int:
    return int(container.split("-")[1][-2:])


def _on(batch: Dispensing, taken: dict[str, Decimal]) -> None:
    """Follow the guide up to the next weight, which is left to the hands."""
    batch.follow(batch.guidance())
    for _ in range(30):
        guided = batch.guidance()
        if (
            guided.step is None
            or guided.step.id == "S40"
            or (guided.entry and guided.entry.act == ActKind.WEIGHT_TAKEN)
        ):
            break
        batch.follow(guided)
    for item in batch.state.dispensed.values():
        taken.setdefault(item.container, item.net.value)
