"""Decisions and questions of the store: counts that wait, adjustments after a blind count, destruction."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import msgspec

from core.acts import ActKind, Manifest, Meaning, Signature, Source, Subject, Value
from core.language import LANGUAGE_TAGS, LANGUAGES, Language
from core.people import Person
from core.plant import Container, Plant
from core.record.messages import Request
from core.rights import RightKind, holders, may
from core.store_paper import (
    CountedTwice,
    OpenCount,
    adjustment_manifest,
    destruction_manifest,
    witness_right,
)
from server.db.statements import select
from server.db.store import Unit
from server.db.tables.stock import stock_count
from server.decisions.answers import with_records
from server.decisions.asker import signed_in
from server.decisions.change import unspent_signature
from server.decisions.refused import DecisionRefused, body_as
from server.picture import Picture
from server.writing import Writing

MOST_COUNTS = 200
"""Most counts in one answer."""


class AskCounts(msgspec.Struct):
    """`stock_counts`: by which session."""

    session: str


class AdjustStock(msgspec.Struct):
    """`adjust_stock`: the second count, why, and the signatures of both in their order."""

    count: str
    reason: str
    signatures: tuple[str, ...]


class DestroyContainer(msgspec.Struct):
    """`destroy_container`: the container, why, and the signatures of both in their order."""

    container: str
    reason: str
    signatures: tuple[str, ...]


def stock_counts(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """List what waits for another count, without the numbers before, and what two have counted alike."""
    signed_in(unit, picture, request, body_as(request, AskCounts).session, *holders(f"{RightKind.SCREEN}.store"))
    waiting = stock_count.select().where(stock_count.c.state.in_(("first", "differs"))).order_by(stock_count.c.seq)
    containers = picture.plant.containers
    counts = [
        OpenCount(
            *(row.record, row.container, row.lot, containers[row.container].location, row.person, row.at.isoformat()),
            _counted_before(unit, row.first),
        )
        for row in unit.rows(waiting.limit(MOST_COUNTS))
    ]
    agreed = select(stock_count.c.record).where(stock_count.c.state == "agreed").order_by(stock_count.c.seq)
    proposals = [_counted_twice(unit, row.record) for row in unit.rows(agreed.limit(MOST_COUNTS))]
    return {"open": msgspec.to_builtins(counts), "proposals": msgspec.to_builtins(proposals)}


def _counted_before(unit: Unit, record: str | None) -> str:
    """Name who made the count before this one, "" where there was none."""
    found = unit.first(select(stock_count.c.person).where(stock_count.c.record == record)) if record else None
    return found.person if found is not None else ""


def adjust_stock(writing: Writing, request: Request) -> dict[str, object]:
    """Book the difference that two persons have counted alike, by two signatures; the second signer counted neither.

    Raises:
        DecisionRefused: No such difference, signatures that do not fit, or the balance has become too small.
    """
    wish, plant = body_as(request, AdjustStock), writing.picture.plant
    counted = _counted_twice(writing.unit, wish.count)
    rights = ("decide.adjust_stock", "decide.approve_adjustment")

    def drawn(language: Language) -> Manifest:
        return adjustment_manifest(counted, wish.reason, plant, language)

    first, second = both_signed(writing, wish.signatures, rights, drawn)
    if second.person in (counted.first_by, counted.second_by):
        raise DecisionRefused("store.counter_approves", container=counted.container)
    held = _held(plant, counted.container)
    if held.net.value + counted.difference.value < 0:
        raise DecisionRefused("store.too_little", container=held.id, have=str(held.net))
    facts = {"booked": counted.booked, "counted": counted.counted, "reason": wish.reason[:400]}
    subject = Subject(lot=counted.lot, container=counted.container, record=counted.record)
    return _stated(writing, ActKind.STOCK_ADJUSTED, subject, counted.difference.value, counted.unit, facts, wish, first)


def destroy_container(writing: Writing, request: Request) -> dict[str, object]:
    """Destroy a container by two signatures; of a rejected lot the second one is quality's (GMP article 132).

    Raises:
        DecisionRefused: No such container, reserved, or signatures that do not fit.
    """
    wish, plant = body_as(request, DestroyContainer), writing.picture.plant
    held = _held(plant, wish.container)
    if held.reserved_for is not None:
        raise DecisionRefused("decision.container_taken", container=held.id, batch=held.reserved_for)
    rights = ("decide.destroy_container", witness_right(plant.lots[held.lot].state))

    def drawn(language: Language) -> Manifest:
        return destruction_manifest(held, wish.reason, plant, language)

    first, _ = both_signed(writing, wish.signatures, rights, drawn)
    subject = Subject(lot=held.lot, container=held.id)
    facts = {"reason": wish.reason[:400]}
    return _stated(writing, ActKind.CONTAINER_DESTROYED, subject, held.net.value, held.net.unit, facts, wish, first)


def _stated(
    writing: Writing,
    kind: ActKind,
    subject: Subject,
    value: Decimal,
    unit: str,
    facts: dict[str, str],
    wish: AdjustStock | DestroyContainer,
    first: Signature,
) -> dict[str, object]:
    quantity = {"quantity": Value(f"{value:f}", unit, Source.CALCULATED)}
    signed = {"person": first.person, "signatures": ",".join(wish.signatures)}
    return with_records([writing.decide(kind, subject, quantity, facts | signed)])


def _held(plant: Plant, name: str) -> Container:
    held = plant.containers.get(name)
    if held is None:
        raise DecisionRefused("decision.container_unknown", container=name[:40])
    if held.ended:
        raise DecisionRefused("store.container_ended", container=held.id, why=held.ended)
    return held


def _counted_twice(unit: Unit, record: str) -> CountedTwice:
    row = unit.first(stock_count.select().where(stock_count.c.record == record, stock_count.c.state == "agreed"))
    first = None if row is None else unit.first(stock_count.select().where(stock_count.c.record == row.first))
    if row is None or first is None:
        raise DecisionRefused("store.no_difference")
    booked, counted = (f"{Decimal(value).normalize():f}" for value in (row.booked, row.counted))
    return CountedTwice(
        row.record, first.record, row.container, row.lot, booked, counted, row.unit, first.person, row.person
    )


# ------------------------------------------------------------------ two signatures


def both_signed(
    writing: Writing, identities: Sequence[str], rights: tuple[str, str], drawn: Callable[[Language], Manifest]
) -> tuple[Signature, Signature]:
    """Give the claims of both signers: other persons, each with his right, both over what is drawn again now.

    Raises:
        DecisionRefused: One is missing, used before, of somebody without the right, or over something else.
    """
    if len(identities) != len(rights):
        raise DecisionRefused("store.two_signatures")
    kept = [unspent_signature(writing, identity) for identity in identities]
    first, second = (record.act.signature for record in kept)
    if first is None or second is None or first.person == second.person:
        raise DecisionRefused("store.two_signatures")
    for claim, right, meaning in zip((first, second), rights, (Meaning.PERFORMED, Meaning.APPROVED), strict=True):
        _fits(writing.picture.plant.people.get(claim.person), claim, right, meaning)
        if not any(manifest == drawn(_language_of(manifest)) for manifest in claim.manifests):
            raise DecisionRefused("store.paper_outdated")
    return first, second


def _fits(person: Person | None, claim: Signature, right: str, meaning: Meaning) -> None:
    held = [role for role in person.roles if role.value == claim.role] if person is not None and person.active else []
    if claim.meaning != meaning or not may(held, right):
        raise DecisionRefused("store.signer", person=claim.name)


def _language_of(manifest: Manifest) -> Language:
    for language in LANGUAGES:
        if LANGUAGE_TAGS[language] == manifest.language:
            return language
    return "en"
