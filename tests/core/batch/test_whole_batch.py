"""A batch of tablets from issue to the last signature, by the guide alone."""

import pytest

from core.batch.fold import fold
from core.batch.guide import Stage, guide
from core.batch.progress import finished
from tests.fakes.rehearsal import KIOSK, Rehearsal


@pytest.fixture(scope="module")
def made() -> Rehearsal:
    rehearsal = Rehearsal()
    rehearsal.play()
    return rehearsal


@pytest.mark.urs("F03")
def test_a_good_batch_runs_to_its_end_without_a_refusal(made: Rehearsal) -> None:
    assert made.refusals == []
    assert guide(made.state, made.master, KIOSK).stage == Stage.COMPLETE
    assert all(finished(step, made.state) for step in made.master.steps())


def test_a_good_batch_opens_no_exception(made: Rehearsal) -> None:
    assert made.state.cases == {}


@pytest.mark.urs("F27")
def test_folding_the_records_again_gives_the_same_state(made: Rehearsal) -> None:
    assert fold(tuple(made.records), made.master) == made.state


@pytest.mark.urs("F22")
def test_every_weighed_lot_reaches_the_finished_lot(made: Rehearsal) -> None:
    finished_lot = made.state.outputs[-1]
    assert finished_lot.lot == "F2611-0001"
    reached = {used.lot for output in made.state.outputs for used in output.inputs}
    assert {item.lot for item in made.state.dispensed.values()} <= reached
    assert all(item.charged for item in made.state.dispensed.values())
