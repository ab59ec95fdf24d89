"""Samples of received lots as the database holds them."""

from collections.abc import Sequence
from typing import Any

from core.lot_sample import LotResult, LotSample
from server.db.statements import select
from server.db.store import Unit
from server.db.tables.batches import result, sample
from server.db.tables.evidence import record

MOST = 200
"""Samples of one answer."""


def lot_sample(unit: Unit, identity: str) -> LotSample | None:
    """Give the sample of a lot with its results; None where there is none, or it belongs to a batch."""
    row = unit.first(select(*sample.c).where(sample.c.id == identity, sample.c.batch.is_(None)))
    return None if row is None else _sample(row, _results(unit, [identity]))


def lot_samples(unit: Unit, *, due: bool = False, lot: str | None = None) -> list[LotSample]:
    """List samples of lots, oldest first; only those not verified when `due`, only of one lot when it is named."""
    wanted = select(*sample.c).where(sample.c.batch.is_(None), sample.c.lot.is_not(None)).order_by(sample.c.seq)
    if due:
        wanted = wanted.where(sample.c.state != "verified")
    if lot is not None:
        wanted = wanted.where(sample.c.lot == lot)
    rows = unit.rows(wanted.limit(MOST))
    results = _results(unit, [row.id for row in rows])
    return [_sample(row, results) for row in rows]


def _results(unit: Unit, samples: Sequence[str]) -> dict[str, list[LotResult]]:
    wanted = select(*result.c, record.c.sha256).join(record, record.c.seq == result.c.seq)
    found: dict[str, list[LotResult]] = {}
    for row in unit.rows(wanted.where(result.c.sample.in_(samples)).order_by(result.c.seq)):
        kept = LotResult(row.test, row.value, row.unit, row.verdict, row.person or "", row.record, row.sha256)
        found.setdefault(row.sample, []).append(kept)
    return found


def _sample(row: Any, results: dict[str, list[LotResult]]) -> LotSample:
    containers = tuple(filter(None, row.containers.split(",")))
    kept = tuple(results.get(row.id, ()))
    return LotSample(row.id, row.lot, row.specification, row.state, containers, kept, row.performed, row.version)
