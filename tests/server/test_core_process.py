"""The core as a process between real servers: a kiosk's outbox and link on one side, kill -9 on the other."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from console.journal import OutboxJournal
from console.link import Link, LinkSettings
from console.outbox import Outbox
from console.recorder import Recorder, Station
from console.witness import LogWitness
from core.acts import Act, ActKind, When, Who
from core.record.keys import KeyRegistry
from core.times import utc_text, uuid7
from server.bus import BusSettings, ensure_streams
from server.clock import SystemClock
from server.config import CoreConfig, read_config, write_config
from server.db.migrate import SERVICE_ROLE
from server.db.store import Store
from server.db.tables.evidence import log_head, record
from server.embedded.nats import EmbeddedNats, NatsServer
from server.witnessed import FILE
from tests.console.terminal.station import AUTHENTICATED, GOOD, write_chronyc
from tests.fakes.clock import kept_clock
from tests.fakes.core import CoreUnderTest
from tests.fakes.road import private
from tests.fakes.servers import Cluster, reachable_folder
from tests.fakes.witness import no_master

ROOT = Path(__file__).parents[2]
KIOSK = "KIOSK-01"
PATIENCE_S = 300.0
"""How long one thing may take before it counts as hanging: a core needs a second to start, on a loaded machine many."""

pytestmark = pytest.mark.timeout(3 * PATIENCE_S)


@pytest.fixture
def nats_demo() -> Iterator[NatsServer]:
    with reachable_folder() as folder, EmbeddedNats(folder / "nats", "demo") as embedded:
        yield embedded.start([KIOSK])


@pytest.fixture
async def config(core: CoreUnderTest, nats_demo: NatsServer, tmp_path: Path) -> Path:
    await ensure_streams(BusSettings("demo", (nats_demo.url,), nats_demo.setup_seed, "setup"), ack_wait_s=1.0)
    path, keys = tmp_path / "core.json", tmp_path / "keys"
    shutil.copytree(core.founded.folder, keys)
    settings = CoreConfig(
        site="demo",
        postgres_url=core.founded.postgres_url,
        nats_urls=(nats_demo.url,),
        nats_seed=nats_demo.core_seed,
        keys=keys,
        folder=tmp_path / "core",
        checkpoint_s=0.2,
        chronyc=str(write_chronyc(tmp_path / "chronyc", GOOD, authentication=AUTHENTICATED)),
    )
    write_config(path, settings)
    return path


async def launched(config: Path) -> asyncio.subprocess.Process:
    command = [sys.executable, "-m", "console", "core", "run", "--config", str(config)]
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=asyncio.subprocess.PIPE)


async def told(process: asyncio.subprocess.Process, word: bytes) -> None:
    """Wait until the core has said something."""
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE_S):
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
    async with asyncio.timeout(PATIENCE_S):
        while await outbox.through() < count:
            await changed.wait()
            changed.clear()


@pytest.mark.urs("Annex 11 16")
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


async def ended(config: Path, *arguments: str) -> tuple[int | None, str]:
    """Run a command of the core; gives its status and what it said on the standard output."""
    command = [sys.executable, "-m", "console", "core", *arguments, "--config", str(config)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=-1, stderr=-1)
    out, _ = await process.communicate()
    return process.returncode, out.decode()


async def witnessing(core: CoreUnderTest, outbox: Outbox, link: Link) -> None:
    """Cosign the newest checkpoint as the kiosk."""
    registry, device = KeyRegistry(core.founded.plant.keys), core.founded.device(KIOSK)
    recorder = Recorder(
        Station(KIOSK, 480, simulated=True),
        OutboxJournal(outbox, lambda: registry),
        device,
        SystemClock(),
        lambda: core.founded.plant,
        no_master,
        kept_clock(SystemClock()),
    )
    witness = LogWitness(KIOSK, device, link.ask, lambda: registry, recorder, outbox, SystemClock())
    await witness.load()
    await asyncio.wait_for(_cosigned(witness, link), PATIENCE_S)


async def _cosigned(witness: LogWitness, link: Link) -> None:
    changed = asyncio.Event()
    link.listen(changed.set)
    while not link.state.online:
        await changed.wait()
        changed.clear()
    while not witness.memory.cosigned:
        await witness.look()


@pytest.mark.urs("F34")
async def test_a_core_over_an_old_backup_names_the_witness_that_is_ahead_and_does_not_start(
    core: CoreUnderTest, nats_demo: NatsServer, config: Path, tmp_path: Path, postgres: Cluster
) -> None:
    original = core.founded.postgres_url.rpartition("/")[2].partition("?")[0]
    core.store.close()
    backup = postgres.create(original)
    try:
        async with linked(core, nats_demo, tmp_path) as (outbox, link):
            process = await started(config)
            await outbox.append(act(), core.founded.device(KIOSK))
            await all_accepted(outbox, 1)
            await told(process, b"core_checkpoint")
            await told(process, b"core_checkpoint")
            await witnessing(core, outbox, link)
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
        settings = read_config(config)
        assert (settings.keys / FILE).exists()
        (settings.folder / "checkpoint.txt").unlink()
        restored = msgspec.structs.replace(settings, postgres_url=postgres.of(backup, SERVICE_ROLE))
        write_config(config, restored)
        for outside in ("file", "bus"):
            process = await launched(config)
            await told(process, b"an old backup was restored")
            assert await process.wait() == 3, outside
            (settings.keys / FILE).unlink(missing_ok=True)  # then what the bus keeps is enough
        assert (await ended(config, "accept-log", "--reason", ""))[0] == 1
        assert await ended(config, "accept-log", "--reason", "QA 2026-17: the newest backup is lost") == (0, "")
        process = await started(config)
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
        assert (await ended(config, "accept-log", "--reason", "again"))[0] == 1
    finally:
        postgres.drop(backup)
