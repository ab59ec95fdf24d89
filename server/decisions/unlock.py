"""Lifting the lock that too many wrong secrets have put on a person, by the signature of QA or an administrator."""

import msgspec

from core.acts import ActKind, Subject
from core.record.messages import Request
from core.rights import holders
from core.times import utc_text
from core.unlocking import is_unlocking
from server.code_uses import locked_until
from server.decisions.answers import with_records
from server.decisions.change import unspent_signature
from server.decisions.refused import DecisionRefused, body_as, entitled
from server.writing import Writing


class UnlockPerson(msgspec.Struct):
    """`unlock`: whom, and the signature record over it."""

    locked: str
    signature: str


def unlock_person(writing: Writing, request: Request) -> dict[str, object]:
    """Lift a lock; the person who signed must be QA or an administrator, and another one. Answers `records`.

    Raises:
        DecisionRefused: No right, no such person, not locked, or the signature is missing, used or about another lock.
    """
    wish, plant = body_as(request, UnlockPerson), writing.picture.plant
    kept = unspent_signature(writing, wish.signature)
    signature = kept.act.signature
    by = entitled(plant, signature.person if signature else "", *holders("decide.unlock"))
    if wish.locked not in plant.people or wish.locked == by.id:
        raise DecisionRefused("decision.person_unknown", person=wish.locked[:40])
    until = locked_until(writing.unit, wish.locked, writing.journal.now)
    if until is None:
        raise DecisionRefused("decision.not_locked", person=plant.people[wish.locked].user_id)
    manifests = signature.manifests if signature is not None and signature.role in holders("decide.unlock") else ()
    if not any(is_unlocking(manifest, wish.locked, until, plant.offset_min) for manifest in manifests):
        raise DecisionRefused("decision.signature_other", id=wish.signature[:40])
    facts = {"locked": wish.locked, "until": utc_text(until), "person": by.id, "signatures": wish.signature}
    return with_records([writing.decide(ActKind.PERSON_UNLOCKED, Subject(record=wish.signature), facts=facts)])
