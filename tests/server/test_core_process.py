"""The core as a process between real servers: a kiosk's outbox and link on one side, kill -9 on the other."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from console.link import Link, LinkSettings
from console.outbox import Outbox
from core.acts import Act, ActKind, When, Who
from core.record.keys import KeyRegistry
from core.times import utc_text, uuid7
from server.bus import BusSettings, ensure_streams
from server.clock import SystemClock
from server.config import CoreConfig, write_config
from server.db.store import Store
from server.db.tables.evidence import log_head, record
from server.embedded.nats import EmbeddedNats, NatsServer
from tests.fakes.core import CoreUnderTest
from tests.fakes.road import private
from tests.fakes.servers import reachable_folder

ROOT = Path(__file__).parents[2]
KIOSK = "KIOSK-01"


@pytest.fixture
def nats_demo() -> Iterator[NatsServer]:
    with reachable_folder() as folder, EmbeddedNats(folder / "nats", "demo") as embedded:
        yield embedded.start([KIOSK])


@pytest.fixture
async def config(core: CoreUnderTest, nats_demo: NatsServer, tmp_path: Path) -> Path:
    await ensure_streams(BusSettings("demo", (nats_demo.url,), nats_demo.setup_seed, "setup"), ack_wait_s=1.0)
    path = tmp_path / "core.json"
    settings = CoreConfig(
        site="demo",
        postgres_url=core.founded.postgres_url,
        nats_urls=(nats_demo.url,),
        nats_seed=nats_demo.core_seed,
        keys=core.founded.folder,
        folder=tmp_path / "core",
        checkpoint_s=0.2,
    )
    write_config(path, settings)
    return path


async def launched(config: Path) -> asyncio.subprocess.Process:
    command = [sys.executable, "-m", "console", "core", "run", "--config", str(config)]
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=asyncio.subprocess.PIPE)


async def told(process: asyncio.subprocess.Process, word: bytes) -> None:
    """Wait until the core has said something."""
    assert process.stderr is not None
    async with asyncio.timeout(30):
        while word not in (line := await process.stderr.readline()):
            assert line, f"the core ended before it said {word!r}"


async def started(config: Path) -> asyncio.subprocess.Process:
    process = await launched(config)
    await told(process, b"core_running")
    return process


@asynccontextmanager
async def linked(core: CoreUnderTest, server: NatsServer, path: Path) -> AsyncGenerator[tuple[Outbox, Link]]:
    outbox = await Outbox.open(private(path), KIOSK)
    registry = KeyRegistry(core.founded.plant.keys)
    seed, urls = server.kiosk_seeds[KIOSK], (server.url,)
    settings = LinkSettings("demo", KIOSK, urls, seed, publish_s=2.0, retry_s=0.05, retry_spread_s=0.0)
    link = Link(settings, outbox, core.founded.device(KIOSK), lambda: registry, SystemClock())
    running = asyncio.create_task(link.run())
    try:
        yield outbox, link
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await outbox.close()


def act() -> Act:
    now = SystemClock().utc()
    when = When(utc_text(now), 1, 480, "synchronised")
    return Act(ActKind.KIOSK_STARTED, uuid7(now, os.urandom(10)), Who(service="kiosk"), when, simulated=True)


async def all_accepted(outbox: Outbox, count: int) -> None:
    changed = asyncio.Event()
    outbox.listen(changed.set)
    async with asyncio.timeout(60):
        while await outbox.through() < count:
            await changed.wait()
            changed.clear()


async def test_records_reach_the_core_once_and_in_order_though_it_is_killed_again_and_again(
    core: CoreUnderTest, nats_demo: NatsServer, config: Path, tmp_path: Path
) -> None:
    device = core.founded.device(KIOSK)
    async with linked(core, nats_demo, tmp_path) as (outbox, link):
        process = await started(config)
        sent = 0
        for _ in range(3):
            for _ in range(40):
                await outbox.append(act(), device)
                sent += 1
            process.send_signal(signal.SIGKILL)
            await process.wait()
            process = await started(config)
        await all_accepted(outbox, sent)
        plant = await link.ask("plant", {})
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
    assert plant["site"] == "demo"
    kept = sorted(row for row in core.rows(record) if row[2] == KIOSK)
    assert [row[4] for row in kept] == list(range(1, sent + 1))


async def test_a_core_whose_log_was_shortened_refuses_to_start(core: CoreUnderTest, config: Path) -> None:
    process = await started(config)
    await told(process, b"core_checkpoint")
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
    owner = Store(core.owner_url)
    with owner.unit() as unit:  # as an old backup would leave it: the newest leaf is gone
        unit.do(log_head.update().values(size=log_head.c.size - 1))
    owner.close()
    process = await launched(config)
    await told(process, b"log.shorter_than_checkpoint")
    assert await process.wait() == 3
