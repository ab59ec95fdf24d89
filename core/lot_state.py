"""Changing the quality state of a received lot: what is shown to the one who signs for it, by name.

Source: GMP (2010) article 229; 21 CFR 11.50, 11.70.
"""

from collections.abc import Sequence

from core.acts import Manifest, ManifestLine, Meaning
from core.finding import Finding, finding
from core.language import LANGUAGE_TAGS, Language, text
from core.lot_sample import VERIFIED, LotSample, conclusion, tested_by
from core.plant import Lot, LotState, Plant
from core.quality import Conclusion
from core.returned import origin_of

LOT_STATE = "lot_state"
"""What stands as `step` in the manifest."""

MEANING = {
    LotState.RELEASED: Meaning.APPROVED,
    LotState.REJECTED: Meaning.APPROVED,
    LotState.ON_HOLD: Meaning.REVIEWED,
    LotState.QUARANTINE: Meaning.REVIEWED,
}
"""States that a person may give to a received lot, and what the signature means."""


def lot_state_manifest(
    lot: Lot, new: LotState, reason: str, samples: Sequence[LotSample], plant: Plant, language: Language
) -> Manifest:
    """Draw what is signed: the lot, its old and its new state, what the laboratory found, and the reason."""
    material = plant.materials[lot.material]
    lines = [
        ("material", f"{material.code} {material.name.in_language(language)}"),
        ("lot", lot.number),
        ("supplier", f"{lot.supplier}  {lot.supplier_lot}"),
        ("manufacturer", f"{lot.manufacturer}  {lot.manufacturer_lot}"),
        ("expiry", lot.expiry.isoformat() if lot.expiry else "-"),
        ("change", f"{text(f'lot.{lot.state.value}', language)} -> {text(f'lot.{new.value}', language)}"),
        ("results", ", ".join(_worded(sample, plant, language) for sample in samples) or "-"),
    ]
    if new == LotState.RELEASED:
        lines.append(("examined", text("lot_state.examined_is", language)))
    lines.append(("reason", reason))
    shown = tuple(ManifestLine(text(f"lot_state.{name}", language), value) for name, value in lines)
    title = text("lot_state.title", language)
    return Manifest("", LOT_STATE, title, LANGUAGE_TAGS[language], shown, ())


def lot_state_refusals(lot: Lot, new: LotState, samples: Sequence[LotSample], plant: Plant) -> tuple[Finding, ...]:
    """Judge whether a received lot may get a state; a release takes complete, checked, complying results.

    Returned goods are tested in any case, and never better than the lot they came from (GMP article 137).
    """
    if new not in MEANING or lot.state in (new, LotState.CONSUMED):
        return (finding("decision.lot_state", lot=lot.number, state=lot.state.value),)
    if not lot.supplier:
        return (finding("decision.lot_of_batch", lot=lot.number),)
    if new != LotState.RELEASED:
        return ()
    concluded = [conclusion(sample, tested_by(sample, plant)) for sample in samples]
    if Conclusion.DOES_NOT_COMPLY in concluded:
        return (finding("lot_state.refused.fails", lot=lot.number),)
    tested = bool(samples) and all(sample.state == VERIFIED for sample in samples)
    origin = plant.lots.get(origin_of(lot))
    if origin is not None and origin.state in (LotState.ON_HOLD, LotState.REJECTED):
        return (finding("lot_state.refused.origin", lot=lot.number, origin=origin.number),)
    needed = origin is not None or bool(plant.materials[lot.material].specification)
    if (needed or samples) and not (tested and set(concluded) == {Conclusion.COMPLIES}):
        return (finding("lot_state.refused.untested", lot=lot.number),)
    return ()


def _worded(sample: LotSample, plant: Plant, language: Language) -> str:
    concluded = conclusion(sample, tested_by(sample, plant))
    state = concluded.value if sample.state == VERIFIED else sample.state
    return f"{sample.id} {text(f'lot_sample.{state}', language)}"
