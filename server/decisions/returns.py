"""Returned goods: each return under a lot of its own in quarantine, so that channels are kept apart.

It is put where goods of its material may stand, a sample of it is asked for, and QA decides on the results.

Source: GMP (2010) articles 136, 137.
"""

from decimal import Decimal

import msgspec

from core.acts import ActKind, Source, Subject, Value
from core.codes.plant import is_container
from core.lot_sample import sample_number
from core.plant import Lot, LotState, Plant
from core.quantity import Quantity, quantity
from core.recall_case import RecallState
from core.record.messages import Request
from core.returned import returned_number
from core.store_judge import place_refusal
from server.db.statements import func, or_, select
from server.db.store import Unit
from server.db.tables.batches import sample
from server.db.tables.plant import lot, shipment_line
from server.db.tables.recalls import return_line
from server.decisions.answers import with_records
from server.decisions.refused import DecisionRefused, body_as
from server.decisions.session import in_session
from server.recall_cases import recall_of, recalls_concerning
from server.writing import Writing


class TakeReturn(msgspec.Struct):
    """`take_return`: what came back from whom and by which channel, where it is put, why; person and session ask."""

    customer: str
    lot: str
    quantity: str
    unit: str
    channel: str
    reason: str
    container: str
    location: str
    recall: str = ""


def take_return(writing: Writing, request: Request) -> dict[str, object]:
    """Take goods back into quarantine; answers `records`, `lot` and `sample`, the one asked for or "".

    Raises:
        DecisionRefused: No right, more than was shipped, no channel, no free label, a place where it may not stand, or
            a lot that the recall does not concern.
    """
    wish, plant = body_as(request, TakeReturn), writing.picture.plant
    person = in_session(writing, request)
    if wish.lot not in plant.lots:
        raise DecisionRefused("decision.lot_unknown", lot=wish.lot[:40])
    asked = quantity(wish.quantity, wish.unit).to(plant.materials[plant.lots[wish.lot].material].unit)
    _fits(writing.unit, wish, asked)
    before = writing.unit.value(select(func.count()).select_from(return_line).where(return_line.c.origin == wish.lot))
    number = returned_number(wish.lot, int(before) + 1)
    returned = Lot(number, plant.lots[wish.lot].material, LotState.QUARANTINE, supplier_lot=wish.lot)
    _placed(wish, returned, plant)
    facts = {"origin": wish.lot, "customer": wish.customer, "channel": wish.channel.strip()[:100]}
    facts |= {"location": wish.location, "reason": wish.reason.strip()[:400], "person": person.id}
    facts |= _recalled(writing, wish) | _sampled(writing.unit, returned, plant)
    about = Subject(lot=number, container=wish.container)
    value = {"quantity": Value(f"{asked.value:f}", asked.unit, Source.COUNTED)}
    taken = writing.decide(ActKind.GOODS_RETURNED, about, value, facts)
    return with_records([taken], lot=number, sample=facts.get("sample", ""))


def _fits(unit: Unit, wish: TakeReturn, asked: Quantity) -> None:
    if asked.value <= 0:
        raise DecisionRefused("decision.nothing_asked", lot=wish.lot)
    if asked.unit == "pcs" and asked.value != asked.value.to_integral_value():
        raise DecisionRefused("decision.whole_pieces", lot=wish.lot, asked=str(asked))
    if not wish.channel.strip():
        raise DecisionRefused("returns.channel_missing")
    mine = shipment_line.c.lot == wish.lot, shipment_line.c.customer == wish.customer
    shipped = sum((Decimal(row.quantity) for row in unit.rows(shipment_line.select().where(*mine))), Decimal(0))
    back = return_line.c.origin == wish.lot, return_line.c.customer == wish.customer
    returned = sum((row.quantity for row in unit.rows(return_line.select().where(*back))), Decimal(0))
    if asked.value > shipped - returned:
        said = {name: f"{value.normalize():f}" if value else "0" for name, value in _amounts(shipped, returned)}
        params = {"customer": wish.customer[:40], "lot": wish.lot, "asked": str(asked)}
        raise DecisionRefused("returns.more_than_shipped", **params, **said)


def _amounts(shipped: Decimal, returned: Decimal) -> tuple[tuple[str, Decimal], tuple[str, Decimal]]:
    return ("shipped", shipped), ("returned", returned)


def _placed(wish: TakeReturn, returned: Lot, plant: Plant) -> None:
    if not is_container(wish.container) or wish.container in plant.containers:
        raise DecisionRefused("returns.label", container=wish.container[:40] or "-")
    unfit = place_refusal(plant, returned, wish.container, wish.location)
    if unfit is not None:
        raise DecisionRefused(unfit.key, **unfit.params)


def _sampled(unit: Unit, returned: Lot, plant: Plant) -> dict[str, str]:
    """Ask for a sample by the specification of the material, else by the one its batch was tested by (GMP 137)."""
    specification = plant.materials[returned.material].specification or _tested_by(unit, returned, plant)
    return {"sample": sample_number(returned.number), "specification": specification} if specification else {}


def _tested_by(unit: Unit, returned: Lot, plant: Plant) -> str:
    origin = returned.supplier_lot
    made_by = select(lot.c.batch).where(lot.c.number == origin).scalar_subquery()
    drawn = select(sample.c.specification).where(or_(sample.c.lot == origin, sample.c.batch == made_by))
    rows = unit.rows(drawn.order_by(sample.c.seq.desc()))
    mine = (row.specification for row in rows if _fits_material(plant, row.specification, returned.material))
    return next(mine, "")


def _fits_material(plant: Plant, specification: str, material: str) -> bool:
    known = plant.specifications.get(specification)
    return known is not None and known.material == material


def _recalled(writing: Writing, wish: TakeReturn) -> dict[str, str]:
    if not wish.recall:
        return {}
    case = recall_of(writing.unit, writing.picture.plant, wish.recall)
    if case.state == RecallState.CLOSED:
        raise DecisionRefused("recall.closed", recall=case.id)
    if case.id not in recalls_concerning(writing.unit, wish.lot):
        raise DecisionRefused("recall.lot_other", lot=wish.lot, recall=case.id)
    return {"recall": case.id}
