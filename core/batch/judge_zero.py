"""The judge of the empty pan: a balance shows zero before a container is tared on it, and the container weighs.

What the balance counts as zero is stated with the balance; where nothing is stated, only zero itself will do.
"""

from decimal import Decimal

from core.acts import Act
from core.finding import Finding, finding
from core.plant import EquipmentItem
from core.quantity import Quantity

ZERO, BEFORE = "zero", "zero_before"
"""Values of a zero check: what the empty balance shows, and what it showed before it was set to zero."""


def zero_refusals(act: Act, unit: str, balance: EquipmentItem | None) -> list[Finding]:
    """Judge a zero check: in the unit of the step, within the limit of the balance, nothing set to zero by force.

    Args:
        act: The `ZeroChecked` act.
        unit: Unit of the step.
        balance: The balance that was scanned for this weighing.
    """
    shown, before = act.values[ZERO].quantity, act.values.get(BEFORE)
    if shown.unit != unit:
        return [finding("refusal.unit_wrong", got=shown.unit, want=unit)]
    loaded = pan_refusal(before.quantity, balance) if before is not None else None
    found = loaded or _zero_refusal(shown, balance)
    return [] if found is None else [found]


def pan_refusal(shown: Quantity, balance: EquipmentItem | None) -> Finding | None:
    """Judge what a balance shows before it is set to zero: as much as it may weigh is no drift, but a load.

    Less than zero is what a balance shows that was tared and then emptied.
    """
    least = balance.minimum if balance is not None else None
    if least is None or shown.to(least.unit).value < least.value:
        return None
    return finding("refusal.pan_loaded", balance=balance.id if balance else "-", shown=str(shown))


def tare_refusal(tare: Quantity, balance: EquipmentItem | None) -> Finding | None:
    """Judge a tare: a container that weighs nothing is not there, or was set to zero before."""
    if abs(tare.value) > _allowed(balance, tare.unit).value:
        return None
    return finding("refusal.tare_nothing", balance=balance.id if balance else "-", shown=str(tare))


def _zero_refusal(shown: Quantity, balance: EquipmentItem | None) -> Finding | None:
    allowed = _allowed(balance, shown.unit)
    if abs(shown.value) <= allowed.value:
        return None
    named = balance.id if balance is not None else "-"
    return finding("refusal.not_zero", balance=named, shown=str(shown), allowed=str(allowed))


def _allowed(balance: EquipmentItem | None, unit: str) -> Quantity:
    stated = balance.zero if balance is not None else None
    return stated.to(unit) if stated is not None else Quantity(Decimal(0), unit)
