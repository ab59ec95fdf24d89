"""The manifest of a correction: what becomes what and why, and which calculations are to be done anew."""

from core.acts import ActKind, Manifest, ManifestLine
from core.batch.correcting import corrected_entry, recalculated_after
from core.batch.entries import entries, entry_of
from core.batch.manifest import entry_label, shown_of
from core.batch.state import BatchState, Correction
from core.language import LANGUAGE_TAGS, Language, text
from core.master.model import MasterBatchRecord, Step
from core.plant import Plant


def correction_manifest(
    correction: Correction, state: BatchState, master: MasterBatchRecord, language: Language, plant: Plant
) -> Manifest:
    """Draw the manifest of a correction: what becomes what and why, and which calculations are to be done anew."""
    step = master.step(correction.step)
    entry = entry_of(step, correction.entry, state.step(correction.step).filled) if step else None
    old, new = corrected_words(correction, step, language, plant)
    reason = correction.new.act.facts.get("reason", "-")
    lines = [
        ManifestLine(entry_label(step, entry, language) if step and entry else correction.entry, f"{old} -> {new}"),
        ManifestLine(text("manifest.old_record", language), f"{correction.old.reference.sha256[:16]}"),
        ManifestLine(text("manifest.reason", language), reason),
    ]
    if step is not None and (redone := _redone(step, correction, state, master)):
        lines.append(ManifestLine(text("manifest.recalculated", language), redone))
    number = str(step.number) if step else "-"
    title = text("manifest.correction", language, id=correction.id, step=number)
    acts = (correction.old.reference, correction.new.reference)
    return Manifest(state.number, correction.id, title, LANGUAGE_TAGS[language], tuple(lines), acts)


def corrected_words(correction: Correction, step: Step | None, language: Language, plant: Plant) -> tuple[str, str]:
    """Write the old and the new value of a correction, as screens and paper show them."""
    after = corrected_entry(correction).act
    return shown_of(step, correction.old.act, language, plant), shown_of(step, after, language, plant)


def _redone(step: Step, correction: Correction, state: BatchState, master: MasterBatchRecord) -> str:
    """Number the steps whose calculation the correction sets aside."""
    own = [str(step.number)] if any(e.act == ActKind.VALUE_CALCULATED for e in entries(step)) else []
    others = (master.step(identity) for identity in recalculated_after(step, correction.entry, master))
    return ", ".join([*own, *(str(other.number) for other in others if other and state.step(other.id).filled)])
