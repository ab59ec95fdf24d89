"""Release or rejection of a batch by the authorised person (GMP article 230), on a computed checklist."""

import msgspec

from core.acts import ActKind, Meaning, Signature, Subject
from core.batch.manifest import release_manifest
from core.language import Language, worded
from core.plant import LotState
from core.record.messages import Request
from core.record.payload import Record
from server.checklist import missing
from server.db.statements import select
from server.db.tables.plant import lot
from server.decisions.answers import with_records
from server.decisions.refused import DecisionRefused, body_as
from server.decisions.session import by_signature
from server.decisions.signatures import signature_for
from server.log import make_checkpoint
from server.records import counted
from server.states import Folded
from server.writing import Writing


class DecideBatch(msgspec.Struct):
    """`release` and `reject`: batch, authorised person, id of the signature record, reason, the reader's language."""

    batch: str
    person: str
    signature: str
    reason: str = ""
    language: Language = "en"


def release(writing: Writing, request: Request) -> dict[str, object]:
    """Release a batch and its lots; answers `records` and `checkpoint`, the note relied upon.

    Raises:
        DecisionRefused: No right, the signature does not fit, or a point of the checklist blocks.
    """
    return _decided(writing, request, Meaning.RELEASED, ActKind.BATCH_RELEASED, LotState.RELEASED)


def reject(writing: Writing, request: Request) -> dict[str, object]:
    """Reject a batch and its lots; the checklist does not matter."""
    return _decided(writing, request, Meaning.REJECTED, ActKind.BATCH_REJECTED, LotState.REJECTED)


def _decided(writing: Writing, request: Request, meaning: Meaning, kind: ActKind, state: LotState) -> dict[str, object]:
    wish, plant = body_as(request, DecideBatch), writing.picture.plant
    by_signature(writing, request, wish.person)
    folded = writing.batch(wish.batch)
    if folded is None:
        raise DecisionRefused("decision.batch_unknown", batch=wish.batch[:40])
    if folded.state.decided is not None:
        raise DecisionRefused("decision.batch_closed", batch=wish.batch)
    signature = signature_for(writing, wish.signature, wish.person, meaning, wish.batch)
    if not _newest(folded, wish.signature, signature):
        raise DecisionRefused("decision.signature_outdated", id=wish.signature)
    if kind == ActKind.BATCH_RELEASED:
        lacks = [worded(item, wish.language) for item in missing(writing.unit, plant, folded)]
        if lacks:
            raise DecisionRefused("refusal.cannot_release", list="; ".join(lacks))
    note = make_checkpoint(
        writing.unit, writing.journal.station.origin, writing.journal.station.key, writing.journal.now
    )
    count, digest = counted(writing.unit, wish.batch, int(note.split("\n")[1]))
    facts = {"person": wish.person, "checkpoint": note, "records": str(count), "digest": digest}
    facts["reason"] = signature.reason[:400]
    subject = Subject(batch=wish.batch, record=wish.signature)
    decided = writing.decide(kind, subject, facts=facts)
    return with_records([decided, *_lots(writing, wish, state)], checkpoint=note)


def _newest(folded: Folded, identity: str, signature: Signature) -> bool:
    """Tell whether nothing was signed in the batch since its authorised person signed, this decision included."""
    by, relied_upon = folded.state.release, release_manifest(folded.state, folded.master, (), "", "en").acts
    return by is not None and by.reference.id == identity and signature.manifests[0].acts == relied_upon


def _lots(writing: Writing, wish: DecideBatch, state: LotState) -> list[Record]:
    """Change the state of every lot that the batch has put out."""
    made = writing.unit.rows(select(lot.c.number, lot.c.state).where(lot.c.batch == wish.batch).order_by(lot.c.number))
    records: list[Record] = []
    for row in made:
        facts = {"old": row.state, "new": state.value, "reason": wish.batch, "person": wish.person}
        subject = Subject(lot=row.number, record=wish.signature)
        records.append(writing.decide(ActKind.LOT_STATE_CHANGED, subject, facts=facts))
    return records
