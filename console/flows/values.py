"""Turn what devices and people give into values of an act, with what stands behind them."""

from decimal import Decimal

from core.acts import Provenance, Source, Value
from core.ports import DeviceIdentity, TagValue, Weight
from core.quantity import Quantity, decimal


def weighed(weight: Weight) -> Value:
    """Make a value of a weight, with balance and raw frame."""
    return Value(f"{weight.value:f}", weight.unit, Source.WEIGHED, _behind(weight.device, weight.raw))


def read(value: TagValue, number: Decimal) -> Value:
    """Make a value of an equipment reading, with controller and raw frames."""
    return Value(f"{number:f}", value.unit, Source.READ, _behind(value.device, value.raw))


def written(value: TagValue, wanted: Quantity) -> Value:
    """Make a value of what a driver has written, with controller and raw frames."""
    return Value(f"{wanted.value:f}", wanted.unit, Source.WRITTEN, _behind(value.device, value.raw))


def typed(text: str, unit: str) -> Value:
    """Make a value of what a person typed.

    Raises:
        QuantityError: It is no plain decimal number.
    """
    return Value(f"{decimal(text.strip()):f}", unit, Source.TYPED)


def calculated(result: Quantity) -> Value:
    """Make a value of a calculation."""
    return Value(f"{result.value:f}", result.unit, Source.CALCULATED)


def _behind(device: DeviceIdentity, raw: bytes) -> Provenance:
    return Provenance(device.serial, device.model, raw.hex(), device.by_label)
