"""Returned goods: each return under a lot of its own in quarantine, so that channels are kept apart; QA decides.

Source: GMP (2010) articles 136, 137.
"""

from decimal import Decimal

import msgspec

from core.acts import ActKind, Source, Subject, Value
from core.codes.plant import is_container
from core.plant import Plant
from core.quantity import Quantity, quantity
from core.recall_case import RecallState
from core.record.messages import Request
from server.db.statements import func, select
from server.db.store import Unit
from server.db.tables.plant import shipment_line
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
    """Take goods back into quarantine; answers `records`.

    Raises:
        DecisionRefused: No right, more than was shipped, no channel, no free label, no such place, or a lot that the
            recall does not concern.
    """
    wish, plant = body_as(request, TakeReturn), writing.picture.plant
    person = in_session(writing, request)
    if wish.lot not in plant.lots:
        raise DecisionRefused("decision.lot_unknown", lot=wish.lot[:40])
    asked = quantity(wish.quantity, wish.unit).to(plant.materials[plant.lots[wish.lot].material].unit)
    _fits(writing.unit, wish, asked)
    _placed(wish, plant)
    before = writing.unit.value(select(func.count()).select_from(return_line).where(return_line.c.origin == wish.lot))
    facts = {"origin": wish.lot, "customer": wish.customer, "channel": wish.channel.strip()[:100]}
    facts |= {"location": wish.location, "reason": wish.reason.strip()[:400], "person": person.id}
    facts |= _recalled(writing, wish)
    about = Subject(lot=f"{wish.lot}-R{int(before) + 1}", container=wish.container)
    value = {"quantity": Value(f"{asked.value:f}", asked.unit, Source.COUNTED)}
    return with_records([writing.decide(ActKind.GOODS_RETURNED, about, value, facts)])


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


def _placed(wish: TakeReturn, plant: Plant) -> None:
    if not is_container(wish.container) or wish.container in plant.containers:
        raise DecisionRefused("returns.label", container=wish.container[:40] or "-")
    if plant.locations and wish.location not in plant.locations:
        raise DecisionRefused("store.location_unknown", location=wish.location[:40] or "-")


def _recalled(writing: Writing, wish: TakeReturn) -> dict[str, str]:
    if not wish.recall:
        return {}
    case = recall_of(writing.unit, writing.picture.plant, wish.recall)
    if case.state == RecallState.CLOSED:
        raise DecisionRefused("recall.closed", recall=case.id)
    if case.id not in recalls_concerning(writing.unit, wish.lot):
        raise DecisionRefused("recall.lot_other", lot=wish.lot, recall=case.id)
    return {"recall": case.id}
