"""A second person verifies at another terminal, several of one batch in one ceremony, and the core finds it good."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from console.flows.my_work import MyWorkFlow
from console.flows.to_verify import ToVerifyFlow, VerifySeveralFlow, waiting_for
from core.acts import ActKind, Meaning, Source, Subject, Value, Who
from core.batch.guide import Stage
from core.batch.manifest import sample_manifest
from core.people import Role
from core.qualification import Qualification, QualificationKind, qualification_id
from core.secret import Secret
from server.db.tables.evidence import record_flag
from server.enrolment import state_item
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.seat import Seat
from tests.fakes.served import ServedBatch


@pytest.fixture
async def office(core: CoreUnderTest, tmp_path: Path) -> AsyncIterator[Seat]:
    made = await Seat.open(core, tmp_path / "office", "QA-01")
    yield made
    await made.close()


def performed(core: CoreUnderTest) -> ServedBatch:
    """Make a batch at the production kiosk up to a step that waits for its check."""
    batch = ServedBatch(KioskUnderTest(core))
    batch.play(lambda played: played.guidance().stage == Stage.VERIFY)
    assert batch.guidance().stage == Stage.VERIFY
    return batch


async def come(office: Seat, user_id: str = "supervisor1") -> ToVerifyFlow:
    await office.following.refresh()
    office.enter_session(user_id)
    flow = ToVerifyFlow(office.desk)
    await office.show(flow)
    return flow


@pytest.mark.urs("F11")
async def test_a_step_is_verified_at_another_terminal_that_has_the_records(core: CoreUnderTest, office: Seat) -> None:
    batch = performed(core)
    step = batch.guidance().step
    assert step is not None
    flow = await come(office)
    [item] = flow.view.items
    assert item.code == batch.state.number
    assert "To verify" in [row.name for row in MyWorkFlow(office.desk).view.items]
    await office.digit(1)
    assert isinstance(office.flow, VerifySeveralFlow)
    await office.sign("supervisor1")
    assert isinstance(office.flow, ToVerifyFlow)
    assert ToVerifyFlow(office.desk).view.items == ()
    await office.send()
    assert core.rows(record_flag) == []
    state = office.recorder.batch(batch.state.number).state
    assert state.step(step.id).verified is not None


async def test_nobody_is_offered_what_he_performed_or_may_not_verify(core: CoreUnderTest, office: Seat) -> None:
    batch = performed(core)
    await come(office)
    plant = office.recorder.plant
    assert waiting_for(office.desk, plant.people[batch.supervisor.id])
    assert not waiting_for(office.desk, plant.people[batch.operator.id])
    for role in (Role.WAREHOUSE, Role.ADMIN, Role.AUTHORISED_PERSON):
        person = next(person for person in plant.people.values() if person.roles == (role,))
        assert not waiting_for(office.desk, person)


async def test_a_step_and_results_of_one_batch_are_verified_by_one_code(core: CoreUnderTest, office: Seat) -> None:
    batch = ServedBatch(KioskUnderTest(core))
    batch.play(lambda played: bool(played.state.samples) and played.guidance().stage == Stage.VERIFY)
    analyst = batch.person(Role.QC_ANALYST)
    for sample in tuple(batch.state.samples.values()):
        for test in batch.plant.specifications[sample.specification].tests:
            about = Subject(batch=batch.state.number, sample=sample.id, test=test.code)
            value = {"value": Value(test.low or test.high or "0", test.unit, Source.TYPED)}
            batch.put(batch.act(ActKind.RESULT_ENTERED, Who(person=analyst.id, session="s"), about, value))
        batch.sign(
            sample_manifest(batch.state.samples[sample.id], batch.state, "en", batch.plant), analyst, Meaning.PERFORMED
        )
    trained(core, "P-0008")
    flow = await come(office, "qa1")
    assert len(flow.view.items) == 2
    await office.press("f8")
    signing = office.flow
    assert isinstance(signing, VerifySeveralFlow)
    assert len(signing.manifests) == 2
    person = office.person("qa1")
    unread = Secret(core.founded.passwords[person]), Secret(office.kiosk.code(person))
    await signing.submit(*unread)
    assert "page" in signing.message.lower()
    await office.sign("qa1")
    await office.send()
    assert core.rows(record_flag) == []
    state = office.recorder.batch(batch.state.number).state
    assert all(sample.verified is not None for sample in state.samples.values())


def trained(core: CoreUnderTest, person: str) -> None:
    """Qualify a person for the room and the procedures of what waits."""
    things = (
        (QualificationKind.ROOM, "D-110", 0),
        (QualificationKind.PROCEDURE, "SOP-PR-032", 5),
        (QualificationKind.PROCEDURE, "QC-M-201", 2),
    )
    day = core.clock.utc().date() - timedelta(days=1)
    with core.service.writer.writing() as writing:
        for kind, of, version in things:
            identity = qualification_id(person, kind, of)
            item = Qualification(identity, person, kind, of, version, day, basis="training of the day before")
            state_item(writing, "qualifications", identity, item)
