"""Blind second counts: another person, no number before both have counted, a difference that nobody can overlook."""

import msgspec
import pytest

from core.acts import ActKind, Meaning, Source, Subject, Value
from core.batch.blind import unseen
from core.batch.guide import Stage
from core.batch.manifest import shown_unless_blind, step_manifest
from core.batch.review import review
from core.finding import Finding
from core.language import LANGUAGES, worded
from core.master.logbook import About, Thing
from core.master.model import MasterBatchRecord, Step
from core.people import Person, Role
from core.usage.of_round import touches_of_round
from tests.fakes.kinds import kinds_batch_at
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.small_product import small_batch, with_step


def at(entry: str) -> tuple[Rehearsal, Step, Person]:
    batch = kinds_batch_at(entry, "S112")
    step = batch.master.step("S112")
    assert step is not None
    return batch, step, batch.counter(step)


def count(batch: Rehearsal, step: Step, number: str, person: Person) -> tuple[Finding, ...]:
    value = {"value": Value(number, "pcs", Source.COUNTED)}
    return batch.do(ActKind.SECOND_COUNT_MADE, step, Subject(entry="second_value"), value, None, person)


@pytest.mark.urs("F09", "F11")
def test_nobody_counts_a_second_time_what_he_counted_first() -> None:
    batch, step, other = at("second_value")
    assert [item.key for item in count(batch, step, "6000", batch.operator)] == ["refusal.own_second_count"]
    assert count(batch, step, "6000", other) == ()
    assert batch.state.cases == {}


@pytest.mark.urs("F11")
@pytest.mark.parametrize("number", ["6000.5", "-1", "-0", "1E3"])
def test_a_second_count_is_a_whole_number_of_pieces(number: str) -> None:
    batch, step, other = at("second_value")
    assert count(batch, step, number, other) != ()
    assert "second_value" not in batch.state.step("S112").filled


@pytest.mark.urs("F11")
def test_no_number_is_shown_before_the_second_count() -> None:
    batch, step, other = at("second_value")
    filled = batch.state.step("S112").filled
    assert unseen(step, filled) == {"value", "second_value"}
    shown = {shown_unless_blind(step, "value", filled, language, batch.plant) for language in LANGUAGES}
    assert not any(character.isdigit() for text in shown for character in text)
    count(batch, step, "6000", other)
    filled = batch.state.step("S112").filled
    assert unseen(step, filled) == frozenset()
    assert shown_unless_blind(step, "value", filled, "en", batch.plant) == "6000 pcs"


@pytest.mark.urs("F11", "F17")
def test_the_logbook_of_a_room_tells_no_count_of_a_round_that_two_make() -> None:
    batch, _, _ = at("second_value")
    act, room = batch.records[-1].act, Thing(About.ROOM, "D-104", "D-104")
    assert act.values["value"].value == "6000"
    (line,) = touches_of_round(1, act, room, batch.state, batch.state, batch.master)
    assert line.told == ()


@pytest.mark.urs("F11", "F13")
def test_a_difference_opens_an_exception_with_both_numbers_that_review_shows() -> None:
    batch, step, other = at("second_value")
    count(batch, step, "5999", other)
    (case,) = batch.state.cases.values()
    assert (case.what.key, case.what.params) == ("exception.counts_differ", {"first": "6000 pcs", "second": "5999 pcs"})
    assert all(worded(case.what, language) for language in LANGUAGES)
    assert batch.guidance().stage == Stage.EXPLAIN
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [item.rule for item in found if item.case == case.id] == ["answers"]


@pytest.mark.urs("F11")
def test_equal_counts_out_of_limits_open_the_exception_of_the_limits() -> None:
    batch, step, other = at("value")
    value = {"value": Value("5000", "pcs", Source.COUNTED)}
    assert batch.do(ActKind.VALUE_ENTERED, step, Subject(entry="value"), value) == ()
    assert batch.state.cases == {}
    assert batch.guidance().stage == Stage.ENTRY
    count(batch, step, "5000", other)
    assert [case.what.key for case in batch.state.cases.values()] == ["exception.out_of_limits"]


@pytest.mark.urs("F11")
def test_who_counted_first_signs_and_only_who_counted_second_confirms() -> None:
    batch, step, other = at("second_value")
    count(batch, step, "6000", other)
    third = next(
        p
        for p in batch.plant.people.values()
        if set(p.roles) & set(step.roles) and p.id not in (other.id, batch.operator.id)
    )
    assert [item.key for item in batch.sign_step(step, other, Meaning.PERFORMED)] == ["refusal.first_counter_signs"]
    assert batch.sign_step(step, batch.operator, Meaning.PERFORMED) == ()
    lines = [(line.label, line.value) for line in step_manifest(step, batch.state, "en", batch.plant).lines]
    assert lines == [("Value", "6000 pcs"), ("Value, second count", "6000 pcs")]
    assert [item.key for item in batch.sign_step(step, third, Meaning.VERIFIED)] == ["refusal.second_counter_signs"]
    assert [item.key for item in batch.sign_step(step, batch.operator, Meaning.VERIFIED)] == ["refusal.own_countersign"]
    assert batch.sign_step(step, other, Meaning.VERIFIED) == ()


def test_a_reconciliation_is_counted_twice_before_anything_of_it_is_explained() -> None:
    batch = kinds_batch_at("issued", "S114")
    step = batch.master.step("S114")
    assert step is not None
    given = {"issued": "6000", "used": "5900"}
    for name in ("issued", "used", "sampled", "destroyed", "returned"):
        value = {"value": Value(given.get(name, "0"), "pcs", Source.COUNTED)}
        lot = next(lot for lot in batch.state.reserved.values() if batch.plant.lots[lot].material == "PM-CTN")
        assert batch.do(ActKind.VALUE_ENTERED, step, Subject(entry=name, lot=lot), value) == ()
    guidance = batch.guidance()
    assert guidance.entry is not None
    assert guidance.entry.name == "reconciled"
    batch.follow(guidance)
    assert len(batch.state.cases) == 1
    guidance = batch.guidance()
    assert (guidance.stage, guidance.entry and guidance.entry.name) == (Stage.ENTRY, "second_issued")
    assert unseen(step, batch.state.step("S114").filled) >= {"issued", "used", "reconciled"}
    batch.play(lambda made: made.guidance().stage != Stage.ENTRY)
    assert batch.guidance().stage == Stage.EXPLAIN


def resting_on_a_count() -> tuple[Rehearsal, Step]:
    """Count first 1 piece in a step on whose count another one rests."""
    counted = with_step("S70", sign="blind_second_count")
    plain = msgspec.to_builtins(
        with_step("S90", counted, when=[{"of": "S70.value", "relation": "above", "value": "2"}])
    )
    detail = next(s for p in plain["procedures"] for o in p["operations"] for s in o["steps"] if s["id"] == "S70")
    detail["detail"] |= {"unit": "pcs", "decimals": 0}
    detail["until"] = {"of": "S70.value", "relation": "above", "value": "2"}
    batch = small_batch(recipe=msgspec.convert(plain, MasterBatchRecord, strict=False))
    batch.play(lambda r: r.guidance().stage == Stage.ENTRY and r.guidance().step == r.master.step("S70"))
    step, entry = batch.guidance().step, batch.guidance().entry
    assert step is not None
    assert entry is not None
    batch.judged = True
    batch.fill(step, entry, "1")
    return batch, step


@pytest.mark.urs("F03", "F11")
def test_nothing_that_rests_on_a_first_count_tells_it_before_the_second() -> None:
    batch, step = resting_on_a_count()
    later = batch.master.step("S90")
    assert later is not None
    assert batch.state.not_needed == {}
    assert batch.state.cases == {}
    assert [item.key for item in batch.do(ActKind.STEP_STARTED, later)] == ["refusal.step_order"]
    assert count(batch, step, "1", batch.checker) == ()
    assert set(batch.state.not_needed) == {"S90"}
    assert [case.what.key for case in batch.state.cases.values()] == ["exception.repeat_exhausted"]


@pytest.mark.urs("F11", "F13")
def test_neither_of_two_counters_settles_the_difference_between_them() -> None:
    batch, step, other = at("second_value")
    first = msgspec.structs.replace(batch.operator, roles=(*batch.operator.roles, Role.SUPERVISOR))
    second = msgspec.structs.replace(other, roles=(*other.roles, Role.SUPERVISOR))
    people = {**batch.plant.people, first.id: first, second.id: second}
    batch.plant = msgspec.structs.replace(batch.plant, people=people)
    count(batch, step, "5999", other)
    batch.follow(batch.guidance())
    (case,) = batch.state.cases
    about, facts = Subject(exception=case), {"disposition": "accept", "reason": "-"}
    for person in (first, second):
        found = batch.do(ActKind.EXCEPTION_DISPOSED, step, about, None, facts, person)
        assert [item.key for item in found] == ["refusal.own_disposition"]
