"""Receipt of goods: one request, one lot number, a number for each container, all or nothing (GMP article 106).

Numbers are given under the lock of the log's head, so that two receipts never get the same.
"""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from core.acts import ActKind, Meaning, Signature, Source, Subject, Value
from core.coding import next_numbers, pattern_of, prefix_of
from core.finding import Finding, finding
from core.language import LANGUAGE_TAGS, LANGUAGES, Language
from core.lot_sample import sample_number
from core.people import Person
from core.plant import LotState, Plant
from core.receipt import (
    Receipt,
    firm_name,
    over_order,
    receipt_holds,
    receipt_manifest,
    receipt_refusals,
    sampled,
)
from core.record.messages import Request
from core.record.payload import Record
from core.rights import holders
from core.times import utc_from
from server.db.statements import func, select
from server.db.tables.plant import container, lot, receipt_line
from server.db.tables.secrets import signature_use
from server.decisions.answers import with_records
from server.decisions.change import unspent_signature
from server.decisions.refused import DecisionRefused, body_as, entitled
from server.decisions.session import by_signature
from server.lot_samples import lot_samples
from server.plain import plain
from server.writing import Writing


class AskReceive(msgspec.Struct):
    """`receive`: the receipt, who took the goods in, and that person's signature, then a checker's, if any."""

    receipt: Receipt
    person: str
    signatures: tuple[str, ...]


def receive(writing: Writing, request: Request) -> dict[str, object]:
    """Take goods in under quarantine; answers `lot`, `containers`, `sample`, `sampled`, `held` and `open`.

    `held` says why the lot went on hold at once, and `open` what of the order is still to come.

    Raises:
        DecisionRefused: A rule speaks against the receipt, or the signature is missing, used or over another one.
    """
    wish, plant = body_as(request, AskReceive), writing.picture.plant
    receipt = wish.receipt
    person = by_signature(writing, request, wish.person)
    before = _taken_in(writing, wish)
    if before is not None:
        return before
    _stop(receipt_refusals(receipt, plant, writing.today))
    _signed(writing, wish, person)
    _stop(_serials_known(writing, receipt))
    number, identities = _numbers(writing, len(receipt.containers))
    rest = over_order(receipt, plant, _before(writing, receipt))
    chosen = sampled(plant.materials[receipt.material], len(receipt.containers))
    held = list(receipt_holds(receipt, plant))
    if rest is not None and rest.value > 0:
        held.append(finding("receipt.held.over", order=receipt.order, quantity=str(rest)))
    facts = {**_facts(receipt, plant), "person": person.id, "signatures": ",".join(wish.signatures)}
    facts |= {"order_closed": "yes"} if _delivered(writing, receipt) else {}
    records = _received(writing, receipt, number, identities, chosen, facts)
    records += [_on_hold(writing, number, held, wish.signatures[0])] if held else []
    return with_records(
        records,
        lot=number,
        containers=list(identities),
        sample=sample_number(number) if chosen else "",
        sampled=[identities[place] for place in chosen],
        held=msgspec.to_builtins(held),
        open=f"{-rest.value:f} {rest.unit}" if rest is not None and rest.value < 0 else "",
    )


def _taken_in(writing: Writing, wish: AskReceive) -> dict[str, object] | None:
    """Give the answer that got lost, when the receipt over these very signatures was taken in before."""
    joined = select(receipt_line.c.lot).join(signature_use, signature_use.c.seq == receipt_line.c.seq)
    signature = plain(wish.signatures[0]) if wish.signatures else ""
    number = writing.unit.value(joined.where(signature_use.c.record == signature))
    if number is None:
        return None
    plant = writing.picture.plant
    found = plant.lots[number]
    if (found.material, found.supplier_lot) != (wish.receipt.material, wish.receipt.supplier_lot):
        return None
    identities = sorted(item.id for item in plant.containers.values() if item.lot == number)
    drawn = lot_samples(writing.unit, lot=number)
    return with_records(
        [],
        lot=number,
        containers=identities,
        sample=drawn[0].id if drawn else "",
        sampled=list(drawn[0].containers) if drawn else [],
        held=[],
        open="",
    )


def _delivered(writing: Writing, receipt: Receipt) -> bool:
    """Tell whether with this receipt every line of its order has come."""
    order = writing.picture.plant.orders.get(receipt.order)
    if order is None:
        return False
    for line in order.lines:
        arrived = _before(writing, msgspec.structs.replace(receipt, material=line.material))
        arrived += receipt.total.value if line.material == receipt.material else Decimal(0)
        if arrived < line.quantity.value:
            return False
    return True


def _signed(writing: Writing, wish: AskReceive, person: Person) -> None:
    """Hold the signatures against the receipt: unspent, over this very one, by who received it, then by another."""
    plant = writing.picture.plant
    if not 1 + plant.policy.receipt_verified <= len(wish.signatures) <= 2:
        raise DecisionRefused("decision.signature_missing", id="")
    kept = [unspent_signature(writing, identity) for identity in wish.signatures]
    claims = [one.act.signature for one in kept if one.act.signature is not None]
    fits = (
        claims[0].person == person.id
        and claims[0].meaning == Meaning.PERFORMED
        and claims[0].role in holders("decide.receive")
    )
    if not fits or not all(_covers(claim, wish.receipt, plant) for claim in claims):
        raise DecisionRefused("decision.signature_other", id=wish.signatures[0][:40])
    if len(claims) == 2:
        entitled(plant, claims[1].person, *holders("sign.verified"))
        later = utc_from(kept[0].act.when.utc) <= utc_from(kept[1].act.when.utc)
        if claims[1].meaning != Meaning.VERIFIED or claims[1].person == person.id or not later:
            raise DecisionRefused("decision.signature_other", id=wish.signatures[1][:40])


def _covers(claim: Signature, receipt: Receipt, plant: Plant) -> bool:
    """What was shown, drawn again now, is what was signed."""
    languages: dict[str, Language] = {LANGUAGE_TAGS[language]: language for language in LANGUAGES}
    return any(
        manifest == receipt_manifest(receipt, plant, languages.get(manifest.language, "en"))
        for manifest in claim.manifests
    )


def _received(
    writing: Writing,
    receipt: Receipt,
    number: str,
    identities: Sequence[str],
    chosen: Sequence[int],
    facts: dict[str, str],
) -> list[Record]:
    plant = writing.picture.plant
    records: list[Record] = []
    for place, (identity, item) in enumerate(zip(identities, receipt.containers, strict=True)):
        own = {"damage": item.damage, "serial": item.serial}
        if place in chosen:
            specification = plant.materials[receipt.material].specification
            own |= {"sample": sample_number(number), "specification": specification}
        stated = facts | {name: value for name, value in own.items() if value}
        value = {"quantity": Value(item.net, receipt.unit, Source.TYPED)}
        subject = Subject(lot=number, container=identity)
        records.append(writing.decide(ActKind.GOODS_RECEIVED, subject, value, stated))
    return records


def _on_hold(writing: Writing, number: str, held: Sequence[Finding], signature: str) -> Record:
    """Put a lot on hold at its receipt, each reason named."""
    facts = {
        "old": LotState.QUARANTINE.value,
        "new": LotState.ON_HOLD.value,
        "reason": ", ".join(item.key for item in held),
    }
    return writing.decide(ActKind.LOT_STATE_CHANGED, Subject(lot=number, record=signature), facts=facts)


def _facts(receipt: Receipt, plant: Plant) -> dict[str, str]:
    facts = {
        "material": receipt.material,
        "delivery_name": receipt.delivery_name,
        "supplier": firm_name(plant, receipt.supplier),
        "supplier_lot": receipt.supplier_lot,
        "manufacturer": firm_name(plant, receipt.manufacturer),
        "manufacturer_lot": receipt.manufacturer_lot,
        "expiry": receipt.expiry.isoformat() if receipt.expiry else "",
        "retest": receipt.retest.isoformat() if receipt.retest else "",
        "order": receipt.order,
        "location": receipt.location,
        "remarks": receipt.remarks,
    }
    return {name: value for name, value in facts.items() if value}


def _numbers(writing: Writing, count: int) -> tuple[str, tuple[str, ...]]:
    """Give the next lot number and as many container numbers."""
    rules, today = writing.picture.plant.coding, writing.today
    lots, containers = pattern_of(rules, "lot"), pattern_of(rules, "container")
    known = [
        row.number
        for row in writing.unit.rows(select(lot.c.number).where(func.starts_with(lot.c.number, prefix_of(lots, today))))
    ]
    taken = [
        row.id
        for row in writing.unit.rows(
            select(container.c.id).where(func.starts_with(container.c.id, prefix_of(containers, today)))
        )
    ]
    return next_numbers(lots, today, known)[0], next_numbers(containers, today, taken, count)


def _before(writing: Writing, receipt: Receipt) -> Decimal:
    """Sum up what was received before against the same line of the order."""
    if not receipt.order:
        return Decimal(0)
    joined = select(receipt_line.c.quantity).join(lot, lot.c.number == receipt_line.c.lot)
    named = receipt_line.c.purchase_order == plain(receipt.order), lot.c.material == plain(receipt.material)
    return sum((Decimal(row.quantity) for row in writing.unit.rows(joined.where(*named))), Decimal(0))


def _serials_known(writing: Writing, receipt: Receipt) -> tuple[Finding, ...]:
    """A serial number arrives once, ever."""
    serials = [plain(item.serial) for item in receipt.containers if item.serial]
    joined = select(receipt_line.c.serial, receipt_line.c.lot).join(lot, lot.c.number == receipt_line.c.lot)
    same = receipt_line.c.serial.in_(serials), lot.c.material == plain(receipt.material)
    found = writing.unit.first(joined.where(*same).order_by(receipt_line.c.seq)) if serials else None
    return () if found is None else (finding("receipt.refused.serial_known", serial=found.serial[:60], lot=found.lot),)


def _stop(found: Sequence[Finding]) -> None:
    if found:
        raise DecisionRefused(found[0].key, **found[0].params)
