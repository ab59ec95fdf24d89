"""Batches: issued, leased, under way, decided; and their exceptions."""

import msgspec

from core.batch.progress import ENDED
from core.batch.state import ExceptionCase
from core.finding import Finding
from core.times import utc_from
from server.db.statements import insert, select
from server.db.store import Unit
from server.db.tables.batches import batch, batch_case, lease
from server.projections.happening import Happening


def batch_issued(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Register an issued batch."""
    act, master = happening.act, happening.master
    if master is None:
        return ()
    quantity = act.values["quantity"]
    row = {"master": act.facts["master"], "code": master.code, "version": master.version, "product": master.product}
    row |= {"quantity": quantity.value, "unit": quantity.unit, "state": "issued", "step": master.steps()[0].id}
    issued = {"issued_at": happening.at, "issued_by": act.facts.get("person"), "issued_seq": happening.seq}
    unit.do(insert(batch).values(number=act.subject.batch, **row, **issued))
    return ()


def operation_leased(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Note which kiosk holds an operation; an empty kiosk lets it go."""
    act = happening.act
    held = {"kiosk": act.facts["kiosk"], "seq": happening.seq}
    row = insert(lease).values(batch=act.subject.batch, operation=act.subject.operation, **held)
    unit.do(row.on_conflict_do_update(index_elements=["batch", "operation"], set_=held))
    return ()


def open_leases(unit: Unit, beside: str) -> tuple[str, ...]:
    """List the batches, not rounds, beside one that are not decided and have or had an operation leased."""
    undecided = (batch.c.thing == "") & batch.c.state.not_in(ENDED)
    leased = lease.c.batch.in_(select(batch.c.number).where(undecided, batch.c.number != beside))
    return tuple(row.batch for row in unit.rows(select(lease.c.batch).where(leased).distinct().order_by(lease.c.batch)))


def batch_decided(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Note the size of the log that a release or rejection relied upon; fact `checkpoint` is the signed note."""
    act = happening.act
    size = int(act.facts["checkpoint"].split("\n")[1])
    unit.do(batch.update().where(batch.c.number == act.subject.batch).values(released_checkpoint=size))
    return ()


def batch_followed(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Bring state, step and exceptions of a batch to what its fold says."""
    was, now = happening.was, happening.now
    if was is None or now is None:
        return ()
    after = now.state
    if now.progress != was.progress or len(after.outputs) != len(was.state.outputs):
        lot = after.outputs[-1].lot if after.outputs else None
        values = {"state": now.progress[0], "step": now.progress[1], "lot": lot}
        unit.do(batch.update().where(batch.c.number == after.number).values(**values))
    for case in after.cases.values() if after.cases is not was.state.cases else ():
        if was.state.cases.get(case.id) != case:
            _write_case(unit, after.number, case)
    return ()


def _write_case(unit: Unit, number: str, case: ExceptionCase) -> None:
    state = "closed" if case.closed else "production" if case.production else "explained" if case.explained else "open"
    what = msgspec.to_builtins(case.what)
    row = {"step": case.step, "severity": case.severity, "what": what, "record": case.reference.id}
    statement = insert(batch_case).values(batch=number, id=case.id, state=state, opened=utc_from(case.opened), **row)
    unit.do(statement.on_conflict_do_update(index_elements=["batch", "id"], set_={"state": state}))
