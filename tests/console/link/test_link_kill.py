"""A NATS server that is killed, or comes back without its data, in the middle of a backlog."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from console.link import Link
from console.outbox import Outbox
from server.bus import Bus
from server.embedded.nats import EmbeddedNats, NatsServer
from tests.fakes.campaign import rounds
from tests.fakes.clock import ManualClock
from tests.fakes.road import DEVICE, MemoryCore, act, link_settings, private, ready_bus, registry
from tests.fakes.servers import KIOSKS, SITE, reachable_folder
from tests.fakes.until import until

BETWEEN_KILLS = 400


@pytest.fixture
def embedded() -> Iterator[EmbeddedNats]:
    with reachable_folder() as folder, EmbeddedNats(folder / "nats", SITE) as server:
        yield server


@pytest.fixture
async def outbox(tmp_path: Path) -> AsyncIterator[Outbox]:
    opened = await Outbox.open(private(tmp_path), "K1")
    yield opened
    await opened.close()


async def kill(embedded: EmbeddedNats) -> NatsServer:
    pid = embedded.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    return await asyncio.to_thread(embedded.restart)


async def whole_stream(bus: Bus) -> list[bytes]:
    bodies: list[bytes] = []
    while arrivals := await bus.arrivals(wait_s=0.5):
        bodies += [arrival.body for arrival in arrivals]
        await bus.acknowledge(arrivals)
    return bodies


@pytest.mark.urs("F27")
@pytest.mark.slow
async def test_killing_the_bus_in_a_backlog_loses_doubles_and_reorders_nothing(
    embedded: EmbeddedNats, outbox: Outbox, pytestconfig: pytest.Config
) -> None:
    kills = rounds(pytestconfig, 3, 2000)
    backlog = (kills + 1) * BETWEEN_KILLS
    server = embedded.start(KIOSKS)
    bus = await ready_bus(server)
    await bus.close()
    signed = await outbox.append_many([act(f"{n}") for n in range(backlog)], DEVICE)
    link = Link(link_settings(server), outbox, DEVICE, registry, ManualClock())
    running = asyncio.create_task(link.run())
    for number in range(kills):
        await until(lambda number=number: link.state.sent > number * BETWEEN_KILLS)
        await kill(embedded)
    await until(lambda: link.state.sent == backlog)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    bus = await ready_bus(server)
    assert await whole_stream(bus) == [record.envelope for record in signed]
    await bus.close()


async def test_what_the_bus_has_lost_is_sent_again_and_the_alarm_says_so(
    embedded: EmbeddedNats, outbox: Outbox
) -> None:
    server = embedded.start(KIOSKS)
    bus = await ready_bus(server)
    early = await outbox.append_many([act(f"{n}") for n in range(3)], DEVICE)
    link = Link(link_settings(server), outbox, DEVICE, registry, ManualClock())
    running = asyncio.create_task(link.run())
    await until(lambda: link.state.sent == 3)
    core = MemoryCore(bus)
    await core.take()
    await until(lambda: link.state.waiting == 0)
    late = await outbox.append_many([act(f"{n}") for n in range(3, 8)], DEVICE)
    await until(lambda: link.state.sent == 5)
    await bus.close()
    embedded.stop()
    shutil.rmtree(server.core_seed.parent.parent / "store")
    again = embedded.start()
    bus = await ready_bus(again)
    core.on(bus)
    # The server without its data comes back on the same port or on another; the kiosk's settings name the same place.
    assert again.url == server.url
    await until(lambda: link.state.alarm is not None and link.state.alarm.key == "link.bus_lost_records")
    assert link.state.alarm is not None
    assert link.state.alarm.params == {"count": "5"}
    while len(core.kept) < 8:
        await core.take()
    await until(lambda: link.state.waiting == 0 and link.state.alarm is None)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [kept.sha256 for kept in core.kept] == [record.sha256 for record in (*early, *late)]
    await bus.close()
