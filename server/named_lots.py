"""Which lots a number stands for: a lot, a container or donation, a donor or a supplier's lot, a batch."""

from core.codes.isbt import donation_number
from server.db.statements import or_, select
from server.db.store import Unit
from server.db.tables.plant import container, lot


def lots_named(unit: Unit, typed: str) -> tuple[str, ...]:
    """Give the lots that a number stands for; none where nobody knows it.

    Looked for in this order: lot number; container, of which a donation number of ISBT 128 is one, with or without its
    mark and flags; number of the donor or of the supplier's or maker's lot; batch that made them. All are given, as a
    recall begins with them, and a donor of many years has given hundreds of times.
    """
    name = typed.strip()
    number = donation_number(name) or name
    if unit.value(select(lot.c.number).where(lot.c.number == name)) is not None:
        return (name,)
    held = unit.value(select(container.c.lot).where(container.c.id == number))
    if held is not None:
        return (str(held),)
    if not name:
        return ()
    outside = or_(lot.c.supplier_lot == number, lot.c.manufacturer_lot == number)
    for wanted in (outside, lot.c.batch == name):
        rows = unit.rows(select(lot.c.number).where(wanted).order_by(lot.c.number))
        if rows:
            return tuple(row.number for row in rows)
    return ()
