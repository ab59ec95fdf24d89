"""The watch over link and clock."""

import msgspec
import pytest

from console.watch import Watch
from core.acts import ActKind
from core.ports import LinkState
from tests.fakes.clock import ManualClock
from tests.fakes.terminal import Terminal


async def kinds(terminal: Terminal) -> list[ActKind]:
    return [act.kind for act in await terminal.acts()]


def watching(terminal: Terminal, *, steady: bool = True) -> Watch:
    return Watch(terminal.recorder, terminal.clock, lambda: terminal.link, steady=steady)


async def test_a_lost_and_a_restored_link_are_on_record_once_each(terminal: Terminal) -> None:
    watch = watching(terminal)
    for online in (True, True, False, False, True, True):
        terminal.link = msgspec.structs.replace(terminal.link, online=online)
        terminal.clock.advance(5)
        await watch.look()
    assert await kinds(terminal) == [ActKind.LINK_LOST, ActKind.LINK_RESTORED]
    restored = (await terminal.acts())[-1]
    assert restored.facts["seconds"] == "10"


async def test_a_terminal_that_starts_offline_has_lost_nothing(terminal: Terminal) -> None:
    terminal.link = LinkState(False, terminal.clock.utc(), 0, 0)
    watch = watching(terminal)
    await watch.look()
    assert await kinds(terminal) == []


@pytest.mark.urs("C09")
@pytest.mark.parametrize("jump", [2.0, -315_360_000.0, 3600.0])
async def test_a_jump_of_the_wall_clock_is_on_record(terminal: Terminal, clock: ManualClock, jump: float) -> None:
    watch = watching(terminal)
    clock.advance(1)
    await watch.look()
    clock.jump(jump)
    await watch.look()
    (jumped,) = await terminal.acts()
    assert jumped.kind == ActKind.CLOCK_JUMPED
    assert float(jumped.facts["seconds"]) == jump


async def test_the_plant_time_of_a_demo_is_not_taken_for_a_jump(terminal: Terminal, clock: ManualClock) -> None:
    watch = watching(terminal, steady=False)
    clock.jump(600)
    await watch.look()
    assert await kinds(terminal) == []
