"""Formulas: read exactly, computed exactly, units checked."""

from contextlib import suppress
from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.master.arithmetic import check_units, compute, evaluate
from core.master.formula import FormulaError, names_of, parse_formula
from core.master.kinds import Calculation
from core.quantity import Quantity, decimal
from tests.fakes.campaign import examples


def of(value: str, unit: str) -> Quantity:
    return Quantity(decimal(value), unit)


def result(text: str, unit: str = "1", decimals: int = 3, **inputs: Quantity) -> str:
    return str(evaluate(parse_formula(text), inputs, unit, decimals))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", "7.000"),
        ("(1 + 2) * 3", "9.000"),
        ("10 - 4 - 3", "3.000"),
        ("100 / 10 / 5", "2.000"),
        ("-2 * -3", "6.000"),
        ("2 - -3", "5.000"),
        ("1 / 3", "0.333"),
        ("2 / 3", "0.667"),
        ("0.0005", "0.000"),
        ("0.0015", "0.002"),
        ("-0.0015", "-0.002"),
        ("min(3, 1, 2)", "1.000"),
        ("max(3, 1, 2)", "3.000"),
        ("mean(1, 2, 4)", "2.333"),
        ("round(2.345, 2)", "2.340"),
        ("round(2.355, 2) * 2", "4.720"),
        ("1 / 3 * 3", "1.000"),
    ],
)
def test_arithmetic_follows_the_rules_of_school(text: str, value: str) -> None:
    assert result(text) == value


def test_units_are_converted_and_the_result_is_in_its_own() -> None:
    assert result("a + b", "kg", 3, a=of("1.500", "kg"), b=of("250", "g")) == "1.750 kg"
    assert result("a + b", "g", 0, a=of("1.500", "kg"), b=of("250", "g")) == "1750 g"
    assert result("mean(a, b)", "g", 1, a=of("1", "kg"), b=of("2", "g")) == "501.0 g"


def test_a_quotient_of_like_quantities_is_shown_in_percent_without_a_factor() -> None:
    assert result("out / theory", "%", 1, out=of("70.92", "kg"), theory=of("72000", "g")) == "98.5%"


def test_a_percentage_is_a_ratio() -> None:
    assert result("mass * (1 - loss)", "kg", 3, mass=of("60.000", "kg"), loss=of("2.00", "%")) == "58.800 kg"


def test_round_rounds_in_the_unit_of_its_value() -> None:
    assert result("round(a, 1)", "kg", 3, a=of("1.26", "kg")) == "1.300 kg"
    assert result("round(a, 1)", "g", 0, a=of("1.26", "kg")) == "1300 g"


def test_rates_and_products_keep_their_units() -> None:
    check_units(parse_formula("mass / time * time"), {"mass": "kg", "time": "min"}, "g")
    assert result("a / t * u", "kg", 2, a=of("10", "kg"), t=of("2", "h"), u=of("30", "min")) == "2.50 kg"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a + b", "master.formula_units_differ"),
        ("a + 1", "master.formula_units_differ"),
        ("min(a, b)", "master.formula_units_differ"),
        ("a * a", "master.formula_result_unit"),
        ("a / a", "master.formula_result_unit"),
        ("a + nobody", "master.formula_name_unknown"),
    ],
)
def test_units_that_do_not_fit_are_refused_before_and_at_the_computation(text: str, key: str) -> None:
    with pytest.raises(FormulaError) as early:
        check_units(parse_formula(text), {"a": "kg", "b": "min"}, "kg")
    with pytest.raises(FormulaError) as late:
        result(text, "kg", 3, a=of("1", "kg"), b=of("1", "min"))
    assert early.value.key == late.value.key == key


def test_a_division_by_zero_is_refused() -> None:
    with pytest.raises(FormulaError, match="by_zero"):
        result("a / (b - b)", "1", 1, a=of("1", "kg"), b=of("2", "kg"))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "master.formula_ends"),
        ("1 +", "master.formula_ends"),
        ("(1", "master.formula_ends"),
        ("1 2", "master.formula_unexpected"),
        ("1)", "master.formula_unexpected"),
        ("* 2", "master.formula_unexpected"),
        ("1 ** 2", "master.formula_unexpected"),
        ("min()", "master.formula_unexpected"),
        ("a.b", "master.formula_character"),
        ("__import__", "master.formula_character"),
        ("1e5 + a", "master.formula_unexpected"),
        ("2 % 3", "master.formula_character"),
        ("１ + 2", "master.formula_character"),
        ("eval(a)", "master.formula_function_unknown"),
        ("round(a)", "master.formula_round"),
        ("round(a, b)", "master.formula_round"),
        ("round(a, 1.5)", "master.formula_round"),
        ("round(a, 10)", "master.formula_round"),
        ("(" * 30 + "1" + ")" * 30, "master.formula_too_deep"),
        ("1+" * 300 + "1", "master.formula_too_long"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_reason(text: str, key: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse_formula(text)
    assert caught.value.key == key


def test_a_calculation_step_is_computed_from_its_named_inputs() -> None:
    calculation = Calculation("a + b", {"a": "S1.net", "b": "S2.net"}, "kg", 3)
    assert compute(calculation, {"a": of("1.0005", "kg"), "b": of("0", "kg")}) == of("1.000", "kg")


def test_names_are_listed_once() -> None:
    assert names_of(parse_formula("max(a, -b) / round(a + c, 2)")) == {"a", "b", "c"}


NUMBERS = st.decimals(0, 10**6, places=4, allow_nan=False, allow_infinity=False)
TREES = st.recursive(
    NUMBERS.map(lambda number: f"{number:f}"),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda parts: f"({' '.join(parts)})"),
    max_leaves=8,
)


@settings(max_examples=examples(500), deadline=None)
@given(TREES)
def test_sums_and_products_agree_with_decimal(text: str) -> None:
    expected = _by_decimal(text)
    assert evaluate(parse_formula(text), {}, "1", 6).value == expected


@settings(max_examples=examples(300), deadline=None)
@given(NUMBERS, NUMBERS.filter(bool), st.integers(0, 6))
def test_quotients_agree_with_decimal(above: Decimal, below: Decimal, places: int) -> None:
    with localcontext(Context(prec=80)):
        expected = (above / below).quantize(Decimal(1).scaleb(-places))
    assert evaluate(parse_formula(f"{above:f} / {below:f}"), {}, "1", places).value == expected


@settings(max_examples=examples(1500), deadline=None)
@given(st.text("ab0123456789.+-*/(), roundmiaxe", max_size=30) | st.text(max_size=20))
def test_any_text_is_a_formula_or_a_declared_error(text: str) -> None:
    with suppress(FormulaError):
        parse_formula(text)


def _by_decimal(text: str) -> Decimal:
    """Compute a fully bracketed expression with plain Decimal arithmetic."""
    stack: list[Decimal | str] = []
    with localcontext(Context(prec=200)):
        for token in text.replace("(", "( ").replace(")", " )").split():
            if token == ")":
                right, sign, left = stack.pop(), stack.pop(), stack.pop()
                stack.pop()
                assert isinstance(left, Decimal)
                assert isinstance(right, Decimal)
                stack.append(left + right if sign == "+" else left - right if sign == "-" else left * right)
            else:
                stack.append(token if token in "(+-*" else Decimal(token))
        value = stack.pop()
        assert isinstance(value, Decimal)
        return value.quantize(Decimal("0.000001"))
