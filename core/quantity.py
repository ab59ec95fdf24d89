"""Quantities: a decimal with its unit, exact, never a float."""

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

import msgspec

from core.errors import CountersignError

# Factor to the base unit of each dimension. Keys are what screens and records show.
_UNITS: dict[str, tuple[str, Decimal]] = {
    "kg": ("mass", Decimal("1000")),
    "g": ("mass", Decimal(1)),
    "mg": ("mass", Decimal("0.001")),
    "L": ("volume", Decimal("1000")),
    "mL": ("volume", Decimal(1)),
    "h": ("time", Decimal("3600")),
    "min": ("time", Decimal("60")),
    "s": ("time", Decimal(1)),
    "℃": ("temperature", Decimal(1)),
    "%": ("ratio", Decimal("0.01")),
    "1": ("ratio", Decimal(1)),
    "pcs": ("count", Decimal(1)),
    "r/min": ("speed", Decimal(1)),
    "Pa": ("pressure", Decimal(1)),
    "kPa": ("pressure", Decimal("1000")),
    "N": ("force", Decimal(1)),
    "kN": ("force", Decimal("1000")),
    "kW": ("power", Decimal("1000")),
    "mm": ("length", Decimal(1)),
    "m/s": ("velocity", Decimal(1)),
    "mL/min": ("flow", Decimal(1)),
    "g/mL": ("density", Decimal(1)),
    "mg/L": ("density", Decimal("0.000001")),
    "CFU": ("colonies", Decimal(1)),
}

UNITS = frozenset(_UNITS)

SIGNED_UNITS = frozenset({"℃", "Pa"})
"""Units whose values may be below zero: temperatures, and the pressure of a room against the next one."""

MOST_DIGITS = 12
"""Digits that a recorded number may have: the ledger keeps 12 before the point, and decimals calculate with 28."""


class QuantityError(CountersignError):
    """A number or a unit cannot be used as asked."""

    code = "CS-QTY"


class Quantity(msgspec.Struct, frozen=True):
    """A decimal value with its unit; digits are kept as they were sent (`100.00` keeps its places).

    Attributes:
        value: Exact decimal, always finite.
        unit: One of `UNITS`.
    """

    value: Decimal
    unit: str

    def __str__(self) -> str:
        """Show value and unit as screens and records do."""
        return f"{self.value:f}" if self.unit == "1" else f"{self.value:f}{'' if self.unit in '%℃' else ' '}{self.unit}"

    def to(self, unit: str) -> "Quantity":
        """Convert to another unit of the same dimension, exactly.

        Raises:
            QuantityError: The dimensions differ or a unit is unknown.
        """
        if unit == self.unit:
            return self
        if dimension(unit) != dimension(self.unit):
            raise QuantityError("quantity.units_differ", have=self.unit, want=unit)
        return Quantity(self.value * _UNITS[self.unit][1] / _UNITS[unit][1], unit)

    def __add__(self, other: "Quantity") -> "Quantity":
        """Add a quantity of the same dimension, in this one's unit."""
        return Quantity(self.value + other.to(self.unit).value, self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        """Subtract a quantity of the same dimension, in this one's unit."""
        return Quantity(self.value - other.to(self.unit).value, self.unit)

    def rounded(self, places: int) -> "Quantity":
        """Round to decimal places, half to even (GB/T 8170)."""
        return Quantity(self.value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN), self.unit)


def dimension(unit: str) -> str:
    """Name the dimension of a unit.

    Raises:
        QuantityError: The unit is unknown.
    """
    if unit not in _UNITS:
        raise QuantityError("quantity.unit_unknown", unit=unit)
    return _UNITS[unit][0]


def factor(unit: str) -> Decimal:
    """Give the size of a unit in the base unit of its dimension.

    Raises:
        QuantityError: The unit is unknown.
    """
    dimension(unit)
    return _UNITS[unit][1]


def decimal(text: str) -> Decimal:
    """Read a plain decimal number: optional sign, at most 12 digits, at most one point.

    Raises:
        QuantityError: Anything else, such as a comma, an exponent, blanks inside or full-width digits.
    """
    digits = text.removeprefix("-").removeprefix("+")
    if not (
        len(digits) <= MOST_DIGITS + 1 and text.isascii() and digits.replace(".", "", 1).isdigit() and digits[-1] != "."
    ):
        raise QuantityError("quantity.not_a_number", text=text[:40])
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise QuantityError("quantity.not_a_number", text=text[:40]) from error


def quantity(value: str, unit: str) -> Quantity:
    """Read a quantity from a decimal string and a unit.

    Raises:
        QuantityError: The number or the unit cannot be read.
    """
    dimension(unit)
    return Quantity(decimal(value), unit)
