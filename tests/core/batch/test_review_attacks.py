"""What could slip past a review: undone exceptions, a sample drawn again, reading before there is anything to read."""

import msgspec

from core.acts import ActKind, Source, Subject, Value, Who
from core.batch.guide import Stage, guide
from core.batch.review import Review, review
from core.people import Role
from tests.core.batch.test_judge_signature import explained
from tests.fakes.rehearsal import KIOSK, Rehearsal


def reviewed(rehearsal: Rehearsal) -> Review:
    return review(rehearsal.state, tuple(rehearsal.records), rehearsal.master, rehearsal.plant)


def read(rehearsal: Rehearsal, steps: tuple[str, ...], role: Role = Role.QA) -> None:
    who = Who(person=next(p.id for p in rehearsal.plant.people.values() if role in p.roles))
    for step in steps:
        rehearsal.put(rehearsal.act(ActKind.EVIDENCE_READ, who, Subject(batch=rehearsal.state.number, step=step)))


def test_an_exception_on_a_value_that_was_undone_waits_for_qa_like_any_other() -> None:
    rehearsal, step, case = explained()
    assert rehearsal.do(ActKind.ENTRIES_UNDONE, step) == ()
    rehearsal.play()
    assert guide(rehearsal.state, rehearsal.master, KIOSK).stage == Stage.COMPLETE
    assert [item.case for item in reviewed(rehearsal).findings if item.open and item.case] == [case.id]


def test_the_sample_is_read_after_it_was_drawn_and_by_quality() -> None:
    rehearsal = Rehearsal()
    rehearsal.play(lambda made: guide(made.state, made.master, KIOSK).stage == Stage.VERIFY)
    read(rehearsal, tuple(step.id for step in rehearsal.master.steps()))
    rehearsal.play()
    sample = reviewed(rehearsal).sample
    assert reviewed(rehearsal).unread == sample
    read(rehearsal, sample, Role.OPERATOR)
    assert reviewed(rehearsal).unread == sample
    read(rehearsal, sample)
    assert reviewed(rehearsal).unread == ()


def test_a_refused_attempt_does_not_draw_the_sample_again() -> None:
    rehearsal = Rehearsal()
    rehearsal.play()
    sample = set(reviewed(rehearsal).sample)
    clean = {step.id for step in rehearsal.master.steps()} - sample
    last = rehearsal.master.steps()[-1]
    for _ in range(5):
        assert rehearsal.do(ActKind.CONFIRMED, last, Subject(entry="done"))
    assert len(set(reviewed(rehearsal).sample) & clean) <= 1


def test_the_first_result_of_a_test_stays_whatever_a_kiosk_states_after_it() -> None:
    rehearsal = Rehearsal()
    rehearsal.play()
    sample = next(iter(rehearsal.state.samples.values()))
    test = rehearsal.plant.specifications[sample.specification].tests[0]
    about = Subject(batch=rehearsal.state.number, sample=sample.id, test=test.code)
    who = Who(person=next(p.id for p in rehearsal.plant.people.values() if Role.QC_ANALYST in p.roles))
    for value in ("999999", "100.0"):
        act = rehearsal.act(ActKind.RESULT_ENTERED, who, about, {"value": Value(value, test.unit, Source.TYPED)})
        rehearsal.keep(msgspec.structs.replace(act), KIOSK)
    assert rehearsal.state.samples[sample.id].results[test.code].act.values["value"].value == "999999"
