"""Parallel operations, conditions, repeats and optional steps at one kiosk, by the keys of its screens."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from console.desk import Place
from console.flows.batch_map import BatchMapFlow
from console.flows.my_work import MyWorkFlow
from console.flows.not_applicable import NotApplicableFlow
from console.flows.operations import OperationsFlow
from console.outbox import Outbox
from core.acts import ActKind
from core.batch.entries import NOT_APPLICABLE
from core.batch.guide import Guidance, Stage
from core.master.choice import Choice
from core.plant import EffectiveMaster
from core.record.digest import sha256_hex
from screens.views import CellState
from tests.console.flows.walk import Walk
from tests.fakes.clock import ManualClock
from tests.fakes.structured import structured_text
from tests.fakes.terminal import KIOSK, Core, Terminal


@pytest.fixture
async def parallel(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Walk]:
    """Stand at a kiosk with a batch whose second stage has two operations at once."""
    outbox = await Outbox.open(tmp_path / "data" / "outbox.db", KIOSK)
    core = Core(clock)
    text = structured_text()
    made = EffectiveMaster("STRUCT", 1, sha256_hex(text.encode()), text, date(2026, 11, 20))
    core.plant = msgspec.structs.replace(core.plant, masters={made.sha256: made})
    terminal = Terminal(outbox, core, clock)
    await terminal.following.refresh()
    walk = Walk(terminal)
    await walk.begin()
    yield walk
    await walk.end()
    await outbox.close()


def leasing(guidance: Guidance) -> bool:
    return guidance.stage == Stage.LEASE


async def operations(walk: Walk) -> OperationsFlow:
    if not isinstance(walk.flow, BatchMapFlow):
        await walk.key("f4")
    await walk.key("f5")
    assert isinstance(walk.flow, OperationsFlow)
    return walk.flow


@pytest.mark.urs("F03", "F28")
async def test_a_batch_with_every_structure_is_made_by_hand_from_the_map(parallel: Walk) -> None:
    walk = parallel
    await walk.until(leasing)
    assert isinstance(walk.flow, BatchMapFlow)  # of two open operations a person chooses
    cells = walk.flow.view.map.operations
    assert [cell for operation in cells for cell in operation.cells].count(CellState.NOW) == 2
    await walk.key("enter")
    await walk.to(Choice, "choice")
    await walk.digit(1)
    assert "S3" in walk.state.not_needed  # only a failed choice asks for it
    await walk.until(leasing)
    assert isinstance(walk.flow, BatchMapFlow)
    assert len(walk.flow.view.notes) == 1
    await walk.key("enter")

    def optional(guidance: Guidance) -> bool:
        return bool(guidance.step and guidance.step.optional and guidance.stage == Stage.ENTRY)

    await walk.until(optional)
    await walk.key("f6")
    assert isinstance(walk.flow, NotApplicableFlow)
    await walk.enter(" ")
    assert [item.key for item in await walk.refusals()] == ["refusal.not_applicable_reason"]
    await walk.enter("nothing to note")
    assert walk.state.step("S7").filled[NOT_APPLICABLE].act.facts == {"reason": "nothing to note"}
    await walk.until(lambda _: False)
    assert walk.guidance.stage == Stage.COMPLETE
    assert {"S6-2-1", "S6-3-1", "S8", "S9-1-1", "S11"} <= set(walk.state.not_needed)
    assert [item.key for item in await walk.refusals()] == ["refusal.not_applicable_reason"]


@pytest.mark.urs("F03")
async def test_my_work_lists_each_open_operation_and_one_is_handed_over(parallel: Walk) -> None:
    walk = parallel
    await walk.until(leasing)
    await walk.key("enter")
    assert walk.state.leases["OP-100"] == KIOSK
    work = MyWorkFlow(walk.desk)
    assert [item.code for item in work.view.items].count(walk.number) == 2
    flow = await operations(walk)
    assert [item.name for item in flow.view.items] == ["Work OP-100", "Work OP-110"]
    await walk.digit(2)
    await walk.key("f12")  # not held here: nothing to hand over
    assert "OP-110" not in walk.state.leases
    await walk.digit(1)
    await walk.key("f12")
    assert walk.state.leases["OP-100"] == ""
    await walk.digit(2)
    await walk.key("enter")
    assert walk.state.leases["OP-110"] == KIOSK
    await walk.scan("R-D-110")
    started = [act.subject.operation for act in await walk.terminal.acts() if act.kind == ActKind.STEP_STARTED]
    assert started[-1] == "OP-110"


async def test_the_operation_in_work_is_gone_on_with_where_a_kiosk_holds_two(parallel: Walk) -> None:
    walk = parallel
    await walk.until(leasing)
    await walk.key("enter")
    flow = await operations(walk)
    assert flow.view.items[0].chosen
    await walk.digit(2)
    await walk.key("enter")
    await walk.scan("R-D-110")
    await walk.key("enter")
    assert walk.flow.step.id == "S6-1-1"  # pyright: ignore[reportAttributeAccessIssue]  (a step is shown)


@pytest.mark.urs("F03")
async def test_an_operation_of_another_room_is_listed_and_opened_only_there(parallel: Walk) -> None:
    walk = parallel
    await walk.until(leasing)
    walk.desk.place = Place(KIOSK, walk.terminal.recorder.plant.rooms["D-110"])
    flow = await operations(walk)
    assert [item.code for item in flow.view.items] == ["D-106", "D-110"]
    await walk.key("enter")
    assert walk.flow is flow
    assert flow.message == "This operation belongs to room D-106. Open it at a terminal there."
    await walk.key("f3")
    await walk.key("enter")  # of the two, the map opens that of this room
    assert walk.state.leases.get("OP-110") == KIOSK
    assert "OP-100" not in walk.state.leases
