"""A receipt: what a delivery holds of one lot of a material, judged, shown and signed.

Several lots in one delivery are received each by itself.
Source: GMP (2010) articles 106 (1) to (8), 107, 110, 111.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import isqrt

import msgspec

from core.acts import Manifest, ManifestLine
from core.finding import Finding, finding
from core.language import LANGUAGE_TAGS, Language, text
from core.plant import LotState, Material, Plant
from core.quantity import Quantity, QuantityError, quantity
from core.record.canonical import canonical
from core.record.digest import sha256_hex
from core.store_judge import storage_refusal
from core.supply import Sampling, approval_id

RECEIPT = "receipt"
"""What stands as `step` in the manifest."""
DIGEST = "sha256"
LONGEST_TEXT = 200
"""Characters of a typed text."""
MOST_CONTAINERS = 200
"""Most containers of one receipt; a larger one is received in parts."""


class ReceivedContainer(msgspec.Struct, frozen=True):
    """One container of a receipt.

    Attributes:
        net: How much is in it, decimal text in the receipt's unit.
        damage: What is wrong with it, "" when nothing is.
        serial: Its own number in the supplier's code, "" where it has none.
    """

    net: str
    damage: str = ""
    serial: str = ""


class Receipt(msgspec.Struct, frozen=True):
    """One lot of a material as it arrived.

    Attributes:
        material: Own code (2).
        delivery_name: Name on the delivery note and on the containers (1).
        order: Number of the purchase order, or "".
        supplier: Id of the firm that delivers (4).
        manufacturer: Id of the firm that made it (4).
        supplier_lot: Its lot number (5).
        manufacturer_lot: Its lot number (5).
        expiry: Last day of use, or None.
        retest: Day from which it must be tested again, or None.
        unit: Base unit of the material.
        containers: What arrived (6); the day (3) and the own lot number (7) are given by the core.
        location: Where it is put first.
        remarks: Packaging and whatever else is to be said (8).
    """

    material: str
    delivery_name: str
    supplier: str
    manufacturer: str
    supplier_lot: str
    manufacturer_lot: str
    unit: str
    containers: tuple[ReceivedContainer, ...]
    location: str
    order: str = ""
    expiry: date | None = None
    retest: date | None = None
    remarks: str = ""

    @property
    def total(self) -> Quantity:
        """Give the total quantity; raises `QuantityError` where a net is no number."""
        nets = (quantity(item.net, self.unit).value for item in self.containers)
        return Quantity(sum(nets, Decimal(0)), self.unit)


def receipt_refusals(receipt: Receipt, plant: Plant, today: date) -> tuple[Finding, ...]:
    """Judge whether a receipt may be taken in at all; empty when it may.

    What only the core knows, quantities received before and serial numbers, it judges itself.
    """
    material = plant.materials.get(receipt.material)
    if material is None:
        return (finding("receipt.refused.material", code=receipt.material[:40]),)
    return (
        *_blank(receipt),
        *_texts(receipt),
        *_source(receipt, plant, today),
        *_order(receipt, plant),
        *_dates(receipt, today),
        *_containers(receipt, material),
        *place_refusals(receipt.location, plant, material),
    )


def receipt_holds(receipt: Receipt, plant: Plant) -> tuple[Finding, ...]:
    """Give why a receipt that is taken in goes on hold at once: damage, or a lot number that is held or rejected."""
    found: list[Finding] = []
    damaged = [str(number) for number, item in enumerate(receipt.containers, 1) if item.damage]
    if damaged:
        found.append(finding("receipt.held.damaged", list=", ".join(damaged)[:80]))
    supplier, manufacturer = firm_name(plant, receipt.supplier), firm_name(plant, receipt.manufacturer)
    for lot in plant.lots.values():
        same = lot.material == receipt.material and (
            (lot.supplier, lot.supplier_lot) == (supplier, receipt.supplier_lot)
            or (lot.manufacturer, lot.manufacturer_lot) == (manufacturer, receipt.manufacturer_lot)
        )
        if same and lot.state in (LotState.ON_HOLD, LotState.REJECTED):
            found.append(finding("receipt.held.lot", lot=lot.number))
            break
    return tuple(found)


def over_order(receipt: Receipt, plant: Plant, before: Decimal) -> Quantity | None:
    """Give by how much more has arrived than was ordered; less than nothing is still to come, None without an order.

    Args:
        receipt: This one.
        plant: The plant.
        before: Received before against the same line, in the base unit.
    """
    order = plant.orders.get(receipt.order)
    ordered = order.ordered(receipt.material) if order is not None else None
    if ordered is None:
        return None
    return Quantity(before + receipt.total.value - ordered.to(receipt.unit).value, receipt.unit)


def sampled(material: Material, containers: int) -> tuple[int, ...]:
    """Give which containers are sampled, counted from 0, spread evenly over the receipt.

    The square root of the number and one more, the root rounded up; never more than there are.
    """
    if containers < 1 or material.sampling == Sampling.NONE or not material.specification:
        return ()
    root = isqrt(containers - 1) + 1
    count = containers if material.sampling == Sampling.ALL else min(containers, root + 1)
    return tuple(place * containers // count for place in range(count))


def receipt_manifest(receipt: Receipt, plant: Plant, language: Language) -> Manifest:
    """Draw what is signed at the dock: the eight fields, each damaged container, and the hash of the whole."""
    material = plant.materials[receipt.material]
    total = f"{len(receipt.containers)} / {receipt.total}"
    sample = sampled(material, len(receipt.containers))
    lines = [
        ("delivery_name", receipt.delivery_name),
        ("material", f"{material.code} {material.name.in_language(language)}"),
        ("order", receipt.order or "-"),
        ("supplier", f"{firm_name(plant, receipt.supplier)}  {receipt.supplier_lot}"),
        ("manufacturer", f"{firm_name(plant, receipt.manufacturer)}  {receipt.manufacturer_lot}"),
        ("expiry", receipt.expiry.isoformat() if receipt.expiry else "-"),
        ("retest", receipt.retest.isoformat() if receipt.retest else "-"),
        ("total", total),
        *((f"nets {n}", net) for n, net in _unlike(receipt.containers)),
        *((f"damage {n}", item.damage) for n, item in enumerate(receipt.containers, 1) if item.damage),
        ("location", receipt.location),
        ("remarks", receipt.remarks or "-"),
        ("sampled", f"{len(sample)} / {len(receipt.containers)}"),
    ]
    shown = [ManifestLine(_label(name, language), value) for name, value in lines]
    shown.append(ManifestLine(DIGEST, sha256_hex(canonical(receipt))))
    title = text("receipt.title", language)
    return Manifest("", RECEIPT, title, LANGUAGE_TAGS[language], tuple(shown), ())


def _unlike(containers: Sequence[ReceivedContainer]) -> list[tuple[int, str]]:
    """Give what is in each container, by its number from 1, where they do not all hold the same."""
    nets = [item.net for item in containers]
    return list(enumerate(nets, 1)) if len(set(nets)) > 1 else []


def firm_name(plant: Plant, identity: str) -> str:
    """Give the name of a firm; one that is unknown stands as it is."""
    return plant.suppliers[identity].name if identity in plant.suppliers else identity


def _label(name: str, language: Language) -> str:
    word, _, number = name.partition(" ")
    return f"{text(f'receipt.{word}', language)} {number}".strip()


def _blank(receipt: Receipt) -> list[Finding]:
    needed = {
        "delivery_name": receipt.delivery_name,
        "supplier_lot": receipt.supplier_lot,
        "manufacturer_lot": receipt.manufacturer_lot,
    }
    return [finding(f"receipt.refused.no_{name}") for name, value in needed.items() if not value.strip()]


def _texts(receipt: Receipt) -> list[Finding]:
    """What is typed stands on labels and in tables: one line of printable characters."""
    typed = (
        *(receipt.delivery_name, receipt.supplier_lot, receipt.manufacturer_lot, receipt.remarks, receipt.location),
        *(text for item in receipt.containers for text in (item.damage, item.serial)),
    )
    unfit = next((text for text in typed if len(text) > LONGEST_TEXT or not text.isprintable()), None)
    return [] if unfit is None else [finding("receipt.refused.text", most=str(LONGEST_TEXT))]


def _source(receipt: Receipt, plant: Plant, today: date) -> list[Finding]:
    """The supplier and the manufacturer are approved for this very material, today."""
    unknown = [firm for firm in (receipt.supplier, receipt.manufacturer) if firm not in plant.suppliers]
    if unknown:
        return [finding("receipt.refused.firm", id=unknown[0][:40])]
    approval = plant.approvals.get(approval_id(receipt.material, receipt.supplier, receipt.manufacturer))
    if approval is not None and approval.holds_on(today):
        return []
    params = {"material": receipt.material, "firm": firm_name(plant, receipt.supplier)}
    delivers = any(
        one.holds_on(today) and (one.material, one.supplier) == (receipt.material, receipt.supplier)
        for one in plant.approvals.values()
    )
    if delivers:
        params["firm"] = firm_name(plant, receipt.manufacturer)
        return [finding("receipt.refused.manufacturer", **params)]
    return [finding("receipt.refused.supplier", **params)]


def _order(receipt: Receipt, plant: Plant) -> list[Finding]:
    if not receipt.order:
        return []
    order = plant.orders.get(receipt.order)
    if order is None or order.closed:
        return [finding("receipt.refused.order", id=receipt.order[:40])]
    if order.supplier != receipt.supplier:
        return [finding("receipt.refused.order_supplier", id=order.id, firm=firm_name(plant, order.supplier))]
    if order.ordered(receipt.material) is None:
        return [finding("receipt.refused.order_material", id=order.id, material=receipt.material)]
    return []


def _dates(receipt: Receipt, today: date) -> list[Finding]:
    days = (("expired", receipt.expiry), ("retest", receipt.retest))
    return [finding(f"receipt.refused.{name}", date=day.isoformat()) for name, day in days if day and day < today]


def _containers(receipt: Receipt, material: Material) -> list[Finding]:
    if not 1 <= len(receipt.containers) <= MOST_CONTAINERS:
        return [finding("receipt.refused.count", most=str(MOST_CONTAINERS))]
    if receipt.unit != material.unit:
        return [finding("receipt.refused.unit", unit=material.unit)]
    try:
        nets = [quantity(item.net, receipt.unit).value for item in receipt.containers]
    except QuantityError:
        return [finding("receipt.refused.net")]
    if any(net <= 0 or (receipt.unit == "pcs" and net != net.to_integral_value()) for net in nets):
        return [finding("receipt.refused.net")]
    return _twice([item.serial for item in receipt.containers if item.serial])


def _twice(serials: Sequence[str]) -> list[Finding]:
    twice = next((serial for place, serial in enumerate(serials) if serial in serials[:place]), None)
    return [] if twice is None else [finding("receipt.refused.serial", serial=twice[:60])]


def place_refusals(location: str, plant: Plant, material: Material) -> list[Finding]:
    """Where the plant names its locations, the place must be one of them, and fit for the material."""
    known = location in plant.locations if plant.locations else bool(location.strip())
    if not known:
        return [finding("receipt.refused.location", id=location[:40])]
    unfit = storage_refusal(plant, material, location) if plant.locations else None
    return [] if unfit is None else [unfit]
