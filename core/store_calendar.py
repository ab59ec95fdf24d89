"""The calendar of the store: what expires or is due for a retest, soonest first, in 30, 60 or 90 days.

Source: GMP (2010) article 113: materials are used within expiry or retest date.
"""

from datetime import date, timedelta
from decimal import Decimal

import msgspec

from core.plant import Lot, Plant
from core.quantity import Quantity

SPANS = (30, 60, 90)
"""Days ahead that may be asked for."""


class Due(msgspec.Struct, frozen=True):
    """A lot in stock whose expiry or retest is near or over.

    Attributes:
        lot: The lot.
        day: Last day of use, or the day of the retest.
        retest: True where a retest is due, False where it expires.
        held: What is in stock of it.
        containers: In how many containers.
        reserved: For which batches some of it is reserved.
    """

    lot: Lot
    day: date
    retest: bool
    held: Quantity
    containers: int
    reserved: tuple[str, ...]


def due_within(plant: Plant, today: date, days: int) -> tuple[Due, ...]:
    """List what is over or will be within some days, soonest first; lots without stock are left out."""
    last = today + timedelta(days=days)
    found = [due for lot in plant.lots.values() for due in _due(plant, lot) if due.day <= last]
    return tuple(sorted(found, key=lambda due: (due.day, due.lot.number, due.retest)))


def _due(plant: Plant, lot: Lot) -> list[Due]:
    held = [c for c in plant.containers.values() if c.lot == lot.number and not c.ended and c.net.value > 0]
    if not held:
        return []
    total = Quantity(sum((c.net.value for c in held), Decimal(0)), held[0].net.unit)
    batches = tuple(sorted({c.reserved_for for c in held if c.reserved_for}))
    days = ((lot.expiry, False), (lot.retest, True))
    return [Due(lot, day, retest, total, len(held), batches) for day, retest in days if day is not None]
