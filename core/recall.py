"""Recall as data: the lots concerned, where they are and who got how much, with the balance of each lot.

Source: GMP (2010) articles 298 to 304: a recall can be begun at any time, and its report balances the quantities.
"""

import msgspec

from core.words import Words


class RecalledContainer(msgspec.Struct, frozen=True):
    """A container in stock that must be set apart."""

    id: str
    lot: str
    quantity: str
    unit: str
    location: str
    reserved_for: str | None


class RecalledLot(msgspec.Struct, frozen=True):
    """A lot concerned; quantities are decimal text in the base unit of the material.

    Attributes:
        number: Lot number.
        material: Material code.
        state: Quality state now.
        depth: Steps from the lots that the recall began with.
        batch: Batch that made it, or None.
        unit: Of the quantities.
        flows: What came in (above zero) and went out, by where: `supplier`, `batch`, `customer`, `sample`, `waste` ...
        in_stock: What is in its containers now.
        balanced: Whether the flows come to what is in stock.
        name: Of the material, for people.
        supplier: Name, "" for what was made here.
        supplier_lot: The supplier's number, by which a letter of the supplier names it.
        manufacturer: Name.
        manufacturer_lot: The manufacturer's number.
    """

    number: str
    material: str
    state: str
    depth: int
    batch: str | None
    unit: str
    flows: dict[str, str]
    in_stock: str
    balanced: bool
    name: Words = Words("", "")
    supplier: str = ""
    supplier_lot: str = ""
    manufacturer: str = ""
    manufacturer_lot: str = ""

    @property
    def outside(self) -> str:
        """Give the numbers by which others call the lot: the supplier's, and the manufacturer's where it is another."""
        return " / ".join(dict.fromkeys(filter(None, (self.supplier_lot, self.manufacturer_lot))))


class RecalledShipment(msgspec.Struct, frozen=True):
    """What a customer has got of a lot, over all shipments."""

    customer: str
    name: str
    address: str
    lot: str
    quantity: str
    unit: str
    last: str
    contact: str = ""


class Recall(msgspec.Struct, frozen=True):
    """The answer to a recall.

    Attributes:
        began: Lots that the recall began with.
        lots: Every lot concerned, the nearest first.
        containers: Those with something in them.
        shipments: By customer and lot.
    """

    began: tuple[str, ...]
    lots: tuple[RecalledLot, ...]
    containers: tuple[RecalledContainer, ...]
    shipments: tuple[RecalledShipment, ...]
