"""The judge of the review of a round: complete, no exception open, by somebody who had no part in it."""

from core.acts import Manifest, Meaning, Signature
from core.batch.manifest_round import round_manifest
from core.batch.rounds import awaits_review, performers, reviewers
from core.batch.state import BatchState
from core.finding import Finding, finding
from core.language import Language
from core.master.model import MasterBatchRecord
from core.people import Person
from core.plant import Plant


def round_refusals(
    signature: Signature,
    person: Person,
    manifest: Manifest,
    language: Language,
    state: BatchState,
    master: MasterBatchRecord,
    plant: Plant,
) -> list[Finding]:
    """Say what speaks against a signature over a whole round."""
    logbook = master.logbook
    if logbook is None or signature.meaning != Meaning.REVIEWED or not awaits_review(state, master):
        return [finding("refusal.nothing_to_sign")]
    entitled = reviewers(logbook)
    if signature.role not in entitled:
        return [finding("refusal.role_disposition", role=", ".join(sorted(entitled)))]
    if person.id in performers(state):
        return [finding("refusal.own_round", round=state.number)]
    same = manifest == round_manifest(state, master, language, plant)
    return [] if same else [finding("refusal.manifest_other")]
