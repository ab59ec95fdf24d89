"""Recall: from lots, or from what equipment, a room or a person had to do with in a time, to stock and customers.

Every step is one statement over sets; the forward trace is the database's own function.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from core.exposure import Exposure
from core.plant import Customer, Material
from core.recall import Recall, RecalledContainer, RecalledLot, RecalledShipment
from core.words import Words
from server.db.statements import func, select, text
from server.db.store import Unit
from server.db.tables.plant import container, lot
from server.db.tables.stock import stock
from server.exposure import RecallUnfit, documents, exposed
from server.named_lots import lots_named

_REACHED = text("SELECT lot_id, depth FROM trace_lots(:start, true)")
_FLOWS = text(
    """
    SELECT c.lot, split_part(CASE WHEN e.delta < 0 THEN m.target ELSE m.origin END, ':', 1) AS place,
        sum(e.delta) AS qty
    FROM container c
    JOIN stock_entry e ON e.place = 'container:' || c.id
    JOIN stock_move m ON m.request = e.request
    WHERE c.lot = ANY (:lots)
    GROUP BY 1, 2 ORDER BY 1, 2
    """
)
_SHIPPED = text(
    """
    SELECT customer, lot, unit, sum(quantity::numeric) AS qty, max(at) AS last
    FROM shipment_line WHERE lot = ANY (:lots) GROUP BY customer, lot, unit ORDER BY customer, lot
    """
)
_BETWEEN_CONTAINERS = "container"


def recall(unit: Unit, lots: Sequence[str], exposure: Exposure | None = None) -> Recall:
    """Follow lots, and those that were exposed, to everything made of them.

    Args:
        unit: A transaction.
        lots: Lot numbers.
        exposure: What other lots may have been exposed to.

    Raises:
        RecallUnfit: Nothing is named, or a lot, piece of equipment, room or person is not known.
    """
    asked = exposure is not None and exposure.asked
    if not lots and not asked:
        raise RecallUnfit("recall.nothing")
    began = tuple(dict.fromkeys((*_known(unit, lots), *(exposed(unit, exposure) if exposure and asked else ()))))
    if not began:
        return Recall((), (), (), ())
    ids = [row.id for row in unit.rows(select(lot.c.id).where(lot.c.number.in_(began)))]
    depths = {row.lot_id: row.depth for row in unit.rows(_REACHED, {"start": ids})}
    rows = unit.rows(lot.select().where(lot.c.id == func.any(list(depths))))
    numbers = [row.number for row in rows]
    held = standing_containers(unit, numbers)
    standing = tuple(one for one in held if one.quantity != "0")
    found = recalled_lots(unit, rows, depths, held)
    return Recall(began, found, standing, recalled_shipments(unit, numbers))


def _known(unit: Unit, wanted: Sequence[str]) -> tuple[str, ...]:
    """Give the lots that are named, by their own numbers or by others, such as that of a donor."""
    found: list[str] = []
    for number in wanted:
        named = lots_named(unit, number)
        if not named:
            raise RecallUnfit("recall.lot_unknown", lot=number[:40])
        found += named
    return tuple(dict.fromkeys(found))


# ------------------------------------------------------------------ what became of them


def standing_containers(unit: Unit, numbers: list[str]) -> list[RecalledContainer]:
    """Give every container of lots, empty ones too."""
    columns = container.c.id, container.c.lot, container.c.unit, container.c.location, container.c.reserved_for
    joined = container.join(stock, stock.c.container == container.c.id)
    wanted = select(*columns, stock.c.qty).select_from(joined).where(container.c.lot == func.any(numbers))
    return [
        RecalledContainer(row.id, row.lot, _plain(row.qty), row.unit, row.location, row.reserved_for)
        for row in unit.rows(wanted.order_by(container.c.lot, container.c.id))
    ]


def recalled_lots(
    unit: Unit, rows: Sequence[Any], depths: dict[int, int], held: Sequence[RecalledContainer]
) -> tuple[RecalledLot, ...]:
    """Give lots with what came in and went out of each, the nearest first."""
    flows: dict[str, dict[str, Decimal]] = {row.number: {} for row in rows}
    for row in unit.rows(_FLOWS, {"lots": list(flows)}):
        flows[row.lot][row.place] = row.qty
    units = {one.lot: one.unit for one in held}
    standing: dict[str, Decimal] = defaultdict(Decimal)
    for one in held:
        standing[one.lot] += Decimal(one.quantity)
    names = {row.id: msgspec.convert(row.body, Material).name for row in documents(unit, "materials")}
    found: list[RecalledLot] = []
    for row in rows:
        stands = standing[row.number]
        came_to = sum(flows[row.number].values(), Decimal(0))
        told = {place: _plain(qty) for place, qty in flows[row.number].items() if place != _BETWEEN_CONTAINERS}
        named = row.number, row.material, row.state, depths[row.id], row.batch, units.get(row.number, "")
        outside = row.supplier, row.supplier_lot, row.manufacturer, row.manufacturer_lot
        name = names.get(row.material, Words("", ""))
        found.append(RecalledLot(*named, told, _plain(stands), came_to == stands, name, *outside))
    return tuple(sorted(found, key=lambda one: (one.depth, one.number)))


def recalled_shipments(unit: Unit, numbers: list[str]) -> tuple[RecalledShipment, ...]:
    """Give what each customer has got of lots."""
    customers = {row.id: msgspec.convert(row.body, Customer) for row in documents(unit, "customers")}
    return tuple(
        RecalledShipment(
            row.customer,
            customers[row.customer].name if row.customer in customers else "",
            customers[row.customer].address if row.customer in customers else "",
            row.lot,
            _plain(row.qty),
            row.unit,
            row.last.isoformat(),
            customers[row.customer].contact if row.customer in customers else "",
        )
        for row in unit.rows(_SHIPPED, {"lots": numbers})
    )


def _plain(value: Decimal) -> str:
    return f"{Decimal(value).normalize():f}" if value else "0"
