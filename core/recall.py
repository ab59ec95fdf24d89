"""Recall as data: the lots concerned, where they are and who got how much, with the balance of each lot.

Source: GMP (2010) articles 298 to 304: a recall can be begun at any time, and its report balances the quantities.
"""

import msgspec


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
