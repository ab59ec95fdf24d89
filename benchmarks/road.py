"""Measure the road from a kiosk to the core: durable storing, emptying a backlog, and the way there and back.

Run `python -m benchmarks.road`. Everything is measured in one run on the same disk and the same NATS server, which
fsyncs before it acknowledges; ratios count, absolute rates are those of this machine.
"""

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import structlog

from console.link import Link
from console.link.connection import connected
from console.link.drain import Drain
from console.link.wire import JetStream
from console.outbox import Journey, Outbox, Outgoing
from server.embedded.nats import EmbeddedNats, NatsServer
from tests.fakes.clock import ManualClock
from tests.fakes.road import DEVICE, MemoryCore, act, link_settings, ready_bus, registry, until
from tests.fakes.servers import KIOSKS, SITE, reachable_folder

TEXT = "x" * 900
"""Makes an envelope of about 2 KB."""


class OneByOne(Outbox):
    """The outbox, giving the link one record at a time."""

    async def due(self) -> list[Outgoing]:
        """Give the next record."""
        return (await super().due())[:1]


def main() -> None:
    """Measure and print one table."""
    arguments = argparse.ArgumentParser(description="Measure the road from a kiosk to the core.")
    arguments.add_argument("--single", type=int, default=300, help="records stored and sent one by one")
    arguments.add_argument("--batch", type=int, default=3000, help="records sent in atomic batches")
    chosen = arguments.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with reachable_folder() as folder, EmbeddedNats(folder / "nats", SITE) as embedded:
        rows = asyncio.run(_measured(embedded.start(KIOSKS), folder, chosen.single, chosen.batch))
    width = max(len(name) for name, _ in rows)
    for name, told in rows:
        print(f"{name:<{width}}  {told}")


async def _measured(server: NatsServer, folder: Path, single: int, batch: int) -> list[tuple[str, str]]:
    bus = await ready_bus(server)
    floor = _fsyncs(folder / "floor", single)
    append, one_rate = await _store_and_drain(OneByOne, server, folder / "one" / "outbox.db", "K1", single, at_once=1)
    _, batch_rate = await _store_and_drain(Outbox, server, folder / "many" / "outbox.db", "K2", batch, at_once=200)
    await bus.close()
    with EmbeddedNats(folder / "nats2", SITE) as second:
        there = await _there_and_back(second.start(KIOSKS), folder / "back" / "outbox.db", min(single, 200))
    return [
        ("append + fsync of 2 KB, the floor", _times(floor)),
        ("record sealed, signed and stored durably", _times(append)),
        (f"  over the floor (p50), {os.cpu_count()} cores shared", f"{_middle(append) / _middle(floor):.2f}x"),
        (f"backlog of {single} sent one by one", f"{one_rate:,.0f}/s"),
        (f"backlog of {batch} sent in atomic batches", f"{batch_rate:,.0f}/s"),
        ("  batches over one by one", f"{batch_rate / one_rate:.1f}x"),
        ("stored -> accepted, told at the kiosk", _times(there)),
    ]


def _fsyncs(path: Path, count: int) -> list[float]:
    took: list[float] = []
    with path.open("wb") as file:
        for _ in range(count):
            begun = time.perf_counter()
            file.write(b"x" * 2000)
            file.flush()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - begun)
    return took


async def _store_and_drain(
    outbox_class: type[Outbox], server: NatsServer, path: Path, kiosk: str, count: int, *, at_once: int
) -> tuple[list[float], float]:
    outbox = await outbox_class.open(path, kiosk)
    took: list[float] = []
    for _ in range(count // at_once):
        begun = time.perf_counter()
        await outbox.append_many([act(TEXT) for _ in range(at_once)], DEVICE)
        took.append(time.perf_counter() - begun)
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
        took.append(time.perf_counter() - begun)
    for task in (core, running):
        task.cancel()
    await asyncio.gather(core, running, return_exceptions=True)
    await outbox.close()
    await bus.close()
    return took


def _middle(took: Sequence[float]) -> float:
    return statistics.median(took)


def _times(took: Sequence[float]) -> str:
    ordered = sorted(took)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"p50 {_middle(took) * 1000:.2f} ms, p95 {p95 * 1000:.2f} ms"


if __name__ == "__main__":
    main()
