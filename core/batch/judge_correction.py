"""The judge of corrections, comments and the repeat of a step: by whom, of what, and with which reason.

Source: GMP article 161; 21 CFR 11.10(e); GMP appendix Computerised Systems article 16; F26.
"""

from core.acts import Act, ActKind, Manifest, Meaning, Signature, Source
from core.batch.correcting import OPTION, set_aside_by, waits
from core.batch.entries import Entry, entries, entry_of
from core.batch.manifest_correction import correction_manifest
from core.batch.progress import sign_policy
from core.batch.state import BatchState, Correction, Filled
from core.finding import Finding, finding
from core.language import Language
from core.master.choice import Choice
from core.master.kinds import Reconciliation
from core.master.model import MasterBatchRecord, SignPolicy, Step
from core.people import Person
from core.plant import Plant
from core.quantity import SIGNED_UNITS, QuantityError
from core.record.payload import manifest_hash
from core.rights import holders, may
from core.times import utc_from

LONGEST_REASON = 120
"""Longest reason, in characters: who checks sees all of it on one screen."""

LONGEST_COMMENT = 400
"""Longest comment, in characters."""

_VALUED = frozenset(
    {ActKind.VALUE_ENTERED, ActKind.TAG_READ, ActKind.WEIGHT_TAKEN, ActKind.CONTAINER_TARED, ActKind.OUTPUT_RECORDED}
)
_SCANNED = frozenset(
    {
        ActKind.ROOM_SCANNED,
        ActKind.EQUIPMENT_SCANNED,
        ActKind.CONTAINER_SCANNED,
        ActKind.MATERIAL_CHARGED,
        ActKind.LABEL_PRINTED,
        ActKind.LABEL_SCANNED_BACK,
        ActKind.SAMPLE_DRAWN,
    }
)
_CHOSEN = ActKind.CHOICE_MADE
_MOVED = frozenset({ActKind.WEIGHT_TAKEN, ActKind.MATERIAL_CHARGED, ActKind.SAMPLE_DRAWN, ActKind.OUTPUT_RECORDED})
"""What no repeat of a step takes back: material that has moved."""


def correctable(kind: ActKind) -> bool:
    """Tell whether what acts of a kind record can be corrected."""
    return kind in _VALUED or kind == _CHOSEN


def comment_refusals(act: Act, step: Step | None, state: BatchState, plant: Plant) -> tuple[Finding, ...]:
    """Judge a comment: at any time before the decision, on a step, with words in it."""
    person = plant.people.get(act.who.person or "")
    if state.decided is not None:
        return (finding("refusal.batch_closed", batch=state.number),)
    if person is None or not person.active:
        return (finding("refusal.person_unknown", person=act.who.person or "-"),)
    if not may(person.roles, "act.comment"):
        return (finding("refusal.comment_right"),)
    if step is None:
        return (finding("refusal.step_unknown", step=act.subject.step or "-"),)
    said = _said(act.facts.get("comment", ""), LONGEST_COMMENT)
    return () if said else (finding("refusal.comment_words", n=str(LONGEST_COMMENT)),)


def repeat_refusals(
    act: Act, kiosk: str, step: Step, state: BatchState, master: MasterBatchRecord, plant: Plant
) -> tuple[Finding, ...]:
    """Judge the repeat of a signed step: nothing in it has moved material, a reason is given, by right."""
    person, recorded = plant.people.get(act.who.person or ""), state.step(step.id)
    operation = master.operation_of(step.id)
    holder = state.leases.get(operation.id) if operation else kiosk
    if found := _closed(state):
        return (found,)
    if person is None or not person.active:
        return (finding("refusal.person_unknown", person=act.who.person or "-"),)
    if not may(person.roles, "act.repeat_step"):
        return (finding("refusal.repeat_right", roles=", ".join(sorted(holders("act.repeat_step")))),)
    if holder != kiosk:
        return (finding("refusal.not_leased", operation=operation.id if operation else "-", kiosk=holder or "-"),)
    if not _done(step, state):
        return (finding("refusal.repeat_unsigned", step=str(step.number)),)
    if any(item.act.kind in _MOVED for item in recorded.filled.values()) or _count_corrected(step, state):
        return (finding("refusal.repeat_material", step=str(step.number)),)
    if any(used.step == step.id for output in state.outputs for used in output.inputs):
        return (finding("refusal.repeat_used", step=str(step.number)),)
    return () if _said(act.facts.get("reason", "")) else (finding("refusal.repeat_reason", n=str(LONGEST_REASON)),)


def _count_corrected(step: Step, state: BatchState) -> bool:
    """Tell whether a count of packaging that stands was corrected: the ledger has posted it in parts."""
    new = {item.new.reference for item in state.corrections.values() if item.step == step.id and item.in_force}
    standing = state.step(step.id).filled.values()
    return isinstance(step.detail, Reconciliation) and any(item.reference in new for item in standing)


def correction_refusals(act: Act, step: Step, state: BatchState, plant: Plant) -> tuple[Finding, ...]:
    """Judge a correction: of a value of a signed step that stands now, by who may perform it, with another value."""
    person = plant.people.get(act.who.person or "")
    if found := _closed(state):
        return (found,)
    if person is None or not person.active:
        return (finding("refusal.person_unknown", person=act.who.person or "-"),)
    if not holders("act.perform_step") & set(person.roles) & set(step.roles):
        return (finding("refusal.role", step=str(step.number), roles=", ".join(step.roles)),)
    name = act.subject.entry or "-"
    old = state.step(step.id).filled.get(name)
    entry = entry_of(step, name, state.step(step.id).filled)
    if old is None or entry is None:
        return (finding("refusal.correction_nothing", entry=name, step=str(step.number)),)
    kind = old.act.kind
    if kind == ActKind.VALUE_CALCULATED:
        return (finding("refusal.correction_calculated"),)
    if kind in _SCANNED:
        return (finding("refusal.correction_scanned", step=str(step.number)),)
    if step.sign == SignPolicy.BLIND_SECOND_COUNT:
        return (finding("refusal.correction_blind", step=str(step.number)),)
    if not correctable(kind):
        return (finding("refusal.correction_kind", step=str(step.number)),)
    if not _done(step, state):
        return (finding("refusal.correction_unsigned", step=str(step.number)),)
    if (act.subject.record, act.facts.get("sha256")) != (old.reference.id, old.reference.sha256):
        return (finding("refusal.correction_other", entry=name, step=str(step.number)),)
    if _left_to_others(person.id, step, name, state):
        return (finding("refusal.correction_waits", step=str(step.number)),)
    if not _said(act.facts.get("reason", "")):
        return (finding("refusal.correction_reason", n=str(LONGEST_REASON)),)
    return _new(act, entry, step, old)


def _closed(state: BatchState) -> Finding | None:
    """Say why nothing is changed any more: the batch is decided, or the round was reviewed."""
    if state.decided is not None:
        return finding("refusal.batch_closed", batch=state.number)
    return finding("refusal.round_reviewed", round=state.number) if state.reviewed is not None else None


def _left_to_others(person: str, step: Step, entry: str, state: BatchState) -> bool:
    """Tell whether a correction waits that somebody else has made; one's own slip may be corrected at once."""
    of_entry = (item for item in state.corrections.values() if (item.step, item.entry) == (step.id, entry))
    return any(waits(item, state) and item.new.act.who.person != person for item in of_entry)


def _new(act: Act, entry: Entry, step: Step, old: Filled) -> tuple[Finding, ...]:
    """Judge what is put in the place of the old value."""
    if old.act.kind == _CHOSEN:
        return _answer(act, step, old)
    name = next(iter(old.act.values), "value")
    value = act.values.get(name)
    if value is None or len(act.values) != 1:
        return (finding("refusal.value_missing", name=name),)
    if value.source != Source.TYPED:
        return (finding("refusal.correction_typed"),)
    before = old.act.values[name]
    try:
        new = value.quantity
    except QuantityError as error:
        return (Finding(error.key, error.params),)
    if value.unit != before.unit:
        return (finding("refusal.unit_wrong", got=value.unit[:20], want=before.unit),)
    if new.value.is_signed() and value.unit not in SIGNED_UNITS:
        return (finding("refusal.negative", value=str(new)),)
    exponent = new.value.as_tuple().exponent
    if entry.decimals is not None and (not isinstance(exponent, int) or max(0, -exponent) != entry.decimals):
        return (finding("refusal.decimals", want=str(entry.decimals)),)
    told = (str(before.quantity), str(new))
    if (act.facts.get("old"), act.facts.get("new")) != told:
        return (finding("refusal.correction_other", entry=entry.name, step=str(step.number)),)
    return (finding("refusal.correction_same", value=str(new)),) if new == before.quantity else ()


def _answer(act: Act, step: Step, old: Filled) -> tuple[Finding, ...]:
    chosen, detail = act.facts.get(OPTION, ""), step.detail
    if not isinstance(detail, Choice) or detail.option(chosen) is None:
        return (finding("refusal.correction_answer", step=str(step.number)),)
    if (act.facts.get("old"), act.facts.get("new")) != (old.act.facts.get(OPTION), chosen):
        return (finding("refusal.correction_other", entry=act.subject.entry or "-", step=str(step.number)),)
    return (finding("refusal.correction_same", value=chosen),) if chosen == old.act.facts.get(OPTION) else ()


def correction_signature_refusals(
    act: Act,
    signature: Signature,
    person: Person,
    manifest: Manifest,
    correction: Correction,
    language: Language,
    state: BatchState,
    master: MasterBatchRecord,
    plant: Plant,
) -> list[Finding]:
    """Judge a signature on a correction: first who made it, then another person with the right to check it."""
    if found := _closed(state):
        return [found]
    standing = state.step(correction.step).filled.get(correction.entry)
    overtaken = standing is None or standing.reference != correction.old.reference
    if correction.verified is None and overtaken:
        return [finding("refusal.correction_overtaken", correction=correction.id)]
    if signature.meaning == Meaning.PERFORMED:
        if correction.performed is not None:
            return [finding("refusal.already_signed", step=correction.id)]
        if person.id != correction.new.act.who.person:
            return [finding("refusal.correction_author", correction=correction.id)]
        drawn = correction_manifest(correction, state, master, language, plant)
        return [] if manifest == drawn else [finding("refusal.manifest_other")]
    if signature.meaning != Meaning.VERIFIED or correction.verified is not None:
        return [finding("refusal.nothing_to_sign")]
    if correction.performed is None:
        return [finding("refusal.not_performed")]
    if not may(person.roles, "act.check_correction"):
        return [finding("refusal.correction_right", roles=", ".join(sorted(holders("act.check_correction"))))]
    if person.id in {correction.performed.person, correction.new.act.who.person, correction.old.act.who.person}:
        return [finding("refusal.correction_own")]
    if manifest_hash(manifest) != correction.performed.manifest:
        return [finding("refusal.manifest_other")]
    early = utc_from(act.when.utc) < utc_from(correction.performed.utc)
    return [finding("refusal.before_performance")] if early else []


def repeat_check_refusals(person: Person, step: Step, state: BatchState) -> list[Finding]:
    """Judge who checks a repeated step: as of a correction, by right, and nobody who recorded what was set aside."""
    if not state.step(step.id).repeated or step.sign == SignPolicy.BLIND_SECOND_COUNT:
        return []
    if not may(person.roles, "act.check_correction"):
        return [finding("refusal.repeat_check_right", roles=", ".join(sorted(holders("act.check_correction"))))]
    return [finding("refusal.repeat_own")] if person.id in set_aside_by(state, step) else []


def _done(step: Step, state: BatchState) -> bool:
    """Tell whether a step was signed, now or before a correction opened its calculations."""
    recorded = state.step(step.id)
    if recorded.performed is not None:
        return True
    rounds = state.former.get(step.id, ())
    if rounds and rounds[-1].by.act.kind == ActKind.CORRECTION_MADE and recorded.filled:
        return True
    filled = recorded.filled
    whole = bool(filled) and all(entry.name in filled for entry in entries(step, filled))
    return whole and sign_policy(step, recorded) == SignPolicy.NONE


def _said(words: str, most: int = LONGEST_REASON) -> bool:
    return bool(words.strip()) and len(words) <= most and words.isprintable()
