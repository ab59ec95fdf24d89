"""Voiding a record by quality: the number is used up, the record stays, what was reserved is free again (F02).

So is a round of a logbook voided that was opened in error; another one about the same thing can be opened at once.
"""

import msgspec

from core.acts import ActKind, Meaning, Subject
from core.batch.manifest import signatures_relied_upon
from core.batch.voiding import not_voidable
from core.record.messages import Request
from server.decisions.answers import with_records
from server.decisions.refused import DecisionRefused, body_as
from server.decisions.session import by_signature
from server.decisions.signatures import signature_for
from server.writing import Writing


class VoidBatch(msgspec.Struct):
    """`void_batch`: batch, who signed, id of the signature record, which states the reason."""

    batch: str
    person: str
    signature: str


def void_batch(writing: Writing, request: Request) -> dict[str, object]:
    """Void a batch into which no material has gone, or a round that is not complete; answers `records`.

    Raises:
        DecisionRefused: No right, the batch is decided or holds material, an exception of the round is open, or the
            signature does not fit or was given before something else was signed.
    """
    wish = body_as(request, VoidBatch)
    by_signature(writing, request, wish.person)
    folded = writing.batch(wish.batch)
    if folded is None:
        raise DecisionRefused("decision.batch_unknown", batch=wish.batch[:40])
    if folded.state.decided is not None:
        raise DecisionRefused("decision.batch_closed", batch=wish.batch)
    if found := not_voidable(folded.state, folded.master):
        raise DecisionRefused(found.key, **found.params)
    signature = signature_for(writing, wish.signature, wish.person, Meaning.VOIDED, wish.batch)
    by = folded.state.voiding
    newest = by is not None and by.reference.id == wish.signature
    if not newest or signature.manifests[0].acts != signatures_relied_upon(folded.state):
        raise DecisionRefused("decision.signature_outdated", id=wish.signature)
    facts = {"person": wish.person, "reason": signature.reason[:400]}
    voided = writing.decide(ActKind.BATCH_VOIDED, Subject(batch=wish.batch, record=wish.signature), facts=facts)
    return with_records([voided])
