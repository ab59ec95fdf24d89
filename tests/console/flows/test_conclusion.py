"""The words of a decision about a batch, asked for before it is signed."""

from pathlib import Path

import pytest

from console.flows.conclusion import ConclusionFlow
from console.flows.release import ReleaseFlow
from console.flows.sign import SignFlow
from core.acts import ActKind, Subject, Who
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.seat import Seat
from tests.fakes.served import ServedBatch


@pytest.mark.urs("F15")
async def test_a_batch_is_rejected_with_a_reason_beside_the_remarks_of_its_record(
    core: CoreUnderTest, tmp_path: Path
) -> None:
    batch = ServedBatch(KioskUnderTest(core))
    step = next(iter(batch.master.steps()))
    about = Subject(batch=batch.state.number, step=step.id)
    facts = {"comment": "drum dented"}
    assert not batch.put(batch.act(ActKind.COMMENT_MADE, Who(person=batch.operator.id), about, None, facts))
    seat = await Seat.open(core, tmp_path)
    try:
        await seat.sign_in("ap1")
        await seat.following.refresh()
        await seat.show(ReleaseFlow(seat.desk, batch.state.number))
        await seat.digit(2)
        assert isinstance(seat.flow, ConclusionFlow), seat.flow.message
        assert [row.detail for row in seat.flow.view.rows] == ["drum dented"]
        await seat.fill(reason=" . ")
        assert "states its reason" in seat.flow.message
        await seat.fill(reason="glass in one bottle")
        assert isinstance(seat.flow, SignFlow), seat.flow.message
        await seat.sign("ap1")
        await seat.send()
        await seat.press("f5")
        await seat.following.refresh()
        state = seat.recorder.batch(batch.state.number).state
        assert state.decided is not None
        assert state.release is not None
        assert state.release.reason == "glass in one bottle"
    finally:
        await seat.close()
