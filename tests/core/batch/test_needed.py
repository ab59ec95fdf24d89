"""What is needed is derived: it changes with the value it rests on, never loses a record, and says why."""

import pytest

from core.acts import ActKind, Meaning, Source, Subject, Value
from core.batch.entries import NOT_APPLICABLE
from core.batch.fold import fold
from core.batch.guide import Stage
from core.batch.manifest import step_manifest
from core.batch.needed import why_not_needed
from core.batch.progress import finished
from core.batch.review import review
from core.finding import Finding
from core.language import LANGUAGES, worded
from core.master.model import Step
from tests.core.batch.test_correction import correct
from tests.core.batch.test_correction import sign as sign_correction
from tests.fakes.rehearsal import Rehearsal, rehearsal_plant
from tests.fakes.structured import Branch, Piece, structured
from tests.fakes.structured import Stage as Unit

PLANT = rehearsal_plant()


def batch_of(*pieces: Piece) -> Rehearsal:
    """Issue a batch whose steps S2, S3 ... are these pieces, and play it up to S2."""
    batch = Rehearsal(master=structured(PLANT, (Unit(False, (Branch(pieces),)),)), plant=PLANT)
    batch.play(lambda made: (due := made.guidance().step) is not None and due.number == 4)
    return batch


def step(batch: Rehearsal, identity: str) -> Step:
    found = batch.master.step(identity)
    assert found is not None
    return found


def value(batch: Rehearsal, identity: str, number: str) -> None:
    """Begin a measurement and record a value."""
    if batch.guidance().stage == Stage.START:
        batch.follow(batch.guidance())
    values = {"value": Value(number, "kPa", Source.TYPED)}
    assert not batch.do(ActKind.VALUE_ENTERED, step(batch, identity), Subject(entry="value"), values)


def choose(batch: Rehearsal, option: str) -> None:
    """Play on to the next choice and answer it."""
    batch.play(lambda made: (e := made.guidance().entry) is not None and e.act == ActKind.CHOICE_MADE)
    due = batch.guidance().step
    assert due is not None
    assert not batch.do(ActKind.CHOICE_MADE, due, Subject(entry="choice"), None, {"option": option})


def to(batch: Rehearsal, identity: str) -> None:
    batch.play(lambda made: (s := made.guidance().step) is not None and s.id == identity)


MEASURED = (
    Piece("measurement", verified=True),
    Piece("instruction", 1, 0, verified=True),
    Piece("instruction", verified=True),
)
"""S3 is needed only where S2 is above 5.0."""


@pytest.mark.urs("F03")
def test_a_step_that_is_not_needed_is_passed_over_and_refused_with_its_reason() -> None:
    batch = batch_of(*MEASURED)
    value(batch, "S2", "4.0")
    to(batch, "S4")
    assert finished(step(batch, "S3"), batch.state)
    why = why_not_needed(step(batch, "S3"), batch.state, batch.master)
    assert why is not None
    assert worded(why, "en") == "Step 5 not needed, because step 4 gave 4.0 kPa, not above 5.0"
    (refused,) = batch.do(ActKind.STEP_STARTED, step(batch, "S3"))
    assert worded(refused, "zh") == "第 5 步无需执行，因为第 4 步为 4.0 kPa，未高于 5.0。请继续当前步骤。"
    assert batch.records[-1].act.kind == ActKind.REFUSED
    signed = batch.sign_step(step(batch, "S3"), batch.operator, Meaning.PERFORMED)
    assert [item.key for item in signed] == ["refusal.needed_above"]


@pytest.mark.urs("F03")
def test_an_undone_value_decides_nothing() -> None:
    batch = batch_of(*MEASURED)
    value(batch, "S2", "4.0")
    assert set(batch.state.not_needed) == {"S3"}
    batch.do(ActKind.ENTRIES_UNDONE, step(batch, "S2"))
    assert batch.state.not_needed == {}
    value(batch, "S2", "5.1")
    to(batch, "S3")


@pytest.mark.urs("F03", "F26")
def test_a_corrected_value_asks_for_the_step_anew_or_leaves_its_records_standing() -> None:
    batch = batch_of(*MEASURED)
    value(batch, "S2", "4.0")
    to(batch, "E1")
    assert correct(batch, "S2", "value", "6.0") == []
    assert sign_correction(batch, batch.operator, Meaning.PERFORMED) == []
    assert sign_correction(batch, batch.checker, Meaning.VERIFIED) == []
    assert batch.guidance().step is step(batch, "S3")
    batch.play()
    assert batch.refusals == []
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant)
    assert [item.what.key for item in found.findings if item.rule in ("in_order", "complete")] == []
    before = batch.state.step("S3")
    assert correct(batch, "S2", "value", "3.0") == []
    assert sign_correction(batch, batch.operator, Meaning.PERFORMED) == []
    assert sign_correction(batch, batch.checker, Meaning.VERIFIED) == []
    assert batch.state.not_needed.keys() == {"S3"}
    assert batch.state.step("S3") == before
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant)
    assert [item.what.key for item in found.findings if item.rule == "left_out"] == ["review.done_unneeded"]
    assert fold(tuple(batch.records), batch.master) == batch.state


@pytest.mark.urs("F03", "F12")
def test_an_optional_step_is_left_out_with_a_reason_that_is_signed() -> None:
    batch = batch_of(Piece("instruction", optional=True, verified=True), Piece("measurement"))
    optional, other = step(batch, "S2"), step(batch, "S3")
    batch.follow(batch.guidance())

    def leave_out(at: Step, reason: str) -> list[str]:
        found = batch.do(ActKind.STEP_NOT_APPLICABLE, at, Subject(entry=NOT_APPLICABLE), None, {"reason": reason})
        return [item.key for item in found]

    assert leave_out(optional, " ") == ["refusal.not_applicable_reason"]
    assert "refusal.not_optional" in leave_out(other, "no need")
    assert leave_out(optional, "no stoppers in this size") == []
    manifest = step_manifest(optional, batch.state, "en", batch.plant)
    assert [(line.label, line.value) for line in manifest.lines] == [("Not applicable", "no stoppers in this size")]
    assert leave_out(optional, "again") == ["refusal.not_applicable_begun"]
    batch.do(ActKind.ENTRIES_UNDONE, optional)
    assert batch.guidance().stage == Stage.ENTRY
    assert leave_out(optional, "no stoppers in this size") == []
    assert batch.guidance().stage == Stage.SIGN
    batch.follow(batch.guidance())
    assert batch.guidance().stage == Stage.VERIFY
    batch.follow(batch.guidance())
    assert finished(optional, batch.state)
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant)
    said = [worded(item.what, "zh") for item in found.findings if item.rule == "left_out"]
    assert said == ["第 4 步声明为不适用：no stoppers in this size"]


@pytest.mark.urs("F03", "F13")
def test_a_repeat_ends_when_its_value_is_reached_and_opens_an_exception_when_it_never_is() -> None:
    batch = batch_of(Piece("until"))
    choose(batch, "done")
    assert {"S2-2-1", "S2-2-2", "S2-3-1", "S2-3-3"} <= set(batch.state.not_needed)
    why = why_not_needed(step(batch, "S2-3-1"), batch.state, batch.master)
    assert why is not None
    assert worded(why, "en") == "Step 10 not needed, because step 8 was not needed or not applicable"
    again = batch_of(Piece("until"))
    for _ in range(3):
        assert again.state.cases == {}
        choose(again, "again")
    (case,) = again.state.cases.values()
    assert (case.step, case.what) == (
        "S2-3-2",
        Finding("exception.repeat_exhausted", {"got": "again", "want": "= done"}),
    )
    assert all(worded(case.what, language) for language in LANGUAGES)
    again.play()
    assert all(finished(item, again.state) for item in again.master.steps())
    assert again.refusals == []


@pytest.mark.urs("F03", "F26")
def test_a_correction_by_which_the_last_round_came_to_nothing_opens_the_same_exception() -> None:
    batch = batch_of(Piece("until"))
    for option in ("again", "again", "done"):
        choose(batch, option)
    assert batch.state.cases == {}
    last, old = step(batch, "S2-3-2"), batch.state.step("S2-3-2").filled["choice"].reference
    facts = {"option": "again", "old": "done", "new": "again", "reason": "wrong key", "sha256": old.sha256}
    assert not batch.do(ActKind.CORRECTION_MADE, last, Subject(entry="choice", record=old.id), None, facts)
    assert sign_correction(batch, batch.operator, Meaning.PERFORMED) == []
    assert sign_correction(batch, batch.supervisor, Meaning.VERIFIED) == []
    assert [case.what.key for case in batch.state.cases.values()] == ["exception.repeat_exhausted"]
