"""First expired, first out: what may be used, and what should be used before it.

Source: GMP (2010) article 113; `design/domain.md`: suggested, and passed over only with a reason on record.
"""

from datetime import date

from core.plant import Container, LotState, Plant


def usable(plant: Plant, container: Container, today: date) -> bool:
    """Tell whether a container may go into a batch: released, inside its dates, neither void, on hold nor empty."""
    lot = plant.lots[container.lot]
    fresh = (lot.expiry is None or lot.expiry >= today) and (lot.retest is None or lot.retest > today)
    free = not container.ended and not container.held and container.net.value > 0
    return lot.state == LotState.RELEASED and fresh and free


def order_of(plant: Plant, container: Container) -> tuple[date, str, str]:
    """Give what containers are sorted by, the first to be used first."""
    return plant.lots[container.lot].expiry or date.max, container.lot, container.id


def earlier(plant: Plant, container: Container, today: date) -> Container | None:
    """Give the free container of the same material that expires first, where it does so before this one; else None."""
    lot = plant.lots[container.lot]
    last = lot.expiry or date.max
    free = [
        other
        for other in plant.containers.values()
        if plant.lots[other.lot].material == lot.material
        and other.reserved_for is None
        and usable(plant, other, today)
        and (plant.lots[other.lot].expiry or date.max) < last
    ]
    return min(free, key=lambda other: order_of(plant, other), default=None)
