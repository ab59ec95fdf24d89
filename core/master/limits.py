"""Limits of a number, and how a text gives them."""

from decimal import Decimal

import msgspec

from core.fields import Fields


class Limits(msgspec.Struct, frozen=True):
    """Limits of a number in the unit of its entry; action limits judge, alert limits warn.

    Attributes:
        low: Lowest value in limits, or None.
        high: Highest value in limits, or None.
        alert_low: Below it (and in limits) a warning, or None.
        alert_high: Above it (and in limits) a warning, or None.
        target: Aim, drawn on the bar, or None.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    alert_low: Decimal | None = None
    alert_high: Decimal | None = None
    target: Decimal | None = None

    def hold(self, value: Decimal) -> bool:
        """Tell whether a value is in limits, the limits included."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def alert(self, value: Decimal) -> bool:
        """Tell whether a value in limits is outside the alert limits."""
        low = self.alert_low is not None and value < self.alert_low
        return low or (self.alert_high is not None and value > self.alert_high)


def read_limits(fields: Fields, key: str = "limits", *, optional: bool = False) -> Limits:
    """Read limits: any of `low`, `high`, `alert_low`, `alert_high`, `target`."""
    inner = fields.table(key, optional=optional)
    if inner is None:
        return Limits()
    names = ("low", "high", "alert_low", "alert_high", "target")
    limits = Limits(**{name: inner.number(name) for name in names})
    inner.finish()
    return limits
