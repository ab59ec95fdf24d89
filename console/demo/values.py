"""The numbers that a good operator and a good analyst come to: near the target, never all the same."""

from decimal import Decimal

from core.acts import ActKind
from core.batch.entries import Entry
from core.master.kinds import Measurement, Reconciliation, Yield
from core.master.limits import Limits
from core.master.model import MasterBatchRecord, Step
from core.plant import TestLimit

GOOD_SHARE = Decimal("0.99")
"""Share of the theoretical quantity that comes out of a stage."""

_SWING = (0, 3, -2, 1, -4, 2, -1, 4, -3, 1)
"""Tenths of the way from the target to the nearest limit, reading after reading."""


def good_value(step: Step, entry: Entry, master: MasterBatchRecord) -> str:
    """Choose what is typed into an entry, with the decimals that it takes."""
    match step.detail:
        case Yield(theoretical=theoretical) if entry.act == ActKind.OUTPUT_RECORDED:
            return f"{(theoretical.value * GOOD_SHARE).quantize(theoretical.value):f}"
        case Measurement(limits=limits):
            # Of a count that is made twice only the second one has its limits in the entry.
            return _near_target(limits, entry.decimals or 0, entry.item)
        case Reconciliation(material=material):
            return f"{_counted(entry.second or entry.name, material, master):f}"
        case _:
            return _near_target(entry.limits, entry.decimals or 0, entry.item)


def good_result(test: TestLimit) -> str:
    """Choose a result that complies."""
    low = Decimal(test.low) if test.low is not None else None
    high = Decimal(test.high) if test.high is not None else None
    return _near_target(Limits(low, high), test.decimals, 1)


def _counted(name: str, material: str, master: MasterBatchRecord) -> Decimal:
    issued = next((line.quantity.value for line in master.bill if line.material == material), Decimal(100))
    used = (issued * GOOD_SHARE).quantize(Decimal(1))
    return {"issued": issued, "used": used, "destroyed": issued - used}.get(name, Decimal(0))


def _near_target(limits: Limits | None, places: int, item: int) -> str:
    if limits is None:
        return f"{Decimal(1):.{places}f}"
    low, high = limits.low, limits.high
    target = limits.target
    if target is None:
        target = (low + high) / 2 if low is not None and high is not None else _one_sided(low, high)
    reach = min(abs(limit - target) for limit in (low, high) if limit is not None)
    value = target + reach * _SWING[item % len(_SWING)] / 10
    return f"{value.quantize(Decimal(1).scaleb(-places)):f}"


def _one_sided(low: Decimal | None, high: Decimal | None) -> Decimal:
    """Stay well inside the only limit there is."""
    if high is not None:
        return high * Decimal("0.4")
    return (low or Decimal(1)) * Decimal("1.15")
