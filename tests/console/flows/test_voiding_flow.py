"""Voiding by keys at a terminal of a real core: list, reason, signature, decision."""

import pytest

from console.flows.void import VoidListFlow
from core.acts import ActKind
from core.language import text
from tests.fakes.seat import Seat


@pytest.mark.urs("F02")
async def test_quality_voids_a_batch_by_keys_and_a_blank_reason_is_refused(seat: Seat) -> None:
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
