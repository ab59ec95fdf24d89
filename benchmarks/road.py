"""The road from a kiosk to the core: durable storing, emptying a backlog, and the way there and back.

Everything runs on the same disk and the same NATS server, which fsyncs before it acknowledges. The core of these
figures keeps what arrives in memory: `intake` measures the real one.
"""

import asyncio
import os
import time
from pathlib import Path

from benchmarks.figures import Figure, Goal, Peer, median, percentile
from console.link import Link
from console.link.connection import connected
from console.link.drain import Drain
from console.link.wire import JetStream
from console.outbox import Journey, Outbox, Outgoing
from server.embedded.nats import EmbeddedNats, NatsServer
from tests.fakes.clock import ManualClock
from tests.fakes.road import DEVICE, MemoryCore, act, link_settings, ready_bus, registry
from tests.fakes.servers import KIOSKS, SITE, reachable_folder
from tests.fakes.until import until

SINGLE, BATCH, BACK = 300, 3000, 200
"""Records stored and sent one by one, in atomic batches, and there and back."""
TEXT = "x" * 900
"""Makes an envelope of about 2 KB."""


class OneByOne(Outbox):
    """The outbox, giving the link one record at a time."""

    async def due(self) -> list[Outgoing]:
        """Give the next record."""
        return (await super().due())[:1]


def measured() -> list[Figure]:
    """Store and drain one by one and in batches, then go there and back."""
    with reachable_folder() as folder, EmbeddedNats(folder / "nats", SITE) as embedded:
        return asyncio.run(_figures(embedded.start(KIOSKS), folder))


async def _figures(server: NatsServer, folder: Path) -> list[Figure]:
    bus = await ready_bus(server)
    floor = _fsyncs(folder / "floor", SINGLE)
    append, one_rate = await _store_and_drain(OneByOne, server, folder / "one" / "outbox.db", "K1", SINGLE, at_once=1)
    _, batch_rate = await _store_and_drain(Outbox, server, folder / "many" / "outbox.db", "K2", BATCH, at_once=200)
    await bus.close()
    with EmbeddedNats(folder / "nats2", SITE) as second:
        there = await _there_and_back(second.start(KIOSKS), folder / "back" / "outbox.db", BACK)
    drain, back = Goal(at_least=2000), (Goal(at_most=10), Goal(at_most=50))
    return [
        Figure("record sealed and stored, p50", median(append), "ms", Peer("append and fsync of 2 KB", median(floor))),
        Figure("backlog of one kiosk, atomic batches", batch_rate, "/s", Peer("one by one", one_rate), drain),
        Figure("stored to accepted, told at the kiosk, p50", median(there), "ms", goal=back[0]),
        Figure("stored to accepted, told at the kiosk, p95", percentile(there, 0.95), "ms", goal=back[1]),
    ]


def _fsyncs(path: Path, count: int) -> list[float]:
    took: list[float] = []
    with path.open("wb") as file:
        for _ in range(count):
            begun = time.perf_counter()
            file.write(b"x" * 2000)
            file.flush()
            os.fsync(file.fileno())
            took.append((time.perf_counter() - begun) * 1000)
    return took


async def _store_and_drain(
    outbox_class: type[Outbox], server: NatsServer, path: Path, kiosk: str, count: int, *, at_once: int
) -> tuple[list[float], float]:
    outbox = await outbox_class.open(path, kiosk)
    took: list[float] = []
    for _ in range(count // at_once):
        begun = time.perf_counter()
        await outbox.append_many([act(TEXT) for _ in range(at_once)], DEVICE)
        took.append((time.perf_counter() - begun) * 1000)
    settings = link_settings(server, kiosk)
    client = await connected(settings, lambda _violation: None, lambda: None)
    drain = Drain(outbox, JetStream(client, settings), 1)
    begun = time.perf_counter()
    while await drain.step():
        pass
    rate = count / (time.perf_counter() - begun)
    await client.close()
    await outbox.close()
    return took, rate


async def _there_and_back(server: NatsServer, path: Path, count: int) -> list[float]:
    """Sign one record after the other, each when the one before is accepted."""
    bus = await ready_bus(server)
    core = asyncio.create_task(MemoryCore(bus).run())
    outbox = await Outbox.open(path, "K1")
    link = Link(link_settings(server), outbox, DEVICE, registry, ManualClock())
    running = asyncio.create_task(link.run())
    await until(lambda: link.state.online)
    changed = asyncio.Event()
    outbox.listen(changed.set)
    took: list[float] = []
    for _ in range(count):
        record = await outbox.append(act(TEXT), DEVICE)
        begun = time.perf_counter()
        while (await outbox.standings([record.act.id]))[record.act.id].state is not Journey.ACCEPTED:
            await changed.wait()
            changed.clear()
        took.append((time.perf_counter() - begun) * 1000)
    for task in (core, running):
        task.cancel()
    await asyncio.gather(core, running, return_exceptions=True)
    await outbox.close()
    await bus.close()
    return took
