"""Recalls as the database holds them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from core.plant import Plant
from core.recall_case import CustomerLine, RecallCase, RecallState
from core.times import utc_text
from server.db.statements import func, select, text
from server.db.store import Unit
from server.db.tables.recalls import recall_case, recall_customer, return_line
from server.decisions.refused import DecisionRefused

MOST = 60
"""Recalls of one answer."""

_CONCERNING = text(
    """
    WITH origin AS MATERIALIZED (
        SELECT l.number FROM trace_lots(ARRAY(SELECT id FROM lot WHERE number = :lot), false) t
        JOIN lot l ON l.id = t.lot_id
    )
    SELECT c.id, c.mock, c.state FROM recall_case c
    WHERE EXISTS (SELECT FROM origin WHERE jsonb_exists(c.began, origin.number)) ORDER BY c.seq
    """
)


def recall_cases(unit: Unit, plant: Plant, before: str = "") -> tuple[list[RecallCase], bool]:
    """List recalls, the newest first, or those older than one; and tell whether older ones are left."""
    wanted = recall_case.select().order_by(recall_case.c.seq.desc()).limit(MOST + 1)
    if before:
        since = select(recall_case.c.seq).where(recall_case.c.id == before).scalar_subquery()
        wanted = wanted.where(recall_case.c.seq < since)
    rows = unit.rows(wanted)
    return [_case(unit, plant, row) for row in rows[:MOST]], len(rows) > MOST


def recall_of(unit: Unit, plant: Plant, name: str) -> RecallCase:
    """Give one recall.

    Raises:
        DecisionRefused: There is none of this name.
    """
    row = unit.first(recall_case.select().where(recall_case.c.id == name))
    if row is None:
        raise DecisionRefused("recall.unknown", recall=name[:40])
    return _case(unit, plant, row)


def _case(unit: Unit, plant: Plant, row: Any) -> RecallCase:
    mine = recall_customer.select().where(recall_customer.c.recall == row.id).order_by(recall_customer.c.customer)
    lines = tuple(_line(plant, one) for one in unit.rows(mine))
    seconds = int((row.closed - row.opened).total_seconds()) if row.closed else 0
    said = row.recall_class, row.reason, tuple(row.began), row.lots, utc_text(row.opened)
    closed = utc_text(row.closed) if row.closed else ""
    return RecallCase(row.id, RecallState(row.state), row.mock, *said, closed, seconds, row.effectiveness, lines)


def _line(plant: Plant, row: Any) -> CustomerLine:
    known = plant.customers.get(row.customer)
    quantities = _plain(row.shipped), _plain(row.returned)
    told = utc_text(row.notified) if row.notified else ""
    name, contact = (known.name, known.contact) if known else ("", "")
    return CustomerLine(row.customer, name, contact, row.unit, *quantities, told, row.how)


def recalls_concerning(unit: Unit, lot: str) -> tuple[str, ...]:
    """Name the recalls that began with a lot or with anything that went into it, also what was made of it later."""
    return tuple(row.id for row in unit.rows(_CONCERNING, {"lot": lot}))


def holding_recall(unit: Unit, lot: str) -> str:
    """Name an open recall, no exercise, that concerns a lot, or give ""."""
    rows = unit.rows(_CONCERNING, {"lot": lot})
    return next((row.id for row in rows if not row.mock and row.state != RecallState.CLOSED), "")


def returned_before(unit: Unit, lots: Sequence[str]) -> dict[tuple[str, str], Decimal]:
    """Give what came back of lots so far, by customer and unit."""
    columns = return_line.c.customer, return_line.c.unit, func.sum(return_line.c.quantity).label("qty")
    rows = select(*columns).where(return_line.c.origin == func.any(list(lots)))
    return {(row.customer, row.unit): row.qty for row in unit.rows(rows.group_by(*columns[:2]))}


def _plain(value: Decimal) -> str:
    return f"{Decimal(value).normalize():f}" if value else "0"
