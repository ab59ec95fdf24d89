"""The signature that a decision relies upon: kept, sound, by the right person, with the right meaning."""

from core.acts import ActKind, Meaning, Signature
from server.db.statements import select
from server.db.tables.evidence import record, record_flag
from server.decisions.refused import DecisionRefused
from server.records import SOUND, record_from
from server.writing import Writing


def signature_for(writing: Writing, identity: str, person: str, meaning: Meaning, target: str) -> Signature:
    """Give the signature of a record.

    Args:
        writing: The transaction.
        identity: Id of the `Signed` record, which must have arrived.
        person: Who must have signed.
        meaning: What the signature must mean.
        target: What one of its manifests must be about, or whose batch it must name.

    Raises:
        DecisionRefused: There is no such record yet, it is flagged, or it says something else.
    """
    signed = record.c.kind == ActKind.SIGNED.value
    row = writing.unit.first(select(record.c.seq, record.c.envelope).where(record.c.rid == identity, signed, SOUND))
    if row is None:
        raise DecisionRefused("decision.signature_missing", id=identity[:40])
    if writing.unit.first(record_flag.select().where(record_flag.c.seq == row.seq)) is not None:
        raise DecisionRefused("decision.signature_flagged", id=identity[:40])
    kept = record_from(bytes(row.envelope))
    signature = kept.act.signature if kept else None
    if signature is None or signature.person != person or signature.meaning != meaning:
        raise DecisionRefused("decision.signature_other", id=identity[:40])
    if not any(target in (manifest.step, manifest.batch) for manifest in signature.manifests):
        raise DecisionRefused("decision.signature_other", id=identity[:40])
    return signature
