"""The weighings of a step are worked out of whatever was recorded: they never fail, and what they allow adds up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.acts import Act, ActKind, Source, Subject, Value, When, Who
from core.batch.weighing import MOST_WEIGHINGS, counted, named, share_known, share_of, weighing_of, weighings
from core.master.kinds import Basis, Potency, WeighDispense
from core.master.limits import Limits
from core.quantity import UNITS

LOW, HIGH, TARGET = Decimal("9.950"), Decimal("10.050"), Decimal("10.000")
NUMBERS = st.one_of(
    st.decimals(-1000, 1000, places=3, allow_nan=False).map(str), st.text(max_size=16), st.just("9" * 12)
)
POTENCIES = st.builds(
    Potency, st.decimals("0.1", 150, places=1), st.sampled_from(Basis), st.integers(min_value=0, max_value=6)
)


class Kept:
    """An act that fills an entry."""

    def __init__(self, kind: ActKind, facts: dict[str, str], values: dict[str, Value]) -> None:
        self.act = Act(kind, "id", Who(), When("", 0, 0, ""), Subject(), values, facts)


def source(**facts: str) -> Kept:
    return Kept(ActKind.CONTAINER_SCANNED, facts, {})


def net(value: str, unit: str = "kg", **facts: str) -> Kept:
    return Kept(ActKind.WEIGHT_TAKEN, facts, {"net": Value(value, unit, Source.WEIGHED)})


@pytest.mark.urs("F07", "F08")
@given(
    st.one_of(st.none(), POTENCIES),
    st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.sampled_from(sorted(UNITS))), max_size=MOST_WEIGHINGS),
)
def test_no_record_however_wrong_keeps_the_weighings_from_being_worked_out(
    potency: Potency | None, rounds: list[tuple[str, str, str, str, str]]
) -> None:
    weigh = WeighDispense("RM-001", "kg", Limits(LOW, HIGH, target=TARGET), potency=potency, compensates="S20")
    recorded: dict[str, Kept] = {}
    for number, (assay, water, shift, weight, unit) in enumerate(rounds, 1):
        recorded[named("source", number)] = source(assay=assay, water=water, shift=shift)
        recorded[named("net", number)] = net(weight, unit, part="yes")
    found = weighings(weigh, recorded)
    assert [item.number for item in found] == list(range(1, len(found) + 1))
    assert len(found) == min(len(rounds) + 1, MOST_WEIGHINGS)
    assert counted(weigh, recorded).is_finite()


@pytest.mark.urs("F07", "F08")
@given(
    POTENCIES,
    st.lists(st.tuples(st.decimals(50, 110, places=1), st.integers(1, 99)), min_size=1, max_size=6),
    st.sampled_from(["low", "high", "target"]),
)
def test_a_last_weight_at_any_limit_brings_the_sum_inside_the_exact_limits(
    potency: Potency, lots: list[tuple[Decimal, int]], last: str
) -> None:
    weigh = WeighDispense("RM-001", "kg", Limits(LOW, HIGH, target=TARGET), potency=potency)
    recorded: dict[str, Kept] = {}
    for number, (assay, share) in enumerate(lots, 1):
        facts = {"assay": f"{assay:f}", "water": "0.5"}
        recorded[named("source", number)] = source(**facts)
        due = weighings(weigh, recorded)[-1]
        assert due.share == share_of(potency, facts)
        low, high = due.limits.low, due.limits.high
        assert low is not None
        assert high is not None
        if not 0 < low <= high:
            return  # rounded to so few places that nothing lies between the limits
        if number < len(lots):
            part = (low * share / 100).quantize(Decimal(1).scaleb(-6))
            recorded[named("net", number)] = net(f"{part:f}", part="yes")
            continue
        weight = min(max(getattr(due.limits, last), low), high)
        recorded[named("net", number)] = net(f"{weight:f}")
        assert LOW <= counted(weigh, recorded).quantize(Decimal("0.000000001")) <= HIGH


def test_a_lot_that_says_nothing_usable_counts_as_it_is_and_is_known_to() -> None:
    potency = Potency(Decimal(100), Basis.DRIED, 3)
    for facts in ({}, {"assay": "x", "water": "1"}, {"assay": "99"}, {"assay": "0", "water": "1"}):
        assert share_of(potency, facts) == 1
        assert not share_known(potency, facts)


@pytest.mark.parametrize(
    ("entry", "number", "name"),
    [("net", 1, "net"), ("net", 2, "net_2"), ("label_back", 1, "label_back_1"), ("label_back", 3, "label_back_3")],
)
def test_an_entry_of_a_weighing_is_named_and_found_again(entry: str, number: int, name: str) -> None:
    assert named(entry, number) == name
    assert weighing_of(name) == number
