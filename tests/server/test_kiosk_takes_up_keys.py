"""A terminal on a real bus and core makes new keys, has them registered, takes them up and goes on with its chain."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import msgspec
import pytest

from console.app.kiosk import KioskApp
from console.clock import set_anchor
from console.composition import KEYS_RENEWED, Terminal
from console.kiosk_keys import make_first_keys, own_announcement
from console.settings import KeyFiles, load_settings
from core.acts import ActKind, Who
from core.announcement import BusKiosks, bus_kiosks, registered, registration
from core.changes import change
from core.planttime import Anchor
from core.record.keys import KeyKind, held_key
from core.record.payload import Record
from core.times import utc_text
from core.words import Words
from server.bus import Bus, BusSettings, ensure_streams
from server.config import CoreConfig
from server.db.tables.evidence import quarantine, record, record_flag
from server.embedded.nats import EmbeddedNats
from server.main import CoreLoops
from server.own_time import OwnTime
from tests.fakes.clock import Keeper
from tests.fakes.core import CoreUnderTest
from tests.fakes.servers import reachable_folder
from tests.server.test_kiosk_enrolment import decided, plant_of

KIOSK = "WEIGH-02"
NAME = Words("Weighing 2", "称量 2")
STATION = """\
kiosk: WEIGH-02
site: demo
language: en
clock: clock.json
core:
  servers: [{url}]
  nkey: kiosk.nk
  device_key: device.key
  public: {public}
"""


class AtOnce:
    """Spreads no retries over time: there is but one kiosk here."""

    def uniform(self, least: float, _most: float) -> float:
        return least


class Screen:
    """What a terminal needs of an app that draws nothing."""

    def __init__(self) -> None:
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.flow = self.resume = None
        self.lock_s = 0.0

    def exit(self, *, return_code: int) -> None:
        self.ended.set_result(return_code)

    def redraw(self) -> None:
        """Draw nothing."""

    def lock(self, why: str) -> None:
        """Lock nothing; nobody is signed in."""


@pytest.fixture
def bus() -> Iterator[EmbeddedNats]:
    with reachable_folder() as folder, EmbeddedNats(folder / "nats", "demo") as embedded:
        yield embedded


@asynccontextmanager
async def core_on(core: CoreUnderTest, bus: EmbeddedNats, folder: Path) -> AsyncGenerator[str]:
    """Run the core's loops on a real bus; gives its address."""
    server = bus.start([])
    await ensure_streams(BusSettings("demo", (server.url,), server.setup_seed, "setup"), ack_wait_s=1.0)
    keys, urls = core.founded.folder, (server.url,)
    config = CoreConfig("demo", core.founded.postgres_url, urls, server.core_seed, keys, folder / "core")
    joined, stop = await Bus.connect(config.bus()), asyncio.Event()
    loops = CoreLoops(config, core.service, joined, OwnTime(core.clock, Keeper(), steady=True))
    running = asyncio.create_task(loops.run(stop))
    try:
        yield server.url
    finally:
        stop.set()
        await running
        await joined.close()


@asynccontextmanager
async def terminal_of(station: Path) -> AsyncGenerator[tuple[Terminal, Screen]]:
    terminal, screen = await Terminal.opened(load_settings(station)), Screen()
    terminal.start(cast("KioskApp", screen))
    try:
        yield terminal, screen
    finally:
        await terminal.close()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(holds):  # noqa: ASYNC110 - nothing tells when another process has committed
            await asyncio.sleep(0.02)


async def kept(core: CoreUnderTest, terminal: Terminal) -> Record:
    """Put something on record at the terminal and wait until the core has it."""
    act = terminal.recorder.act(Who(service="kiosk"), ActKind.KIOSK_STARTED)
    made = await terminal.recorder.record(act)
    await until(lambda: made.sha256 in {row[5] for row in core.rows(record)})
    return made


@pytest.mark.urs("11.10(h)", "11.300(c)")
async def test_a_terminal_takes_up_its_new_keys_by_itself_and_its_chain_goes_on(
    core: CoreUnderTest, bus: EmbeddedNats, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.link.link.SystemRandom", AtOnce)
    files = KeyFiles(KIOSK, 1, tmp_path / "device.key", tmp_path / "kiosk.nk", tmp_path / "data")
    first = make_first_keys(files)
    assert first is not None
    shorter = msgspec.structs.replace(
        plant_of(core).policy, version=plant_of(core).policy.version + 1, kiosk_key_days=60
    )
    decided(core, (change("policy", "policy", shorter),))
    decided(core, registration(first, plant_of(core), NAME, None, utc_text(core.clock.utc()), ""))
    core.clock.advance(timedelta(days=31).total_seconds())
    set_anchor(tmp_path / "clock.json", Anchor(datetime.now(UTC), core.clock.utc()))
    async with core_on(core, bus, tmp_path) as url:
        bus.admit(bus_kiosks(plant_of(core)))
        station = tmp_path / "station.yaml"
        station.write_text(STATION.format(url=url, public=core.keys.core.public.hex()), "utf-8")
        async with terminal_of(station) as (terminal, screen):
            await until(lambda: terminal.renewal.announced is not None)
            new = terminal.renewal.announced
            assert new is not None
            before = await kept(core, terminal)
            bus.admit(BusKiosks({KIOSK: new.nkey}))  # so the only way to hear of it is the new key for the bus
            now = utc_text(core.clock.utc())
            await asyncio.to_thread(decided, core, registration(new, plant_of(core), NAME, None, now, ""))
            assert await asyncio.wait_for(screen.ended, 60) == KEYS_RENEWED
        assert own_announcement(files) == new == registered(KIOSK, plant_of(core))
        async with terminal_of(station) as (terminal, _):
            assert terminal.mirror.known, "it believes what it knew of the plant before"
            after = await kept(core, terminal)
    rows = sorted(row for row in core.rows(record) if row[2] == KIOSK)
    assert [row[4] for row in rows] == list(range(1, len(rows) + 1))
    assert (before.place.epoch, after.place.epoch) == (1, 1)
    held = held_key(plant_of(core).keys, KeyKind.DEVICE, KIOSK)
    assert held is not None
    assert held.id in after.envelope.decode()
    assert held.id not in before.envelope.decode()
    assert core.count(quarantine) == 0
    flagged = {row[1] for row in core.rows(record_flag)}
    assert flagged & {"exception.key_ended", "exception.key_superseded", "exception.chain_forked"} == set()
