"""Master data as rows of plain text: what a screen edits and what a table of values brings, column by column."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from core.equipment_change import with_acts
from core.errors import CountersignError
from core.plant import Customer, EquipmentItem, Material, MaterialKind, Plant
from core.quantity import Quantity, QuantityError, quantity
from core.supply import (
    Approval,
    ApprovalState,
    CodingRule,
    Location,
    OrderLine,
    PurchaseOrder,
    Sampling,
    Supplier,
    approval_id,
)
from core.words import Words

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "materials": (
        "code",
        "name_en",
        "name_zh",
        "kind",
        "unit",
        "gtin",
        "specification",
        "sampling",
        "storage",
        "grade",
    ),
    "suppliers": ("id", "name", "address"),
    "approvals": ("material", "supplier", "manufacturer", "state", "valid_from", "valid_to"),
    "locations": ("id", "name_en", "name_zh", "room", "storage", "capacity", "grade"),
    "customers": ("id", "name", "address", "contact"),
    "orders": ("id", "supplier", "lines", "closed"),
    "coding": ("id", "pattern"),
    "equipment": (
        "id",
        "name_en",
        "name_zh",
        "equipment_class",
        "room",
        "serial",
        "calibration_days",
        "maintenance_days",
        "minimum",
        "capacity",
        "zero",
        "dirty_hold_min",
    ),
}
"""Kinds that are edited as rows, and their columns; `lines` of an order read `RM-LAC 100.000 kg; RM-PVP 5.000 kg`."""
_MASSES = ("minimum", "capacity", "zero")
_YES = {"yes": True, "no": False, "": False}


class RowUnfit(CountersignError):
    """A cell of a row cannot be read; the column is named."""

    code = "SUP-002"


def item_of(kind: str, row: Mapping[str, str]) -> msgspec.Struct:
    """Read a row.

    Raises:
        RowUnfit: A cell has another form than its column.
    """
    column = ""
    cells = {name: row.get(name, "").strip() for name in COLUMNS[kind]}
    for column, text in cells.items():
        if not text.isprintable() or len(text) > 400:
            raise RowUnfit("supply.row.cell", column=column, text=text[:40])
    for column, known in (("kind", MaterialKind), ("sampling", Sampling), ("state", ApprovalState)):
        if column in cells and cells[column] not in {"", *(one.value for one in known)}:
            raise RowUnfit("supply.row.cell", column=column, text=cells[column][:40])
    first = COLUMNS[kind][0]
    if not cells[first]:
        raise RowUnfit("supply.row.cell", column=first, text="")
    return _READ[kind](cells)


def read_row(plant: Plant, kind: str, row: Mapping[str, str]) -> msgspec.Struct:
    """Read a row as `item_of` does; equipment keeps what acts have made of it, which stands in no column.

    Raises:
        RowUnfit: A cell has another form than its column.
    """
    item = item_of(kind, row)
    return with_acts(item, plant.equipment.get(item.id)) if isinstance(item, EquipmentItem) else item


def row_of(kind: str, item: Any) -> dict[str, str]:
    """Write an item as a row; `item_of` reads the same item back."""
    plain = msgspec.to_builtins(item)
    row = {name: _cell(plain.get(name)) for name in COLUMNS[kind]}
    if "name_en" in row:
        row |= {"name_en": item.name.en, "name_zh": item.name.zh}
    if kind == "equipment":
        row |= {name: str(getattr(item, name) or "") for name in _MASSES}
        row["dirty_hold_min"] = _cell(item.dirty_hold_s // 60)
    if kind == "orders":
        row["lines"] = "; ".join(f"{line.material} {line.quantity}" for line in item.lines)
    return row


def identity_of(item: Any) -> str:
    """Give the id by which an item is kept."""
    return str(item.code) if isinstance(item, Material) else str(item.id)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _material(cells: Mapping[str, str]) -> Material:
    return Material(
        *(cells["code"], Words(cells["name_en"], cells["name_zh"]), MaterialKind(cells["kind"] or "raw")),
        *(cells["unit"], cells["gtin"], cells["specification"], Sampling(cells["sampling"] or "root")),
        cells["storage"],
        cells["grade"],
    )


def _approval(cells: Mapping[str, str]) -> Approval:
    source = cells["material"], cells["supplier"], cells["manufacturer"]
    since, until = _day(cells, "valid_from"), _day(cells, "valid_to")
    return Approval(approval_id(*source), *source, ApprovalState(cells["state"] or "approved"), since, until)


def _location(cells: Mapping[str, str]) -> Location:
    name = Words(cells["name_en"], cells["name_zh"])
    return Location(cells["id"], name, cells["room"], cells["storage"], _count(cells, "capacity"), cells["grade"])


def _equipment(cells: Mapping[str, str]) -> EquipmentItem:
    minimum, capacity, zero = (_mass(cells, name) for name in _MASSES)
    return EquipmentItem(
        *(cells["id"], Words(cells["name_en"], cells["name_zh"]), cells["equipment_class"], cells["room"]),
        serial=cells["serial"],
        minimum=minimum,
        capacity=capacity,
        zero=zero,
        calibration_days=_count(cells, "calibration_days"),
        maintenance_days=_count(cells, "maintenance_days"),
        dirty_hold_s=60 * _count(cells, "dirty_hold_min"),
    )


def _mass(cells: Mapping[str, str], column: str) -> Quantity | None:
    value, _, unit = cells[column].partition(" ")
    try:
        return quantity(value, unit.strip()) if value else None
    except QuantityError as error:
        raise RowUnfit("supply.row.cell", column=column, text=cells[column][:40]) from error


def _count(cells: Mapping[str, str], column: str) -> int:
    text = cells[column] or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise RowUnfit("supply.row.cell", column=column, text=text[:40])
    return int(text)


def _order(cells: Mapping[str, str]) -> PurchaseOrder:
    lines: list[OrderLine] = []
    for part in filter(None, (piece.strip() for piece in cells["lines"].split(";"))):
        material, _, amount = part.partition(" ")
        value, _, unit = amount.strip().partition(" ")
        try:
            lines.append(OrderLine(material, quantity(value, unit.strip())))
        except (QuantityError, IndexError) as error:
            raise RowUnfit("supply.row.cell", column="lines", text=part[:40]) from error
    if cells["closed"] not in _YES:
        raise RowUnfit("supply.row.cell", column="closed", text=cells["closed"][:40])
    return PurchaseOrder(cells["id"], cells["supplier"], tuple(lines), _YES[cells["closed"]])


def _day(cells: Mapping[str, str], column: str) -> date:
    try:
        return date.fromisoformat(cells[column])
    except ValueError as error:
        raise RowUnfit("supply.row.cell", column=column, text=cells[column][:40]) from error


_READ = {
    "materials": _material,
    "suppliers": lambda cells: Supplier(cells["id"], cells["name"], cells["address"]),
    "approvals": _approval,
    "locations": _location,
    "customers": lambda cells: Customer(cells["id"], cells["name"], cells["address"], cells["contact"]),
    "orders": _order,
    "equipment": _equipment,
    "coding": lambda cells: CodingRule(cells["id"], cells["pattern"]),
}
