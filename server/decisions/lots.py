"""Decisions about lots: their state, and their way to a customer."""

from decimal import Decimal

import msgspec

from core.acts import ActKind, Meaning, Source, Subject, Value
from core.plant import Lot, LotState, Plant
from core.quantity import Quantity, quantity
from core.record.messages import Request
from server.decisions.answers import with_records
from server.decisions.issue import plant_today
from server.decisions.refused import DecisionRefused, body_as
from server.decisions.session import by_signature, in_session
from server.decisions.signatures import signature_for
from server.writing import Writing

_MEANING = {
    LotState.RELEASED: Meaning.APPROVED,
    LotState.REJECTED: Meaning.APPROVED,
    LotState.ON_HOLD: Meaning.REVIEWED,
    LotState.QUARANTINE: Meaning.REVIEWED,
}


class ChangeLotState(msgspec.Struct):
    """`change_lot_state`: the lot, its new state, why, and the signature record over the lot's number."""

    lot: str
    state: LotState
    reason: str
    person: str
    signature: str


class Ship(msgspec.Struct):
    """`ship`: so much of a lot to a customer; person and session say who asks."""

    lot: str
    customer: str
    quantity: str
    unit: str


def change_lot_state(writing: Writing, request: Request) -> dict[str, object]:
    """Change the state of a received lot by a signed decision of QA or the QC head (GMP article 229).

    Raises:
        DecisionRefused: No right, no such lot, made here (its batch decides), or the signature does not fit.
    """
    wish, plant = body_as(request, ChangeLotState), writing.picture.plant
    by_signature(writing, request, wish.person)
    lot = _lot(plant, wish.lot)
    if wish.state not in _MEANING or wish.state == lot.state:
        raise DecisionRefused("decision.lot_state", lot=lot.number, state=lot.state)
    if not lot.supplier:
        raise DecisionRefused("decision.lot_of_batch", lot=lot.number)
    signature_for(writing, wish.signature, wish.person, _MEANING[wish.state], lot.number)
    facts = {"old": lot.state.value, "new": wish.state.value, "reason": wish.reason[:400], "person": wish.person}
    subject = Subject(lot=lot.number, record=wish.signature)
    return with_records([writing.decide(ActKind.LOT_STATE_CHANGED, subject, facts=facts)])


def ship(writing: Writing, request: Request) -> dict[str, object]:
    """Ship from a released lot, from as many containers as it takes; answers `records`.

    Raises:
        DecisionRefused: No right, no such lot or customer, not released, expired, or less in stock than asked for.
    """
    wish, plant = body_as(request, Ship), writing.picture.plant
    person = in_session(writing, request)
    lot = _lot(plant, wish.lot)
    if wish.customer not in plant.customers:
        raise DecisionRefused("decision.customer_unknown", customer=wish.customer[:40])
    if lot.state != LotState.RELEASED:
        raise DecisionRefused("decision.lot_not_released", lot=lot.number, state=lot.state)
    if lot.expiry is not None and lot.expiry < plant_today(writing):
        raise DecisionRefused("decision.lot_expired", lot=lot.number, date=lot.expiry.isoformat())
    asked = quantity(wish.quantity, wish.unit).to(plant.materials[lot.material].unit)
    if asked.unit == "pcs" and asked.value != asked.value.to_integral_value():
        raise DecisionRefused("decision.whole_pieces", lot=lot.number, asked=str(asked))
    facts = {"customer": wish.customer, "person": person.id, "shipment": request.id}
    records = [
        writing.decide(
            ActKind.GOODS_SHIPPED,
            Subject(lot=lot.number, container=container),
            {"quantity": Value(f"{part:f}", asked.unit, Source.COUNTED)},
            facts,
        )
        for container, part in _parts(plant, lot, asked)
    ]
    return with_records(records)


def _lot(plant: Plant, number: str) -> Lot:
    if number not in plant.lots:
        raise DecisionRefused("decision.lot_unknown", lot=number[:40])
    return plant.lots[number]


def _parts(plant: Plant, lot: Lot, asked: Quantity) -> list[tuple[str, Decimal]]:
    """Divide a quantity over the lot's containers that nobody has reserved."""
    if asked.value <= 0:
        raise DecisionRefused("decision.nothing_asked", lot=lot.number)
    free = [c for c in plant.containers.values() if c.lot == lot.number and c.reserved_for is None and c.net.value > 0]
    parts: list[tuple[str, Decimal]] = []
    rest = asked.value
    for container in sorted(free, key=lambda c: c.id):
        part = min(rest, container.net.value)
        parts += [(container.id, part)] if part > 0 else []
        rest -= part
    if rest > 0:
        have = Quantity(asked.value - rest, asked.unit)
        raise DecisionRefused("decision.less_in_stock", lot=lot.number, have=str(have), asked=str(asked))
    return parts
