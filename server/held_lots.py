"""Own lots on hold as the database holds them, each with what still stands against lifting the hold."""

from collections.abc import Iterator, Sequence
from typing import Any

from core.finding import Finding, finding
from core.held_lot import HeldLot
from core.lot_sample import VERIFIED
from core.plant import LotState
from core.quality import Conclusion
from core.times import utc_text
from server.db.statements import select, text
from server.db.store import Unit
from server.db.tables.batches import batch_case
from server.db.tables.plant import lot, lot_status_event
from server.recall_cases import holding_recall

MOST = 100
"""Lots of one answer."""

_INPUTS = text(
    """
    SELECT l.number, l.state FROM trace_lots(ARRAY(SELECT id FROM lot WHERE number = :lot), false) t
    JOIN lot l ON l.id = t.lot_id
    WHERE l.number <> :lot
        AND (l.state IN ('on_hold', 'rejected') OR (l.batch IS NULL AND l.state = 'quarantine'))
    ORDER BY t.depth, l.number
    """
)

_RESULTS = text(
    """
    SELECT s.id AS sample, s.specification, s.state, r.test, r.value, r.unit, r.verdict, r.seq
    FROM sample s JOIN result r ON r.sample = s.id
    WHERE s.lot = :lot OR (s.batch IS NOT NULL AND s.batch = :batch)
    ORDER BY r.seq
    """
)


def held_lots(unit: Unit) -> list[HeldLot]:
    """List own lots on hold, by number."""
    rows = unit.rows(_held().order_by(lot.c.number).limit(MOST))
    return [_with_reasons(unit, row) for row in rows]


def held_lot(unit: Unit, number: str) -> HeldLot | None:
    """Give one own lot on hold; None where it is not on hold, or was received."""
    row = unit.first(_held().where(lot.c.number == number))
    return None if row is None else _with_reasons(unit, row)


def _held() -> Any:
    own = lot.c.state == LotState.ON_HOLD.value, lot.c.supplier == ""
    return select(lot.c.number, lot.c.batch).where(*own)


def _with_reasons(unit: Unit, row: Any) -> HeldLot:
    mine = lot_status_event.c.lot == row.number, lot_status_event.c.new == LotState.ON_HOLD.value
    event = unit.first(lot_status_event.select().where(*mine).order_by(lot_status_event.c.seq.desc()).limit(1))
    results = unit.rows(_RESULTS, {"lot": row.number, "batch": row.batch})
    failing = [one for one in results if one.verdict == Conclusion.DOES_NOT_COMPLY]
    answered = [one for one in failing if _answered(one, results)]
    against = [
        *_recalled(unit, row.number),
        *(_failing(one) for one in failing if one not in answered),
        *_exceptions(unit, row.batch),
        *(finding(f"held_lot.input_{one.state}", lot=one.number) for one in unit.rows(_INPUTS, {"lot": row.number})),
    ]
    before = LotState(event.old) if event is not None else LotState.QUARANTINE
    since, why = (utc_text(event.at), event.reason) if event is not None else ("", "")
    aside = tuple(f"{one.sample} {one.test} {one.value} {one.unit}" for one in answered)
    return HeldLot(row.number, row.batch or "", before, since, why, tuple(against), aside)


def _recalled(unit: Unit, number: str) -> Iterator[Finding]:
    recall = holding_recall(unit, number)
    if recall:
        yield finding("held_lot.recall", recall=recall)


def _failing(one: Any) -> Finding:
    return finding("held_lot.result", sample=one.sample, test=one.test, value=f"{one.value} {one.unit}")


def _answered(failing: Any, results: Sequence[Any]) -> bool:
    """Tell whether a later, checked sample by the same specification complies in that very test and fails in none."""
    later = [one for one in results if one.seq > failing.seq and one.sample != failing.sample]
    good = {
        one.sample
        for one in later
        if one.state == VERIFIED and (one.specification, one.test) == (failing.specification, failing.test)
    }
    return any(all(one.verdict == Conclusion.COMPLIES for one in results if one.sample == sample) for sample in good)


def _exceptions(unit: Unit, batch: str | None) -> Iterator[Finding]:
    if batch is None:
        return
    open_ = select(batch_case.c.id).where(batch_case.c.batch == batch, batch_case.c.state != "closed")
    for row in unit.rows(open_.order_by(batch_case.c.id)):
        yield finding("held_lot.exception", exception=row.id, batch=batch)
