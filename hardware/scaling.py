"""Numbers of controllers to values of tags: scaled, judged against what can be true, rounded once."""

import math
from decimal import ROUND_HALF_EVEN, Decimal

from core.ports import TagQuality

_PLACES_AT_MOST = 24
"""Digits that the arithmetic of decimals keeps after rounding."""


def scaled(
    number: float,
    scale: Decimal,
    offset: Decimal,
    decimals: int,
    low: Decimal | None,
    high: Decimal | None,
) -> tuple[Decimal | None, TagQuality]:
    """Give `number * scale + offset`, rounded half to even.

    Returns:
        The value with `GOOD`, or None with `BAD_TYPE` for NaN and infinity, or `OUT_OF_RANGE` for what cannot be true.
    """
    if isinstance(number, float) and not math.isfinite(number):
        return None, TagQuality.BAD_TYPE
    # A float may be huge; judged before rounding, which keeps 28 digits only.
    value = Decimal(number) * scale + offset
    if (low is not None and value < low) or (high is not None and value > high):
        return None, TagQuality.OUT_OF_RANGE
    if value.adjusted() + decimals > _PLACES_AT_MOST:
        return None, TagQuality.OUT_OF_RANGE
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN), TagQuality.GOOD
