"""Formulas of calculation steps: exact arithmetic over recorded quantities, units checked, rounded once.

    expression = term { ("+" | "-") term }
    term       = factor { ("*" | "/") factor }
    factor     = ["-"] ( number | name | function "(" expression { "," expression } ")" | "(" expression ")" )
    function   = "min" | "max" | "mean" | "round"          round(x, places) with places as a whole number

Numbers are plain ratios: `net * 2` is fine, `net + 2` is not. `out / theoretical` is a ratio, shown as 98.5 where the
result's unit is `%`; a `* 100` would be wrong there. Values keep the unit they came in: a sum is in the unit of its
first term, and `round` rounds in that unit, half to even (GB/T 8170). Between the rounding nothing is lost, because
the arithmetic is done in fractions.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec

from core.errors import CountersignError
from core.quantity import Quantity, dimension, factor

LONGEST_FORMULA = 400
DEEPEST_FORMULA = 24
FUNCTIONS = ("max", "mean", "min", "round")
MOST_PLACES = 9

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z][A-Za-z0-9_]*)|([-+*/(),]))", re.ASCII)

Dimensions = tuple[tuple[str, int], ...]
"""Dimension names with their exponents, sorted, none zero; `()` for a ratio."""


class FormulaError(CountersignError):
    """A formula cannot be read, or its units or values do not fit."""

    code = "MBR-002"


class Number(msgspec.Struct, frozen=True):
    """A plain number."""

    value: Decimal


class Name(msgspec.Struct, frozen=True):
    """An input."""

    name: str


class Negated(msgspec.Struct, frozen=True):
    """Minus something."""

    of: "Expression"


class Operation(msgspec.Struct, frozen=True):
    """One of `+ - * /`."""

    sign: str
    left: "Expression"
    right: "Expression"


class Call(msgspec.Struct, frozen=True):
    """A function of one or more expressions; `places` only for `round`."""

    function: str
    of: tuple["Expression", ...]
    places: int = 0


Expression = Number | Name | Negated | Operation | Call


class _Value(msgspec.Struct, frozen=True):
    """A number in a unit that may be composed, such as kg/h; `size` is that unit in base units."""

    number: Fraction
    size: Fraction
    dimensions: Dimensions


def parse_formula(text: str) -> Expression:
    """Read a formula.

    Raises:
        FormulaError: The text is no formula; the message names the place.
    """
    if len(text) > LONGEST_FORMULA:
        raise FormulaError("master.formula_too_long", limit=str(LONGEST_FORMULA))
    parser = _Parser(text)
    expression = parser.expression(0)
    parser.end()
    return expression


def names_of(expression: Expression) -> frozenset[str]:
    """List the inputs that a formula uses."""
    match expression:
        case Name(name):
            return frozenset({name})
        case Negated(of):
            return names_of(of)
        case Operation(_, left, right):
            return names_of(left) | names_of(right)
        case Call(_, of):
            return frozenset(name for inner in of for name in names_of(inner))
        case _:
            return frozenset()


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
        case Operation(sign, left, right) if sign in "*/":
            return _times(_dimensions(left, known), _dimensions(right, known), 1 if sign == "*" else -1)
        case Operation(_, left, right):
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
        case Operation(sign, left, right):
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


# ------------------------------------------------------------------ parser


class _Parser:
    """Reads a formula from left to right, one token ahead."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def expression(self, depth: int) -> Expression:
        if depth > DEEPEST_FORMULA:
            raise FormulaError("master.formula_too_deep", limit=str(DEEPEST_FORMULA))
        left = self._term(depth)
        while self._next() in ("+", "-"):
            left = Operation(self._take(), left, self._term(depth))
        return left

    def end(self) -> None:
        if self._next():
            raise self._wrong()

    def _term(self, depth: int) -> Expression:
        left = self._factor(depth)
        while self._next() in ("*", "/"):
            left = Operation(self._take(), left, self._factor(depth))
        return left

    def _factor(self, depth: int) -> Expression:
        token = self._next()
        if token == "-":
            self._take()
            return Negated(self._primary(depth))
        return self._primary(depth)

    def _primary(self, depth: int) -> Expression:
        token = self._next()
        if token == "(":
            self._take()
            inner = self.expression(depth + 1)
            self._expect(")")
            return inner
        if token[:1].isdigit():
            return Number(Decimal(self._take()))
        if token[:1].isalpha():
            return self._named(self._take(), depth)
        raise self._wrong()

    def _named(self, name: str, depth: int) -> Expression:
        if self._next() != "(":
            return Name(name)
        if name not in FUNCTIONS:
            raise FormulaError("master.formula_function_unknown", name=name, all=", ".join(FUNCTIONS))
        self._take()
        of = [self.expression(depth + 1)]
        while self._next() == ",":
            self._take()
            of.append(self.expression(depth + 1))
        self._expect(")")
        return Call(name, tuple(of)) if name != "round" else _round(of)

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, token: str) -> None:
        if self._next() != token:
            raise self._wrong()
        self._take()

    def _wrong(self) -> FormulaError:
        if not self._next():
            return FormulaError("master.formula_ends")
        return FormulaError("master.formula_unexpected", token=self._next()[:20], place=str(self._at + 1))


def _round(of: list[Expression]) -> Call:
    if len(of) != 2 or not isinstance(of[1], Number) or of[1].value != int(of[1].value) or of[1].value > MOST_PLACES:
        raise FormulaError("master.formula_round", most=str(MOST_PLACES))
    return Call("round", (of[0],), int(of[1].value))


def _tokens(text: str) -> Iterator[str]:
    at, text = 0, text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            rest = text[at:].lstrip()
            raise FormulaError("master.formula_character", character=rest[0] if rest[0].isprintable() else "?")
        at = found.end()
        yield found[found.lastindex or 0]
