"""A review leaves on record what it found and what it took: keystrokes over review and evidence, and time."""

import pytest

from console.flows.review import ReviewFlow
from core.acts import ActKind
from core.batch.guide import Stage
from core.people import Role
from screens.operator.instruction import InstructionView
from tests.console.flows.walk import BATCH, Walk


async def reviewing(walk: Walk) -> None:
    await walk.until(lambda guidance: guidance.stage == Stage.VERIFY)
    walk.terminal.enter(walk.user(Role.QA))
    walk.go(ReviewFlow(walk.desk, BATCH))
    await walk.settle()
    await walk.flow.opened()


@pytest.mark.urs("F14", "GMP 162")
async def test_leaving_the_review_states_keystrokes_and_time_over_the_evidence_too(walk: Walk) -> None:
    await reviewing(walk)
    await walk.key("down")
    walk.terminal.clock.advance(95)
    await walk.key("enter")
    assert isinstance(walk.flow.view, InstructionView)
    await walk.key("enter")
    assert walk.flow.screen == "review"
    await walk.key("f3")
    (act,) = [act for act in await walk.terminal.acts() if act.kind == ActKind.BATCH_REVIEWED]
    assert (act.facts["keystrokes"], act.facts["seconds"]) == ("4", "95")
    assert int(act.facts["applied"]) >= int(act.facts["held"]) > 0
    assert await walk.refusals() == []


@pytest.mark.urs("F14")
async def test_whoever_may_not_review_leaves_no_review_behind(walk: Walk) -> None:
    await reviewing(walk)
    walk.terminal.enter(walk.user(Role.OPERATOR))
    await walk.key("f3")
    assert [act for act in await walk.terminal.acts() if act.kind == ActKind.BATCH_REVIEWED] == []
