"""Line clearance: it expires when an operation stands idle, and the room is another batch's only when it is cleared."""

from datetime import timedelta

import msgspec
import pytest

from core.acts import ActKind, Subject, Who
from core.batch.clearance import clearance_refusals
from core.batch.guide import Stage
from core.batch.occupied import occupying
from core.master.kinds import LineClearance, Timer
from core.master.model import Step
from core.times import utc_from
from tests.fakes.rehearsal import Rehearsal


def at(kind: type[object] | str, stage: Stage) -> tuple[Rehearsal, Step]:
    """Play the tablets until a step of a kind, or of an id, is at a stage."""
    batch = Rehearsal()

    def due(made: Rehearsal) -> bool:
        guidance = made.guidance()
        step = guidance.step
        found = step is not None and (step.id == kind if isinstance(kind, str) else isinstance(step.detail, kind))
        return found and guidance.stage == stage

    batch.play(due)
    step = batch.guidance().step
    assert step is not None
    return batch, step


def clearance(batch: Rehearsal, step: Step) -> LineClearance:
    operation = batch.master.operation_of(step.id)
    assert operation is not None
    first = operation.steps[0].detail
    assert isinstance(first, LineClearance)
    return first


@pytest.mark.urs("F16", "GMP 199")
@pytest.mark.parametrize(("beyond", "refused"), [(timedelta(), []), (timedelta(seconds=1), ["clearance_expired"])])
def test_an_operation_that_stood_idle_is_cleared_anew_before_its_next_step(
    beyond: timedelta, refused: list[str]
) -> None:
    batch, step = at("S020", Stage.START)
    valid = clearance(batch, step).valid_s
    assert valid is not None
    last = batch.records[-1].act.when.utc
    batch.now = utc_from(last) + timedelta(seconds=valid - 1) + beyond  # the next act is a second later
    found = batch.do(ActKind.STEP_STARTED, step)
    assert [item.key.removeprefix("refusal.") for item in found] == refused


@pytest.mark.urs("F16")
def test_a_clearance_is_made_however_long_the_one_before_it_has_expired() -> None:
    batch, step = at("S020", Stage.START)
    operation = batch.master.operation_of(step.id)
    assert operation is not None
    batch.now += timedelta(days=3)
    begun = batch.act(ActKind.STEP_STARTED, Who(person=batch.operator.id), Subject(batch=batch.state.number))
    for detail, refused in ((step.detail, True), (clearance(batch, step), False)):
        other = msgspec.structs.replace(step, detail=detail)
        steps = tuple(other if one.id == step.id else one for one in operation.steps)
        found = clearance_refusals(begun, other, msgspec.structs.replace(operation, steps=steps), batch.state)
        assert bool(found) == refused


@pytest.mark.urs("F16")
def test_what_has_begun_is_no_idleness_however_long_it_takes() -> None:
    batch, step = at(Timer, Stage.ENTRY)
    entry = batch.guidance().entry
    assert entry is not None
    batch.fill(step, entry)
    batch.now += timedelta(days=1)
    entry = batch.guidance().entry
    assert entry is not None
    assert batch.fill(step, entry) == ()


@pytest.mark.urs("F16", "C04", "GMP 201")
def test_a_batch_holds_its_room_until_the_clearance_after_the_work_is_signed() -> None:
    batch, _step = at("S269-1", Stage.VERIFY)
    held = occupying(batch.state, batch.master, "D-106")
    assert held is not None
    assert held.id == "OP-210"
    assert occupying(batch.state, batch.master, "D-104") is None
    batch.follow(batch.guidance())
    assert occupying(batch.state, batch.master, "D-106") is None
