"""Hold times and planned rounds at the terminal: counted down where people look, kept over restart and offline."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from console.flows.end_control import EndControlFlow
from console.flows.my_work import MyWorkFlow
from console.flows.sign import SignFlow
from console.outbox import Outbox
from core.acts import ActKind
from core.batch.guide import Stage
from core.batch.holding import running_holds
from core.master.hold_time import HoldTime
from core.master.kinds import InProcessControl
from core.plant import EffectiveMaster
from core.record.digest import sha256_hex
from screens.operator.batch_map import BatchMapView
from screens.operator.ipc import IpcView
from screens.operator.my_work import MyWorkView
from screens.operator.timer import TimerView
from screens.views import MarkView, Tone
from tests.console.flows.walk import BATCH, Walk
from tests.fakes.beside import BESIDE
from tests.fakes.clock import ManualClock
from tests.fakes.terminal import KIOSK, Core, Terminal
from tests.fakes.timed import TIMED

HOUR = 3600


@pytest.fixture
async def timed(tmp_path: Path, clock: ManualClock, request: pytest.FixtureRequest) -> AsyncIterator[Walk]:
    """Stand at a kiosk with a batch that runs by the clock, or one of the text given."""
    text = getattr(request, "param", TIMED)
    outbox = await Outbox.open(tmp_path / "data" / "outbox.db", KIOSK)
    core = Core(clock)
    made = EffectiveMaster("TIMED", 1, sha256_hex(text.encode()), text, date(2026, 11, 20))
    core.plant = msgspec.structs.replace(core.plant, masters={made.sha256: made})
    terminal = Terminal(outbox, core, clock)
    await terminal.following.refresh()
    walk = Walk(terminal)
    await walk.begin()
    yield walk
    await walk.end()
    await outbox.close()


async def held(walk: Walk, hours: float) -> TimerView:
    """Go to the hold time, and let so many hours pass."""
    await walk.to(HoldTime, "held")
    walk.terminal.clock.advance(hours * HOUR)
    shown = walk.flow.view
    assert isinstance(shown, TimerView)
    return shown


async def on_map(walk: Walk) -> BatchMapView:
    walk.go(walk.desk.ways.batch_map(BATCH))
    await walk.settle()
    shown = walk.flow.view
    assert isinstance(shown, BatchMapView)
    return shown


async def test_a_whole_batch_by_the_clock_is_made_by_hand(timed: Walk) -> None:
    await timed.until(lambda _: False)
    assert timed.guidance.stage == Stage.COMPLETE
    assert await timed.refusals() == []
    assert timed.state.cases == {}


@pytest.mark.urs("F10", "GMP 84")
async def test_the_step_the_map_and_the_list_of_work_count_the_hold_time_down(timed: Walk) -> None:
    shown = await held(timed, 21)
    assert shown.verdict is not None
    assert (shown.left.digits, shown.verdict.tone) == ("3:00:00", Tone.WARN)
    (hold,) = (await on_map(timed)).holds
    assert (hold.mark.words, hold.mark.tone, hold.limit) == ("3 h 00 min left", Tone.WARN, "24 h 00 min")
    timed.go(MyWorkFlow(timed.desk))
    await timed.settle()
    work = timed.flow.view
    assert isinstance(work, MyWorkView)
    assert work.items[0].detail.startswith("Hold time ends in 3 h 00 min")
    assert work.items[0].mark is not None
    assert work.items[0].mark.words == "hold ends"


@pytest.mark.urs("F10", "F13", "GMP 84")
async def test_a_hold_time_that_was_passed_says_so_and_waits_for_quality(timed: Walk) -> None:
    shown = await held(timed, 24.5)
    assert shown.verdict is not None
    assert (shown.left.digits, shown.verdict.tone) == ("30:00", Tone.FAIL)
    await timed.key("enter")
    (case,) = timed.state.cases.values()
    assert (case.what.key, case.on_hold) == ("exception.hold_over", True)
    await timed.until(lambda guidance: guidance.stage == Stage.HOLD)
    assert timed.guidance.stage == Stage.HOLD


@pytest.mark.urs("F10", "F27", "F28")
async def test_it_goes_on_over_a_restart_and_without_the_core(timed: Walk, clock: ManualClock) -> None:
    await held(timed, 0)
    (before,) = running_holds(timed.state, timed.batch.master)
    timed.terminal.core.online = False
    again = Terminal(timed.terminal.outbox, timed.terminal.core, clock)
    await again.masters.load()
    await again.mirror.load()
    await again.recorder.load()
    opened = again.recorder.batch(BATCH)
    clock.advance(2 * HOUR)
    (hold,) = running_holds(opened.state, opened.master)
    assert hold == before
    assert hold.passed_s(clock.utc()) >= 2 * HOUR


@pytest.mark.urs("F10")
async def test_a_round_waits_for_its_time_and_a_late_one_opens_an_exception(timed: Walk) -> None:
    await timed.to(InProcessControl, "reading_3")
    shown = timed.flow.view
    assert isinstance(shown, IpcView)
    assert shown.field is None
    assert shown.frame.next.startswith("wait: round 2 is due at")
    assert shown.plot is not None
    assert any(row.detail.startswith("n 2, mean 600.00") for row in shown.rows)
    timed.terminal.clock.advance(15 * 60 + 301)
    shown = timed.flow.view
    assert shown.field is not None
    assert shown.frame.next.startswith("round 2 is late")
    await timed.enter("601.0")
    (case,) = timed.state.cases.values()
    assert (case.what.key, case.what.params["m"]) == ("exception.control_late", "5")
    kinds = [act.kind for act in await timed.terminal.acts()]
    assert kinds.count(ActKind.VALUE_ENTERED) == 3


@pytest.mark.urs("F10", "F18")
async def test_a_round_that_nobody_begins_is_told_on_every_screen_until_somebody_does(timed: Walk) -> None:
    await timed.to(InProcessControl, "reading_3")

    def told() -> MarkView | None:
        return timed.flow.view.frame.message

    for flow in (None, MyWorkFlow(timed.desk)):
        if flow is not None:
            timed.go(flow)
            await timed.settle()
        assert told() is None
    timed.terminal.clock.advance(15 * 60 + 1)
    shown = told()
    assert shown is not None
    assert (shown.tone, "round 2" in shown.words) == (Tone.WARN, True)
    timed.terminal.clock.advance(5 * 60)
    shown = told()
    assert shown is not None
    assert (shown.tone, shown.words.endswith("is 5 min late")) == (Tone.FAIL, True)
    work = timed.flow.view
    assert isinstance(work, MyWorkView)
    assert work.items[0].mark is not None
    assert work.items[0].mark.words == "round late"
    assert (await on_map(timed)).frame.message == shown


@pytest.mark.urs("F10", "F13")
async def test_f6_ends_a_control_between_two_rounds_with_a_reason_and_it_is_signed(timed: Walk) -> None:
    await timed.to(InProcessControl, "reading_2")
    assert "f6" not in {key.name for key in timed.flow.view.frame.keys if key.live}
    await timed.to(InProcessControl, "reading_3")
    await timed.key("f6")
    assert isinstance(timed.flow, EndControlFlow)
    shown = timed.flow.view
    assert [row.detail for row in shown.rows][1:3] == ["1 of 3 taken", "2 not taken, no longer due"]
    timed.terminal.clock.advance(15 * 60 + 1)
    row = timed.flow.view.rows[2]
    assert (row.detail.startswith("round 2 was due at"), row.mark and row.mark.tone) == (True, Tone.WARN)
    await timed.key("f12")
    assert isinstance(timed.flow.view, IpcView)
    await timed.key("f6")
    await timed.enter(" ")
    assert [item.key for item in await timed.refusals()] == ["refusal.control_end_reason"]
    await timed.enter("the press has stopped")
    assert sorted(case.what.key for case in timed.state.cases.values()) == [
        "exception.control_ended",
        "exception.control_missed",
    ]
    await timed.until(lambda _: False)
    assert timed.guidance.stage == Stage.COMPLETE
    assert timed.state.step("S030").performed is not None
    acts = await timed.terminal.acts()
    (ended,) = [act for act in acts if act.kind == ActKind.CONTROL_ENDED]
    assert ended.facts == {"taken": "1", "planned": "3", "reason": "the press has stopped"}


@pytest.mark.urs("F10")
@pytest.mark.parametrize("timed", [BESIDE], indirect=True, ids=["beside"])
async def test_a_control_beside_an_operation_says_what_that_does_and_is_signed_when_that_has_ended(timed: Walk) -> None:
    def opened(operation: str) -> None:
        timed.go(timed.desk.ways.step(BATCH, operation))

    for operation in ("OP-120", "OP-110"):
        opened(operation)
        await timed.settle()
        await timed.key("enter")
    opened("OP-120")
    await timed.settle()
    shown = timed.flow.view
    assert isinstance(shown, IpcView)
    assert (shown.rows[1].label, shown.rows[1].detail) == ("As long as", "Compress")
    await timed.enter("600.0")
    await timed.enter("601.0")
    timed.terminal.clock.advance(60)
    opened("OP-110")
    await timed.settle()
    await timed.key("enter")
    await timed.key("enter")
    assert timed.state.runs["S030"].ended
    opened("OP-120")
    await timed.settle()
    assert isinstance(timed.flow, SignFlow)
