"""Voiding a record: by quality, with a reason, while no material has gone into it; nothing of it is deleted.

A number is issued once. What was issued in error is voided, and what is made instead has a number of its own. So is a
round of a logbook that was opened in error, until it is complete and while no exception in it is open: what was found
about a thing is settled, never voided away.
Source: GMP article 173 (one issued record a batch); F02.
"""

from core.acts import Manifest, ManifestLine, Meaning, Signature
from core.batch.manifest import signatures_relied_upon
from core.batch.progress import complete, finished
from core.batch.state import BatchState
from core.finding import Finding, finding
from core.language import LANGUAGE_TAGS, Language, text
from core.master.model import MasterBatchRecord
from core.said import says_something

VOID = "void"
"""What a manifest names in place of a step when it is about voiding the batch."""


def void_manifest(state: BatchState, master: MasterBatchRecord, language: Language) -> Manifest:
    """Draw what is signed to void a batch: which, and how far it had come."""
    steps, kind = master.steps(), "round" if state.thing is not None else "product"
    label = text("logbook.round_of" if kind == "round" else "manifest.product", language)
    done = sum(step.id not in state.not_needed and finished(step, state) for step in steps)
    lines = (
        ManifestLine(label, f"{master.name.in_language(language)} {master.strength}"),
        ManifestLine(text("manifest.void_steps", language), f"{done}/{len(steps)}"),
    )
    title = f"{text('manifest.void_round' if kind == 'round' else 'manifest.void', language)} {state.number}"
    return Manifest(state.number, VOID, title, LANGUAGE_TAGS[language], lines, signatures_relied_upon(state))


def void_refusals(
    manifest: Manifest, signature: Signature, state: BatchState, master: MasterBatchRecord, language: Language
) -> list[Finding]:
    """Judge the signature that voids a batch, or a round."""
    if signature.meaning != Meaning.VOIDED:
        return [finding("refusal.nothing_to_sign")]
    if found := not_voidable(state, master):
        return [found]
    if not says_something(signature.reason):
        return [finding("refusal.void_reason")]
    return [] if manifest == void_manifest(state, master, language) else [finding("refusal.manifest_other")]


def not_voidable(state: BatchState, master: MasterBatchRecord) -> Finding | None:
    """Say why a batch or a round cannot be voided; None where it can."""
    if holds_material(state):
        return finding("refusal.void_material", batch=state.number)
    if state.thing is None:
        return None
    if complete(state, master):
        return finding("refusal.void_complete", round=state.number)
    return finding("refusal.void_case", round=state.number) if state.open_cases() else None


def holds_material(state: BatchState) -> bool:
    """Tell whether material was dispensed for a batch and not put back, charged, sampled from it, or put out by it."""
    return bool(state.dispensed or state.pending or state.outputs or state.samples)
