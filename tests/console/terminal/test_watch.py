"""The watch over link and clock."""

from contextlib import suppress
from datetime import timedelta

import msgspec
import pytest

from console.recorder import KeyNotYet
from console.watch import Watch
from core.acts import Act, ActKind
from core.ports import LinkState
from tests.fakes.clock import ManualClock
from tests.fakes.terminal import Terminal


async def acts(terminal: Terminal) -> list[Act]:
    """Give what went on record, but for how well the clock is kept."""
    return [act for act in await terminal.acts() if act.kind != ActKind.CLOCK_CHECKED]


async def kinds(terminal: Terminal) -> list[ActKind]:
    return [act.kind for act in await acts(terminal)]


async def checked(terminal: Terminal) -> list[Act]:
    return [act for act in await terminal.acts() if act.kind == ActKind.CLOCK_CHECKED]


def watching(terminal: Terminal, *, steady: bool = True) -> Watch:
    return Watch(terminal.recorder, terminal.clock, lambda: terminal.link, steady=steady)


async def test_a_lost_and_a_restored_link_are_on_record_once_each(terminal: Terminal) -> None:
    watch = watching(terminal)
    for online in (True, True, False, False, True, True):
        terminal.link = msgspec.structs.replace(terminal.link, online=online)
        terminal.clock.advance(5)
        await watch.look()
    assert await kinds(terminal) == [ActKind.LINK_LOST, ActKind.LINK_RESTORED]
    restored = (await acts(terminal))[-1]
    assert restored.facts["seconds"] == "10"


async def test_a_terminal_that_starts_offline_has_lost_nothing(terminal: Terminal) -> None:
    terminal.link = LinkState(False, terminal.clock.utc(), 0, 0)
    watch = watching(terminal)
    await watch.look()
    assert await kinds(terminal) == []


@pytest.mark.urs("C09")
@pytest.mark.parametrize("jump", [2.0, -20.0, 3600.0])
async def test_a_jump_of_the_wall_clock_is_on_record(terminal: Terminal, clock: ManualClock, jump: float) -> None:
    watch = watching(terminal)
    clock.advance(1)
    await watch.look()
    clock.jump(jump)
    await watch.look()
    (jumped,) = await acts(terminal)
    assert jumped.kind == ActKind.CLOCK_JUMPED
    assert float(jumped.facts["seconds"]) == jump


@pytest.mark.urs("C09")
async def test_a_jump_back_behind_the_key_is_on_record_once_the_clock_is_right_again(
    terminal: Terminal, clock: ManualClock
) -> None:
    watch, years = watching(terminal), 315_360_000.0
    clock.jump(-years)
    for _ in range(2):
        with suppress(KeyNotYet):  # dated so, the core would set it aside, and the whole chain after it
            await watch.look()
    assert await kinds(terminal) == []
    clock.jump(years)
    await watch.look()
    jumped = next(act for act in await acts(terminal) if act.kind == ActKind.CLOCK_JUMPED)
    assert float(jumped.facts["seconds"]) == years


async def test_the_plant_time_of_a_demo_is_not_taken_for_a_jump(terminal: Terminal, clock: ManualClock) -> None:
    watch = watching(terminal, steady=False)
    clock.jump(600)
    await watch.look()
    assert await kinds(terminal) == []


@pytest.mark.urs("C09", "NMPA 21(1)")
async def test_how_well_the_clock_is_kept_is_on_record_at_the_start_and_whenever_that_changes(
    terminal: Terminal, clock: ManualClock
) -> None:
    watch, trust = watching(terminal), terminal.recorder.trust
    lost: list[str] = []
    watch.clock_lost = lambda: lost.append("lost")
    for off_s in (0, 0, 3.5, 3.6, 12, 0):
        clock.advance(20)
        trust.agree(clock.utc() - timedelta(seconds=off_s), clock.utc())
        await watch.look()
    told = [(act.facts["state"], act.facts["level"], act.facts["offset_ms"]) for act in await checked(terminal)]
    assert told == [
        ("synchronised", "good", "0"),
        ("unsynchronised", "alarm", "3500"),
        ("unsynchronised", "codes_end", "12000"),
        ("synchronised", "good", "0"),
    ]
    assert (await checked(terminal))[0].facts["source"] == "10.20.0.5"
    assert lost == ["lost"]


async def test_a_clock_that_jumped_ends_the_session(terminal: Terminal, clock: ManualClock) -> None:
    watch = watching(terminal)
    lost: list[str] = []
    watch.clock_lost = lambda: lost.append("lost")
    await watch.look()
    clock.jump(40)
    await watch.look()
    await watch.look()
    assert lost == ["lost"]
    assert (await terminal.acts())[-1].when.clock == "unsynchronised"
