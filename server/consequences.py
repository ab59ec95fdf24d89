"""What the core states by itself because of a record; a rebuild finds these records in the log and states nothing."""

from collections.abc import Iterator, Mapping

import msgspec

from core.acts import ActKind, Subject
from core.batch.materials import dispensed_prefix
from core.batch.progress import DECIDED
from core.held_goods import GoodsHold
from core.plant import LotState
from core.quality import Conclusion
from server.db.statements import false, or_, select
from server.db.store import Unit
from server.db.tables.batches import batch, sample
from server.db.tables.plant import container, lot
from server.projections.happening import Happening
from server.projections.laboratory import sample_specification, verdict_of


class Draft(msgspec.Struct, frozen=True):
    """A decision that follows from a record."""

    kind: ActKind
    subject: Subject
    facts: Mapping[str, str]


def consequences(unit: Unit, happening: Happening) -> Iterator[Draft]:
    """Give what follows: a result out of specification holds the lots of its sample, a hold ends reservations."""
    act = happening.act
    if act.kind == ActKind.LOT_STATE_CHANGED:
        yield from _reservations_ended(unit, happening)
    if act.kind == ActKind.HELD_GOODS_SETTLED:
        yield from _reservation_ended(unit, happening)
    if act.kind == ActKind.BATCH_VOIDED:
        yield from _let_go(unit, happening)
    if act.kind != ActKind.RESULT_ENTERED:
        return
    if verdict_of(act, sample_specification(unit, act, happening.plant)) != Conclusion.DOES_NOT_COMPLY:
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


def _reservations_ended(unit: Unit, happening: Happening) -> Iterator[Draft]:
    """End what batches that are not decided have reserved of a lot that may not be used any more.

    A hold beats a reservation. What is dispensed already is no stock: its charge is refused by the state of its lot.
    """
    act = happening.act
    if act.facts.get("new") not in (LotState.ON_HOLD, LotState.REJECTED):
        return
    wanted = select(container.c.id, container.c.reserved_for).join(batch, batch.c.number == container.c.reserved_for)
    standing = container.c.lot == act.subject.lot, container.c.ended == "", batch.c.state.not_in(DECIDED.values())
    for row in unit.rows(wanted.where(*standing).order_by(container.c.id)):
        if row.id.startswith(dispensed_prefix(row.reserved_for)):
            continue
        about = Subject(batch=row.reserved_for, lot=act.subject.lot, container=row.id, record=act.id)
        yield Draft(ActKind.RESERVATION_ENDED, about, {"reason": act.facts["new"]})


def _reservation_ended(unit: Unit, happening: Happening) -> Iterator[Draft]:
    """End the reservation of a container that stays on hold by itself: a hold beats a reservation."""
    act = happening.act
    row = unit.first(container.select().where(container.c.id == act.subject.container))
    if row is None or row.reserved_for is None or act.facts.get("hold") != GoodsHold.STAYS:
        return
    about = Subject(batch=row.reserved_for, lot=row.lot, container=row.id, record=act.id)
    yield Draft(ActKind.RESERVATION_ENDED, about, {"reason": "on_hold"})


def _let_go(unit: Unit, happening: Happening) -> Iterator[Draft]:
    """End every reservation of a batch that was voided."""
    number = happening.act.subject.batch
    held = select(container.c.id, container.c.lot).where(container.c.reserved_for == number).order_by(container.c.id)
    for row in unit.rows(held):
        about = Subject(batch=number, lot=row.lot, container=row.id, record=happening.act.id)
        yield Draft(ActKind.RESERVATION_ENDED, about, {"reason": "voided"})
