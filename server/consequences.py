"""What the core states by itself because of a record; a rebuild finds these records in the log and states nothing."""

from collections.abc import Iterator, Mapping

import msgspec

from core.acts import ActKind, Subject
from core.quality import Conclusion
from server.db.statements import false, or_, select
from server.db.store import Unit
from server.db.tables.batches import sample
from server.db.tables.plant import lot
from server.projections.happening import Happening
from server.projections.laboratory import sample_specification, verdict_of


class Draft(msgspec.Struct, frozen=True):
    """A decision that follows from a record."""

    kind: ActKind
    subject: Subject
    facts: Mapping[str, str]


def consequences(unit: Unit, happening: Happening) -> Iterator[Draft]:
    """Give what follows: a result out of specification puts the lots of its sample on hold."""
    act = happening.act
    if act.kind != ActKind.RESULT_ENTERED:
        return
    if verdict_of(act, sample_specification(unit, act), happening.plant) != Conclusion.DOES_NOT_COMPLY:
        return
    drawn = unit.first(sample.select().where(sample.c.id == act.subject.sample))
    if drawn is None:
        return
    named = [lot.c.number == drawn.lot] if drawn.lot else []
    concerned = or_(false(), *named, *([lot.c.batch == drawn.batch] if drawn.batch else []))
    for row in unit.rows(select(lot.c.number, lot.c.state).where(concerned).order_by(lot.c.number)):
        if row.state in ("quarantine", "released"):
            facts = {"old": row.state, "new": "on_hold", "reason": f"OOS {act.subject.sample} {act.subject.test}"}
            yield Draft(ActKind.LOT_STATE_CHANGED, Subject(lot=row.number, record=act.id), facts)
