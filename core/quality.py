"""Judging test results: rounding, and the conclusion of a test.

A result is first rounded to the places of its limits and then judged, the limits included.

Source: GB/T 8170-2008, 3.2 (half to even) and 4.3.3 (comparison of rounded values).
"""

from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

import msgspec

from core.errors import CountersignError
from core.finding import Finding, finding
from core.plant import TestLimit
from core.quantity import QuantityError, decimal

LARGEST_RESULT = Decimal("1E12")


class ResultError(CountersignError):
    """A test result cannot be judged."""

    code = "QC-001"


class Conclusion(StrEnum):
    """What results say (结论)."""

    COMPLIES = "complies"
    DOES_NOT_COMPLY = "does_not_comply"
    INCOMPLETE = "incomplete"


class Judged(msgspec.Struct, frozen=True):
    """One result, judged.

    Attributes:
        test: Code of the test.
        result: As entered.
        rounded: As judged and reported.
        conclusion: Whether it complies.
    """

    test: str
    result: Decimal
    rounded: Decimal
    conclusion: Conclusion


def round_result(value: Decimal, places: int) -> Decimal:
    """Round to decimal places, half to even.

    Raises:
        ResultError: The value is not finite or too large to be a result.
    """
    if not value.is_finite() or abs(value) > LARGEST_RESULT:
        raise ResultError("quality.result_unfit", value=str(value)[:40])
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


def judge_result(test: TestLimit, value: Decimal) -> Judged:
    """Judge one result against its limits.

    Raises:
        ResultError: The value or a limit cannot be judged.
    """
    rounded = round_result(value, test.decimals)
    low, high = _limit(test, test.low), _limit(test, test.high)
    holds = (low is None or rounded >= low) and (high is None or rounded <= high)
    return Judged(test.code, value, rounded, Conclusion.COMPLIES if holds else Conclusion.DOES_NOT_COMPLY)


def limits_of(test: TestLimit) -> Finding:
    """Word the limits of a test, as certificates and screens show them."""
    ending = {"%": "_percent", "1": "_plain"}.get(test.unit, "")
    unit = {} if ending else {"unit": test.unit}
    if test.low is not None and test.high is not None:
        return finding(f"quality.limits_between{ending}", low=test.low, high=test.high, **unit)
    if test.low is not None:
        return finding(f"quality.limit_least{ending}", low=test.low, **unit)
    if test.high is not None:
        return finding(f"quality.limit_most{ending}", high=test.high, **unit)
    return finding("quality.limit_none")


def _limit(test: TestLimit, text: str | None) -> Decimal | None:
    try:
        return None if text is None else decimal(text)
    except QuantityError as error:
        raise ResultError("quality.limit_unfit", test=test.code, value=text or "") from error
