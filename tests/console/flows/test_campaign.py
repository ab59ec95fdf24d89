"""A campaign at the terminal: one material weighed for two batches, each in its own record."""

from typing import cast

import pytest

from console.flows.my_work import MyWorkFlow
from console.flows.step import StepFlow
from core.acts import ActKind
from core.batch.campaign import campaigns, due_weighing
from core.batch.guide import Stage
from core.master.kinds import WeighDispense
from core.people import Role
from screens.everyone.listed import ListedView
from screens.operator.weigh import WeighView
from tests.console.flows.walk import BATCH, Walk
from tests.fakes.terminal import KIOSK

SECOND = "B2611-0002"


def shown(walk: Walk) -> object:
    return walk.flow.view


async def both_at_the_balance(walk: Walk) -> None:
    """Bring two batches to the weighing of their first material."""
    await walk.to(WeighDispense, "source")
    walk.number = SECOND
    await walk.begin()
    await walk.to(WeighDispense, "source")
    walk.go(MyWorkFlow(walk.desk))
    await walk.settle()


@pytest.mark.urs("F08")
async def test_one_material_is_weighed_for_two_batches_without_leaving_the_balance(walk: Walk) -> None:
    await both_at_the_balance(walk)
    assert cast("MyWorkFlow", walk.flow).view.items[0].name == "Weigh for several batches"
    await walk.digit(1)
    listed = shown(walk)
    assert isinstance(listed, ListedView)
    assert [row.label for row in listed.rows] == [BATCH, SECOND]
    before = len(walk.seen)
    await walk.digit(1)
    for number, title in ((BATCH, "Weigh, batches left: 1"), (SECOND, "Weigh")):
        walk.number = number
        flow, view = walk.flow, shown(walk)
        assert isinstance(flow, StepFlow)
        assert isinstance(view, WeighView)
        assert (flow.batch, view.frame.title) == (number, title)
        await walk.until(lambda g: g.stage == Stage.VERIFY)
    assert "home" not in walk.seen[before:]
    assert "countersign" not in walk.seen[before:]
    left = shown(walk)
    assert isinstance(left, ListedView)
    assert left.items == ()
    assert walk.desk.campaign is None
    weights = [act for act in await walk.terminal.acts() if act.kind == ActKind.WEIGHT_TAKEN]
    assert [act.subject.batch for act in weights] == [BATCH, SECOND]
    assert len({act.subject.container for act in weights}) == 2
    assert await walk.refusals() == []


@pytest.mark.urs("F08")
async def test_going_back_to_the_list_of_work_ends_a_campaign(walk: Walk) -> None:
    await both_at_the_balance(walk)
    await walk.digit(1)
    await walk.digit(1)
    assert walk.desk.campaign is not None
    walk.go(MyWorkFlow(walk.desk))
    await walk.settle()
    assert walk.desk.campaign is None


@pytest.mark.urs("F08")
async def test_only_what_this_person_may_weigh_in_this_room_is_due(walk: Walk) -> None:
    await both_at_the_balance(walk)
    batches = [walk.terminal.recorder.batch(number) for number in (BATCH, SECOND)]

    def found(room: str | None, *roles: Role) -> int:
        due = [due_weighing(batch.state, batch.master, KIOSK, room, frozenset(roles)) for batch in batches]
        return len(campaigns(item for item in due if item is not None))

    operation = batches[0].master.operation_of(walk.guidance.step.id if walk.guidance.step else "")
    assert operation is not None
    assert found(operation.room, Role.OPERATOR) == found(None, Role.OPERATOR) == 1
    assert found("D-999", Role.OPERATOR) == found(operation.room, Role.WAREHOUSE) == 0
