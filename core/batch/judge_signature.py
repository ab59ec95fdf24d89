"""The judge of signatures: who signs, in which role, with which meaning, and that what is signed is what was recorded.

A manifest is drawn again from the acts, in the language of its tag: shown, signed and recorded are one and the same.
Source: 21 CFR 11.50, 11.70, 11.200; GMP articles 116, 163.
"""

from collections.abc import Iterable

from core.acts import Act, ActReference, Manifest, Meaning, Signature
from core.batch.blind import first_counts, signer_refusals
from core.batch.judge_applicable import need_refusals
from core.batch.judge_correction import correction_signature_refusals, repeat_check_refusals
from core.batch.judge_qualification import method_refusals, methods_of, step_refusals
from core.batch.judge_round import round_refusals
from core.batch.manifest import (
    MISSING,
    RELEASE,
    exception_manifest,
    release_manifest,
    sample_manifest,
    step_manifest,
)
from core.batch.progress import lacking, sign_policy
from core.batch.state import BatchState, ExceptionCase, Filled, SampleState, SignedBy
from core.batch.voiding import VOID, void_refusals
from core.finding import Finding, finding
from core.language import LANGUAGE_TAGS, LANGUAGES, Language, text
from core.master.kinds import FreeSignature
from core.master.logbook import ROUND
from core.master.model import MasterBatchRecord, SignPolicy, Step
from core.people import Person, Role
from core.plant import Plant
from core.record.payload import manifest_hash
from core.release import conclusion_due
from core.rights import holders, may, may_sign
from core.said import says_something
from core.session_signing import SESSION, password_alone
from core.specified import specification_of
from core.times import local_text, utc_from

_DECISIONS = (Meaning.RELEASED, Meaning.REJECTED)
_OTHER = finding("refusal.manifest_other")
_NOTHING = finding("refusal.nothing_to_sign")


def signature_refusals(
    act: Act, kiosk: str, state: BatchState, master: MasterBatchRecord, plant: Plant
) -> tuple[Finding, ...]:
    """Judge a signature before it is folded in.

    Args:
        act: The `Signed` act.
        kiosk: The station that states it.
        state: The batch before the act.
        master: The pinned master record.
        plant: The plant as known where the judge sits.
    """
    signature = act.signature
    if signature is None or not signature.manifests:
        return (finding("refusal.signature_empty"),)
    person = plant.people.get(signature.person)
    if person is None or not person.active or act.who.person != person.id:
        return (finding("refusal.person_unknown", person=signature.person),)
    if state.decided is not None:
        return (finding("refusal.batch_closed", batch=state.number),)
    if signature.role not in person.roles or not may_sign((Role(signature.role),), signature.meaning):
        return (finding("refusal.role_signature", role=signature.role),)
    if not _claims_truly(act, signature, person, master, plant):
        return (finding("refusal.signature_claim"),)
    if signature.code_check == SESSION and not password_alone(plant, master, signature.meaning, signature.manifests):
        return (finding("refusal.session_alone"),)
    asked = _Asked(act, signature, person, kiosk, state, master, plant)
    found = [item for manifest in signature.manifests for item in asked.refusals(manifest)]
    return tuple(found)


def _claims_truly(act: Act, signature: Signature, person: Person, master: MasterBatchRecord, plant: Plant) -> bool:
    """Compare what the signature says of the signer with the person registered, and its local time with its instant."""
    steps = (master.step(manifest.step) for manifest in signature.manifests)
    own = {words for step in steps if step for words in _statements(step)}
    stated = {text(f"declaration.{signature.meaning.value}", language) for language in LANGUAGES} | own
    return (
        (signature.user_id, signature.name) == (person.user_id, person.name)
        and signature.statement in stated
        and signature.local_time == local_text(utc_from(act.when.utc), plant.offset_min)
        and act.subject.step == signature.manifests[0].step
    )


def _statements(step: Step) -> tuple[str, ...]:
    detail = step.detail
    return (detail.statement.en, detail.statement.zh) if isinstance(detail, FreeSignature) else ()


class _Asked:
    """One signature over one batch."""

    def __init__(
        self,
        act: Act,
        signature: Signature,
        person: Person,
        kiosk: str,
        state: BatchState,
        master: MasterBatchRecord,
        plant: Plant,
    ) -> None:
        self._act, self._signature, self._person, self._kiosk = act, signature, person, kiosk
        self._state, self._master, self._plant = state, master, plant

    def refusals(self, manifest: Manifest) -> list[Finding]:
        """Judge one manifest by what it is about."""
        language = _language_of(manifest)
        if manifest.batch != self._state.number or language is None:
            return [_OTHER]
        if manifest.step == ROUND and self._state.thing is not None:
            about = (self._signature, self._person, manifest, language, self._state, self._master, self._plant)
            return round_refusals(*about)
        if (manifest.step == RELEASE) != (self._signature.meaning in _DECISIONS):
            return [_NOTHING]
        if manifest.step == RELEASE and self._state.thing is not None:
            return [_NOTHING]
        if manifest.step == RELEASE:
            return self._release(manifest, language)
        if manifest.step == VOID or self._signature.meaning == Meaning.VOIDED:
            return void_refusals(manifest, self._signature, self._state, self._master, language)
        case, sample = self._state.cases.get(manifest.step), self._state.samples.get(manifest.step)
        if case is not None:
            return self._case(manifest, case, language)
        if sample is not None:
            return self._sample(manifest, sample, language)
        correction = self._state.corrections.get(manifest.step)
        if correction is not None:
            about = (self._act, self._signature, self._person, manifest, correction, language)
            return correction_signature_refusals(*about, self._state, self._master, self._plant)
        step = self._master.step(manifest.step)
        return self._step(manifest, step, language) if step is not None else [_NOTHING]

    def _release(self, manifest: Manifest, language: Language) -> list[Finding]:
        """The signatures relied upon are all that there are, and no point that is shown is missing."""
        drawn = release_manifest(self._state, self._master, (), "", language)
        same = (manifest.title, manifest.acts, manifest.lines[:1]) == (drawn.title, drawn.acts, drawn.lines[:1])
        released = self._signature.meaning == Meaning.RELEASED
        missing = released and any(line.value == MISSING for line in manifest.lines)
        if not same or missing:
            return [_OTHER]
        lacks = conclusion_due(self._state, self._signature.meaning)
        return [lacks] if lacks is not None and not says_something(self._signature.reason) else []

    def _case(self, manifest: Manifest, case: ExceptionCase, language: Language) -> list[Finding]:
        """Production reviews first, then quality approves; each signs the disposition that he proposed himself."""
        production = ("act.settle_for_production", Meaning.REVIEWED)
        right, meaning = production if case.awaits_production else ("act.settle_for_quality", Meaning.APPROVED)
        if case.closed or case.proposed is None or self._signature.meaning != meaning:
            return [_NOTHING]
        if not may(self._person.roles, right):
            return [finding("refusal.role_disposition", role=", ".join(sorted(holders(right))))]
        if self._person.id in took_part(case):
            return [finding("refusal.own_disposition")]
        same = manifest == exception_manifest(case, self._state, language)
        return [] if same and case.proposed.act.who.person == self._person.id else [_OTHER]

    def _sample(self, manifest: Manifest, sample: SampleState, language: Language) -> list[Finding]:
        """Results are signed when every test has one, by the laboratory; checked there or by QA."""
        specification = specification_of(self._plant, sample.specification, sample.version)
        if specification is None or any(test.code not in sample.results for test in specification.tests):
            return [finding("refusal.step_unfinished", step=sample.id)]
        checking = self._signature.meaning == Meaning.VERIFIED
        if not may(self._person.roles, "act.check_result" if checking else "act.enter_result"):
            return [finding("refusal.role_result")]
        if lacks := method_refusals(self._act, self._person.id, methods_of(specification), self._plant):
            return lacks
        if checking:
            return self._verified(manifest, sample.performed, sample.verified, sample.results)
        drawn = sample_manifest(sample, self._state, language, self._plant)
        return self._performed(manifest, sample.id, sample.performed, drawn)

    def _step(self, manifest: Manifest, step: Step, language: Language) -> list[Finding]:
        if unneeded := need_refusals(step, self._state, self._master):
            return unneeded
        recorded = self._state.step(step.id)
        unsettled = any(case.step == step.id and case.holds_step for case in self._state.cases.values())
        if unsettled or lacking(step, self._state):
            return [finding("refusal.step_unfinished", step=str(step.number))]
        if self._signature.meaning == Meaning.VERIFIED:
            if sign_policy(step, recorded) != SignPolicy.PERFORMED_VERIFIED:
                return [_NOTHING]
            own = first_counts(step, recorded.filled)
            refused = self._verified(manifest, recorded.performed, recorded.verified, own, recorded.filled)
            refused = refused or signer_refusals(self._person.id, step, recorded.filled, checking=True)
            refused = refused or repeat_check_refusals(self._person, step, self._state)
            return refused or self._unqualified(step)
        if sign_policy(step, recorded) == SignPolicy.NONE:
            return [_NOTHING]
        if not holders("act.perform_step") & set(self._person.roles) & set(step.roles):
            return [finding("refusal.role", step=str(step.number), roles=", ".join(step.roles))]
        operation = self._master.operation_of(step.id)
        holder = self._state.leases.get(operation.id) if operation else self._kiosk
        if holder != self._kiosk:
            return [finding("refusal.not_leased", operation=operation.id if operation else "-", kiosk=holder or "-")]
        if other := signer_refusals(self._person.id, step, recorded.filled, checking=False):
            return other
        drawn = step_manifest(step, self._state, language, self._plant)
        return self._performed(manifest, step.id, recorded.performed, drawn) or self._unqualified(step)

    def _unqualified(self, step: Step) -> list[Finding]:
        return step_refusals(self._act, self._person.id, step, self._state, self._master, self._plant)

    def _performed(self, manifest: Manifest, target: str, before: SignedBy | None, drawn: Manifest) -> list[Finding]:
        if self._signature.meaning != Meaning.PERFORMED:
            return [_NOTHING]
        if before is not None:
            return [finding("refusal.already_signed", step=target)]
        return [] if manifest == drawn else [_OTHER]

    def _verified(
        self,
        manifest: Manifest,
        performed: SignedBy | None,
        verified: SignedBy | None,
        filled: dict[str, Filled],
        covered: dict[str, Filled] | None = None,
    ) -> list[Finding]:
        """Another person, the same manifest, afterwards (GMP article 116; F11).

        Args:
            manifest: What is confirmed.
            performed: Signature of who performed.
            verified: Signature that confirms it already, or None.
            filled: What whoever confirms it must have no part in.
            covered: Every act of the manifest where these are more.
        """
        if performed is None:
            return [finding("refusal.not_performed")]
        if verified is not None:
            return [_NOTHING]
        if self._person.id in {performed.person, *_people(filled.values())}:
            return [finding("refusal.own_countersign")]
        whole = _references((covered or filled).values())
        if manifest_hash(manifest) != performed.manifest or set(manifest.acts) != whole:
            return [_OTHER]
        if utc_from(self._act.when.utc) < utc_from(performed.utc):
            return [finding("refusal.before_performance")]
        return []


def _language_of(manifest: Manifest) -> Language | None:
    for language in LANGUAGES:
        if LANGUAGE_TAGS[language] == manifest.language:
            return language
    return None


def took_part(case: ExceptionCase) -> set[str]:
    """Name who may not settle an exception: who recorded what it is about, and who has settled it for production."""
    settled = {case.production.person} if case.production else set[str]()
    return {case.person, *case.others, *settled} - {""}


def _people(filled: Iterable[Filled]) -> set[str | None]:
    return {item.act.who.person for item in filled}


def _references(filled: Iterable[Filled]) -> set[ActReference]:
    return {item.reference for item in filled}
