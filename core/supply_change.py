"""The judge of changes of master data: materials, firms, approvals, locations, customers, orders, coding rules.

A rule sees the plant as it would be with every change of the set, so that items that need each other come together.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from core.changes import Change
from core.codes.check_digits import check_digit_holds
from core.coding import pattern_refusals
from core.equipment_change import equipment_change_refusals
from core.finding import Finding, finding
from core.plant import Customer, EquipmentItem, Material, Plant, Specification
from core.quantity import UNITS, QuantityError, decimal
from core.record.canonical import strict_json
from core.supply import GRADES, Approval, CodingRule, Location, PurchaseOrder, Supplier, approval_id

Item = TypeVar("Item")

SUPPLY_ITEMS: Mapping[str, type[Any]] = {
    "materials": Material,
    "specifications": Specification,
    "suppliers": Supplier,
    "approvals": Approval,
    "locations": Location,
    "customers": Customer,
    "orders": PurchaseOrder,
    "coding": CodingRule,
    "equipment": EquipmentItem,
}
"""Kinds of master data, with their struct."""


MOST_DECIMALS = 6
"""Places to which a result may be rounded."""


def sort_of(kind: str) -> str:
    """Name the sort of change a kind belongs to, as the rights name it: orders are proposed and signed by one."""
    return "orders" if kind == "orders" else "master_data"


def supply_refusals(body: object, plant: Plant, changes: Sequence[Change]) -> list[Finding]:
    """Judge one item as it shall be; empty when it may be."""
    after = _after(plant, changes)
    match body:
        case Material():
            return _material(body, plant, after)
        case Specification():
            return _specification(body, plant, after)
        case Supplier():
            return _supplier(body, plant)
        case Approval():
            return _approval(body, after)
        case Location():
            return _location(body, plant)
        case Customer():
            return [] if body.name.strip() and body.address.strip() else [finding("supply.refused.blank", id=body.id)]
        case PurchaseOrder():
            return _order(body, plant, after)
        case EquipmentItem():
            return equipment_change_refusals(body, plant)
        case CodingRule():
            return list(pattern_refusals(body))
        case _:
            return []


def _after(plant: Plant, changes: Sequence[Change]) -> Plant:
    """Give the plant with every change of master data in the set."""
    kinds: dict[str, dict[str, Any]] = {}
    for item in changes:
        if item.kind in SUPPLY_ITEMS:
            kept = kinds.setdefault(item.kind, dict(getattr(plant, item.kind)))
            kept[item.id] = msgspec.convert(strict_json(item.body.encode()), SUPPLY_ITEMS[item.kind])
    return msgspec.structs.replace(plant, **kinds)


def _material(material: Material, plant: Plant, after: Plant) -> list[Finding]:
    """Kind and unit never change; a GTIN stands for one material; the specification in force is of this material."""
    found: list[Finding] = []
    before = plant.materials.get(material.code)
    if not material.name.en.strip() or not material.name.zh.strip():
        found.append(finding("supply.refused.blank", id=material.code))
    if material.unit not in UNITS:
        found.append(finding("supply.refused.unit", id=material.code, unit=material.unit[:20]))
    if before is not None and (before.unit, before.kind) != (material.unit, material.kind):
        found.append(finding("supply.refused.material_fixed", id=material.code))
    if material.grade and material.grade not in GRADES:
        found.append(finding("supply.refused.grade", id=material.code, grade=material.grade[:20]))
    gtin = material.gtin
    if gtin and not (len(gtin) == 14 and gtin.isascii() and gtin.isdigit() and check_digit_holds(gtin)):
        found.append(finding("supply.refused.gtin", gtin=gtin[:20]))
    if gtin and any(other.gtin == gtin for other in after.materials.values() if other.code != material.code):
        found.append(finding("supply.refused.gtin_taken", gtin=gtin[:20]))
    specification = after.specifications.get(material.specification)
    if material.specification and (specification is None or specification.material != material.code):
        found.append(finding("supply.refused.specification", id=material.specification[:40]))
    return found


def _specification(specification: Specification, plant: Plant, after: Plant) -> list[Finding]:
    before = plant.specifications.get(specification.code)
    found: list[Finding] = []
    if specification.version != (before.version + 1 if before else 1):
        found.append(finding("supply.refused.version", id=specification.code))
    if specification.material not in after.materials or not specification.tests:
        found.append(finding("supply.refused.unknown", id=specification.material[:40]))
    if len({test.code for test in specification.tests}) != len(specification.tests):
        found.append(finding("supply.refused.twice", id=specification.code))
    for test in specification.tests:
        blank = not all(text.strip() for text in (test.code, test.name.en, test.name.zh, test.method))
        if blank or not 0 <= test.decimals <= MOST_DECIMALS:
            found.append(finding("supply.refused.blank", id=test.code[:40] or specification.code))
        try:
            low, high = (None if limit is None else decimal(limit) for limit in (test.low, test.high))
        except QuantityError:
            found.append(finding("supply.refused.limits", id=test.code))
            continue
        if (low is not None and high is not None and low > high) or test.unit not in UNITS:
            found.append(finding("supply.refused.limits", id=test.code))
    return found


def _supplier(supplier: Supplier, plant: Plant) -> list[Finding]:
    """The name of a firm stands on lots; a firm with another name is another firm."""
    before = plant.suppliers.get(supplier.id)
    if not supplier.name.strip():
        return [finding("supply.refused.blank", id=supplier.id)]
    if before is not None and before.name != supplier.name:
        return [finding("supply.refused.firm_fixed", id=supplier.id)]
    return []


def _approval(approval: Approval, after: Plant) -> list[Finding]:
    named = approval_id(approval.material, approval.supplier, approval.manufacturer)
    if approval.id != named:
        return [finding("change.refused.id", id=approval.id[:40], got=named[:40])]
    known = ((approval.material, after.materials), (approval.supplier, after.suppliers))
    found = [finding("supply.refused.unknown", id=name[:40]) for name, items in known if name not in items]
    if approval.manufacturer not in after.suppliers:
        found.append(finding("supply.refused.unknown", id=approval.manufacturer[:40]))
    if approval.valid_to < approval.valid_from:
        found.append(finding("change.refused.dates", id=approval.id[:40]))
    return found


def _location(location: Location, plant: Plant) -> list[Finding]:
    if location.room not in plant.rooms:
        return [finding("supply.refused.unknown", id=location.room[:40])]
    if location.capacity < 0 or not location.name.en.strip() or not location.name.zh.strip():
        return [finding("supply.refused.blank", id=location.id)]
    return []


def _order(order: PurchaseOrder, plant: Plant, after: Plant) -> list[Finding]:
    """Quantities in the base unit, each material once; a closed order stays as it is."""
    before = plant.orders.get(order.id)
    if before is not None and before.closed:
        return [finding("supply.refused.order_closed", id=order.id)]
    found: list[Finding] = []
    if order.supplier not in after.suppliers:
        found.append(finding("supply.refused.unknown", id=order.supplier[:40]))
    if not order.lines or len({line.material for line in order.lines}) != len(order.lines):
        found.append(finding("supply.refused.twice", id=order.id))
    for line in order.lines:
        material = after.materials.get(line.material)
        if material is None:
            found.append(finding("supply.refused.unknown", id=line.material[:40]))
        elif line.quantity.unit != material.unit or not line.quantity.value > 0:
            found.append(finding("supply.refused.quantity", id=line.material))
    return found
