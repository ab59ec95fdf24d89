"""A whole clean dispense at the real app: scans, function keys and two signatures; not one other character."""

import pytest

from core.master.kinds import WeighDispense
from core.people import Role
from tests.console.flows.walk import Walk
from tests.fakes.hands import at_the_app
from tests.fakes.terminal import CODE, password


@pytest.mark.urs("F05")
async def test_a_whole_clean_dispense_needs_no_typed_character_except_the_signatures(walk: Walk) -> None:
    guidance = await walk.to(WeighDispense, "source")
    step = guidance.step
    assert step is not None
    performer, checker = "operator1", walk.user(Role.SUPERVISOR)
    async with at_the_app(walk) as hands:
        await hands.finish(step)
        assert hands.typed == {
            "sign": len(password(performer)) + len(CODE),
            "countersign": len(password(checker)) + len(CODE),
        }
        assert dict(hands.pressed) == {"f2": 2, "f8": 1, "enter": 4}
    recorded = walk.state.step(step.id)
    assert recorded.verified is not None
    assert "zero" in recorded.filled
    assert await walk.refusals() == []
