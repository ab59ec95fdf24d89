"""Signed changes of people, rights, keys and policy: the bodies signed are the bodies stated."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from core.acts import ActKind, Signature
from core.change_rules import change_refusals
from core.change_signers import signature_refusals
from core.changes import Change, change_manifest, ordered
from core.equipment_change import service_timing
from core.finding import Finding
from core.key_times import key_time_refusals
from core.language import LANGUAGE_TAGS, LANGUAGES, Language
from core.master_change import timing_refusals
from core.record.messages import Request
from core.record.payload import Record
from core.times import local_day, utc_from
from server.db.statements import select
from server.db.tables.evidence import record, record_flag
from server.db.tables.secrets import signature_use
from server.decisions.answers import with_records
from server.decisions.refused import DecisionRefused, body_as
from server.records import SOUND, record_from
from server.settling import settle_secrets
from server.writing import Writing

LONGEST_WAIT = timedelta(hours=1)
"""What was signed is decided soon or not at all: nobody can keep a signature for a day that suits him better."""


class AskChange(msgspec.Struct):
    """`change`: what shall be, why, and the signature records over it, in the order in which they were given."""

    changes: tuple[Change, ...]
    reason: str
    signatures: tuple[str, ...]


def change(writing: Writing, request: Request) -> dict[str, object]:
    """Make signed changes effective, all or none; answers `records`.

    Raises:
        DecisionRefused: A rule speaks against them, or a signature is missing, of another, outdated or used before.
    """
    wish, plant = body_as(request, AskChange), writing.picture.plant
    _stop(change_refusals(wish.changes, plant))
    _stop(timing_refusals(wish.changes, plant, local_day(writing.journal.now, plant.offset_min)))
    _stop(service_timing(wish.changes, plant, local_day(writing.journal.now, plant.offset_min)))
    signed = [unspent_signature(writing, identity) for identity in wish.signatures]
    claims = [kept.act.signature for kept in signed if kept.act.signature is not None]
    _stop(signature_refusals(wish.changes, claims, plant))
    for claim in claims:
        _covers(claim, wish, writing)
    instants = [utc_from(kept.act.when.utc) for kept in signed]
    if instants != sorted(instants):
        raise DecisionRefused("refusal.before_performance")
    settle_secrets(writing, wish.changes)
    _stop(key_time_refusals(wish.changes, plant, writing.journal.now))
    return with_records(state_changes(writing, wish.changes, wish.signatures))


def state_changes(writing: Writing, changes: Sequence[Change], signatures: Sequence[str]) -> list[Record]:
    """State changes that were decided together, in their order, each naming all their signatures."""
    facts = {"signatures": ",".join(signatures)}
    return [
        writing.decide(ActKind.PLANT_CHANGED, facts={"kind": item.kind, "id": item.id, "body": item.body, **facts})
        for item in ordered(tuple(changes))
    ]


def unspent_signature(writing: Writing, identity: str) -> Record:
    """Give a `Signed` record that is kept, sound, not flagged, fresh, and has not decided anything yet.

    Raises:
        DecisionRefused: It has not arrived, is flagged, has been used, is older than `LONGEST_WAIT`, or its key has
            been ended since.
    """
    is_signed = record.c.kind == ActKind.SIGNED.value
    row = writing.unit.first(select(record.c.seq, record.c.envelope).where(record.c.rid == identity, is_signed, SOUND))
    kept = record_from(bytes(row.envelope)) if row is not None else None
    if row is None or kept is None or kept.act.signature is None:
        raise DecisionRefused("decision.signature_missing", id=identity[:40])
    if writing.unit.first(record_flag.select().where(record_flag.c.seq == row.seq)) is not None:
        raise DecisionRefused("decision.signature_flagged", id=identity[:40])
    if writing.unit.first(signature_use.select().where(signature_use.c.record == identity)) is not None:
        raise DecisionRefused("decision.signature_spent", id=identity[:40])
    key = writing.picture.registry.find(kept.act.signature.key)
    if key is None or key.closed:
        raise DecisionRefused("decision.signature_key_ended", user=kept.act.signature.user_id[:40])
    if writing.journal.now - utc_from(kept.act.when.utc) > LONGEST_WAIT:
        raise DecisionRefused("decision.signature_old", user=kept.act.signature.user_id[:40])
    return kept


def _covers(claim: Signature, wish: AskChange, writing: Writing) -> None:
    """What was shown, drawn again now, is what was signed: neither the wish nor the item has changed since."""
    for manifest in claim.manifests:
        language = _language_of(manifest.language)
        if manifest == change_manifest(wish.changes, wish.reason, writing.picture.plant, language):
            return
    raise DecisionRefused("decision.change_outdated")


def _language_of(tag: str) -> Language:
    for language in LANGUAGES:
        if LANGUAGE_TAGS[language] == tag:
            return language
    return "en"


def _stop(found: Sequence[Finding]) -> None:
    if found:
        raise DecisionRefused(found[0].key, **found[0].params)
