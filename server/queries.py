"""Questions to the projections; each answers plain data, the same for kiosks, reports and the command line."""

from collections.abc import Collection, Iterable
from typing import Any

import msgspec

from core.batch.progress import ENDED
from core.genealogy import MOST_LOTS, Trace, TracedEdge, TracedEnd, TracedLot
from server.db.statements import Condition, func, select
from server.db.store import Unit
from server.db.tables.batches import batch, batch_case, result, sample
from server.db.tables.evidence import record, record_flag
from server.named_lots import lots_named


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
    return _listed(unit, batch.c.thing == "")


def rounds(unit: Unit, known: Collection[str] = ()) -> list[BatchLine]:
    """List the rounds of logbook forms that are not closed, and those known besides, the newest first."""
    return _listed(unit, (batch.c.thing != "") & (batch.c.state.not_in(ENDED) | batch.c.number.in_(known)))


def _listed(unit: Unit, wanted: Condition) -> list[BatchLine]:
    open_case = (batch_case.c.batch == batch.c.number) & (batch_case.c.state != "closed")
    counted = select(func.count()).where(open_case).correlate(batch).scalar_subquery()
    found = select(*batch.c, counted.label("cases")).where(wanted)
    rows = unit.rows(found.order_by(batch.c.issued_seq.desc()).limit(500))
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


_NUMBER = "SELECT id FROM lot WHERE number = %s"
_NEAREST = "SELECT lot_id, depth FROM trace_lots(ARRAY[%s::bigint], %s, %s)"
_COUNT = "SELECT trace_count(ARRAY[%s::bigint], %s)"
_LOTS = """
    SELECT id, number, material, state, batch, expiry, supplier, supplier_lot FROM lot WHERE id = ANY (%s::bigint[])
"""
_IN_STOCK = """
    SELECT c.lot, sum(s.qty) FROM container c JOIN stock s ON s.container = c.id WHERE c.lot = ANY (%s) GROUP BY c.lot
"""
_EDGES = "SELECT child, parent, quantity, unit FROM lot_edge WHERE {} ORDER BY child, parent, seq"
_EDGES_OF_ALL = {True: _EDGES.format("parent = ANY (%s::bigint[])"), False: _EDGES.format("child = ANY (%s::bigint[])")}
"""By direction: every edge away from a lot of a whole trace ends at a lot of it."""
_EDGES_BETWEEN = _EDGES.format("child = ANY (%s::bigint[]) AND parent = ANY (%s::bigint[])")
_ENDS = {
    True: "SELECT customer, lot, quantity, unit, at FROM shipment_line WHERE lot = ANY (%s) ORDER BY lot, seq",
    False: "SELECT supplier, lot, quantity, unit, at FROM receipt_line WHERE lot = ANY (%s) ORDER BY lot, seq",
}


def trace(unit: Unit, number: str, *, forward: bool) -> Trace:
    """Trace a lot towards what was made of it and its customers, or back to its suppliers.

    The set of lots comes from the database's own functions; attributes are fetched afterwards by id.
    """
    start = unit.told(_NUMBER, [number])
    if not start:
        return Trace(number, forward, 0, (), (), ())
    count, reached = reached_lots(unit, start[0][0], forward=forward)
    lots = _lots(unit, reached)
    names = {identity: item.number for identity, item in lots.items()}
    numbers = list(names.values())
    ends = tuple(
        TracedEnd(party, lot, quantity, end_unit, at.isoformat())
        for party, lot, quantity, end_unit, at in unit.told(_ENDS[forward], [numbers])
    )
    edges = _edges(unit, names, forward=forward, whole=count == len(names))
    return Trace(number, forward, count, tuple(lots.values()), edges, ends)


def traced(unit: Unit, named: str, *, forward: bool) -> Trace:
    """Trace every lot that a number stands for, such as all donations of a donor; arguments as of `trace`."""
    numbers = lots_named(unit, named)
    found = [trace(unit, number, forward=forward) for number in numbers]
    if len(found) <= 1:
        return found[0] if found else Trace(named, forward, 0, (), (), ())
    lots: dict[str, TracedLot] = {}
    for item in (item for one in found for item in one.lots):
        known = lots.get(item.number)
        lots[item.number] = item if known is None or item.depth < known.depth else known
    edges = tuple(dict.fromkeys(edge for one in found for edge in one.edges))
    ends = tuple(dict.fromkeys(end for one in found for end in one.ends))
    count = max(len(lots), *(one.count for one in found))
    return Trace(named, forward, count, tuple(sorted(lots.values(), key=lambda each: each.depth)), edges, ends)


def reached_lots(unit: Unit, start: int, *, forward: bool) -> tuple[int, dict[int, int]]:
    """Give how many lots a trace reaches, and of the nearest `MOST_LOTS` the distances, by lot id."""
    rows = unit.told(_NEAREST, [start, forward, MOST_LOTS])
    if len(rows) < MOST_LOTS:
        return len(rows), dict(rows)
    nearest = sorted(rows, key=lambda row: (row[1], row[0]))[:MOST_LOTS]
    return int(unit.told(_COUNT, [start, forward])[0][0]), dict(nearest)


def _lots(unit: Unit, depths: dict[int, int]) -> dict[int, TracedLot]:
    """Give the lots by id, the nearest first."""
    rows = unit.told(_LOTS, [_array(depths)])
    rows.sort(key=lambda row: (depths[row[0]], row[0]))
    in_stock = dict(unit.told(_IN_STOCK, [[row[1] for row in rows]]))
    return {
        identity: TracedLot(
            *(number, material, state, depths[identity], batch),
            expiry=expiry.isoformat() if expiry else None,
            supplier=supplier,
            supplier_lot=supplier_lot,
            in_stock=f"{in_stock[number].normalize():f}" if number in in_stock else "0",
        )
        for identity, number, material, state, batch, expiry, supplier, supplier_lot in rows
    }


def _edges(unit: Unit, names: dict[int, str], *, forward: bool, whole: bool) -> tuple[TracedEdge, ...]:
    ids = _array(names)
    rows = unit.told(_EDGES_OF_ALL[forward], [ids]) if whole else unit.told(_EDGES_BETWEEN, [ids, ids])
    return tuple(TracedEdge(names[child], names[parent], *told) for child, parent, *told in rows)


def _array(ids: Iterable[int]) -> str:
    """Write ids as PostgreSQL reads an array: the driver's way through a list takes longer than the question."""
    return "{" + ",".join(map(str, ids)) + "}"
