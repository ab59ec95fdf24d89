"""Questions to the projections; each answers plain data, the same for kiosks, reports and the command line."""

from typing import Any

import msgspec

from core.genealogy import MOST_LOTS, Trace, TracedEdge, TracedEnd, TracedLot
from server.db.statements import func, select, text
from server.db.store import Unit
from server.db.tables.batches import batch, batch_case, result, sample
from server.db.tables.evidence import record, record_flag
from server.db.tables.plant import container, lot, lot_edge, receipt_line, shipment_line
from server.db.tables.stock import stock


class BatchLine(msgspec.Struct, frozen=True):
    """One batch in a list."""

    number: str
    code: str
    version: int
    product: str
    quantity: str
    unit: str
    state: str
    step: str | None
    lot: str | None
    issued: str
    open_exceptions: int


class SampleLine(msgspec.Struct, frozen=True):
    """One sample; `tests` are the codes that have a result."""

    id: str
    batch: str | None
    lot: str | None
    specification: str
    state: str
    drawn: str
    tests: tuple[str, ...]


class ResultLine(msgspec.Struct, frozen=True):
    """One result with its computed verdict."""

    sample: str
    test: str
    value: str
    unit: str
    verdict: str
    person: str | None
    record: str
    at: str


class CaseLine(msgspec.Struct, frozen=True):
    """One exception: `EX-` of the fold, `FL-` of a flagged record; `what` is a finding."""

    id: str
    batch: str
    step: str
    severity: str
    state: str
    what: dict[str, Any]
    record: str


class FlagLine(msgspec.Struct, frozen=True):
    """Why one record is flagged."""

    seq: int
    record: str | None
    code: str
    params: dict[str, str]


def batches(unit: Unit) -> list[BatchLine]:
    """List the batches, the newest first."""
    open_case = (batch_case.c.batch == batch.c.number) & (batch_case.c.state != "closed")
    counted = select(func.count()).where(open_case).correlate(batch).scalar_subquery()
    rows = unit.rows(select(*batch.c, counted.label("cases")).order_by(batch.c.issued_seq.desc()).limit(500))
    return [
        BatchLine(
            *(row.number, row.code, row.version, row.product, row.quantity, row.unit, row.state, row.step, row.lot),
            issued=row.issued_at.isoformat(),
            open_exceptions=row.cases,
        )
        for row in rows
    ]


def samples(unit: Unit, *, due: bool = False, batch_number: str | None = None) -> list[SampleLine]:
    """List samples in the order of drawing; only those that are not verified when `due`."""
    wanted = select(*sample.c).order_by(sample.c.seq)
    if due:
        wanted = wanted.where(sample.c.state != "verified")
    if batch_number is not None:
        wanted = wanted.where(sample.c.batch == batch_number)
    rows = unit.rows(wanted.limit(500))
    entered = select(result.c.sample, result.c.test).distinct().order_by(result.c.test)
    done: dict[str, list[str]] = {row.id: [] for row in rows}
    for row in unit.rows(entered.where(result.c.sample == func.any(list(done)))):
        done[row.sample].append(row.test)
    return [
        SampleLine(
            *(row.id, row.batch, row.lot, row.specification, row.state), row.drawn_at.isoformat(), tuple(done[row.id])
        )
        for row in rows
    ]


def results(unit: Unit, *, sample_id: str | None = None, batch_number: str | None = None) -> list[ResultLine]:
    """List results of a sample or of all samples of a batch, in the order in which they came."""
    wanted = select(*result.c).join(sample, sample.c.id == result.c.sample).order_by(result.c.seq)
    chosen = sample.c.id == sample_id if sample_id is not None else sample.c.batch == batch_number
    return [
        ResultLine(row.sample, row.test, row.value, row.unit, row.verdict, row.person, row.record, row.at.isoformat())
        for row in unit.rows(wanted.where(chosen))
    ]


def cases(unit: Unit, batch_number: str) -> list[CaseLine]:
    """List the exceptions of a batch."""
    rows = unit.rows(batch_case.select().where(batch_case.c.batch == batch_number).order_by(batch_case.c.opened))
    return [CaseLine(row.id, row.batch, row.step, row.severity, row.state, row.what, row.record) for row in rows]


def flags(unit: Unit, batch_number: str) -> list[FlagLine]:
    """List why records of a batch are flagged."""
    wanted = select(record_flag, record.c.rid).join(record, record.c.seq == record_flag.c.seq)
    rows = unit.rows(wanted.where(record.c.batch == batch_number).order_by(record_flag.c.seq, record_flag.c.code))
    return [FlagLine(row.seq, row.rid, row.code, row.params) for row in rows]


_NEAREST = text("SELECT depth, lot_id FROM trace_lots(:start, :forward, :most)")


def trace(unit: Unit, number: str, *, forward: bool) -> Trace:
    """Trace a lot towards what was made of it and its customers, or back to its suppliers.

    The set of lots comes from the database's own functions; attributes are fetched afterwards by id.
    """
    start = unit.value(select(lot.c.id).where(lot.c.number == number))
    if start is None:
        return Trace(number, forward, 0, (), (), ())
    count, reached = reached_lots(unit, start, forward=forward)
    lots = _lots(unit, list(reached), reached)
    names = {identity: item.number for identity, item in lots.items()}
    ends = _ends(unit, list(names.values()), forward=forward)
    return Trace(number, forward, count, tuple(lots.values()), _edges(unit, names), ends)


def reached_lots(unit: Unit, start: int, *, forward: bool) -> tuple[int, dict[int, int]]:
    """Give how many lots a trace reaches, and of the nearest `MOST_LOTS` the distances, by lot id."""
    rows = unit.rows(_NEAREST, {"start": [start], "forward": forward, "most": MOST_LOTS})
    count = len(rows) if len(rows) < MOST_LOTS else int(unit.value(select(func.trace_count([start], forward))))
    nearest = sorted(map(tuple, rows))[:MOST_LOTS]
    return count, {identity: depth for depth, identity in nearest}


def _lots(unit: Unit, ids: list[int], depths: dict[int, int]) -> dict[int, TracedLot]:
    held = select(container.c.lot, func.sum(stock.c.qty).label("qty")).join(stock, stock.c.container == container.c.id)
    wanted = select(lot).where(lot.c.id == func.any(ids))
    rows = {row.id: row for row in unit.rows(wanted)}
    numbers = [row.number for row in rows.values()]
    in_stock = {
        row.lot: row.qty
        for row in unit.rows(held.where(container.c.lot == func.any(numbers)).group_by(container.c.lot))
    }
    return {
        identity: TracedLot(
            *(row.number, row.material, row.state, depths[identity], row.batch),
            expiry=row.expiry.isoformat() if row.expiry else None,
            supplier=row.supplier,
            supplier_lot=row.supplier_lot,
            in_stock=f"{in_stock.get(row.number, 0).normalize():f}" if row.number in in_stock else "0",
        )
        for identity in ids
        for row in [rows[identity]]
    }


def _edges(unit: Unit, names: dict[int, str]) -> tuple[TracedEdge, ...]:
    ids = list(names)
    both = (lot_edge.c.child == func.any(ids)) & (lot_edge.c.parent == func.any(ids))
    columns = select(lot_edge.c.child, lot_edge.c.parent, lot_edge.c.quantity, lot_edge.c.unit)
    rows = unit.rows(columns.where(both).order_by(lot_edge.c.child, lot_edge.c.parent, lot_edge.c.seq))
    return tuple(TracedEdge(names[child], names[parent], *told) for child, parent, *told in map(tuple, rows))


def _ends(unit: Unit, numbers: list[str], *, forward: bool) -> tuple[TracedEnd, ...]:
    table, party = (shipment_line, "customer") if forward else (receipt_line, "supplier")
    rows = unit.rows(table.select().where(table.c.lot == func.any(numbers)).order_by(table.c.lot, table.c.seq))
    return tuple(TracedEnd(getattr(row, party), row.lot, row.quantity, row.unit, row.at.isoformat()) for row in rows)
