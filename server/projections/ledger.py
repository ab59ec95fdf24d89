"""Postings to the stock ledger, in the base unit of the material."""

from decimal import Decimal

from core.finding import Finding, finding
from core.quantity import Quantity
from server.db.statements import func, insert, select
from server.db.store import Unit
from server.db.tables.plant import container, lot
from server.projections.happening import Happening

ADJUSTMENT, WASTE = "adjustment", "waste"
"""Virtual places of the ledger: what counts have corrected, and what was destroyed."""


def container_place(identity: str) -> str:
    """Name the ledger's place of a container, whose balance is kept."""
    return f"container:{identity}"


def post(
    unit: Unit, happening: Happening, number: int, origin: str, target: str, quantity: Quantity
) -> tuple[Finding, ...]:
    """Post a move that a record states; what is missing in the origin is booked as a discrepancy and said.

    Args:
        unit: The transaction.
        happening: The record.
        number: Counts the moves of one record, for the idempotency key.
        origin: Place it comes from.
        target: Place it goes to.
        quantity: In the base unit of the material.
    """
    if quantity.value <= 0:
        return ()
    request = f"{happening.act.id}:{number}"
    called = func.post_move(request, happening.seq, origin, target, quantity.value, False)
    missing = Decimal(unit.value(select(called)))
    touched = [place.removeprefix("container:") for place in (origin, target) if place.startswith("container:")]
    unit.do(container.update().where(container.c.id.in_(touched)).values(changed=happening.seq))
    if missing == 0:
        return ()
    return (finding("stock.short", place=origin, missing=str(Quantity(missing.normalize(), quantity.unit))),)


def new_container(
    unit: Unit, identity: str, lot_number: str, unit_of: str, location: str, reserved_for: str | None, seq: int
) -> None:
    """Register a container; one that exists keeps its lot."""
    row = insert(container).values(
        id=identity, lot=lot_number, unit=unit_of, location=location, reserved_for=reserved_for, changed=seq
    )
    unit.do(row.on_conflict_do_nothing())


def to_be_labelled(unit: Unit, identity: str, seq: int) -> None:
    """Note that a new container's label is still to be stuck on and scanned back."""
    unit.do(container.update().where(container.c.id == identity).values(labelled=False, changed=seq))


def new_lot(unit: Unit, number: str, material: str, seq: int, **attributes: object) -> int:
    """Register a lot under quarantine, or find it, and give its dense id."""
    found = unit.value(select(lot.c.id).where(lot.c.number == number))
    if found is not None:
        return int(found)
    identity = int(unit.value(select(func.coalesce(func.max(lot.c.id), 0)))) + 1
    blank = {"supplier": "", "supplier_lot": "", "manufacturer": "", "manufacturer_lot": ""}
    row = {"id": identity, "number": number, "material": material, "state": "quarantine", "changed": seq}
    unit.do(insert(lot).values(**blank | row | attributes))
    return identity
