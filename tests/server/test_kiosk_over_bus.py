"""A kiosk's key over a real bus: a clone is seen and both chains kept, a revoked one is believed no more at once."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import nats
import pytest

from console.journal import OutboxJournal
from console.link import Link, LinkSettings
from console.outbox import Outbox
from console.recorder import Recorder, Station
from core.acts import ActKind, Who
from core.announcement import revocation
from core.ports import Unreachable
from core.record.keys import KeyRegistry
from core.record.payload import Record
from core.times import utc_text
from server.bus import Bus, BusSettings, ensure_streams
from server.config import CoreConfig
from server.db.tables.evidence import alarm, kiosk_head, quarantine, record
from server.embedded.nats import EmbeddedNats, NatsServer
from server.main import CoreLoops
from server.own_time import OwnTime
from tests.fakes.clock import Keeper, kept_clock
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.servers import reachable_folder
from tests.fakes.witness import no_master
from tests.server.test_kiosk_enrolment import decided, plant_of

KIOSK = "KIOSK-01"


@pytest.fixture
def nats_demo() -> Iterator[NatsServer]:
    with reachable_folder() as folder, EmbeddedNats(folder / "nats", "demo") as embedded:
        yield embedded.start([KIOSK, "QA-01"])


@pytest.fixture
async def running(core: CoreUnderTest, nats_demo: NatsServer, tmp_path: Path) -> AsyncGenerator[None]:
    """The core's loops on a real bus."""
    await ensure_streams(BusSettings("demo", (nats_demo.url,), nats_demo.setup_seed, "setup"), ack_wait_s=1.0)
    urls, keys, folder = (nats_demo.url,), core.founded.folder, tmp_path / "core"
    config = CoreConfig("demo", core.founded.postgres_url, urls, nats_demo.core_seed, keys, folder)
    bus, stop = await Bus.connect(config.bus()), asyncio.Event()
    own_time = OwnTime(core.clock, Keeper(), steady=True)
    loops = asyncio.create_task(CoreLoops(config, core.service, bus, own_time).run(stop))
    yield
    stop.set()
    await loops
    await bus.close()


class Machine:
    """A machine with the keys of the kiosk: the kiosk itself, or one made of a copy of its disk."""

    def __init__(self, core: CoreUnderTest, outbox: Outbox, link: Link) -> None:
        self.outbox, self.link = outbox, link
        registry = KeyRegistry(core.founded.plant.keys)
        journal = OutboxJournal(outbox, lambda: registry)
        station = Station(KIOSK, 480, simulated=True)
        device, plant = core.founded.device(KIOSK), core.founded.plant
        self.recorder = Recorder(station, journal, device, core.clock, lambda: plant, no_master, kept_clock(core.clock))

    async def record(self) -> Record:
        return await self.recorder.record(self.recorder.act(Who(service="kiosk"), ActKind.KIOSK_STARTED))


@asynccontextmanager
async def machine(core: CoreUnderTest, bus: NatsServer, folder: Path) -> AsyncGenerator[Machine]:
    outbox, device = await Outbox.open(folder / "outbox.db", KIOSK), core.founded.device(KIOSK)
    registry = KeyRegistry(core.founded.plant.keys)
    settings = LinkSettings("demo", KIOSK, (bus.url,), bus.kiosk_seeds[KIOSK], retry_s=0.05)
    link = Link(settings, outbox, device, lambda: registry, core.clock)
    going = asyncio.create_task(link.run())
    yield Machine(core, outbox, link)
    going.cancel()
    await asyncio.gather(going, return_exceptions=True)
    await outbox.close()


async def until(core: CoreUnderTest, holds: Callable[[], bool]) -> None:
    """Wait until the database holds what is looked for."""
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(holds):  # noqa: ASYNC110 - nothing tells when another process has committed
            await asyncio.sleep(0.02)


async def kept(core: CoreUnderTest, made: Record) -> None:
    """Wait until the core has kept a record."""
    await until(core, lambda: made.sha256 in {row[5] for row in core.rows(record)})


@pytest.mark.urs("11.10(h)")
@pytest.mark.usefixtures("running")
async def test_a_copied_disk_stops_sending_and_says_so_and_sends_nothing(
    core: CoreUnderTest, nats_demo: NatsServer, tmp_path: Path
) -> None:
    async with machine(core, nats_demo, tmp_path / "kiosk") as kiosk:
        await kept(core, await kiosk.record())
        async with machine(core, nats_demo, tmp_path / "clone") as clone:
            doubled = asyncio.Event()

            def look() -> None:
                alarm = clone.link.state.alarm
                if alarm is not None and alarm.key == "link.kiosk_doubled":
                    doubled.set()

            clone.link.listen(look)
            look()  # it may have been told before anybody listened
            made = await clone.record()
            await asyncio.wait_for(doubled.wait(), 60)
        await kept(core, await kiosk.record())
    assert made.sha256 not in {row[5] for row in core.rows(record)}


@pytest.mark.urs("11.10(h)")
@pytest.mark.usefixtures("running")
async def test_a_clone_that_minds_nothing_is_seen_on_the_bus_and_both_heads_are_kept(
    core: CoreUnderTest, nats_demo: NatsServer, tmp_path: Path
) -> None:
    async with machine(core, nats_demo, tmp_path / "kiosk") as kiosk:
        await kept(core, await kiosk.record())
        other = KioskUnderTest(core, KIOSK).seal()
        seed = str(nats_demo.kiosk_seeds[KIOSK])
        client = await nats.connect(nats_demo.url, nkeys_seed=seed, inbox_prefix=f"_INBOX_{KIOSK}".encode())
        await client.jetstream().publish(f"rec.v1.demo.{KIOSK}", other.envelope, headers={"Nats-Msg-Id": other.act.id})
        await client.close()
        await kept(core, other)
    assert [row[4] for row in core.rows(kiosk_head) if row[0] == KIOSK] == [True]
    assert [row[2:4] for row in core.rows(alarm)] == [("record.chain_forked", KIOSK)]


@pytest.mark.urs("11.10(h)", "11.300(c)")
@pytest.mark.usefixtures("running")
async def test_a_revoked_kiosk_on_the_bus_is_believed_no_more_from_the_decision_on(
    core: CoreUnderTest, nats_demo: NatsServer, tmp_path: Path
) -> None:
    async with machine(core, nats_demo, tmp_path / "kiosk") as kiosk:
        await kept(core, await kiosk.record())
        assert (await kiosk.link.ask("kiosk_alarms", {})) == {"alarms": []}
        ended = revocation(KIOSK, plant_of(core), utc_text(core.clock.utc()), "stolen")
        await asyncio.to_thread(decided, core, ended)
        core.clock.advance(1)
        last = await kiosk.record()
        await until(core, lambda: core.count(quarantine) == 1)
        assert core.rows(quarantine)[0][2] == KIOSK
        assert last.sha256 not in {row[5] for row in core.rows(record)}
        with pytest.raises(Unreachable):
            await kiosk.link.ask("kiosk_alarms", {}, 0.5)
