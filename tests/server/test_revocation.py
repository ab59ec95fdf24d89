"""A token that is reported lost: every kiosk hears of it over the bus by itself, and refuses from then on."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from console.following import RETRY_S
from console.link import Link, LinkSettings
from console.outbox import Outbox
from core.plant import Plant
from core.record.keys import KeyRegistry
from core.token import TokenState
from server.bus import Bus, BusSettings, ensure_streams
from server.config import CoreConfig
from server.embedded.nats import EmbeddedNats, NatsServer
from server.enrolment import state_item
from server.main import LOOK_S, CoreLoops
from server.own_time import OwnTime
from tests.fakes.clock import Keeper
from tests.fakes.core import CoreUnderTest
from tests.fakes.rosters import put_on_roster
from tests.fakes.seat import Seat
from tests.fakes.servers import reachable_folder

KIOSK, PERSON = "KIOSK-01", "P-0001"
ALLOWED_S = 5.0


@pytest.fixture
def nats_demo() -> Iterator[NatsServer]:
    with reachable_folder() as folder, EmbeddedNats(folder / "nats", "demo") as embedded:
        yield embedded.start([KIOSK])


async def heard(seat: Seat, change: Callable[[], None], known: Callable[[Plant], bool]) -> float:
    """Make a change at the core and wait until the kiosk's plant shows it; gives the seconds that took."""
    arrived = asyncio.Event()
    seat.mirror.listen(lambda plant: arrived.set() if known(plant) else None)
    begun = time.monotonic()
    await asyncio.to_thread(change)
    await asyncio.wait_for(arrived.wait(), 100)
    return time.monotonic() - begun


@pytest.mark.urs("11.300")
async def test_a_lost_token_is_known_at_a_kiosk_without_anybody_asking(
    core: CoreUnderTest, nats_demo: NatsServer, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    put_on_roster(core, "R-1", (KIOSK,), (PERSON,))
    bus_settings = BusSettings("demo", (nats_demo.url,), nats_demo.core_seed, "core")
    await ensure_streams(BusSettings("demo", (nats_demo.url,), nats_demo.setup_seed, "setup"), ack_wait_s=1.0)
    config = CoreConfig(
        site="demo",
        postgres_url=core.founded.postgres_url,
        nats_urls=(nats_demo.url,),
        nats_seed=nats_demo.core_seed,
        keys=core.founded.folder,
        folder=tmp_path / "core",
    )
    seat = Seat(core, await Outbox.open(tmp_path / "kiosk" / "outbox.db", KIOSK), KIOSK)
    registry = KeyRegistry(core.founded.plant.keys)
    settings = LinkSettings("demo", KIOSK, (nats_demo.url,), nats_demo.kiosk_seeds[KIOSK], retry_s=0.05)
    link = Link(settings, seat.outbox, seat.kiosk.device, lambda: registry, core.clock)
    seat.following._ask = seat.books._ask = link.ask  # pyright: ignore[reportPrivateUsage] - over the bus
    link.listen_to_changes(lambda kind, _: seat.following.announce() if kind == "plant" else None)
    own_time = OwnTime(core.clock, Keeper(), steady=True)
    bus, stop = await Bus.connect(bus_settings), asyncio.Event()
    running = [
        asyncio.create_task(task)
        for task in (CoreLoops(config, core.service, bus, own_time).run(stop), link.run(), seat.following.run())
    ]
    try:
        token = next(item for item in core.service.writer.picture.plant.tokens.values() if item.person == PERSON)

        def rostered() -> None:
            put_on_roster(core, "R-2", ("QA-01",), ("P-0003",))

        def lost() -> None:
            with core.service.writer.writing() as writing:
                state_item(writing, "tokens", token.id, msgspec.structs.replace(token, state=TokenState.LOST))

        await heard(seat, rostered, lambda plant: "R-2" in plant.rosters)
        took = await heard(seat, lost, lambda plant: plant.tokens[token.id].state == TokenState.LOST)
        record_property("seconds until a kiosk knew", f"{took:.2f}")
        # The kiosk's own parts refuse as soon as it knows; that it knows in time follows from the pace of both loops.
        assert LOOK_S + RETRY_S < ALLOWED_S
        await seat.following.refresh()
        assert seat.books.spare(PERSON) is None
    finally:
        stop.set()
        for task in running[1:]:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await bus.close()
        await seat.close()
