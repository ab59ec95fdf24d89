"""Rounding and judging of test results."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language import worded
from core.plant import TestLimit as OneTest  # pytest would collect its own name
from core.plant_text import read_plant
from core.quality import Conclusion, ResultError, judge_result, limits_of, round_result
from core.words import Words

DEMO = (Path(__file__).parents[2] / "server/plants/demo.yaml").read_text("utf-8")
TABLETS = read_plant(DEMO, "demo.yaml", date(2026, 11, 20)).plant.specifications["SP-PCM500"]
PASSING = {"ASSAY": "99.8", "DISSOLUTION": "92", "RELATED": "0.12", "UNIFORMITY": "6.4", "WATER": "1.9"}


def limit(low: str | None, high: str | None, decimals: int = 1, unit: str = "%") -> OneTest:
    return OneTest("T", Words("Test", "检验"), "M-1", unit, decimals, low, high)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("12.1498", 1, "12.1"),
        ("1268", 0, "1268"),
        ("1.050", 1, "1.0"),
        ("0.35", 1, "0.4"),
        ("1.250", 1, "1.2"),
        ("10.5002", 0, "11"),
        ("11.5002", 0, "12"),
        ("-0.35", 1, "-0.4"),
        ("2.5", 0, "2"),
        ("3.5", 0, "4"),
    ],
)
def test_results_are_rounded_half_to_even(value: str, places: int, rounded: str) -> None:
    assert str(round_result(Decimal(value), places)) == rounded


@pytest.mark.parametrize(
    ("value", "conclusion"),
    [
        ("95.0", Conclusion.COMPLIES),
        ("94.95", Conclusion.COMPLIES),
        ("94.951", Conclusion.COMPLIES),
        ("94.949", Conclusion.DOES_NOT_COMPLY),
        ("105.05", Conclusion.COMPLIES),
        ("105.051", Conclusion.DOES_NOT_COMPLY),
    ],
)
def test_a_result_is_judged_after_rounding_with_the_limits_included(value: str, conclusion: Conclusion) -> None:
    assert judge_result(limit("95.0", "105.0"), Decimal(value)).conclusion == conclusion


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+13", "sNaN"])
def test_what_is_no_result_is_refused(value: str) -> None:
    with pytest.raises(ResultError):
        judge_result(limit("1", "2"), Decimal(value))


def test_a_limit_that_is_no_number_is_refused() -> None:
    with pytest.raises(ResultError, match="limit_unfit"):
        judge_result(limit("1,5", None), Decimal(2))


@pytest.mark.parametrize(
    ("test", "english", "chinese"),
    [
        (limit("95.0", "105.0"), "95.0 .. 105.0%", "95.0～105.0%"),
        (limit("80", None), "not less than 80%", "不得少于 80%"),
        (limit(None, "15.0", unit="1"), "not more than 15.0", "不得过 15.0"),
        (limit(None, "15.0", unit="min"), "not more than 15.0 min", "不得过 15.0 min"),
        (limit(None, None), "report the value", "报告实测值"),
    ],
)
def test_limits_are_worded_in_both_languages(test: OneTest, english: str, chinese: str) -> None:
    assert (worded(limits_of(test), "en"), worded(limits_of(test), "zh")) == (english, chinese)


@given(st.decimals(-1000, 1000, places=5), st.integers(0, 4))
def test_rounding_moves_a_result_by_at_most_half_a_place(value: Decimal, places: int) -> None:
    assert abs(round_result(value, places) - value) <= Decimal("0.5").scaleb(-places)
