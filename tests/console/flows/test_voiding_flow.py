"""Voiding by keys at a terminal of a real core: list, reason, signature, decision."""

from pathlib import Path

import pytest

from console.flows.void import VoidListFlow
from core.acts import ActKind
from core.language import text
from tests.fakes.core import CoreUnderTest
from tests.fakes.seat import Seat
from tests.server.conftest import core, founded_template

__all__ = ["core", "founded_template"]


@pytest.mark.urs("F02")
async def test_quality_voids_a_batch_by_keys_and_a_blank_reason_is_refused(core: CoreUnderTest, tmp_path: Path) -> None:
    seat = await Seat.open(core, tmp_path)
    try:
        await seat.sign_in("planner1")
        body = {"master": "PCM500", "session": seat.desk.session.id if seat.desk.session else ""}
        number = str((await seat.ask("issue_batch", {**body, "person": seat.person("planner1")}))["batch"])
        await seat.sign_in("qa1")
        await seat.following.refresh()
        await seat.show(VoidListFlow(seat.desk))
        shown = seat.flow.view
        assert [item.code for item in shown.items] == [number]
        await seat.digit(1)
        await seat.type(" .. ")
        assert text("refusal.void_reason", "en") in seat.flow.message
        await seat.type("issued for the wrong week")
        await seat.sign("qa1")
        assert seat.recorder.batch(number).state.decided == ActKind.BATCH_VOIDED
        shown = seat.flow.view
        assert shown.fields == ()
    finally:
        await seat.close()
