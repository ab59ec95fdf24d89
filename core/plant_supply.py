"""Supply in a plant file: firms, approved sources, locations and purchase orders; each section may be missing."""

from collections.abc import Callable, Mapping
from datetime import date

from core.fields import Fields
from core.finding import finding
from core.plant import Material, Room
from core.supply import (
    Approval,
    ApprovalState,
    Location,
    OrderLine,
    PurchaseOrder,
    Supplier,
    approval_id,
)
from core.text_fault import nearest, unknown

Day = Callable[[Fields, str], date | None]
"""Reads a day, which may be counted from the day of founding."""


class SupplyReader:
    """Reads the sections of supply; `rooms` and `materials` were read before."""

    def __init__(self, rooms: Mapping[str, Room], materials: Mapping[str, Material], day: Day) -> None:
        """Take what the sections refer to."""
        self._rooms, self._materials, self._day = rooms, materials, day
        self.suppliers: dict[str, Supplier] = {}
        self.approvals: dict[str, Approval] = {}
        self.locations: dict[str, Location] = {}
        self.orders: dict[str, PurchaseOrder] = {}

    def read(self, root: Fields) -> None:
        """Read every section that is there."""
        if root.has("suppliers"):
            for fields in root.tables("suppliers"):
                identity = fields.code("id")
                self.suppliers[identity] = Supplier(identity, fields.text("name"), fields.text("address", ""))
                fields.finish()
        if root.has("approvals"):
            for fields in root.tables("approvals"):
                approval = self._approval(fields)
                self.approvals[approval.id] = approval
                fields.finish()
        if root.has("locations"):
            for fields in root.tables("locations"):
                self._locations(fields)
                fields.finish()
        if root.has("orders"):
            for fields in root.tables("orders"):
                order = self._order(fields)
                self.orders[order.id] = order
                fields.finish()

    def _approval(self, fields: Fields) -> Approval:
        material = self._known(fields, "material", self._materials)
        supplier = self._known(fields, "supplier", self.suppliers)
        manufacturer = self._known(fields, "manufacturer", self.suppliers)
        since, until = self._day(fields, "valid_from"), self._day(fields, "valid_to")
        named = approval_id(material, supplier, manufacturer)
        first, last = since or date.min, until or date.max
        return Approval(named, material, supplier, manufacturer, ApprovalState.APPROVED, first, last)

    def _locations(self, fields: Fields) -> None:
        """Read a block of locations: `id: W`, `aisles: 40` and `bays: 4` name `W-01-01` to `W-40-04`."""
        room, name = self._known(fields, "room", self._rooms), fields.words("name")
        storage = fields.text("storage", "")
        identity = fields.code("id")
        aisles, bays = fields.whole("aisles", 1, 99), fields.whole("bays", 1, 99)
        for aisle in range(1, aisles + 1):
            for bay in range(1, bays + 1):
                named = f"{identity}-{aisle:02}-{bay:02}"
                self.locations[named] = Location(named, name, room, storage)

    def _order(self, fields: Fields) -> PurchaseOrder:
        identity, supplier = fields.code("id"), self._known(fields, "supplier", self.suppliers)
        lines: list[OrderLine] = []
        for inner in fields.tables("lines"):
            material = self._known(inner, "material", self._materials)
            quantity = inner.quantity("quantity")
            known = self._materials.get(material)
            if known is not None and quantity.unit != known.unit and not inner.unread("quantity"):
                inner.wrong(finding("plant_file.net_unit", have=quantity.unit, want=known.unit), "quantity")
            lines.append(OrderLine(material, quantity))
            inner.finish()
        return PurchaseOrder(identity, supplier, tuple(lines))

    def _known(self, fields: Fields, key: str, known: Mapping[str, object]) -> str:
        name = fields.code(key)
        if name and name not in known:
            fields.wrong(unknown("plant_file.unknown", nearest(name, known), key=key, id=name), key)
        return name
