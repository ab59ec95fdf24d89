"""What the judge refuses at a step, and with which sentence. Each test plays a good batch up to one point."""

import random
from datetime import timedelta

import msgspec
import pytest

from core.acts import Act, ActKind, Meaning, Provenance, Source, Subject, Value
from core.batch.entries import Entry, entries, entry_of
from core.batch.guide import Stage, guide
from core.batch.judge import judge
from core.batch.manifest import step_manifest
from core.finding import Finding
from core.language import LANGUAGES, worded
from core.master.kinds import ChargeIn, Measurement, Timer, WeighDispense
from core.master.model import SignPolicy, Step
from core.people import Role
from core.plant import EquipmentState, LotState
from tests.fakes.rehearsal import FOUNDED, KIOSK, Rehearsal


def at(entry_name: str, kind: type[object] = WeighDispense) -> tuple[Rehearsal, Step, Entry]:
    """Play until the named entry of the first step of a kind is due."""
    rehearsal = Rehearsal()

    def due(r: Rehearsal) -> bool:
        guidance = guide(r.state, r.master, KIOSK)
        entry = guidance.entry
        return bool(entry and guidance.step and entry.name == entry_name and isinstance(guidance.step.detail, kind))

    rehearsal.play(due)
    guidance = guide(rehearsal.state, rehearsal.master, KIOSK)
    assert guidance.step is not None
    assert guidance.entry is not None
    return rehearsal, guidance.step, guidance.entry


def scan_source(rehearsal: Rehearsal, step: Step, container: str) -> tuple[Finding, ...]:
    lot = rehearsal.plant.containers[container].lot if container in rehearsal.plant.containers else None
    return rehearsal.do(ActKind.CONTAINER_SCANNED, step, Subject(container=container, lot=lot, entry="source"))


def keys(found: tuple[Finding, ...]) -> list[str]:
    return [item.key for item in found]


def reserved_source(rehearsal: Rehearsal, step: Step) -> str:
    assert isinstance(step.detail, WeighDispense)
    material = step.detail.material
    return next(c for c, lot in rehearsal.state.reserved.items() if rehearsal.plant.lots[lot].material == material)


def with_lot(rehearsal: Rehearsal, container: str, **changes: object) -> None:
    lot = rehearsal.plant.lots[rehearsal.plant.containers[container].lot]
    lots = {**rehearsal.plant.lots, lot.number: msgspec.structs.replace(lot, **changes)}
    rehearsal.plant = msgspec.structs.replace(rehearsal.plant, lots=lots)


def with_equipment(rehearsal: Rehearsal, identity: str, **changes: object) -> None:
    item = msgspec.structs.replace(rehearsal.plant.equipment[identity], **changes)
    rehearsal.plant = msgspec.structs.replace(rehearsal.plant, equipment={**rehearsal.plant.equipment, identity: item})


@pytest.mark.urs("F05")
def test_a_container_of_another_material_is_the_wrong_lot_and_says_which_is_right() -> None:
    rehearsal, step, _ = at("source")
    assert isinstance(step.detail, WeighDispense)
    other = next(
        c for c, lot in rehearsal.state.reserved.items() if rehearsal.plant.lots[lot].material != step.detail.material
    )
    found = scan_source(rehearsal, step, other)
    wanted = rehearsal.plant.containers[reserved_source(rehearsal, step)].lot
    assert found[0].key == "refusal.lot_wrong"
    assert found[0].params["want"] == wanted


@pytest.mark.urs("F05")
@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"state": LotState.QUARANTINE}, "refusal.lot_quarantine"),
        ({"state": LotState.REJECTED}, "refusal.lot_rejected"),
        ({"state": LotState.ON_HOLD}, "refusal.lot_on_hold"),
        ({"state": LotState.CONSUMED}, "refusal.lot_consumed"),
        ({"expiry": FOUNDED.date() - timedelta(days=1)}, "refusal.lot_expired"),
    ],
)
def test_a_lot_that_may_not_be_used_is_refused_by_name(changes: dict[str, object], key: str) -> None:
    rehearsal, step, _ = at("source")
    container = reserved_source(rehearsal, step)
    with_lot(rehearsal, container, **changes)
    assert key in keys(scan_source(rehearsal, step, container))


@pytest.mark.urs("F05")
def test_a_lot_may_still_be_used_on_its_last_day() -> None:
    rehearsal, step, _ = at("source")
    container = reserved_source(rehearsal, step)
    with_lot(rehearsal, container, expiry=FOUNDED.date())
    assert scan_source(rehearsal, step, container) == ()


def test_a_container_reserved_for_another_batch_or_for_none_is_refused() -> None:
    rehearsal, step, _ = at("source")
    container = reserved_source(rehearsal, step)
    for holder, key in (("B2611-0099", "refusal.container_reserved"), (None, "refusal.container_not_reserved")):
        known = msgspec.structs.replace(rehearsal.plant.containers[container], reserved_for=holder)
        containers = {**rehearsal.plant.containers, container: known}
        rehearsal.plant = msgspec.structs.replace(rehearsal.plant, containers=containers)
        assert key in keys(scan_source(rehearsal, step, container))


def test_a_foreign_container_is_unknown() -> None:
    rehearsal, step, _ = at("source")
    assert keys(scan_source(rehearsal, step, "C-999999")) == ["refusal.container_unknown"]


@pytest.mark.urs("F06", "F19")
@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"calibrated_to": FOUNDED.date() - timedelta(days=1)}, "refusal.calibration_ended"),
        ({"checked_on": FOUNDED.date() - timedelta(days=1)}, "refusal.balance_not_checked"),
        ({"state": EquipmentState.DIRTY}, "refusal.equipment_dirty"),
        ({"state": EquipmentState.MAINTENANCE}, "refusal.equipment_out_of_use"),
        ({"room": "D-106"}, "refusal.equipment_room"),
    ],
)
def test_a_balance_that_may_not_weigh_is_refused(changes: dict[str, object], key: str) -> None:
    rehearsal, step, entry = at("balance")
    subject, _, _ = rehearsal.content(step, entry)
    with_equipment(rehearsal, subject.equipment or "", **changes)
    found = rehearsal.do(entry.act, step, msgspec.structs.replace(subject, entry=entry.name))
    assert key in keys(found)


@pytest.mark.urs("F05")
def test_a_weight_outside_its_limits_is_not_recorded_and_says_how_much_to_add_or_take_out() -> None:
    rehearsal, step, entry = at("net")
    assert isinstance(step.detail, WeighDispense)
    low, high = step.detail.limits.low, step.detail.limits.high
    assert low is not None
    assert high is not None
    under = rehearsal.fill(step, entry, f"{low - 1:f}")
    over = rehearsal.fill(step, entry, f"{high + 1:f}")
    assert (under[0].key, under[0].params["add"]) == ("refusal.weight_under", "1.000 kg")
    assert (over[0].key, over[0].params["remove"]) == ("refusal.weight_over", "1.000 kg")
    assert "net" not in rehearsal.state.step(step.id).filled
    assert rehearsal.state.refused == 2


def test_a_weight_exactly_at_a_limit_is_in() -> None:
    rehearsal, step, entry = at("net")
    assert isinstance(step.detail, WeighDispense)
    assert rehearsal.fill(step, entry, f"{step.detail.limits.low:f}") == ()


@pytest.mark.urs("F25", "F05", "11.10(h)", "CS 15")
@pytest.mark.parametrize(
    ("value", "key"),
    [
        (Value("60.000", "kg", Source.TYPED), "refusal.typed_right"),
        (Value("60000", "g", Source.WEIGHED, Provenance("B123456789", "XPR", "")), "refusal.unit_wrong"),
        (Value("-60.000", "kg", Source.WEIGHED, Provenance("B123456789", "XPR", "")), "refusal.negative"),
        (Value("60.000", "kg", Source.WEIGHED, Provenance("OTHER", "XPR", "")), "refusal.device_other"),
        (Value("60,000", "kg", Source.WEIGHED, Provenance("B123456789", "XPR", "")), "quantity.not_a_number"),
    ],
)
def test_a_weight_that_is_typed_foreign_or_unreadable_is_refused(value: Value, key: str) -> None:
    rehearsal, step, entry = at("net")
    subject, _, facts = rehearsal.content(step, entry)
    about = msgspec.structs.replace(subject, entry="net")
    assert key in keys(rehearsal.do(entry.act, step, about, {"net": value}, facts))


@pytest.mark.urs("F09", "PI 041")
def test_a_dispensed_container_is_charged_once_in_its_order_and_only_into_its_own_batch() -> None:

    rehearsal, step, entry = at("charge_1", ChargeIn)
    waiting = [item for item in rehearsal.state.dispensed.values() if item.material != entry.of]
    other = Subject(container=waiting[0].container, lot=waiting[0].lot, entry=entry.name)
    assert keys(rehearsal.do(entry.act, step, other)) == ["refusal.charge_wrong"]
    foreign = Subject(container="C-2611000299", entry=entry.name)
    assert keys(rehearsal.do(entry.act, step, foreign)) == ["refusal.not_dispensed_here"]
    assert rehearsal.fill(step, entry) == ()
    charged = next(item for item in rehearsal.state.dispensed.values() if item.charged)
    again = Subject(container=charged.container, lot=charged.lot, entry="charge_2")
    assert "refusal.charged_already" in keys(rehearsal.do(entry.act, step, again))


@pytest.mark.urs("F18")
def test_a_timer_cannot_end_a_second_early() -> None:

    rehearsal, step, entry = at("end", Timer)
    assert isinstance(step.detail, Timer)
    rehearsal.now += timedelta(seconds=step.detail.minimum_s - 2)
    value = {"value": Value(str(step.detail.minimum_s), "s", Source.CALCULATED)}
    early = rehearsal.do(entry.act, step, Subject(entry="end"), value)
    assert (early[0].key, early[0].params["seconds"]) == ("refusal.timer_early", "1")
    other = rehearsal.do(entry.act, step, Subject(entry="end"), value)
    assert [item.key for item in other] == ["refusal.calculation"]
    assert rehearsal.fill(step, entry) == ()


@pytest.mark.urs("F23")
def test_only_the_label_just_printed_is_taken_back() -> None:
    rehearsal, step, _ = at("label_back_1")
    other = rehearsal.do(
        ActKind.LABEL_SCANNED_BACK, step, Subject(entry="label_back_1"), None, {"label": "C-2611000199"}
    )
    assert keys(other) == ["refusal.label_other"]


@pytest.mark.urs("F03", "11.10(f)")
def test_acts_in_random_order_never_put_a_later_entry_before_an_earlier_one() -> None:
    chance = random.Random(20261120)  # noqa: S311 - a repeatable order, no secret
    rehearsal = Rehearsal()
    every = [(step, entry) for step in rehearsal.master.steps() for entry in entries(step)]
    for _ in range(1000):
        step, entry = chance.choice(every)
        guidance = guide(rehearsal.state, rehearsal.master, KIOSK)
        due = guidance.stage == Stage.ENTRY and guidance.step == step and guidance.entry == entry
        act = Subject(entry=entry.name, room=entry.of, equipment=entry.of, container="C-1", lot="L-1")
        found = rehearsal.do(entry.act, step, act)
        assert found or due
        if chance.random() < 0.2:
            rehearsal.follow(guide(rehearsal.state, rehearsal.master, KIOSK))
    assert rehearsal.state.refused == len(rehearsal.refusals) > 700


def test_a_kiosk_that_does_not_hold_the_operation_records_nothing_in_it() -> None:
    rehearsal, step, entry = at("net")
    act, found = judged_elsewhere(rehearsal, step, entry)
    assert act.kind == ActKind.WEIGHT_TAKEN
    assert "refusal.not_leased" in keys(found)


def judged_elsewhere(rehearsal: Rehearsal, step: Step, entry: Entry) -> tuple[Act, tuple[Finding, ...]]:
    subject, values, facts = rehearsal.content(step, entry)
    about = msgspec.structs.replace(subject, batch=rehearsal.state.number, step=step.id, entry=entry.name)
    act = rehearsal.act(entry.act, rehearsal.records[-1].act.who, about, values, facts)
    return act, judge(act, "KIOSK-02", rehearsal.state, rehearsal.master, rehearsal.plant)


# ------------------------------------------------------------------ signatures


def waiting_for_check() -> tuple[Rehearsal, Step]:
    rehearsal = Rehearsal()
    rehearsal.play(lambda r: guide(r.state, r.master, KIOSK).stage == Stage.VERIFY)
    step = guide(rehearsal.state, rehearsal.master, KIOSK).step
    assert step is not None
    return rehearsal, step


@pytest.mark.urs("F11", "C03", "CS 15")
def test_nobody_countersigns_what_he_performed() -> None:
    rehearsal, step = waiting_for_check()
    assert keys(rehearsal.sign_step(step, rehearsal.operator, Meaning.VERIFIED)) == ["refusal.own_countersign"]
    assert rehearsal.state.step(step.id).verified is None


@pytest.mark.urs("F11")
def test_a_check_must_name_the_manifest_that_the_performer_signed() -> None:
    rehearsal, step = waiting_for_check()

    other = step_manifest(step, rehearsal.state, "zh", rehearsal.plant)
    assert keys(rehearsal.sign(other, rehearsal.checker, Meaning.VERIFIED)) == ["refusal.manifest_other"]


@pytest.mark.urs("F11")
def test_a_check_dated_before_the_performance_is_refused() -> None:
    rehearsal, step = waiting_for_check()
    manifest = step_manifest(step, rehearsal.state, "en", rehearsal.plant)
    rehearsal.now -= timedelta(hours=1)
    assert keys(rehearsal.sign(manifest, rehearsal.checker, Meaning.VERIFIED)) == ["refusal.before_performance"]
    assert rehearsal.state.step(step.id).verified is None


@pytest.mark.urs("F11")
def test_a_check_of_what_nobody_has_performed_is_refused() -> None:
    rehearsal = Rehearsal()
    rehearsal.play(
        lambda r: (
            (g := guide(r.state, r.master, KIOSK)).stage == Stage.SIGN
            and g.step is not None
            and g.step.sign == SignPolicy.PERFORMED_VERIFIED
        )
    )
    step = guide(rehearsal.state, rehearsal.master, KIOSK).step
    assert step is not None
    manifest = step_manifest(step, rehearsal.state, "en", rehearsal.plant)
    assert keys(rehearsal.sign(manifest, rehearsal.checker, Meaning.VERIFIED)) == ["refusal.not_performed"]


@pytest.mark.urs("F11", "F20", "11.10(g)")
@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.ADMIN, Role.PLANNER])
def test_a_person_without_the_role_cannot_check(role: Role) -> None:
    rehearsal, step = waiting_for_check()
    person = next(p for p in rehearsal.plant.people.values() if p.roles == (role,))
    assert keys(rehearsal.sign_step(step, person, Meaning.VERIFIED)) == ["refusal.role_signature"]


@pytest.mark.urs("F11")
def test_a_closed_person_cannot_check() -> None:
    rehearsal, step = waiting_for_check()
    people = {
        **rehearsal.plant.people,
        rehearsal.checker.id: msgspec.structs.replace(rehearsal.checker, active=False),
    }
    rehearsal.plant = msgspec.structs.replace(rehearsal.plant, people=people)
    assert keys(rehearsal.sign_step(step, rehearsal.checker, Meaning.VERIFIED)) == ["refusal.person_unknown"]


def test_a_step_with_something_missing_cannot_be_signed() -> None:
    rehearsal, step, _ = at("net")
    assert keys(rehearsal.sign_step(step, rehearsal.operator, Meaning.PERFORMED)) == ["refusal.step_unfinished"]


# ------------------------------------------------------------------ exceptions


def out_of_limits() -> tuple[Rehearsal, Step]:

    rehearsal, step, entry = at("value", Measurement)
    assert entry.limits is not None
    assert entry.limits.high is not None
    assert rehearsal.fill(step, entry, f"{entry.limits.high + 1:f}") == ()
    return rehearsal, step


@pytest.mark.urs("F13")
def test_a_value_out_of_limits_is_recorded_and_opens_exactly_one_exception() -> None:
    rehearsal, step = out_of_limits()
    (case,) = rehearsal.state.cases.values()
    assert case.step == step.id
    assert case.what.key == "exception.out_of_limits"
    assert guide(rehearsal.state, rehearsal.master, KIOSK).stage == Stage.EXPLAIN


@pytest.mark.urs("F13")
def test_the_step_goes_on_only_after_cause_and_the_supervisors_signed_disposition() -> None:
    rehearsal, step = out_of_limits()
    (case,) = rehearsal.state.cases.values()
    early = rehearsal.do(ActKind.EXCEPTION_DISPOSED, step, Subject(exception=case.id), None, {"disposition": "accept"})
    assert keys(early) == ["refusal.not_explained"]
    rehearsal.follow(guide(rehearsal.state, rehearsal.master, KIOSK))
    assert guide(rehearsal.state, rehearsal.master, KIOSK).stage == Stage.DISPOSE
    by_operator = rehearsal.do(
        ActKind.EXCEPTION_DISPOSED, step, Subject(exception=case.id), None, {"disposition": "accept"}
    )
    assert keys(by_operator) == ["refusal.role_disposition"]
    rehearsal.play()
    assert rehearsal.state.cases[case.id].production is not None
    assert not rehearsal.state.cases[case.id].closed


@pytest.mark.urs("F13")
def test_qa_closes_an_exception_by_signature_after_production() -> None:
    rehearsal, step = out_of_limits()
    rehearsal.play()
    (case,) = rehearsal.state.cases.values()
    qa = next(person for person in rehearsal.plant.people.values() if Role.QA in person.roles)
    rehearsal.dispose(case.id, qa, Meaning.APPROVED, step)
    assert rehearsal.state.cases[case.id].closed


# ------------------------------------------------------------------ wording


@pytest.mark.urs("CS 14")
def test_every_refusal_of_these_tests_has_its_sentence_in_both_languages() -> None:
    rehearsal, step, entry = at("net")
    rehearsal.fill(step, entry, "1.000")
    for _, found in rehearsal.refusals:
        for language in LANGUAGES:
            assert worded(found[0], language)


@pytest.mark.urs("F26", "CS 16", "GMP 161")
def test_entries_can_be_undone_before_the_signature_and_not_after() -> None:
    rehearsal, step, _ = at("label")
    assert rehearsal.do(ActKind.ENTRIES_UNDONE, step) == ()
    assert rehearsal.state.step(step.id).filled == {}
    assert rehearsal.state.dispensed == {}
    rehearsal, step = waiting_for_check()
    assert "refusal.already_signed" in keys(rehearsal.do(ActKind.ENTRIES_UNDONE, step))
    assert entry_of(step, entries(step)[0].name) is not None


# ------------------------------------------------------------------ exceptions that the core opens


def flagged_by_core(rehearsal: Rehearsal) -> str:
    record = rehearsal.records[-1]
    facts = {"code": "refusal.step_order", "severity": "major", "sha256": record.sha256, "got_step": "3"}
    about = Subject(step=record.act.subject.step, exception="FL-000001", record=record.act.id)
    rehearsal.decide(ActKind.EXCEPTION_OPENED, about, facts=facts)
    return "FL-000001"


@pytest.mark.urs("F13")
def test_what_the_core_opened_holds_no_step_but_stays_open_until_qa_signs() -> None:
    rehearsal, step, _ = at("net")
    name = flagged_by_core(rehearsal)
    assert worded(rehearsal.state.cases[name].what, "en") == "Step 3 is not finished. Finish it first."
    rehearsal.play()
    assert [case.id for case in rehearsal.state.open_cases()] == [name]
    supervisor = rehearsal.do(
        ActKind.EXCEPTION_DISPOSED, step, Subject(exception=name), None, {"disposition": "accept"}, rehearsal.checker
    )
    assert keys(supervisor) == ["refusal.role_disposition"]
    qa = next(person for person in rehearsal.plant.people.values() if Role.QA in person.roles)
    rehearsal.dispose(name, qa, Meaning.APPROVED, step)
    assert rehearsal.state.open_cases() == ()
