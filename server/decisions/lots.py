"""Decisions about lots: their state, and their way to a customer."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from core.acts import ActKind, Signature, Source, Subject, Value
from core.language import LANGUAGE_TAGS, LANGUAGES, Language
from core.lot_sample import LotSample
from core.lot_state import MEANING, lot_state_manifest, lot_state_refusals
from core.plant import Lot, LotState, Plant
from core.quantity import Quantity, quantity
from core.record.messages import Request
from core.rights import holders
from core.stock import held_itself, held_place
from server.db.store import Unit
from server.db.tables.plant import shipment_line
from server.decisions.answers import with_records
from server.decisions.change import unspent_signature
from server.decisions.refused import DecisionRefused, body_as
from server.decisions.session import by_signature, in_session
from server.lot_samples import lot_samples
from server.recall_cases import holding_recall
from server.writing import Writing

MOST_IN_A_BOX = 2
"""Lots that one mixed box may hold."""


class ChangeLotState(msgspec.Struct):
    """`change_lot_state`: the lot, its new state, why, and the signature record over just that."""

    lot: str
    state: LotState
    reason: str
    person: str
    signature: str


class Ship(msgspec.Struct):
    """`ship`: so much of a lot to a customer, in a mixed box where it is named; person and session say who asks."""

    lot: str
    customer: str
    quantity: str
    unit: str
    box: str = ""


def change_lot_state(writing: Writing, request: Request) -> dict[str, object]:
    """Change the state of a received lot by name (GMP article 229); the signature binds lot, states and reason.

    Raises:
        DecisionRefused: No right, no such lot, made here (its batch decides), held by an open recall, untested or
            failing results before a release, or the signature is missing, used before or over something else.
    """
    wish, plant = body_as(request, ChangeLotState), writing.picture.plant
    by = by_signature(writing, request, wish.person)
    claim = unspent_signature(writing, wish.signature).act.signature
    lot = _lot(plant, wish.lot)
    recall = holding_recall(writing.unit, lot.number)
    if recall and wish.state not in (LotState.ON_HOLD, LotState.REJECTED):
        raise DecisionRefused("recall.holds", lot=lot.number, recall=recall)
    samples = lot_samples(writing.unit, lot=lot.number)
    found = lot_state_refusals(lot, wish.state, samples, plant)
    if found:
        raise DecisionRefused(found[0].key, **found[0].params)
    if (
        claim is None
        or claim.person != by.id
        or claim.meaning != MEANING[wish.state]
        or not _shown(claim, lot, wish, samples, plant)
    ):
        raise DecisionRefused("decision.signature_other", id=wish.signature[:40])
    facts = {"old": lot.state.value, "new": wish.state.value, "reason": wish.reason[:400], "person": by.id}
    facts["signatures"] = wish.signature
    subject = Subject(lot=lot.number, record=wish.signature)
    return with_records([writing.decide(ActKind.LOT_STATE_CHANGED, subject, facts=facts)])


def _shown(claim: Signature, lot: Lot, wish: ChangeLotState, samples: Sequence[LotSample], plant: Plant) -> bool:
    """What was shown, drawn again now, is what was signed, in a role that may decide it."""
    languages: dict[str, Language] = {LANGUAGE_TAGS[language]: language for language in LANGUAGES}
    return claim.role in holders("decide.change_lot_state") and any(
        manifest
        == lot_state_manifest(lot, wish.state, wish.reason, samples, plant, languages.get(manifest.language, "en"))
        for manifest in claim.manifests
    )


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
    if lot.expiry is not None and lot.expiry < writing.today:
        raise DecisionRefused("decision.lot_expired", lot=lot.number, date=lot.expiry.isoformat())
    asked = quantity(wish.quantity, wish.unit).to(plant.materials[lot.material].unit)
    if asked.unit == "pcs" and asked.value != asked.value.to_integral_value():
        raise DecisionRefused("decision.whole_pieces", lot=lot.number, asked=str(asked))
    facts = {"customer": wish.customer, "person": person.id, "shipment": request.id} | _boxed(writing.unit, wish)
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


def _boxed(unit: Unit, wish: Ship) -> dict[str, str]:
    """Judge a mixed box: of one customer, and of two lots at most (GMP article 297)."""
    box = wish.box.strip()[:40]
    if not box:
        return {}
    held = unit.rows(shipment_line.select().where(shipment_line.c.box == box))
    if any(row.customer != wish.customer for row in held):
        raise DecisionRefused("ship.box_of_other", box=box, customer=held[0].customer)
    lots = {row.lot for row in held}
    if wish.lot not in lots and len(lots) >= MOST_IN_A_BOX:
        raise DecisionRefused("ship.box_full", box=box, lots=", ".join(sorted(lots)))
    return {"box": box}


def _lot(plant: Plant, number: str) -> Lot:
    if number not in plant.lots:
        raise DecisionRefused("decision.lot_unknown", lot=number[:40])
    return plant.lots[number]


def _parts(plant: Plant, lot: Lot, asked: Quantity) -> list[tuple[str, Decimal]]:
    """Divide a quantity over the lot's containers that nobody has reserved and that stand in no place on hold."""
    if asked.value <= 0:
        raise DecisionRefused("decision.nothing_asked", lot=lot.number)
    mine = (c for c in plant.containers.values() if c.lot == lot.number and c.net.value > 0)
    fit = (c for c in mine if held_itself(c) is None and held_place(plant, c.location) is None)
    free = [c for c in fit if c.reserved_for is None]
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
