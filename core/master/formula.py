"""Formulas of calculation steps: exact arithmetic over recorded quantities, units checked, rounded once.

    expression = term { ("+" | "-") term }
    term       = factor { ("*" | "/") factor }
    factor     = ["-"] ( number | name | function "(" expression { "," expression } ")" | "(" expression ")" )
    function   = "min" | "max" | "mean" | "round"          round(x, places) with places as a whole number

Numbers are plain ratios: `net * 2` is fine, `net + 2` is not. `out / theoretical` is a ratio, shown as 98.5 where the
result's unit is `%`; a `* 100` would be wrong there. Values keep the unit they came in: a sum is in the unit of its
first term, and `round` rounds in that unit, half to even (GB/T 8170). Units and values: `core.master.arithmetic`.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

import msgspec

from core.errors import CountersignError

LONGEST_FORMULA = 400
DEEPEST_FORMULA = 24
FUNCTIONS = ("max", "mean", "min", "round")
MOST_PLACES = 9

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z][A-Za-z0-9_]*)|([-+*/(),]))", re.ASCII)


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


class Binary(msgspec.Struct, frozen=True):
    """One of `+ - * /`."""

    sign: str
    left: "Expression"
    right: "Expression"


class Call(msgspec.Struct, frozen=True):
    """A function of one or more expressions; `places` only for `round`."""

    function: str
    of: tuple["Expression", ...]
    places: int = 0


Expression = Number | Name | Negated | Binary | Call


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
        case Binary(_, left, right):
            return names_of(left) | names_of(right)
        case Call(_, of):
            return frozenset(name for inner in of for name in names_of(inner))
        case _:
            return frozenset()


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
            left = Binary(self._take(), left, self._term(depth))
        return left

    def end(self) -> None:
        if self._next():
            raise self._wrong()

    def _term(self, depth: int) -> Expression:
        left = self._factor(depth)
        while self._next() in ("*", "/"):
            left = Binary(self._take(), left, self._factor(depth))
        return left

    def _factor(self, depth: int) -> Expression:
        if self._next() == "-":
            self._take()
            return Negated(self._primary(depth))
        return self._primary(depth)

    def _primary(self, depth: int) -> Expression:
        ahead = self._next()
        if ahead == "(":
            self._take()
            inner = self.expression(depth + 1)
            self._expect(")")
            return inner
        if ahead[:1].isdigit():
            return Number(Decimal(self._take()))
        if ahead[:1].isalpha():
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
