"""Rounds of logbook forms: opened, under way, complete; from which follows when each form is due again."""

from core.batch.rounds import complete, thing_of
from core.finding import Finding
from server.db.statements import insert
from server.db.store import Unit
from server.db.tables.batches import batch, logbook_round
from server.projections.happening import Happening


def round_opened(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Register a round, as the engine knows it and as the things know it."""
    act, master = happening.act, happening.master
    if master is None:
        return ()
    thing = thing_of(act)
    row = {"master": act.facts["master"], "code": master.code, "version": master.version, "product": ""}
    row |= {"quantity": "1", "unit": "1", "state": "issued", "step": master.steps()[0].id, "thing": thing.id}
    issued = {"issued_at": happening.at, "issued_by": act.facts.get("person"), "issued_seq": happening.seq}
    unit.do(insert(batch).values(number=act.subject.batch, **row, **issued))
    about = {"code": master.code, "about": thing.about.value, "thing": thing.id, "room": thing.room}
    rows = {"number": act.subject.batch, **about, "opened_at": happening.at, "changed": happening.seq}
    unit.do(insert(logbook_round).values(**rows, state="issued"))
    return ()


def round_followed(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Bring a round to what its fold says; the first time that all its steps are finished it is complete."""
    was, now = happening.was, happening.now
    if was is None or now is None or now.state.thing is None or now.progress == was.progress:
        return ()
    mine = logbook_round.c.number == now.state.number
    values = {"state": now.progress[0], "changed": happening.seq}
    unit.do(logbook_round.update().where(mine).values(**values))
    if complete(now.state, now.master) and now.state.decided is None:
        first = mine & logbook_round.c.completed_at.is_(None)
        unit.do(logbook_round.update().where(first).values(completed_at=happening.at))
    return ()
