"""The value and the unit of a formula: exact fractions inside, one rounding at the end.

Values keep the unit they came in: a sum is in the unit of its first term, and `round` rounds in that unit.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec

from core.master.formula import Binary, Call, Expression, FormulaError, Name, Negated, Number, parse_formula
from core.master.kinds import Calculation
from core.quantity import Quantity, dimension, factor

Dimensions = tuple[tuple[str, int], ...]
"""Dimension names with their exponents, sorted, none zero; `()` for a ratio."""


class _Value(msgspec.Struct, frozen=True):
    """A number in a unit that may be composed, such as kg/h; `size` is that unit in base units."""

    number: Fraction
    size: Fraction
    dimensions: Dimensions


def compute(calculation: Calculation, inputs: Mapping[str, Quantity]) -> Quantity:
    """Compute a calculation step.

    Args:
        calculation: The step's particulars.
        inputs: Recorded values by the calculation's input names.

    Raises:
        FormulaError: The formula cannot be read or computed with these values.
    """
    return evaluate(parse_formula(calculation.formula), inputs, calculation.unit, calculation.decimals)


def check_units(expression: Expression, units: Mapping[str, str], unit: str) -> None:
    """Check that a formula over inputs of these units gives a result of this unit.

    Raises:
        FormulaError: Units do not fit, or an input is unknown.
        QuantityError: A unit is unknown.
    """
    have = _dimensions(expression, {name: _of_unit(given) for name, given in units.items()})
    if have != _of_unit(unit):
        raise FormulaError("master.formula_result_unit", have=_shown(have), unit=unit)


def evaluate(expression: Expression, inputs: Mapping[str, Quantity], unit: str, decimals: int) -> Quantity:
    """Compute a formula and round the result, half to even.

    Raises:
        FormulaError: A division by zero, an unknown input, or units that do not fit.
    """
    value = _value(expression, inputs)
    if value.dimensions != _of_unit(unit):
        raise FormulaError("master.formula_result_unit", have=_shown(value.dimensions), unit=unit)
    number = value.number * value.size / Fraction(factor(unit))
    return Quantity(_rounded(number, decimals), unit)


def _rounded(number: Fraction, places: int) -> Decimal:
    # Built from its digits, because a decimal context would round long results a second time.
    scaled = round(number * 10**places)
    digits = tuple(int(digit) for digit in str(abs(scaled)))
    return Decimal((1 if scaled < 0 else 0, digits, -places))


# ------------------------------------------------------------------ units


def _of_unit(unit: str) -> Dimensions:
    name = dimension(unit)
    return () if name == "ratio" else ((name, 1),)


def _shown(dimensions: Dimensions) -> str:
    return " ".join(name if power == 1 else f"{name}^{power}" for name, power in dimensions) or "1"


def _times(left: Dimensions, right: Dimensions, power: int) -> Dimensions:
    powers = dict(left)
    for name, exponent in right:
        powers[name] = powers.get(name, 0) + power * exponent
    return tuple(sorted((name, exponent) for name, exponent in powers.items() if exponent))


def _alike(kinds: list[Dimensions]) -> Dimensions:
    for kind in kinds[1:]:
        if kind != kinds[0]:
            raise FormulaError("master.formula_units_differ", left=_shown(kinds[0]), right=_shown(kind))
    return kinds[0]


def _dimensions(expression: Expression, known: Mapping[str, Dimensions]) -> Dimensions:
    match expression:
        case Number():
            return ()
        case Name(name):
            if name not in known:
                raise FormulaError("master.formula_name_unknown", name=name)
            return known[name]
        case Negated(of):
            return _dimensions(of, known)
        case Binary(sign, left, right) if sign in "*/":
            return _times(_dimensions(left, known), _dimensions(right, known), 1 if sign == "*" else -1)
        case Binary(_, left, right):
            return _alike([_dimensions(left, known), _dimensions(right, known)])
        case Call(_, of):
            return _alike([_dimensions(inner, known) for inner in of])


# ------------------------------------------------------------------ values


def _value(expression: Expression, inputs: Mapping[str, Quantity]) -> _Value:
    match expression:
        case Number(value):
            return _Value(Fraction(value), Fraction(1), ())
        case Name(name):
            if name not in inputs:
                raise FormulaError("master.formula_name_unknown", name=name)
            given = inputs[name]
            return _Value(Fraction(given.value), Fraction(factor(given.unit)), _of_unit(given.unit))
        case Negated(of):
            value = _value(of, inputs)
            return _Value(-value.number, value.size, value.dimensions)
        case Binary(sign, left, right):
            return _operate(sign, _value(left, inputs), _value(right, inputs))
        case Call(function, of, places):
            return _call(function, [_value(inner, inputs) for inner in of], places)


def _operate(sign: str, left: _Value, right: _Value) -> _Value:
    if sign == "*":
        dimensions = _times(left.dimensions, right.dimensions, 1)
        return _Value(left.number * right.number, left.size * right.size, dimensions)
    if sign == "/":
        if right.number == 0:
            raise FormulaError("master.formula_by_zero")
        dimensions = _times(left.dimensions, right.dimensions, -1)
        return _Value(left.number / right.number, left.size / right.size, dimensions)
    kind = _alike([left.dimensions, right.dimensions])
    other = right.number * right.size / left.size
    return _Value(left.number + other if sign == "+" else left.number - other, left.size, kind)


def _call(function: str, values: list[_Value], places: int) -> _Value:
    kind, size = _alike([value.dimensions for value in values]), values[0].size
    numbers = [value.number * value.size / size for value in values]
    if function == "round":
        return _Value(Fraction(_rounded(numbers[0], places)), size, kind)
    if function == "mean":
        return _Value(sum(numbers, Fraction(0)) / len(numbers), size, kind)
    return _Value(min(numbers) if function == "min" else max(numbers), size, kind)
