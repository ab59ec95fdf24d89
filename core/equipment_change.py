"""Changes of equipment: what its registry says, and what is done to it, each by a signed change of its own sort.

Calibration, maintenance, out of service and back are changes of the one item, so that they take the one road of signed
changes and stand in its logbook; which of them a change is follows from the fields that it touches.
Source: GMP (2010) articles 79 to 81, 87, 90 to 94.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from core.changes import Change
from core.finding import Finding, finding
from core.plant import EquipmentItem, EquipmentState, Plant
from core.quantity import UNITS, dimension
from core.said import says_something

LONGEST_INTERVAL = 3660
"""Days between two calibrations or maintenances, at most."""


class Service(StrEnum):
    """What is done to equipment, as the rights name it."""

    CALIBRATION = "calibration"
    MAINTENANCE = "maintenance"
    OUT_OF_SERVICE = "out_of_service"
    IN_SERVICE = "in_service"


OUT = (EquipmentState.MAINTENANCE, EquipmentState.ON_HOLD)
"""States of equipment that is out of service."""

_BY_ACTS = ("state", "calibrated_to", "certificate", "maintained_to", "maintenance", "checked_on")
_FIELDS = {
    Service.CALIBRATION: frozenset({"calibrated_to", "certificate"}),
    Service.MAINTENANCE: frozenset({"maintained_to", "maintenance"}),
}


def service_of(before: EquipmentItem | None, after: EquipmentItem) -> Service | None:
    """Tell what a change of equipment records; None for one of its registry."""
    if before is None:
        return None
    changed = _changed(before, after)
    for service, fields in _FIELDS.items():
        if changed and changed <= fields:
            return service
    if changed == {"state"}:
        return Service.OUT_OF_SERVICE if after.state in OUT else Service.IN_SERVICE
    return None


def equipment_sort(before: EquipmentItem | None, after: EquipmentItem) -> str:
    """Name the sort of change, as the rights name it."""
    service = service_of(before, after)
    return service.value if service is not None else "master_data"


def with_acts(item: EquipmentItem, before: EquipmentItem | None) -> EquipmentItem:
    """Give what the registry says, with what acts have made of the equipment so far."""
    if before is None:
        return item
    return msgspec.structs.replace(item, **{name: getattr(before, name) for name in _BY_ACTS})


def next_due(today: date, days: int) -> date | None:
    """Suggest until when a calibration or maintenance of today holds; None where no interval is registered."""
    return today + timedelta(days=days) if days else None


def equipment_change_refusals(item: EquipmentItem, plant: Plant) -> list[Finding]:
    """Judge equipment as it shall be; empty when it may be."""
    before = plant.equipment.get(item.id)
    match service_of(before, item):
        case Service.CALIBRATION:
            good = item.calibrated_to is not None and says_something(item.certificate)
            return [] if good else [finding("equipment.refused.certificate", equipment=item.id)]
        case Service.MAINTENANCE:
            good = item.maintained_to is not None and says_something(item.maintenance)
            return [] if good else [finding("equipment.refused.maintenance", equipment=item.id)]
        case Service.OUT_OF_SERVICE | Service.IN_SERVICE:
            good = item.state in (*OUT, EquipmentState.CLEAN)
            return [] if good else [finding("equipment.refused.by_acts", equipment=item.id)]
        case _:
            return _registry_refusals(before, item, plant)


def service_timing(changes: Sequence[Change], plant: Plant, today: date) -> tuple[Finding, ...]:
    """Judge until when calibrations and maintenances are said to hold: from tomorrow, by their interval at most."""
    items = (msgspec.json.decode(one.body, type=EquipmentItem) for one in changes if one.kind == "equipment")
    return tuple(found for item in items for found in _timing(item, plant, today))


def _timing(item: EquipmentItem, plant: Plant, today: date) -> list[Finding]:
    before = plant.equipment.get(item.id)
    service = service_of(before, item)
    until, days = {
        Service.CALIBRATION: (item.calibrated_to, item.calibration_days),
        Service.MAINTENANCE: (item.maintained_to, item.maintenance_days),
    }.get(service or Service.IN_SERVICE, (None, 0))
    if until is None:
        return []
    last = next_due(today, days or LONGEST_INTERVAL) or today
    if today < until <= last:
        return []
    return [finding("equipment.refused.next", equipment=item.id, date=until.isoformat(), last=last.isoformat())]


def _registry_refusals(before: EquipmentItem | None, item: EquipmentItem, plant: Plant) -> list[Finding]:
    """The class is for ever; what acts have made of the equipment is changed by acts alone."""
    found: list[Finding] = []
    if not item.name.en.strip() or not item.name.zh.strip() or not item.equipment_class.strip():
        found.append(finding("supply.refused.blank", id=item.id))
    if item.room not in plant.rooms:
        found.append(finding("supply.refused.unknown", id=item.room[:40]))
    if before is not None and before.equipment_class != item.equipment_class:
        found.append(finding("equipment.refused.class", equipment=item.id, have=before.equipment_class))
    kept = before if before is not None else EquipmentItem(item.id, item.name, item.equipment_class, item.room)
    if any(getattr(kept, name) != getattr(item, name) for name in _BY_ACTS):
        found.append(finding("equipment.refused.by_acts", equipment=item.id))
    hold_days = -(-item.dirty_hold_s // 86_400)
    if not all(0 <= days <= LONGEST_INTERVAL for days in (item.calibration_days, item.maintenance_days, hold_days)):
        found.append(finding("equipment.refused.interval", equipment=item.id, n=str(LONGEST_INTERVAL)))
    masses = [mass for mass in (item.minimum, item.capacity, item.zero) if mass is not None]
    if any(mass.unit not in UNITS or dimension(mass.unit) != "mass" or mass.value <= 0 for mass in masses):
        found.append(finding("equipment.refused.mass", equipment=item.id))
    elif item.minimum and item.capacity and item.minimum.to(item.capacity.unit).value >= item.capacity.value:
        found.append(finding("plant_file.balance_range", id=item.id))
    taken = any(other.serial == item.serial for other in plant.equipment.values() if other.id != item.id)
    if item.serial and taken:
        found.append(finding("equipment.refused.serial", serial=item.serial[:40]))
    return found


def _changed(before: EquipmentItem, after: EquipmentItem) -> set[str]:
    names = (field.name for field in msgspec.structs.fields(EquipmentItem))
    return {name for name in names if getattr(before, name) != getattr(after, name)}
