"""Recalls at the core: found, opened by two signatures, told to customers, closed with the balance by two more."""

import time
from datetime import datetime
from decimal import Decimal

import msgspec

from core.acts import ActKind, Manifest, Subject
from core.exposure import Exposure
from core.language import Language
from core.plant import LotState
from core.recall import Recall
from core.recall_case import CLASSES, RecallState, balance, closing_manifest, opening_manifest, recall_paper, units
from core.record.messages import Request
from core.rights import RightKind, holders
from core.times import local_day, utc_from
from server.db.statements import func, select
from server.db.store import Unit
from server.db.tables.recalls import recall_case
from server.decisions.answers import with_records
from server.decisions.asker import signed_in
from server.decisions.refused import DecisionRefused, body_as
from server.decisions.session import in_session
from server.decisions.store import both_signed
from server.picture import Picture
from server.recall import recall
from server.recall_cases import recall_cases, recall_of, returned_before
from server.writing import Writing

MOST_SHOWN = 300
"""Most lots, containers and shipments of one answer; what is signed counts them all."""

_HELD = (LotState.RELEASED.value, LotState.QUARANTINE.value)


class AskRecall(msgspec.Struct):
    """`recall_found`: lots, or what lots were exposed to; the session of who asks."""

    session: str
    lots: tuple[str, ...] = ()
    equipment: str = ""
    room: str = ""
    person: str = ""
    since: str = ""
    until: str = ""


class AskRecalls(msgspec.Struct):
    """`recalls`: the session of who asks; those older than one that is named, or one alone."""

    session: str
    before: str = ""
    only: str = ""


class OpenRecall(msgspec.Struct):
    """`open_recall`: what was asked, whether it is an exercise, its class, why, and both signatures in their order."""

    mock: bool
    recall_class: str
    reason: str
    signatures: tuple[str, ...]
    lots: tuple[str, ...] = ()
    equipment: str = ""
    room: str = ""
    person_exposed: str = ""
    since: str = ""
    until: str = ""


class NotifyRecall(msgspec.Struct):
    """`notify_recall`: which recall, which customer, whom and how; person and session say who asks."""

    recall: str
    customer: str
    how: str


class CloseRecall(msgspec.Struct):
    """`close_recall`: which recall, how effective it was (`reason`), and both signatures in their order."""

    recall: str
    reason: str
    signatures: tuple[str, ...]


def recall_found(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """Follow lots or an exposure; answers `found` (its long lists cut), `paper`, `seconds`, and full counts."""
    wish = body_as(request, AskRecall)
    signed_in(unit, picture, request, wish.session, *holders(f"{RightKind.SCREEN}.recalls"))
    begun = time.perf_counter()
    exposure = Exposure(wish.equipment, wish.room, wish.person, _instant(wish.since), _instant(wish.until))
    found = recall(unit, wish.lots, exposure)
    cut = Recall(
        found.began[:MOST_SHOWN],
        found.lots[:MOST_SHOWN],
        found.containers[:MOST_SHOWN],
        found.shipments[:MOST_SHOWN],
    )
    counts = {"lots": len(found.lots), "containers": len(found.containers), "shipments": len(found.shipments)}
    counts["customers"] = len({one.customer for one in found.shipments})
    told = {"found": msgspec.to_builtins(cut), "paper": msgspec.to_builtins(recall_paper(found)), "counts": counts}
    return {**told, "seconds": f"{time.perf_counter() - begun:.3f}"}


def list_recalls(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """List the recalls, the newest first, each with its customers; `more` where older ones are left."""
    wish = body_as(request, AskRecalls)
    signed_in(unit, picture, request, wish.session, *holders(f"{RightKind.SCREEN}.recalls"))
    if wish.only:
        return {"recalls": msgspec.to_builtins([recall_of(unit, picture.plant, wish.only)]), "more": False}
    found, more = recall_cases(unit, picture.plant, wish.before)
    return {"recalls": msgspec.to_builtins(found), "more": more}


def open_recall(writing: Writing, request: Request) -> dict[str, object]:
    """Open a recall by two signatures; what it concerns is on hold in the same transaction, unless it is an exercise.

    Raises:
        DecisionRefused: Nothing is concerned, or the signatures do not fit what the core finds now.
    """
    wish = body_as(request, OpenRecall)
    if wish.recall_class not in CLASSES:
        raise DecisionRefused("recall.class_unknown", got=wish.recall_class[:20])
    exposure = Exposure(wish.equipment, wish.room, wish.person_exposed, _instant(wish.since), _instant(wish.until))
    found = recall(writing.unit, wish.lots, exposure)
    if not found.lots:
        raise DecisionRefused("recall.nothing_found")
    paper = recall_paper(found)

    def drawn(language: Language) -> Manifest:
        return opening_manifest(paper, wish.mock, wish.recall_class, wish.reason, language)

    rights = ("decide.open_recall", "decide.approve_recall")
    first, _ = both_signed(writing, wish.signatures, rights, drawn)
    name = _number(writing)
    facts = {"recall": name, "mock": "yes" if wish.mock else "no", "class": wish.recall_class}
    facts |= {
        "began": ",".join(found.began),
        "lots": str(len(found.lots)),
        "customers": _customers(writing.unit, found),
    }
    facts |= {"digest": paper.sha256, "reason": wish.reason[:400]}
    facts |= {"person": first.person, "signatures": ",".join(wish.signatures)}
    subject = Subject(record=wish.signatures[0])
    opened = writing.decide(ActKind.RECALL_OPENED, subject, facts=facts)
    for lot in found.lots if not wish.mock else ():
        if lot.state in _HELD:
            held = {"old": lot.state, "new": LotState.ON_HOLD.value, "reason": name, "person": first.person}
            about = Subject(lot=lot.number, record=wish.signatures[0])
            writing.decide(ActKind.LOT_STATE_CHANGED, about, facts=held)
    # The states of the lots come with the plant: those of a great recall would not fit an answer.
    return with_records([opened], recall=name)


def notify_recall(writing: Writing, request: Request) -> dict[str, object]:
    """Note that a customer of a recall was told.

    Raises:
        DecisionRefused: No right, no such open recall, or not its customer.
    """
    wish, person = body_as(request, NotifyRecall), in_session(writing, request)
    case = recall_of(writing.unit, writing.picture.plant, wish.recall)
    if case.state == RecallState.CLOSED:
        raise DecisionRefused("recall.closed", recall=case.id)
    if wish.customer not in {one.customer for one in case.customers}:
        raise DecisionRefused("recall.customer_other", customer=wish.customer[:40], recall=case.id)
    facts = {"recall": case.id, "customer": wish.customer, "how": wish.how.strip()[:400], "person": person.id}
    return with_records([writing.decide(ActKind.CUSTOMER_NOTIFIED, facts=facts)])


def close_recall(writing: Writing, request: Request) -> dict[str, object]:
    """Close a recall by two signatures over its balance; a real one only when everybody was told (GMP article 304).

    Raises:
        DecisionRefused: No such open recall, somebody was not told, or the signatures do not fit.
    """
    wish = body_as(request, CloseRecall)
    case = recall_of(writing.unit, writing.picture.plant, wish.recall)
    if case.state == RecallState.CLOSED:
        raise DecisionRefused("recall.closed", recall=case.id)
    waiting = sum(1 for one in case.customers if not one.notified)
    if waiting and not case.mock:
        raise DecisionRefused("recall.not_all_told", n=str(waiting), recall=case.id)

    def drawn(language: Language) -> Manifest:
        return closing_manifest(case, wish.reason, language)

    first, _ = both_signed(writing, wish.signatures, ("decide.close_recall", "decide.approve_recall"), drawn)
    sums = {unit: balance(case, unit) for unit in units(case)}
    said = "; ".join(f"{shipped:f} - {back:f} = {shipped - back:f} {unit}" for unit, (shipped, back) in sums.items())
    facts = {"recall": case.id, "effectiveness": wish.reason[:400], "balance": said or "0"}
    facts |= {"person": first.person, "signatures": ",".join(wish.signatures)}
    subject = Subject(record=wish.signatures[0])
    return with_records([writing.decide(ActKind.RECALL_CLOSED, subject, facts=facts)])


def _customers(unit: Unit, found: Recall) -> str:
    """Write what customers have of the lots concerned, less what came back already: `K-001 100 pcs;K-002 40 pcs`."""
    back = returned_before(unit, [lot.number for lot in found.lots])
    sums: dict[tuple[str, str], Decimal] = {}
    for one in found.shipments:
        key = one.customer, one.unit
        sums[key] = sums.get(key, -back.get(key, Decimal(0))) + Decimal(one.quantity)
    return ";".join(f"{customer} {total:f} {of}" for (customer, of), total in sums.items())


def _number(writing: Writing) -> str:
    """Number a recall: `RC-261121-1`, counted over all."""
    day = local_day(writing.journal.now, writing.picture.plant.offset_min)
    before = int(writing.unit.value(select(func.count()).select_from(recall_case)))
    return f"RC-{day:%y%m%d}-{before + 1}"


def _instant(told: str) -> datetime | None:
    return utc_from(told) if told else None
