"""What the review finds in a record, and what the release asks for."""

import msgspec
import pytest

from core.acts import ActKind, Subject, Who
from core.batch.entries import Entry
from core.batch.guide import Stage, guide
from core.batch.review import Review, review
from core.batch.state import ExceptionCase
from core.finding import finding
from core.language import LANGUAGES, worded
from core.master.kinds import Measurement
from core.master.model import Step
from core.people import Role
from core.release import Evidence, checklist
from tests.fakes.rehearsal import KIOSK, Rehearsal


def reviewed(rehearsal: Rehearsal) -> Review:
    return review(rehearsal.state, tuple(rehearsal.records), rehearsal.master, rehearsal.plant)


def person(rehearsal: Rehearsal, role: Role) -> Who:
    found = next(p for p in rehearsal.plant.people.values() if role in p.roles)
    return Who(person=found.id, session="session-2")


def read_sample(rehearsal: Rehearsal, role: Role = Role.QA) -> None:
    """Let a person read the evidence of every sampled step."""
    for step in reviewed(rehearsal).sample:
        about = Subject(batch=rehearsal.state.number, step=step)
        rehearsal.put(rehearsal.act(ActKind.EVIDENCE_READ, person(rehearsal, role), about, {}))


@pytest.fixture
def made() -> Rehearsal:
    rehearsal = Rehearsal()
    rehearsal.play()
    rehearsal.enter_results()
    return rehearsal


@pytest.mark.urs("F14")
def test_a_clean_batch_shows_only_counted_evidence(made: Rehearsal) -> None:
    found = reviewed(made)
    assert [item for item in found.findings if item.severity != "note"] == []
    assert found.applied - len(found.findings) == found.held > 100


@pytest.mark.urs("F14")
@pytest.mark.parametrize("faults", [1, 3])
def test_a_batch_with_k_faults_shows_exactly_k(faults: int) -> None:
    rehearsal = Rehearsal()
    planted = 0
    for _ in range(2000):
        guidance = guide(rehearsal.state, rehearsal.master, KIOSK)
        if guidance.stage == Stage.COMPLETE:
            break
        step, entry = guidance.step, guidance.entry
        if planted < faults and step is not None and entry is not None and limited(step, entry):
            assert entry.limits is not None
            assert entry.limits.high is not None
            rehearsal.fill(step, entry, f"{entry.limits.high + 1:f}")
            planted += 1
        else:
            rehearsal.follow(guidance)
    rehearsal.enter_results()
    assert planted == faults
    assert len([item for item in reviewed(rehearsal).findings if item.open]) == faults


def limited(step: Step, entry: Entry) -> bool:
    return isinstance(step.detail, Measurement) and entry.limits is not None and entry.limits.high is not None


@pytest.mark.urs("F14")
def test_everybody_draws_the_same_sample_of_clean_steps(made: Rehearsal) -> None:
    assert reviewed(made).sample == reviewed(made).sample != ()


@pytest.mark.urs("F15")
def test_a_complete_batch_meets_every_point(made: Rehearsal) -> None:
    read_sample(made)
    points = checklist(made.state, made.master, reviewed(made), Evidence())
    assert [point.name.key for point in points if not point.met] == []


@pytest.mark.urs("F15")
def test_each_missing_thing_is_named_by_its_point(made: Rehearsal) -> None:
    found = reviewed(made)
    unfinished = Rehearsal()
    unfinished.play(lambda r: len(r.records) > 60)
    cases = {
        "release.point_production": (unfinished.state, reviewed(unfinished), Evidence()),
        "release.point_lots": (made.state, found, Evidence(lots=("L-1 on_hold",))),
        "release.point_records": (made.state, found, Evidence(records=("3 records incomplete",))),
    }
    for key, (state, verdict, evidence) in cases.items():
        missing = [point for point in checklist(state, made.master, verdict, evidence) if not point.met]
        assert key in [point.name.key for point in missing]
        for point in missing:
            assert all(worded(item, language) for item in point.missing for language in LANGUAGES)


@pytest.mark.urs("F30")
def test_a_result_that_does_not_comply_blocks_the_release() -> None:
    rehearsal = Rehearsal()
    rehearsal.play()
    tests = rehearsal.plant.specifications["SP-PCM500"].tests
    rehearsal.enter_results({test.code: "999" for test in tests})
    points = checklist(rehearsal.state, rehearsal.master, reviewed(rehearsal), Evidence())
    assert "release.point_quality" in [point.name.key for point in points if not point.met]


def test_a_batch_with_an_open_exception_cannot_be_released(made: Rehearsal) -> None:
    reference = made.state.steps["S010"].filled["room"].reference
    case = ExceptionCase("EX-000001", "S010", "room", "minor", finding("exception.late", minutes="3"), reference, "")
    state = msgspec.structs.replace(made.state, cases={case.id: case})
    points = checklist(state, made.master, reviewed(made), Evidence())
    assert [point.name.key for point in points if not point.met][:2] == [
        "release.point_production",
        "release.point_exceptions",
    ]
