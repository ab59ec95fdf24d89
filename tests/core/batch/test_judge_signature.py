"""Signatures that a lying or broken kiosk could make: each is refused by the judge, at the kiosk and in the core."""

from collections.abc import Callable

import msgspec
import pytest

from core.acts import (
    Act,
    ActKind,
    ActReference,
    Manifest,
    ManifestLine,
    Meaning,
    Source,
    Subject,
    Value,
    Who,
)
from core.batch.guide import Stage, guide
from core.batch.manifest import MISSING, exception_manifest, release_manifest, sample_manifest, step_manifest
from core.batch.state import ExceptionCase
from core.finding import Finding
from core.language import LANGUAGES, worded
from core.master.kinds import Measurement
from core.master.model import Step
from core.people import Person, Role
from tests.fakes.log import key
from tests.fakes.rehearsal import KIOSK, Rehearsal


def keys(found: tuple[Finding, ...]) -> list[str]:
    for item in found:
        assert all(worded(item, language) for language in LANGUAGES)
    return [item.key for item in found]


def person(rehearsal: Rehearsal, role: Role, other_than: Person | None = None) -> Person:
    return next(p for p in rehearsal.plant.people.values() if role in p.roles and p != other_than)


def waiting(stage: Stage) -> tuple[Rehearsal, Step]:
    """Play until a step waits for its first or its second signature."""
    rehearsal = Rehearsal()
    rehearsal.play(lambda r: guide(r.state, r.master, KIOSK).stage == stage)
    step = guide(rehearsal.state, rehearsal.master, KIOSK).step
    assert step is not None
    return rehearsal, step


def bent(act: Act, **changes: object) -> Act:
    assert act.signature is not None
    return msgspec.structs.replace(act, signature=msgspec.structs.replace(act.signature, **changes))


def put(rehearsal: Rehearsal, act: Act) -> tuple[Finding, ...]:
    return rehearsal.put(act, key(act.who.person or ""))


# ------------------------------------------------------------------ the claim


@pytest.mark.urs("F11", "11.50", "Annex 11 14", "GMP 174")
@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Somebody Else"},
        {"user_id": "operator9"},
        {"statement": "Seen."},
        {"local_time": "2026-11-20 08:00:00 +08:00"},
    ],
)
def test_what_a_signature_says_of_its_signer_is_what_is_registered(changes: dict[str, object]) -> None:
    rehearsal, step = waiting(Stage.SIGN)
    good = rehearsal.signed(
        step_manifest(step, rehearsal.state, "en", rehearsal.plant), rehearsal.operator, Meaning.PERFORMED
    )
    assert keys(put(rehearsal, bent(good, **changes))) == ["refusal.signature_claim"]
    again = rehearsal.signed(
        step_manifest(step, rehearsal.state, "en", rehearsal.plant), rehearsal.operator, Meaning.PERFORMED
    )
    assert put(rehearsal, again) == ()


def test_a_role_that_the_signer_does_not_have_is_refused() -> None:
    rehearsal, step = waiting(Stage.SIGN)
    good = rehearsal.signed(
        step_manifest(step, rehearsal.state, "en", rehearsal.plant), rehearsal.operator, Meaning.PERFORMED
    )
    for role in (Role.SUPERVISOR, "nobody"):
        assert keys(put(rehearsal, bent(good, role=role))) == ["refusal.role_signature"]


# ------------------------------------------------------------------ the manifest


def _line(manifest: Manifest) -> Manifest:
    line = ManifestLine(manifest.lines[0].label, "99.999 kg")
    return msgspec.structs.replace(manifest, lines=(line, *manifest.lines[1:]))


BENT: list[Callable[[Manifest], Manifest]] = [
    _line,
    lambda m: msgspec.structs.replace(m, lines=m.lines[:-1]),
    lambda m: msgspec.structs.replace(m, title=f"{m.title}."),
    lambda m: msgspec.structs.replace(m, batch="B2611-0099"),
    lambda m: msgspec.structs.replace(m, language="de"),
    lambda m: msgspec.structs.replace(m, acts=(*m.acts[:-1], ActReference(m.acts[-1].id, "0" * 64))),
    lambda m: msgspec.structs.replace(m, acts=m.acts[:-1]),
]


@pytest.mark.urs("F11", "F12", "11.70", "Draft 13")
@pytest.mark.parametrize("change", BENT)
def test_a_manifest_that_differs_from_what_was_recorded_is_not_signed(change: Callable[[Manifest], Manifest]) -> None:
    rehearsal, step = waiting(Stage.SIGN)
    manifest = change(step_manifest(step, rehearsal.state, "en", rehearsal.plant))
    assert keys(rehearsal.sign(manifest, rehearsal.operator, Meaning.PERFORMED)) == ["refusal.manifest_other"]
    assert rehearsal.state.step(step.id).performed is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_manifest_is_drawn_again_in_the_language_of_its_tag(language: str) -> None:
    rehearsal, step = waiting(Stage.SIGN)
    manifest = step_manifest(step, rehearsal.state, "zh" if language == "zh" else "en", rehearsal.plant)
    assert rehearsal.sign(manifest, rehearsal.operator, Meaning.PERFORMED) == ()


@pytest.mark.urs("F20")
@pytest.mark.parametrize(
    ("role", "meaning"),
    [
        (Role.QA, Meaning.REVIEWED),
        (Role.QA, Meaning.APPROVED),
        (Role.AUTHORISED_PERSON, Meaning.RELEASED),
        (Role.AUTHORISED_PERSON, Meaning.REJECTED),
        (Role.QC_ANALYST, Meaning.PERFORMED),
        (Role.WAREHOUSE, Meaning.PERFORMED),
    ],
)
def test_no_other_meaning_or_role_stands_for_the_performance(role: Role, meaning: Meaning) -> None:
    rehearsal, step = waiting(Stage.SIGN)
    assert keys(rehearsal.sign_step(step, person(rehearsal, role), meaning))
    assert rehearsal.state.step(step.id).performed is None


def test_a_kiosk_that_does_not_hold_the_operation_signs_no_performance() -> None:
    rehearsal, step = waiting(Stage.SIGN)
    operation = rehearsal.master.operation_of(step.id)
    assert operation is not None
    rehearsal.decide(ActKind.OPERATION_LEASED, Subject(operation=operation.id), facts={"kiosk": "KIOSK-02"})
    assert keys(rehearsal.sign_step(step, rehearsal.operator, Meaning.PERFORMED)) == ["refusal.not_leased"]


# ------------------------------------------------------------------ exceptions


def explained() -> tuple[Rehearsal, Step, ExceptionCase]:
    """Play until an exception waits for its disposition."""
    rehearsal = Rehearsal()

    def due(r: Rehearsal) -> bool:
        guidance = guide(r.state, r.master, KIOSK)
        return guidance.stage == Stage.ENTRY and bool(guidance.step and isinstance(guidance.step.detail, Measurement))

    rehearsal.play(due)
    guidance = guide(rehearsal.state, rehearsal.master, KIOSK)
    step, entry = guidance.step, guidance.entry
    assert step is not None
    assert entry is not None
    assert entry.limits is not None
    assert entry.limits.high is not None
    rehearsal.fill(step, entry, f"{entry.limits.high + 1:f}")
    rehearsal.follow(guide(rehearsal.state, rehearsal.master, KIOSK))
    (case,) = rehearsal.state.cases.values()
    return rehearsal, step, case


def propose(
    rehearsal: Rehearsal, step: Step, case: str, by: Person, disposition: str = "accept"
) -> tuple[Finding, ...]:
    facts = {"disposition": disposition}
    return rehearsal.do(ActKind.EXCEPTION_DISPOSED, step, Subject(exception=case), None, facts, by)


def sign_case(rehearsal: Rehearsal, case: str, by: Person, meaning: Meaning) -> tuple[Finding, ...]:
    return rehearsal.sign(exception_manifest(rehearsal.state.cases[case], rehearsal.state, "en"), by, meaning)


@pytest.mark.urs("F13")
@pytest.mark.parametrize(
    ("role", "meaning"),
    [
        (Role.OPERATOR, Meaning.PERFORMED),
        (Role.OPERATOR, Meaning.VERIFIED),
        (Role.SUPERVISOR, Meaning.APPROVED),
        (Role.SUPERVISOR, Meaning.PERFORMED),
        (Role.QA, Meaning.APPROVED),
        (Role.QA, Meaning.REVIEWED),
        (Role.AUTHORISED_PERSON, Meaning.APPROVED),
    ],
)
def test_only_the_supervisors_review_settles_an_exception_for_production(role: Role, meaning: Meaning) -> None:
    rehearsal, step, case = explained()
    assert propose(rehearsal, step, case.id, rehearsal.checker) == ()
    assert keys(sign_case(rehearsal, case.id, person(rehearsal, role), meaning))
    assert rehearsal.state.cases[case.id].production is None
    assert not rehearsal.state.cases[case.id].closed


def test_who_signs_a_disposition_is_who_proposed_it() -> None:
    rehearsal, step, case = explained()
    assert propose(rehearsal, step, case.id, rehearsal.checker) == ()
    other = person(rehearsal, Role.SUPERVISOR, rehearsal.checker)
    assert keys(sign_case(rehearsal, case.id, other, Meaning.REVIEWED)) == ["refusal.manifest_other"]


def test_a_disposition_proposed_again_is_not_signed_by_what_was_shown_before() -> None:
    rehearsal, step, case = explained()
    propose(rehearsal, step, case.id, rehearsal.checker, "reject_part")
    shown = exception_manifest(rehearsal.state.cases[case.id], rehearsal.state, "en")
    propose(rehearsal, step, case.id, rehearsal.checker, "accept")
    assert keys(rehearsal.sign(shown, rehearsal.checker, Meaning.REVIEWED)) == ["refusal.manifest_other"]


@pytest.mark.urs("F13")
def test_nobody_settles_an_exception_of_his_own_doing_nor_twice() -> None:
    rehearsal, step, case = explained()
    both = msgspec.structs.replace(rehearsal.operator, roles=(Role.OPERATOR, Role.SUPERVISOR))
    two = msgspec.structs.replace(rehearsal.checker, roles=(Role.SUPERVISOR, Role.QA))
    people = {**rehearsal.plant.people, both.id: both, two.id: two}
    rehearsal.plant = msgspec.structs.replace(rehearsal.plant, people=people)
    assert keys(propose(rehearsal, step, case.id, both)) == ["refusal.own_disposition"]
    assert propose(rehearsal, step, case.id, two) == ()
    assert sign_case(rehearsal, case.id, two, Meaning.REVIEWED) == ()
    assert keys(propose(rehearsal, step, case.id, two)) == ["refusal.own_disposition"]


@pytest.mark.parametrize("disposition", ["", "forget it", "accept "])
def test_a_disposition_is_one_of_those_offered(disposition: str) -> None:
    rehearsal, step, case = explained()
    assert keys(propose(rehearsal, step, case.id, rehearsal.checker, disposition)) == ["refusal.disposition_unknown"]


def test_a_cause_is_given_once_by_somebody_of_the_step_in_words_that_can_be_shown() -> None:
    rehearsal, step, case = explained()
    about = Subject(exception=case.id)
    again = rehearsal.do(ActKind.EXCEPTION_EXPLAINED, step, about, None, {"cause": "another story"})
    assert keys(again) == ["refusal.cause_unfit"]
    fresh = msgspec.structs.replace(case, explained=None)
    rehearsal.state = msgspec.structs.replace(rehearsal.state, cases={case.id: fresh})
    for cause in ("", " ", "x" * 401, "a\x1b[2Jb", "a\u202eb"):
        found = rehearsal.do(ActKind.EXCEPTION_EXPLAINED, step, about, None, {"cause": cause})
        assert keys(found) == ["refusal.cause_unfit"]
    by_warehouse = rehearsal.do(
        ActKind.EXCEPTION_EXPLAINED, step, about, None, {"cause": "process"}, person(rehearsal, Role.WAREHOUSE)
    )
    assert keys(by_warehouse) == ["refusal.role"]


# ------------------------------------------------------------------ results


def sampled() -> Rehearsal:
    rehearsal = Rehearsal()
    rehearsal.play()
    assert rehearsal.state.samples
    return rehearsal


def enter(rehearsal: Rehearsal, test: str, value: str, unit: str) -> tuple[Finding, ...]:
    sample = next(iter(rehearsal.state.samples))
    about = Subject(batch=rehearsal.state.number, sample=sample, test=test)
    who = Who(person=person(rehearsal, Role.QC_ANALYST).id)
    return rehearsal.put(rehearsal.act(ActKind.RESULT_ENTERED, who, about, {"value": Value(value, unit, Source.TYPED)}))


@pytest.mark.urs("F30")
def test_a_result_is_entered_once_and_the_first_one_stays() -> None:
    rehearsal = sampled()
    sample = next(iter(rehearsal.state.samples.values()))
    test = rehearsal.plant.specifications[sample.specification].tests[0]
    assert enter(rehearsal, test.code, "999999", test.unit) == ()
    assert keys(enter(rehearsal, test.code, "100.0", test.unit)) == ["refusal.result_recorded"]
    assert rehearsal.state.samples[sample.id].results[test.code].act.values["value"].value == "999999"


@pytest.mark.parametrize("value", ["1E5", "NaN", "Infinity", "１０", "1,5", "", "9" * 5000])
def test_a_result_that_is_no_number_is_refused(value: str) -> None:
    rehearsal = sampled()
    sample = next(iter(rehearsal.state.samples.values()))
    test = rehearsal.plant.specifications[sample.specification].tests[0]
    assert keys(enter(rehearsal, test.code, value, test.unit))
    assert rehearsal.state.samples[sample.id].results == {}


@pytest.mark.urs("F30")
def test_results_are_signed_complete_and_by_the_laboratory() -> None:
    rehearsal = sampled()
    sample = next(iter(rehearsal.state.samples))
    analyst = person(rehearsal, Role.QC_ANALYST)

    def sign(by: Person, meaning: Meaning) -> list[str]:
        drawn = sample_manifest(rehearsal.state.samples[sample], rehearsal.state, "en", rehearsal.plant)
        return keys(rehearsal.sign(drawn, by, meaning))

    assert sign(analyst, Meaning.PERFORMED) == ["refusal.step_unfinished"]
    specification = rehearsal.plant.specifications[rehearsal.state.samples[sample].specification]
    for test in specification.tests:
        assert enter(rehearsal, test.code, test.low or test.high or "0", test.unit) == ()
    assert sign(rehearsal.operator, Meaning.PERFORMED) == ["refusal.role_result"]
    assert sign(analyst, Meaning.PERFORMED) == []
    assert sign(rehearsal.checker, Meaning.VERIFIED) == ["refusal.role_result"]
    assert sign(analyst, Meaning.VERIFIED) == ["refusal.own_countersign"]
    assert sign(person(rehearsal, Role.QC_HEAD), Meaning.VERIFIED) == []


# ------------------------------------------------------------------ release


@pytest.mark.urs("F15", "Annex 11 15", "CS 22")
def test_a_release_is_signed_by_the_authorised_person_over_every_signature_there_is() -> None:
    rehearsal = sampled()
    authorised = person(rehearsal, Role.AUTHORISED_PERSON)
    manifest = release_manifest(rehearsal.state, rehearsal.master, (("Yields", "[OK]"),), "1", "en")
    earlier = msgspec.structs.replace(manifest, acts=manifest.acts[:-1])
    assert keys(rehearsal.sign(earlier, authorised, Meaning.RELEASED)) == ["refusal.manifest_other"]
    lacking = release_manifest(rehearsal.state, rehearsal.master, (("Yields", MISSING),), "1", "en")
    assert keys(rehearsal.sign(lacking, authorised, Meaning.RELEASED)) == ["refusal.manifest_other"]
    assert keys(rehearsal.sign(manifest, person(rehearsal, Role.QA), Meaning.APPROVED)) == ["refusal.nothing_to_sign"]
    assert rehearsal.state.release is None
    assert rehearsal.sign(manifest, authorised, Meaning.RELEASED) == ()


@pytest.mark.urs("F15", "GMP 230")
def test_a_rejection_states_its_reason_and_a_release_its_conclusion_on_remarks() -> None:
    rehearsal = sampled()
    authorised = person(rehearsal, Role.AUTHORISED_PERSON)
    manifest = release_manifest(rehearsal.state, rehearsal.master, (("Yields", "[OK]"),), "1", "en")
    rehearsal.said = {Meaning.REJECTED: " . "}
    assert keys(rehearsal.sign(manifest, authorised, Meaning.REJECTED)) == ["refusal.rejection_reason"]
    step = next(iter(rehearsal.master.steps()))
    rehearsal.record(ActKind.COMMENT_MADE, Subject(step=step.id), comment="scoop replaced")
    assert keys(rehearsal.sign(manifest, authorised, Meaning.RELEASED)) == ["refusal.conclusion_missing"]
    rehearsal.said = {Meaning.RELEASED: "no influence on the product"}
    assert rehearsal.sign(manifest, authorised, Meaning.RELEASED) == ()


def test_nothing_is_signed_in_a_batch_that_is_decided() -> None:
    rehearsal = sampled()
    rehearsal.decide(ActKind.BATCH_REJECTED, Subject())
    manifest = release_manifest(rehearsal.state, rehearsal.master, (), "1", "en")
    authorised = person(rehearsal, Role.AUTHORISED_PERSON)
    assert keys(rehearsal.sign(manifest, authorised, Meaning.RELEASED)) == ["refusal.batch_closed"]
