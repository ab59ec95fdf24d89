"""Corrections after signing: two persons, old and new both stay, limits judged anew, calculations done anew."""

from decimal import Decimal

import msgspec
import pytest

from core.acts import ActKind, Meaning, Source, Subject, Value, Who
from core.batch.fold import fold
from core.batch.guide import Stage
from core.batch.manifest import release_manifest
from core.batch.manifest_correction import correction_manifest
from core.batch.progress import finished
from core.batch.review import review
from core.batch.state import Correction
from core.finding import Finding
from core.master.model import MasterBatchRecord, Step
from core.people import Person, Role
from core.release import Evidence, checklist
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.small_product import small_batch, with_step


def judged() -> Rehearsal:
    """Issue the small batch; the judge is asked about what these tests do by themselves."""
    batch = small_batch()
    batch.judged = True
    return batch


def play(batch: Rehearsal) -> None:
    """Follow the guide to the end, without the judge, who knows no device of the small plant."""
    batch.judged = False
    batch.play()
    batch.judged = True


def until(batch: Rehearsal, step: str) -> Rehearsal:
    batch.judged = False
    batch.play(lambda r: (s := r.guidance().step) is not None and s.id == step)
    batch.judged = True
    return batch


def correct(
    batch: Rehearsal, step: str, entry: str, value: str, reason: str = "read wrongly", **changed: object
) -> list[str]:
    """State a correction as the operator; gives the keys of what the judge says."""
    known = batch.master.step(step)
    assert known is not None
    old = batch.state.step(step).filled.get(entry)
    recorded = (
        next(iter(old.act.values.items())) if old and old.act.values else ("value", Value("1", "kg", Source.TYPED))
    )
    name, before = recorded
    new = Value(value, str(changed.get("unit", before.unit)), Source(str(changed.get("source", "typed"))))
    facts = {
        "field": entry,
        "old": str(before.quantity),
        "new": f"{new.value} {new.unit}".replace(" %", "%"),
        "reason": reason,
        "sha256": str(changed.get("sha256", old.reference.sha256 if old else "")),
    }
    facts["new"] = str(new.quantity)
    subject = Subject(entry=entry, record=old.reference.id if old else None)
    who = changed.get("person")
    found = batch.do(
        ActKind.CORRECTION_MADE, known, subject, {name: new}, facts, who if isinstance(who, Person) else None
    )
    return [item.key for item in found]


def last(batch: Rehearsal) -> Correction:
    return list(batch.state.corrections.values())[-1]


def sign(batch: Rehearsal, person: Person, meaning: Meaning) -> list[str]:
    manifest = correction_manifest(last(batch), batch.state, batch.master, "en", batch.plant)
    if meaning == Meaning.VERIFIED:
        performed = last(batch).performed
        signed = next(r.act.signature for r in batch.records if performed and r.act.id == performed.reference.id)
        assert signed is not None
        manifest = signed.manifests[0]
    return [item.key for item in batch.sign(manifest, person, meaning)]


def made(batch: Rehearsal, step: str, entry: str, value: str) -> None:
    """Correct a value, signed by both."""
    assert correct(batch, step, entry, value) == []
    assert sign(batch, batch.operator, Meaning.PERFORMED) == []
    assert sign(batch, batch.supervisor, Meaning.VERIFIED) == []


@pytest.mark.urs("F26", "11.10(e)")
def test_a_correction_is_in_force_once_two_have_signed_and_the_old_value_stays() -> None:
    batch = until(judged(), "S80")
    old = batch.state.step("S70").filled["value"]
    assert correct(batch, "S70", "value", "2.50") == []
    assert batch.state.step("S70").filled["value"] == old
    assert sign(batch, batch.operator, Meaning.PERFORMED) == []
    assert batch.state.step("S70").filled["value"] == old
    assert sign(batch, batch.supervisor, Meaning.VERIFIED) == []
    filled = batch.state.step("S70").filled["value"]
    assert filled.act.values["value"].quantity.value == Decimal("2.50")
    assert (filled.act.when, filled.act.who) == (old.act.when, old.act.who)
    assert last(batch).old == old
    assert old.reference.id in [record.act.id for record in batch.records]
    assert batch.state.cases == {}
    assert finished(batch.master.step("S70"), batch.state)  # type: ignore[arg-type]  # it is there
    play(batch)
    assert batch.refusals == []
    assert fold(tuple(batch.records), batch.master) == batch.state
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [(item.what.key, item.open) for item in found if item.rule == "corrected"] == [("review.corrected", False)]
    assert [item for item in found if item.rule in ("in_order", "covered", "independent", "limits")] == []
    relied = release_manifest(batch.state, batch.master, (), "", "en").acts
    assert last(batch).verified is not None
    assert {by.reference for by in (last(batch).performed, last(batch).verified) if by} <= set(relied)


@pytest.mark.urs("F26", "F13")
def test_limits_are_judged_anew_and_an_exception_once_opened_stays() -> None:
    batch = until(judged(), "S80")
    made(batch, "S70", "value", "3.50")
    (case,) = batch.state.cases.values()
    assert (case.what.key, case.step, case.entry, case.person) == (
        "exception.out_of_limits",
        "S70",
        "value",
        batch.operator.id,
    )
    guided = batch.guidance()
    assert (guided.stage, guided.step and guided.step.id) == (Stage.EXPLAIN, "S70")
    until(batch, "S80")
    made(batch, "S70", "value", "2.00")
    assert list(batch.state.cases) == [case.id]
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [(item.case, item.open) for item in found if item.rule == "limits"] == [(case.id, True)]


@pytest.mark.urs("F26", "F21")
def test_a_calculation_in_the_step_is_done_anew_and_signed_anew() -> None:
    batch = until(judged(), "S110")
    assert batch.state.outputs[0].quantity.value == Decimal(24800)
    before = batch.state.step("S100")
    made(batch, "S100", "output", "24900")
    guided = batch.guidance()
    assert (guided.stage, guided.step and guided.step.id, guided.entry and guided.entry.name) == (
        Stage.ENTRY,
        "S100",
        "yield",
    )
    assert batch.state.outputs[0].quantity.value == Decimal(24900)
    assert [used.quantity.value for used in batch.state.pending] == [Decimal(24900)]
    step = batch.master.step("S100")
    assert step is not None
    assert [item.key for item in batch.do(ActKind.ENTRIES_UNDONE, step)] == ["refusal.already_signed"]
    batch.refusals.clear()
    until(batch, "S110")
    after = batch.state.step("S100")
    assert after.filled["yield"].act.values["value"].quantity.value == Decimal("99.6")
    assert after.performed is not None
    assert before.performed is not None
    assert after.performed.reference != before.performed.reference
    assert [item.recorded.performed for item in batch.state.former["S100"]] == [before.performed]
    play(batch)
    assert batch.refusals == []
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [item for item in found if item.rule in ("in_order", "complete", "covered", "independent")] == []


@pytest.mark.urs("F26", "F25")
def test_a_weighed_value_is_corrected_only_with_an_exception_and_its_calculations_follow() -> None:
    batch = until(judged(), "S90")
    assert batch.state.step("S80").filled["result"].act.values["value"].value == "15.000"
    made(batch, "S20", "net", "12.510")
    assert [case.what.key for case in batch.state.cases.values()] == ["exception.device_corrected"]
    assert [case.severity for case in batch.state.cases.values()] == ["major"]
    (dispensed, _) = batch.state.dispensed.values()
    assert dispensed.net.value == Decimal("12.510")
    assert [used.quantity.value for used in batch.state.pending] == [Decimal("12.510"), Decimal("2.500")]
    assert batch.state.step("S80").filled == {}
    assert len(batch.state.former["S80"]) == 1
    until(batch, "S90")
    assert batch.state.step("S80").filled["result"].act.values["value"].value == "15.010"
    assert batch.refusals == []


@pytest.mark.urs("F26", "F11")
def test_every_wrong_way_has_its_own_sentence() -> None:
    batch = until(judged(), "S80")
    operator, people = batch.operator, batch.plant.people
    assert correct(batch, "S80", "result", "1.000") == ["refusal.correction_nothing"]
    assert correct(batch, "S20", "source", "1") == ["refusal.correction_scanned"]
    assert correct(batch, "S60", "start", "1") == ["refusal.correction_kind"]
    assert correct(batch, "S70", "value", "2.50", " ") == ["refusal.correction_reason"]
    assert correct(batch, "S70", "value", "2.50", sha256="0" * 64) == ["refusal.correction_other"]
    assert correct(batch, "S70", "value", "2.00") == ["refusal.correction_same"]
    assert correct(batch, "S70", "value", "2.5") == ["refusal.decimals"]
    assert correct(batch, "S70", "value", "2.50", unit="kg") == ["refusal.unit_wrong"]
    assert correct(batch, "S70", "value", "2.50", source="read") == ["refusal.correction_typed"]
    assert correct(batch, "S70", "value", "2.50", person=people["P-0006"]) == ["refusal.role"]
    assert correct(batch, "S70", "value", "2.50") == []
    assert sign(batch, batch.supervisor, Meaning.PERFORMED) == ["refusal.correction_author"]
    assert sign(batch, operator, Meaning.PERFORMED) == []
    two = msgspec.structs.replace(people["P-0002"], roles=operator.roles)
    batch.plant = msgspec.structs.replace(batch.plant, people={**people, two.id: two})
    assert correct(batch, "S70", "value", "2.60", person=two) == ["refusal.correction_waits"]
    assert sign(batch, people["P-0002"], Meaning.VERIFIED) == ["refusal.correction_right"]
    assert sign(batch, batch.supervisor, Meaning.VERIFIED) == []
    assert sign(batch, batch.supervisor, Meaning.VERIFIED) == ["refusal.nothing_to_sign"]
    until(batch, "S90")
    assert correct(batch, "S80", "result", "1.000") == ["refusal.correction_calculated"]


def test_nobody_checks_his_own_correction_or_his_own_value() -> None:
    batch = until(judged(), "S80")
    two = msgspec.structs.replace(batch.operator, roles=(Role.OPERATOR, Role.SUPERVISOR))
    batch.plant = msgspec.structs.replace(batch.plant, people={**batch.plant.people, two.id: two})
    assert correct(batch, "S70", "value", "2.50") == []
    assert sign(batch, two, Meaning.PERFORMED) == []
    assert sign(batch, two, Meaning.VERIFIED) == ["refusal.correction_own"]


def test_an_unsigned_step_is_undone_and_not_corrected_and_a_decided_batch_neither() -> None:
    batch = judged()
    batch.judged = False
    batch.play(lambda r: r.guidance().stage == Stage.SIGN and r.guidance().step == r.master.step("S70"))
    batch.judged = True
    assert correct(batch, "S70", "value", "2.50") == ["refusal.correction_unsigned"]
    batch.refusals.clear()
    until(batch, "S80")
    batch.decide(ActKind.BATCH_REJECTED, Subject())
    assert correct(batch, "S70", "value", "2.50") == ["refusal.batch_closed"]


def test_a_correction_that_was_overtaken_changes_nothing() -> None:
    batch = until(judged(), "S80")
    batch.judged = False
    correct(batch, "S70", "value", "2.50")
    first = last(batch)
    correct(batch, "S70", "value", "2.60")
    sign(batch, batch.operator, Meaning.PERFORMED)
    sign(batch, batch.supervisor, Meaning.VERIFIED)
    batch.judged = True
    manifest = correction_manifest(first, batch.state, batch.master, "en", batch.plant)
    keys = [item.key for item in batch.sign(manifest, batch.operator, Meaning.PERFORMED)]
    assert keys == ["refusal.correction_overtaken"]


def say(batch: Rehearsal, comment: str, person: str = "P-0001") -> tuple[Finding, ...]:
    about = Subject(batch=batch.state.number, step="S10", operation="OP10")
    return batch.put(batch.act(ActKind.COMMENT_MADE, Who(person=person), about, None, {"comment": comment}))


@pytest.mark.urs("F14")
def test_a_step_is_commented_at_any_time_before_the_decision_and_every_comment_is_counted() -> None:
    batch = judged()
    assert say(batch, "light flickers") == ()
    assert [item.key for item in say(batch, " ")] == ["refusal.comment_words"]
    assert [item.key for item in say(batch, "a" * 401)] == ["refusal.comment_words"]
    batch.refusals.clear()
    play(batch)
    assert say(batch, "seen", "P-0006") == ()
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [item.what.params["comment"] for item in found if item.rule == "commented"] == ["light flickers", "seen"]
    batch.decide(ActKind.BATCH_REJECTED, Subject())
    assert [item.key for item in say(batch, "too late")] == ["refusal.batch_closed"]


def repeat(
    batch: Rehearsal, step: str, person: str = "P-0003", reason: str = "instrument was not calibrated"
) -> list[str]:
    known = batch.master.step(step)
    assert known is not None
    facts = {"reason": reason}
    return [i.key for i in batch.do(ActKind.STEP_REPEATED, known, Subject(), None, facts, batch.plant.people[person])]


@pytest.mark.urs("F26")
def test_a_signed_step_is_repeated_with_a_reason_and_the_former_round_stays_whole() -> None:
    batch = until(judged(), "S90")
    former = batch.state.step("S70")
    assert repeat(batch, "S70", "P-0001") == ["refusal.repeat_right"]
    assert repeat(batch, "S70", reason="") == ["refusal.repeat_reason"]
    assert repeat(batch, "S20") == ["refusal.repeat_material"]
    assert repeat(batch, "S90") == ["refusal.repeat_unsigned"]
    batch.refusals.clear()
    assert repeat(batch, "S70") == []
    assert [item.recorded for item in batch.state.former["S70"]] == [former]
    guided = batch.guidance()
    assert (guided.stage, guided.step and guided.step.id) == (Stage.START, "S70")
    play(batch)
    assert batch.refusals == []
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [item.what.key for item in found if item.rule == "repeated"] == ["review.repeated"]
    assert [item for item in found if item.rule in ("in_order", "complete", "covered")] == []
    assert fold(tuple(batch.records), batch.master) == batch.state


@pytest.mark.urs("F26", "F11", "GMP 163")
@pytest.mark.parametrize("policy", ["none", "performed"])
def test_a_repeat_needs_two_as_a_correction_does_whatever_the_policy_of_the_step(policy: str) -> None:
    batch = small_batch(recipe=with_step("S70", sign=policy, roles=["operator", "supervisor"]))
    until(batch, "S90")
    assert repeat(batch, "S70") == []
    step = to_check(batch, performer=batch.supervisor)
    assert not finished(step, batch.state)
    assert check(batch, step, batch.supervisor) == ["refusal.own_countersign"]
    assert check(batch, step, batch.plant.people["P-0002"]) == ["refusal.repeat_check_right"]
    assert check(batch, step, batch.person(Role.QA)) == []
    assert finished(step, batch.state)
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [item for item in found if item.step == "S70" and item.rule in ("signed", "independent")] == []
    assert fold(tuple(batch.records), batch.master) == batch.state


@pytest.mark.urs("F26", "F11")
def test_nobody_checks_what_replaces_a_record_of_his_own() -> None:
    batch = small_batch(recipe=with_step("S70", roles=["operator", "supervisor"]))
    until(batch, "S70")
    operator, batch.operator = batch.operator, batch.supervisor
    until(batch, "S80")
    batch.operator = operator
    until(batch, "S90")
    assert repeat(batch, "S70") == []
    step = to_check(batch, performer=operator)
    assert check(batch, step, batch.supervisor) == ["refusal.repeat_own"]
    batch.judged = False
    assert check(batch, step, batch.supervisor) == []
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [item.step for item in found if item.rule == "independent"] == ["S70"]


def to_check(batch: Rehearsal, performer: Person) -> Step:
    """Let somebody do S70 anew, up to its check."""
    operator, batch.operator, batch.judged = batch.operator, performer, False
    batch.play(lambda r: r.guidance().stage == Stage.VERIFY)
    batch.operator, batch.judged = operator, True
    step = batch.guidance().step
    assert step is not None
    assert step.id == "S70"
    return step


def check(batch: Rehearsal, step: Step, person: Person) -> list[str]:
    return [item.key for item in batch.sign_step(step, person, Meaning.VERIFIED)]


def test_what_is_part_of_an_output_is_not_repeated() -> None:
    batch = judged()
    play(batch)
    assert repeat(batch, "S140") == ["refusal.repeat_used"]


def conditional() -> MasterBatchRecord:
    """Give the small product with a control that is needed only for a moist granulate."""
    return with_step("S90", when=[{"of": "S70.value", "relation": "above", "value": "2.20"}])


@pytest.mark.urs("F26", "F03")
def test_a_step_that_a_correction_makes_needed_is_done_then_and_stays_when_it_is_needed_no_more() -> None:
    batch = small_batch(recipe=conditional())
    until(batch, "S110")
    assert "S90" in batch.state.not_needed
    made(batch, "S70", "value", "2.50")
    guided = batch.guidance()
    assert (guided.stage, guided.step and guided.step.id) == (Stage.START, "S90")
    until(batch, "S110")
    done = batch.state.step("S90")
    assert done.performed is not None
    made(batch, "S70", "value", "2.10")
    assert "S90" in batch.state.not_needed
    assert batch.state.step("S90") == done
    play(batch)
    assert fold(tuple(batch.records), batch.master) == batch.state
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [item for item in found if item.rule in ("in_order", "complete")] == []
    assert [item.what.key for item in found if item.step == "S90"] == ["review.done_unneeded"]


@pytest.mark.urs("F26", "F27")
def test_of_two_corrections_signed_apart_the_first_is_in_force_and_the_second_is_shown_to_change_nothing() -> None:
    batch = until(judged(), "S80")
    batch.judged = False
    for value in ("2.50", "2.60"):
        correct(batch, "S70", "value", value)
    first, second = batch.state.corrections.values()
    for made_ in (first, second):
        manifest = correction_manifest(made_, batch.state, batch.master, "en", batch.plant)
        batch.sign(manifest, batch.operator, Meaning.PERFORMED)
        batch.sign(manifest, batch.supervisor, Meaning.VERIFIED)
    assert [item.in_force for item in batch.state.corrections.values()] == [True, False]
    assert batch.state.step("S70").filled["value"].act.values["value"].value == "2.50"
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [item.what.key for item in found if item.rule == "corrected"] == [
        "review.corrected",
        "review.correction_overtaken",
    ]


@pytest.mark.urs("F26", "F13")
def test_a_correction_that_waits_for_its_second_signature_stands_against_the_release() -> None:
    batch = judged()
    play(batch)
    assert correct(batch, "S70", "value", "2.50") == []
    for first, met in ((False, True), (True, False)):
        if first:
            assert sign(batch, batch.operator, Meaning.PERFORMED) == []
        found = review(batch.state, tuple(batch.records), batch.master, batch.plant)
        points = {point.name.key: point for point in checklist(batch.state, batch.master, found, Evidence())}
        missing = [item.key for item in points["release.point_rules"].missing]
        assert ("review.correction_waits" not in missing) == met


@pytest.mark.urs("F26", "F11")
def test_a_forged_check_of_ones_own_correction_stands_against_the_release() -> None:
    batch = until(judged(), "S80")
    batch.judged = False
    correct(batch, "S70", "value", "2.50")
    sign(batch, batch.operator, Meaning.PERFORMED)
    sign(batch, batch.operator, Meaning.VERIFIED)
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    told = [(item.what.key, item.severity, item.open) for item in found if item.rule == "corrected"]
    assert told == [("review.not_independent", "major", True)]


@pytest.mark.urs("F26", "F27")
def test_signatures_that_arrive_in_the_other_order_put_it_in_force_alike() -> None:
    batch = until(judged(), "S80")
    made(batch, "S70", "value", "2.50")
    turned = [*batch.records[:-2], batch.records[-1], batch.records[-2]]
    other = fold(tuple(turned), batch.master)
    assert other.step("S70").filled == batch.state.step("S70").filled
    assert other.corrections == batch.state.corrections


@pytest.mark.urs("F26", "F11")
def test_what_waits_for_its_second_signature_is_signed_anew_by_both_after_a_correction() -> None:
    batch = small_batch(recipe=with_step("S70", sign="performed_verified"))
    batch.play(lambda r: r.guidance().stage == Stage.VERIFY and r.guidance().step == r.master.step("S70"))
    batch.judged = True
    before = batch.state.step("S70").performed
    made(batch, "S70", "value", "2.50")
    assert batch.guidance().stage == Stage.SIGN
    assert [item.recorded.performed for item in batch.state.former["S70"]] == [before]
    batch.follow(batch.guidance())
    batch.follow(batch.guidance())
    assert batch.refusals == []
    assert finished(batch.master.step("S70"), batch.state)  # type: ignore[arg-type]  # it is there
    play(batch)
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [item for item in found if item.rule in ("in_order", "complete", "covered", "independent")] == []


@pytest.mark.urs("F26", "F25")
def test_a_weight_that_one_person_signed_is_signed_by_two_once_it_was_corrected_by_hand() -> None:
    batch = small_batch(recipe=with_step("S20", sign="performed", critical=False))
    until(batch, "S90")
    made(batch, "S20", "net", "12.510")
    play(batch)
    assert batch.refusals == []
    weighed = batch.state.step("S20")
    assert weighed.performed is not None
    assert weighed.verified is not None
    assert weighed.performed.manifest == weighed.verified.manifest


@pytest.mark.urs("F26", "F14")
def test_a_correction_that_a_repeat_has_overtaken_waits_for_nobody() -> None:
    batch = until(judged(), "S90")
    assert correct(batch, "S70", "value", "2.50") == []
    assert sign(batch, batch.operator, Meaning.PERFORMED) == []
    assert repeat(batch, "S70") == []
    until(batch, "S90")
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    told = [(item.what.key, item.open) for item in found if item.rule == "corrected"]
    assert told == [("review.correction_overtaken", False)]
    made(batch, "S70", "value", "2.70")
    assert batch.refusals == []


def test_a_pressure_below_that_of_the_next_room_is_corrected_to_one() -> None:
    detail = {"type": "measurement", "unit": "Pa", "decimals": 0, "limits": {"low": "-30", "high": "-5"}}
    batch = until(small_batch(recipe=with_step("S70", detail=detail)), "S80")
    made(batch, "S70", "value", "-12")
    assert batch.state.step("S70").filled["value"].act.values["value"].value == "-12"


@pytest.mark.urs("F26", "F14")
def test_who_slipped_in_a_correction_makes_another_one_and_the_first_waits_for_nobody() -> None:
    batch = until(judged(), "S90")
    assert correct(batch, "S20", "net", "125.10") == []
    assert sign(batch, batch.operator, Meaning.PERFORMED) == []
    made(batch, "S20", "net", "12.510")
    assert [item.in_force for item in batch.state.corrections.values()] == [False, True]
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    told = [(item.what.key, item.open) for item in found if item.rule == "corrected"]
    assert told == [("review.correction_overtaken", False), ("review.corrected", False)]


@pytest.mark.urs("F26", "F21")
def test_a_count_of_packaging_that_was_corrected_is_corrected_again_and_not_repeated() -> None:
    batch = until(judged(), "S150")
    counted = batch.state.step("S140").filled["returned"].act.values["value"].quantity.value
    made(batch, "S140", "returned", str(counted + 1))
    until(batch, "S150")
    assert repeat(batch, "S140") == ["refusal.repeat_material"]
