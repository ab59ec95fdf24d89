"""Checks of a master record against the plant: what it names must be there and be fit for it."""

from collections.abc import Iterator
from decimal import Decimal

from core.finding import Finding, finding
from core.lot_sample import CONTENTS
from core.master.environment import EnvironmentCheck
from core.master.kinds import (
    Basis,
    ChargeIn,
    EquipmentReading,
    IdentityScan,
    LineClearance,
    Potency,
    Reconciliation,
    Sample,
    WeighDispense,
    Yield,
)
from core.master.model import MasterBatchRecord, SignPolicy, Step
from core.master.setting import EquipmentSetting
from core.plant import EquipmentItem, MaterialKind, Plant
from core.quantity import Quantity, dimension
from core.text_fault import nearest, unknown

Found = Iterator[tuple[str, Finding]]

_MADE = frozenset({MaterialKind.INTERMEDIATE, MaterialKind.BULK, MaterialKind.FINISHED})
_PACKAGING = frozenset({MaterialKind.PACKAGING, MaterialKind.PRINTED_PACKAGING, MaterialKind.DEVICE_COMPONENT})
_WITNESSED = frozenset(SignPolicy) - {SignPolicy.NONE, SignPolicy.PERFORMED}
"""Policies with a second person, who sees what is destroyed."""


def check_rooms(record: MasterBatchRecord, plant: Plant | None) -> Found:
    """Check that rooms are known, and that an operation's steps stay in its room."""
    for index, operation in enumerate(record.operations()):
        if plant is not None and operation.room not in plant.rooms:
            meant = nearest(operation.room, plant.rooms)
            yield f"operations/{index}/room", unknown("master.room_unknown", meant, room=operation.room)
            continue
        for step in operation.steps:
            for path, room in _rooms(step):
                if room != operation.room:
                    yield path, finding("master.room_differs", room=room, operation=operation.id, own=operation.room)


def check_plant(record: MasterBatchRecord, plant: Plant) -> Found:
    """Check materials and specifications, and what operations and steps name."""
    yield from _header(record, plant)
    for index, line in enumerate(record.bill):
        yield from _material(f"bill/{index}", line.material, plant)
        yield from _unit(f"bill/{index}/quantity", line.material, line.quantity, plant)
    yield from check_procedures(record, plant)


def check_procedures(record: MasterBatchRecord, plant: Plant) -> Found:
    """Check the operating procedures and equipment classes that operations and steps name."""
    for index, operation in enumerate(record.operations()):
        yield from _procedure(f"operations/{index}", operation.procedure, plant)
    for step in record.steps():
        yield from _procedure(f"steps/{step.number}", step.procedure, plant)
        yield from _step(step, plant)


def _header(record: MasterBatchRecord, plant: Plant) -> Found:
    product = plant.materials.get(record.product)
    if product is None or product.kind != MaterialKind.FINISHED:
        finished = [code for code, material in plant.materials.items() if material.kind == MaterialKind.FINISHED]
        yield "product", unknown("master.product_unknown", nearest(record.product, finished), product=record.product)
    yield from _specification("specification", record.specification, plant)
    specification = plant.specifications.get(record.specification)
    if specification is not None and product is not None and specification.material != record.product:
        params = {"specification": record.specification, "material": specification.material}
        yield "specification", finding("master.specification_of_other", **params)


def _step(step: Step, plant: Plant) -> Found:
    path = f"steps/{step.number}"
    for at, wanted in _classes(step):
        classes = {item.equipment_class for item in plant.equipment.values()}
        if wanted not in classes:
            yield f"{path}/{at}", unknown("master.class_unknown", nearest(wanted, classes), equipment_class=wanted)
    match step.detail:
        case WeighDispense() as weigh:
            yield from _balance(path, weigh, plant)
        case Sample(specification=specification):
            yield from _specification(f"{path}/specification", specification, plant)
        case Yield(material=material, theoretical=theoretical):
            yield from _material(path, material, plant)
            yield from _unit(f"{path}/theoretical", material, theoretical, plant)
            yield from _kind(path, "master.yield_kind", material, plant, _MADE)
        case Reconciliation(material=material):
            yield from _kind(path, "master.reconciliation_kind", material, plant, _PACKAGING)
            known = plant.materials.get(material)
            if known is not None and known.kind == MaterialKind.PRINTED_PACKAGING and step.sign not in _WITNESSED:
                yield f"{path}/sign", finding("master.reconciliation_witness", material=material)
            if known is not None and known.kind in _PACKAGING and dimension(known.unit) != "count":
                yield f"{path}/material", finding("master.reconciliation_unit", material=material, unit=known.unit)
        case _:
            pass


def _rooms(step: Step) -> Iterator[tuple[str, str]]:
    path = f"steps/{step.number}"
    if isinstance(step.detail, LineClearance):
        yield f"{path}/room", step.detail.room
    if isinstance(step.detail, IdentityScan):
        for index, target in enumerate(step.detail.targets):
            if target.room is not None:
                yield f"{path}/targets/{index}/room", target.room


def _classes(step: Step) -> Iterator[tuple[str, str]]:
    match step.detail:
        case (
            WeighDispense(equipment_class=wanted)
            | ChargeIn(equipment_class=wanted)
            | EquipmentReading(equipment_class=wanted)
            | EnvironmentCheck(equipment_class=wanted)
            | EquipmentSetting(equipment_class=wanted)
        ):
            yield "equipment_class", wanted
        case IdentityScan(targets=targets):
            for index, target in enumerate(targets):
                if target.equipment_class is not None:
                    yield f"targets/{index}/equipment_class", target.equipment_class
        case _:
            pass


def _balance(path: str, weigh: WeighDispense, plant: Plant) -> Found:
    """Whatever a lot holds within its specification, some balance of the class can weigh what is then to be weighed."""
    of_class = [item for item in plant.equipment.values() if item.equipment_class == weigh.equipment_class]
    low, high = weigh.limits.low, weigh.limits.high
    if not of_class or low is None or high is None or dimension(weigh.unit) != "mass":
        return
    for share in (Decimal(1), *_shares(weigh, plant)):
        lowest, highest = Quantity(low / share, weigh.unit), Quantity(high / share, weigh.unit)
        if any(_weighs(item, lowest, highest) for item in of_class):
            continue
        params = {"equipment_class": weigh.equipment_class, "low": _short(lowest), "high": _short(highest)}
        if share == 1:
            yield f"{path}/limits", finding("master.no_balance", **params)
        else:
            yield f"{path}/potency", finding("master.no_balance_potency", share=f"{share * 100:.2f}", **params)
        return


def _shares(weigh: WeighDispense, plant: Plant) -> tuple[Decimal, ...]:
    """Give the least and the most that a lot within its specification counts for; nothing without limits."""
    material = plant.materials.get(weigh.material)
    specification = plant.specifications.get(material.specification) if material is not None else None
    if weigh.potency is None or specification is None:
        return ()
    limits = {CONTENTS.get(test.code.casefold(), ""): (test.low, test.high) for test in specification.tests}
    low, high = limits.get("assay", (None, None))
    driest, wettest = limits.get("water", (None, None)) if weigh.potency.basis == Basis.DRIED else (None, None)
    bounds = ((low, wettest), (high, driest))
    found = (_share(weigh.potency, assay, water or "0") for assay, water in bounds if assay is not None)
    return tuple(share for share in found if share > 0)


def _share(potency: Potency, assay: str, water: str) -> Decimal:
    dried = (100 - Decimal(water)) / 100 if potency.basis == Basis.DRIED else Decimal(1)
    return Decimal(assay) / potency.assay * dried


def _short(amount: Quantity) -> str:
    return str(amount.rounded(3)) if amount.value != amount.rounded(3).value else str(amount)


def _weighs(item: EquipmentItem, low: Quantity, high: Quantity) -> bool:
    above = item.minimum is None or item.minimum.to(low.unit).value <= low.value
    return above and (item.capacity is None or item.capacity.to(high.unit).value >= high.value)


def _material(path: str, code: str, plant: Plant) -> Found:
    if code not in plant.materials:
        meant = nearest(code, plant.materials)
        yield f"{path}/material", unknown("master.material_unknown", meant, material=code)


def _unit(path: str, code: str, quantity: Quantity, plant: Plant) -> Found:
    material = plant.materials.get(code)
    if material is not None and dimension(material.unit) != dimension(quantity.unit):
        params = {"material": code, "have": quantity.unit, "want": material.unit}
        yield path, finding("master.material_unit", **params)


def _kind(path: str, key: str, code: str, plant: Plant, kinds: frozenset[MaterialKind]) -> Found:
    material = plant.materials.get(code)
    if material is not None and material.kind not in kinds:
        yield f"{path}/material", finding(key, material=code, kind=material.kind.value)


def _procedure(path: str, code: str, plant: Plant) -> Found:
    if code and code not in plant.procedures:
        yield f"{path}/procedure", unknown("master.procedure_unknown", nearest(code, plant.procedures), procedure=code)


def _specification(path: str, code: str, plant: Plant) -> Found:
    if code not in plant.specifications:
        meant = nearest(code, plant.specifications)
        yield path, unknown("master.specification_unknown", meant, specification=code)
