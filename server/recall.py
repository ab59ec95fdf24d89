"""Recall: from lots, or from what equipment, a room or a person had to do with in a time, to stock and customers.

Every step is one statement over sets; the forward trace is the database's own function.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from core.acts import ActKind
from core.errors import CountersignError
from core.plant import Customer
from core.recall import Recall, RecalledContainer, RecalledLot, RecalledShipment
from core.usage.line import Kept
from server.db.statements import func, select, text
from server.db.store import Unit
from server.db.tables.audit import trail
from server.db.tables.evidence import record
from server.db.tables.plant import container, equipment, lot, plant_item
from server.db.tables.stock import stock
from server.db.tables.usage import usage_line
from server.named_lots import lots_named
from server.records import record_from


class RecallUnfit(CountersignError):
    """What a recall shall begin with is not there, or nothing is named."""

    code = "RCL-002"


class Exposure(msgspec.Struct, frozen=True):
    """What lots may have been exposed to; what is "" or None is not asked. All that is asked must hold.

    Attributes:
        equipment: Equipment id.
        room: Room id.
        person: Person id or user id.
        since: First instant.
        until: First instant after it.
    """

    equipment: str = ""
    room: str = ""
    person: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def asked(self) -> bool:
        """Tell whether anything is asked."""
        return self != Exposure()


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
_HANDLING = tuple(
    kind.value
    for kind in (
        *(ActKind.CONTAINER_MOVED, ActKind.STOCK_COUNTED, ActKind.CONTAINER_SPLIT, ActKind.CONTAINERS_MERGED),
        *(ActKind.MATERIAL_RETURNED, ActKind.CONTAINER_RELABELLED, ActKind.CONTAINER_DESTROYED, ActKind.SAMPLE_DRAWN),
    )
)


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
    began = tuple(dict.fromkeys((*_known(unit, lots), *(_exposed(unit, exposure) if exposure and asked else ()))))
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


# ------------------------------------------------------------------ exposure


def _exposed(unit: Unit, exposure: Exposure) -> tuple[str, ...]:
    """Give the lots made by the batches that had to do with everything that is asked, and those handled outside one."""
    batches: set[str] | None = None
    for found in _batches(unit, exposure):
        batches = found if batches is None else batches & found
    made = select(lot.c.number).where(lot.c.batch.in_(batches or ())).order_by(lot.c.number)
    handled = () if exposure.equipment else _handled(unit, exposure)
    return tuple(dict.fromkeys((*(row.number for row in unit.rows(made)), *handled)))


def _handled(unit: Unit, exposure: Exposure) -> tuple[str, ...]:
    """Give the lots that were moved, split, merged, relabelled, counted, sampled or destroyed outside any batch."""
    conditions = [trail.c.batch.is_(None), trail.c.kind.in_(_HANDLING), *_within(trail.c.at, exposure)]
    if exposure.person:
        conditions.append(trail.c.person.in_(_people(unit, exposure.person)))
    kiosks = _kiosks(unit, exposure.room) if exposure.room else set[str]()
    joined = trail.join(record, record.c.seq == trail.c.seq)
    columns = select(record.c.envelope, record.c.kiosk).select_from(joined).where(*conditions)
    found: list[str] = []
    for row in unit.rows(columns.order_by(trail.c.seq)):
        kept = record_from(bytes(row.envelope))
        if kept is None or not kept.act.subject.lot:
            continue
        about = kept.act.subject.room, kept.act.facts.get("from"), kept.act.facts.get("to")
        if not exposure.room or row.kiosk in kiosks or exposure.room in about:
            found.append(kept.act.subject.lot)
    known = select(lot.c.number).where(lot.c.number == func.any(list(dict.fromkeys(found)))).order_by(lot.c.number)
    return tuple(row.number for row in unit.rows(known))


def _batches(unit: Unit, exposure: Exposure) -> list[set[str]]:
    found: list[set[str]] = []
    if exposure.equipment:
        known = unit.rows(select(equipment.c.id).where(equipment.c.id == exposure.equipment))
        _must_be(exposure.equipment, known, "recall.equipment_unknown")
        used = usage_line.c.of == Kept.EQUIPMENT.value, usage_line.c.thing == exposure.equipment
        about = *used, *_overlapping(exposure)
        found.append(_named(unit, select(usage_line.c.batch).where(*about).distinct()))
    if exposure.room:
        found.append(_in_room(unit, exposure))
    if exposure.person:
        people = _people(unit, exposure.person)
        _must_be(exposure.person, people, "recall.person_unknown")
        found.append(_trailed(unit, exposure, trail.c.person.in_(people)))
    return found or [_trailed(unit, exposure)]


def _in_room(unit: Unit, exposure: Exposure) -> set[str]:
    """Give the batches with records of a kiosk that stands in the room, or whose operators have scanned its label."""
    kiosks = _kiosks(unit, exposure.room)
    rooms = [row.id for row in _documents(unit, "rooms") if row.id == exposure.room]
    _must_be(exposure.room, rooms, "recall.room_unknown")
    scans = trail.c.kind == ActKind.ROOM_SCANNED.value, trail.c.batch.is_not(None), *_within(trail.c.at, exposure)
    joined = trail.join(record, record.c.seq == trail.c.seq)
    rows = unit.rows(select(trail.c.batch, record.c.envelope).select_from(joined).where(*scans))
    scanned = ((row.batch, record_from(bytes(row.envelope))) for row in rows)
    named = {str(batch) for batch, kept in scanned if kept is not None and kept.act.subject.room == exposure.room}
    return named | _trailed(unit, exposure, trail.c.kiosk.in_(kiosks))


def _people(unit: Unit, named: str) -> list[str]:
    return [row.id for row in _documents(unit, "people") if named in (row.id, row.body["user_id"])]


def _kiosks(unit: Unit, room: str) -> set[str]:
    return {row.id for row in _documents(unit, "kiosks") if row.body.get("room") == room}


def _trailed(unit: Unit, exposure: Exposure, *conditions: Any) -> set[str]:
    asked = trail.c.batch.is_not(None), *conditions, *_within(trail.c.at, exposure)
    return _named(unit, select(trail.c.batch).where(*asked).distinct())


def _within(at: Any, exposure: Exposure) -> list[Any]:
    since = [at >= exposure.since] if exposure.since else []
    return since + ([at < exposure.until] if exposure.until else [])


def _overlapping(exposure: Exposure) -> list[Any]:
    """Ask for uses of which any part lies in the time."""
    since = [usage_line.c.until >= exposure.since] if exposure.since else []
    return since + ([usage_line.c.since < exposure.until] if exposure.until else [])


def _named(unit: Unit, wanted: Any) -> set[str]:
    return {str(row.batch) for row in unit.rows(wanted) if row.batch}


def _documents(unit: Unit, kind: str) -> Sequence[Any]:
    return unit.rows(select(plant_item.c.id, plant_item.c.body).where(plant_item.c.kind == kind))


def _must_be(name: str, found: Sequence[Any], key: str) -> None:
    if not found:
        raise RecallUnfit(key, name=name[:40])


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
    found: list[RecalledLot] = []
    for row in rows:
        stands = standing[row.number]
        came_to = sum(flows[row.number].values(), Decimal(0))
        told = {place: _plain(qty) for place, qty in flows[row.number].items() if place != _BETWEEN_CONTAINERS}
        named = row.number, row.material, row.state, depths[row.id], row.batch, units.get(row.number, "")
        found.append(RecalledLot(*named, told, _plain(stands), came_to == stands))
    return tuple(sorted(found, key=lambda one: (one.depth, one.number)))


def recalled_shipments(unit: Unit, numbers: list[str]) -> tuple[RecalledShipment, ...]:
    """Give what each customer has got of lots."""
    customers = {row.id: msgspec.convert(row.body, Customer) for row in _documents(unit, "customers")}
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
