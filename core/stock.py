"""Whether a lot, a container or a piece of equipment may be used now; each refusal is one finding."""

from datetime import date
from decimal import Decimal

from core.acts import Act
from core.finding import Finding, finding
from core.logbook_effects import held_by_round
from core.plant import Container, EquipmentItem, EquipmentState, Lot, LotState, Plant
from core.quantity import Quantity, QuantityError
from core.times import local_day, utc_from


def container_refusals(plant: Plant, container: str, material: str, batch: str, today: date) -> tuple[Finding, ...]:
    """Judge a scanned source container: material, lot, state, expiry, reservation, and the place where it stands.

    Source: GMP articles 113, 115; the first refusal is the one to show.
    """
    found = plant.containers.get(container)
    if found is None:
        return (finding("refusal.container_unknown", container=container),)
    lot = plant.lots[found.lot]
    if found.ended:
        return (finding("store.container_ended", container=found.id, why=found.ended),)
    return tuple(
        item
        for item in (
            _material(plant, found, lot, material, batch),
            *lot_refusals(lot, today),
            _reserved(found, batch),
            held_place(plant, found.location) if found.location in plant.locations else None,
            held_itself(found),
        )
        if item
    )


def held_place(plant: Plant, location: str) -> Finding | None:
    """Let nothing in or out where a round of a logbook form holds a place, such as a refrigerator out of limits."""
    held = held_by_round(plant, location)
    return finding("store.location_held", location=location, round=held) if held is not None else None


def held_itself(container: Container) -> Finding | None:
    """Let a container that was taken out of a place on hold be moved and counted, never used, until it is settled."""
    return finding("store.container_held", container=container.id, round=container.held) if container.held else None


def _material(plant: Plant, container: Container, lot: Lot, material: str, batch: str) -> Finding | None:
    if lot.material == material:
        return None
    wanted = [
        c.lot for c in plant.containers.values() if c.reserved_for == batch and plant.lots[c.lot].material == material
    ]
    return finding("refusal.lot_wrong", got=container.lot, want=", ".join(sorted(set(wanted))) or material)


def lot_refusals(lot: Lot, today: date) -> tuple[Finding, ...]:
    """Judge whether a lot may be used today: released and inside its expiry (GMP article 113)."""
    if lot.expiry is not None and lot.expiry < today:
        return (finding("refusal.lot_expired", lot=lot.number, date=lot.expiry.isoformat()),)
    if lot.retest is not None and lot.retest <= today:
        return (finding("store.retest_due", lot=lot.number, date=lot.retest.isoformat()),)
    keys = {
        LotState.QUARANTINE: "refusal.lot_quarantine",
        LotState.REJECTED: "refusal.lot_rejected",
        LotState.ON_HOLD: "refusal.lot_on_hold",
        LotState.CONSUMED: "refusal.lot_consumed",
    }
    return (finding(keys[lot.state], lot=lot.number),) if lot.state in keys else ()


def _reserved(container: Container, batch: str) -> Finding | None:
    if container.reserved_for == batch:
        return None
    if container.reserved_for is None:
        return finding("refusal.container_not_reserved", container=container.id, batch=batch)
    return finding("refusal.container_reserved", container=container.id, batch=container.reserved_for)


def equipment_refusals(item: EquipmentItem, room: str, today: date) -> tuple[Finding, ...]:
    """Judge scanned equipment: room, state, calibration, maintenance (GMP articles 80, 87, 94)."""
    found: list[Finding] = []
    if item.room != room:
        found.append(finding("refusal.equipment_room", equipment=item.id, room=item.room))
    if item.state == EquipmentState.DIRTY:
        found.append(finding("refusal.equipment_dirty", equipment=item.id))
    elif item.state in (EquipmentState.ON_HOLD, EquipmentState.MAINTENANCE):
        found.append(finding("refusal.equipment_out_of_use", equipment=item.id))
    if item.calibrated_to is not None and item.calibrated_to < today:
        found.append(finding("refusal.calibration_ended", equipment=item.id, date=item.calibrated_to.isoformat()))
    if item.calibration_days and item.calibrated_to is None:
        found.append(finding("refusal.never_calibrated", equipment=item.id))
    if item.maintained_to is not None and item.maintained_to < today:
        found.append(finding("refusal.maintenance_ended", equipment=item.id, date=item.maintained_to.isoformat()))
    if item.maintenance_days and item.maintained_to is None:
        found.append(finding("refusal.never_maintained", equipment=item.id))
    return tuple(found)


def instrument_refusals(act: Act, plant: Plant) -> tuple[Finding, ...]:
    """Judge the laboratory instrument that a result names, where it names one: registered, fit, calibrated (GMP 94)."""
    if act.subject.equipment is None:
        return ()
    item = plant.equipment.get(act.subject.equipment)
    if item is None:
        return (finding("refusal.equipment_unknown", equipment=act.subject.equipment[:40]),)
    return equipment_refusals(item, item.room, local_day(utc_from(act.when.utc), plant.offset_min))


def balance_refusals(item: EquipmentItem, target: Quantity, today: date) -> tuple[Finding, ...]:
    """Judge whether a balance may weigh a target: daily check, minimum weight, capacity (F06)."""
    found: list[Finding] = []
    if item.checked_on != today:
        found.append(finding("refusal.balance_not_checked", equipment=item.id))
    if item.minimum is not None and target.to(item.minimum.unit).value < item.minimum.value:
        found.append(finding("refusal.below_minimum", target=str(target), minimum=str(item.minimum)))
    if item.capacity is not None and target.to(item.capacity.unit).value > item.capacity.value:
        found.append(finding("refusal.above_capacity", target=str(target), capacity=str(item.capacity)))
    return tuple(found)


def check_weights(item: EquipmentItem) -> tuple[Quantity, Quantity]:
    """Give the two test weights of a balance's daily check: 5 % and 100 % of its capacity.

    Raises:
        QuantityError: The balance has no capacity.
    """
    if item.capacity is None:
        raise QuantityError("check.no_capacity", equipment=item.id)
    value, unit = item.capacity.value, item.capacity.unit
    return Quantity((value / 20).normalize(), unit), Quantity(value, unit)


def check_refusal(nominal: Quantity, shown: Quantity) -> Finding | None:
    """Judge a test weight: 0.1 % of the nominal weight is allowed either way (USP 41)."""
    allowed = nominal.value / 1000
    if abs(shown.to(nominal.unit).value - nominal.value) <= allowed:
        return None
    return finding("check.out_of_tolerance", shown=str(shown), nominal=str(nominal))


def weight_refusal(net: Quantity, low: Decimal | None, high: Decimal | None) -> Finding | None:
    """Judge a net weight against its limits and say how much to add or take out."""
    if low is not None and net.value < low:
        return finding("refusal.weight_under", weight=str(net), add=str(Quantity(low - net.value, net.unit)))
    if high is not None and net.value > high:
        return finding("refusal.weight_over", weight=str(net), remove=str(Quantity(net.value - high, net.unit)))
    return None
