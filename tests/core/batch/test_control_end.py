"""A control by plan that ends before all its rounds: stated with a reason, or with what it runs beside."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.acts import ActKind, Meaning, Source, Subject, Value
from core.batch.control_end import can_end, end_facts
from core.batch.entries import CONTROL_ENDED, entries
from core.batch.fold import apply, begin, fold
from core.batch.guide import Stage, guide, guides
from core.batch.manifest import step_manifest
from core.batch.planned import due_at, due_rounds
from core.batch.progress import finished, lacking
from core.batch.review import review
from core.finding import Finding
from core.language import LANGUAGES, worded
from core.master.choice import Severity
from core.master.model import MasterBatchRecord, Step
from core.people import Role
from tests.core.batch.test_both_judges import CoreSide
from tests.core.batch.test_planned import IPC, begun, recipe, take, to_due
from tests.fakes.beside import beside
from tests.fakes.rehearsal import KIOSK, Rehearsal, rehearsal_plant
from tests.fakes.small_product import small_batch

PLANT = rehearsal_plant()
WHY = "the press has stopped for good"


def end(batch: Rehearsal, step: Step, reason: str = WHY, **bent: str) -> list[str]:
    facts = end_facts(step, batch.state, reason) | bent
    return [item.key for item in batch.do(ActKind.CONTROL_ENDED, step, Subject(entry=CONTROL_ENDED), facts=facts)]


def ended_as(severity: Severity) -> MasterBatchRecord:
    plain = msgspec.to_builtins(recipe())
    for procedure in plain["procedures"]:
        for operation in procedure["operations"]:
            for step in operation["steps"]:
                if step["id"] == IPC:
                    step["detail"]["plan"]["ended"] = severity.value
    return msgspec.convert(plain, MasterBatchRecord, strict=False)


def keys(batch: Rehearsal) -> list[tuple[str, str]]:
    return sorted((case.what.key, case.severity) for case in batch.state.cases.values())


@pytest.mark.urs("F10", "F13")
def test_rounds_to_come_fall_away_and_the_reviewer_sees_the_end_with_its_reason() -> None:
    batch, step = begun()
    take(batch, step, "600.0", "601.0", "602.0")
    assert can_end(step, batch.state)
    assert end(batch, step) == []
    (case,) = batch.state.cases.values()
    assert (case.what.key, case.severity, case.on_hold) == ("exception.control_ended", "minor", False)
    assert dict(case.what.params) == {"taken": "1", "planned": "3", "reason": WHY}
    assert lacking(step, batch.state) == ()
    assert due_rounds(batch.state, batch.master, batch.now + timedelta(days=1)) == ()
    assert step_manifest(step, batch.state, "en", batch.plant).lines[-3].value == f"1 of 3 rounds taken: {WHY}"
    batch.play()
    assert batch.guidance().stage == Stage.COMPLETE
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [item.case for item in found if item.case] == [case.id]
    assert fold(tuple(batch.records), batch.master) == batch.state


@pytest.mark.urs("F10", "F13")
def test_a_round_that_was_due_is_missed_with_its_lateness() -> None:
    batch, step = begun()
    take(batch, step, "600.0", "601.0", "602.0")
    to_due(batch, step, 2, late_s=7 * 60)
    assert end(batch, step) == []
    missed = next(case for case in batch.state.cases.values() if case.what.key == "exception.control_missed")
    assert (missed.what.params["n"], missed.what.params["m"], missed.severity) == ("2", "7", "minor")
    assert keys(batch) == [("exception.control_ended", "minor"), ("exception.control_missed", "minor")]
    batch.judged = False
    batch.play()
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert {item.case for item in found if item.rule == "late"} == set(batch.state.cases)


@pytest.mark.urs("F10")
@pytest.mark.parametrize(("said", "opened"), [(Severity.NONE, []), (Severity.MAJOR, ["major"])])
def test_the_master_record_says_how_severe_an_early_end_is(said: Severity, opened: list[str]) -> None:
    batch = small_batch(recipe=ended_as(said))
    batch.play(lambda r: (s := r.guidance().step) is not None and s.id == IPC and r.guidance().stage == Stage.ENTRY)
    step = batch.master.step(IPC)
    assert step is not None
    take(batch, step, "600.0", "601.0", "602.0")
    assert end(batch, step) == []
    assert [case.severity for case in batch.state.cases.values()] == opened
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert ("late" in {item.rule for item in found}) == bool(opened)


@pytest.mark.urs("F10")
def test_an_end_is_refused_within_a_round_without_a_reason_miscounted_or_by_others() -> None:
    batch, step = begun()
    take(batch, step, "600.0", "601.0")
    assert end(batch, step) == ["refusal.control_half"]
    take(batch, step, "602.0")
    assert end(batch, step, " ") == ["refusal.control_end_reason"]
    assert end(batch, step, "x" * 201) == ["refusal.control_end_reason"]
    assert end(batch, step, taken="2") == ["refusal.control_end_other"]
    assert end(batch, step, ran_out="2026-11-20T00:00:00.000000Z") == ["refusal.control_end_other"]
    quality, facts = batch.person(Role.QA), end_facts(step, batch.state, WHY)
    found = batch.do(ActKind.CONTROL_ENDED, step, Subject(entry=CONTROL_ENDED), facts=facts, person=quality)
    assert [item.key for item in found] == ["refusal.role"]
    assert end(batch, step) == []
    assert end(batch, step) == ["refusal.control_whole"]
    assert take(batch, step) == []
    typed = {"value": Value("600.0", "mg", Source.TYPED)}
    assert [item.key for item in batch.do(ActKind.VALUE_ENTERED, step, Subject(entry="reading_4"), typed)] == [
        "refusal.entry_unknown"
    ]
    other = next(item for item in batch.master.steps() if item.id != IPC)
    assert "refusal.control_no_plan" in end(batch, other)


@pytest.mark.urs("F26")
def test_what_is_corrected_after_the_end_asks_for_its_own_mean_alone() -> None:
    batch, step = begun()
    take(batch, step, "600.0", "601.0", "602.0")
    end(batch, step)
    names = [entry.name for entry in entries(step, batch.state.step(IPC).filled)]
    assert names == ["reading_1", "reading_2", "reading_3", "mean_1", CONTROL_ENDED]
    batch.do(ActKind.ENTRIES_UNDONE, step)
    assert len(lacking(step, batch.state)) == 12


# ---------------------------------------------------------------- beside something


class Pair(Rehearsal):
    """One kiosk that holds both operations; what it does is asked for by operation."""

    def __init__(self, during: str = "OP-110") -> None:
        super().__init__(master=beside(during), plant=PLANT)
        for operation in ("OP-110", "OP-120"):
            self.decide(ActKind.OPERATION_LEASED, Subject(operation=operation), facts={"kiosk": KIOSK})
        control = self.master.step("S030")
        assert control is not None
        self.control = control

    def go(self, operation: str, *stages: Stage) -> None:
        """Follow the guide through these stages of an operation."""
        for stage in stages:
            guidance = guide(self.state, self.master, KIOSK, operation)
            assert guidance.stage == stage, guidance
            self.follow(guidance)

    def pass_s(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def begin_both(self) -> None:
        self.go("OP-110", Stage.START)
        self.go("OP-120", Stage.START)

    def round(self) -> None:
        """Take a round of two readings and its mean."""
        self.go("OP-120", Stage.ENTRY, Stage.ENTRY, Stage.ENTRY)

    def stop(self) -> None:
        """Let the press be stopped; its second signature is still to come."""
        self.go("OP-110", Stage.ENTRY, Stage.START, Stage.ENTRY)


@pytest.mark.urs("F10")
def test_a_control_is_over_when_what_it_runs_beside_has_ended_and_no_round_is_due() -> None:
    batch = Pair()
    batch.begin_both()
    due = due_at(batch.control, batch.state, 1)
    started = batch.state.step("S010").started
    assert started is not None
    assert due is not None
    assert due.isoformat(timespec="microseconds").replace("+00:00", "Z") == started.act.when.utc
    batch.round()
    batch.pass_s(890)
    batch.round()
    assert lacking(batch.control, batch.state)[0].name == "reading_5"
    batch.pass_s(60)
    batch.stop()
    assert lacking(batch.control, batch.state) == ()
    assert due_rounds(batch.state, batch.master, batch.now + timedelta(days=1)) == ()
    assert end(batch, batch.control) == ["refusal.control_whole"]
    batch.go("OP-120", Stage.SIGN)
    batch.go("OP-110", Stage.SIGN, Stage.VERIFY)
    assert (batch.guidance().stage, batch.state.cases) == (Stage.COMPLETE, {})
    assert [item.key for _, found in batch.refusals for item in found] == ["refusal.control_whole"]
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert {item.rule for item in found if item.step == "S030"} == {"refused"}


@pytest.mark.urs("F10", "F13")
def test_a_round_that_was_due_before_that_ended_is_still_taken_or_missed() -> None:
    batch = Pair("S020")
    batch.go("OP-110", Stage.START, Stage.ENTRY)
    batch.go("OP-120", Stage.START)
    reading = Subject(entry="reading_1")
    typed = {"value": Value("600.0", "mg", Source.TYPED)}
    found = batch.do(ActKind.VALUE_ENTERED, batch.control, reading, typed)
    assert [item.key for item in found] == ["refusal.control_not_running"]
    batch.go("OP-110", Stage.START)
    batch.round()
    batch.pass_s(20 * 60)
    batch.go("OP-110", Stage.ENTRY)
    (due,) = due_rounds(batch.state, batch.master, batch.now)
    assert (due.nth, lacking(batch.control, batch.state)[0].name) == (2, "reading_3")
    assert end(batch, batch.control) == []
    assert keys(batch) == [("exception.control_missed", "minor")]


@pytest.mark.urs("F10")
def test_an_end_stated_while_that_runs_opens_the_exception() -> None:
    batch = Pair()
    batch.begin_both()
    batch.round()
    assert end(batch, batch.control) == []
    assert keys(batch) == [("exception.control_ended", "minor")]


@pytest.mark.urs("F10")
def test_a_signed_control_stays_signed_where_that_is_done_anew() -> None:
    batch = Pair("S020")
    batch.go("OP-110", Stage.START, Stage.ENTRY, Stage.START)
    batch.go("OP-120", Stage.START)
    batch.round()
    batch.go("OP-110", Stage.ENTRY)
    batch.go("OP-120", Stage.SIGN)
    step = batch.master.step("S020")
    assert step is not None
    assert batch.do(ActKind.ENTRIES_UNDONE, step) == ()
    assert batch.state.runs["S030"].ended == ""
    assert finished(batch.control, batch.state)
    batch.pass_s(3600)
    assert due_rounds(batch.state, batch.master, batch.now) == ()


# ---------------------------------------------------------------- at random


def step_on(batch: Pair, chance: int) -> None:
    found = guides(batch.state, batch.master, KIOSK)
    if found:
        batch.follow(found[chance % len(found)])


def pass_time(batch: Pair, chance: int) -> None:
    batch.pass_s(chance % 1000)


def end_it(batch: Pair, chance: int) -> None:
    end(batch, batch.control, WHY if chance % 5 else "")


def undo(batch: Pair, chance: int) -> None:
    batch.do(ActKind.ENTRIES_UNDONE, batch.master.steps()[chance % 3])


def sign_any(batch: Pair, chance: int) -> None:
    person = (batch.operator, batch.checker)[chance % 2]
    batch.sign_step(batch.master.steps()[chance % 3], person, (Meaning.PERFORMED, Meaning.VERIFIED)[chance // 2 % 2])


MOVES = (step_on, step_on, step_on, step_on, pass_time, pass_time, end_it, undo, sign_any)


@pytest.mark.urs("F10", "F27")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(("OP-110", "S020")), st.lists(st.tuples(st.sampled_from(range(9)), st.integers(0, 9999))))
def test_interrupted_after_any_act_it_goes_on_at_the_same_thing(during: str, moves: list[tuple[int, int]]) -> None:
    batch = Pair(during)
    core = CoreSide(batch)
    told: list[tuple[int, object]] = []
    for move, chance in moves:
        MOVES[move](batch, chance)
        core.follow()
        assert (core.flags, core.state) == ([], batch.state)
        told.append((len(batch.records), guides(batch.state, batch.master, KIOSK)))
    state, replayed = begin(batch.records[0]), dict[int, object]()
    for count, record in enumerate(batch.records[1:], start=2):
        state = apply(state, record, batch.master)
        replayed[count] = guides(state, batch.master, KIOSK)
    assert all(replayed[count] == guidance for count, guidance in told)
    refused: list[Finding] = [item for _, found in batch.refusals for item in found]
    assert all(worded(item, language) for item in refused for language in LANGUAGES)
    # Nothing stands in the way for ever: with time and hands every control comes to its end.
    for _ in range(80):
        batch.pass_s(900)
        step_on(batch, 0)
    assert batch.guidance().stage == Stage.COMPLETE


def test_acts_of_the_two_operations_lead_to_one_state_in_either_order() -> None:
    batch = Pair()
    batch.begin_both()
    batch.round()
    batch.stop()
    own = [r for r in batch.records if r.act.subject.operation == "OP-120" and r.act.kind != ActKind.OPERATION_LEASED]
    others = [record for record in batch.records if record not in own]
    first, second = fold((*others, *own), batch.master), fold((*others[:4], *own, *others[4:]), batch.master)
    assert (first.runs, first.cases, first.steps) == (second.runs, second.cases, second.steps)
    assert lacking(batch.control, first) == lacking(batch.control, second) == ()
