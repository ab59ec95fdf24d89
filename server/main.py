"""The core service: loops round the parts of `server.service`, each restarted by itself, until told to stop.

A crash at any point loses nothing: arrivals are acknowledged after their commit, receipts stay owed until published.
"""

import asyncio
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

import structlog

from core.finding import Finding
from core.language import worded
from core.record.canonical import canonical
from core.record.prompts import Heartbeat
from server.bus import Arrival, Bus, BusLost
from server.bus_kiosks import write_bus_kiosks
from server.config import CoreConfig
from server.db.alone import Alone
from server.db.errors import AnotherCore, DatabaseAway, DatabaseError
from server.db.store import Store
from server.intake import Arrived, Taken
from server.key_ends import LOOK_S as KEY_LOOK_S
from server.key_ends import state_key_ends
from server.keys import load_keys
from server.log import make_checkpoint, newest_checkpoint
from server.log_check import log_fault
from server.outside import Outside, compare_with_bus
from server.overdue_rounds import LOOK_S as ROUNDS_LOOK_S
from server.overdue_rounds import state_overdue_rounds
from server.own_time import LOOK_EVERY_S as TIME_LOOK_S
from server.own_time import OwnTime
from server.recall_pack import FOLDER, pack_due, write_pack
from server.service import Service
from server.timestamp.stamps import stamp_if_due

log = structlog.get_logger(__name__)

PATIENCE_S = 0.2
LONGEST_PATIENCE_S = 30.0
LOOK_S = 1.0
ALONE_LOOK_S = 5.0
STAMP_LOOK_S = 300.0
ATTEMPTS_LOOK_S = 10.0

_P = ParamSpec("_P")
_T = TypeVar("_T")


class LogBroken(SystemExit):
    """The log is not the one that was checked or witnessed: it was changed, or an old backup was restored."""


class CoreLoops:
    """The running service."""

    def __init__(self, config: CoreConfig, service: Service, bus: Bus, own_time: OwnTime) -> None:
        """Join settings, parts, bus and what is known of the clock."""
        self._own_time = own_time
        self._config = config
        self._service = service
        self._bus = bus
        self._threads = ThreadPoolExecutor(max_workers=6, thread_name_prefix="core")
        self._owed = asyncio.Event()
        self._announced = -1
        self._announced_checkpoint = ""
        self._outside = Outside(config, service, bus)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set; what is under way is brought to its end."""
        await self._bus.serve(self._answer)
        await self._bus.heartbeats(self._heard)
        loops = (
            *(self._take_in, self._give_receipts),
            *(self._make_checkpoints, self._outside.keep, self._stamp_nightly, self._pack_nightly),
            *(self._announce_changes, self._state_attempts, self._keep_time, self._state_key_ends),
            self._state_overdue_rounds,
        )
        tasks = [asyncio.create_task(self._supervised(loop, stop), name=loop.__name__) for loop in loops]
        log.info("core_running", site=self._config.site, core=self._service.keys.core.id)
        self._owed.set()
        self._outside.note()
        await stop.wait()
        self._owed.set()
        self._outside.note()
        await asyncio.gather(*tasks)
        self._threads.shutdown()
        log.info("core_stopped")

    async def _supervised(self, loop: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event) -> None:
        patience = PATIENCE_S
        while not stop.is_set():
            begun = time.monotonic()
            try:
                await loop(stop)
            except (BusLost, DatabaseAway) as error:
                log.warning("core_waits", loop=loop.__name__, error=str(error), seconds=patience)
            except Exception:
                # Border of the consumer loop: whatever it is, the service goes on and says so.
                log.exception("core_loop_failed", loop=loop.__name__)
            await _wait(stop, patience)
            ran_well = time.monotonic() - begun > LONGEST_PATIENCE_S
            patience = PATIENCE_S if ran_well else min(LONGEST_PATIENCE_S, patience * 2)

    # ------------------------------------------------------------------ records in, receipts out

    async def _take_in(self, stop: asyncio.Event) -> None:
        patience = PATIENCE_S
        while not stop.is_set():
            arrivals = await self._bus.arrivals()
            if not arrivals:
                continue
            try:
                taken = await self._taken([_arrived(arrival) for arrival in arrivals])
            except DatabaseAway as error:
                log.warning("intake_postponed", count=len(arrivals), error=str(error), seconds=patience)
                await self._bus.postpone(arrivals, patience)
                await _wait(stop, patience)
                patience = min(LONGEST_PATIENCE_S, patience * 2)
                continue
            patience = PATIENCE_S
            await self._settle(arrivals, taken)

    async def _taken(self, arrivals: Sequence[Arrived]) -> Taken:
        try:
            return await self._blocking(self._service.intake.take, arrivals)
        except DatabaseAway:
            raise
        except Exception:
            # Border of the consumer loop: nothing was kept, and one bad arrival must not hold up the rest for ever.
            log.exception("intake_taken_apart", count=len(arrivals))
            return await self._blocking(self._service.intake.take_apart, arrivals)

    async def _settle(self, arrivals: Sequence[Arrival], taken: Taken) -> None:
        """After the commit: owe, ask again for gaps, acknowledge."""
        self._owed.set()
        for alarm in taken.alarms:
            log.error("alarm", kind=alarm.kind, kiosk=alarm.kiosk, detail=alarm.detail)
        for wish in taken.resends:
            await self._bus.ask_again(wish.kiosk, wish.epoch, wish.from_seq)
        await self._bus.acknowledge(arrivals)

    async def _give_receipts(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self._owed.wait()
            self._owed.clear()
            receipts = await self._blocking(self._service.receipts.owed, self._service.clock.utc())
            try:
                for kiosk, _, sealed in receipts:
                    await self._bus.send_receipt(kiosk, sealed)
            except BusLost:
                self._owed.set()
                raise
            await self._blocking(self._service.receipts.published, [(kiosk, number) for kiosk, number, _ in receipts])

    async def _heard(self, heartbeat: Heartbeat) -> None:
        """Send a kiosk the receipt it lacks, and ask for what it holds and the core does not."""
        held = await self._blocking(self._service.receipts.held, heartbeat.kiosk)
        if held.seq > heartbeat.through:
            receipt = partial(self._service.receipts.of_kiosk, heartbeat.kiosk, self._service.clock.utc())
            await self._bus.send_receipt(heartbeat.kiosk, await self._blocking(receipt))

    # ------------------------------------------------------------------ requests

    async def _answer(self, kiosk: str, verb: str, data: bytes) -> bytes:
        answered = await self._blocking(self._service.decisions.answer, kiosk, verb, data)
        if verb == "cosign":
            self._outside.note()
        return answered

    async def _state_attempts(self, stop: asyncio.Event) -> None:
        """State what was counted of a flood of refused attempts, though no further one comes."""
        while not stop.is_set():
            await self._blocking(self._service.codes.state_due)
            await _wait(stop, ATTEMPTS_LOOK_S)

    async def _state_key_ends(self, stop: asyncio.Event) -> None:
        """Raise the alarm that the keys of a kiosk end."""
        while not stop.is_set():
            await self._blocking(state_key_ends, self._service.writer)
            await _wait(stop, KEY_LOOK_S)

    async def _state_overdue_rounds(self, stop: asyncio.Event) -> None:
        """Raise the alarm that nobody takes a round of a logbook."""
        while not stop.is_set():
            await self._blocking(state_overdue_rounds, self._service.writer)
            await _wait(stop, ROUNDS_LOOK_S)

    async def _keep_time(self, stop: asyncio.Event) -> None:
        """Ask the machine's time service again and again; what changes goes on record."""
        while not stop.is_set():
            await self._blocking(self._own_time.put_on_record, self._service.writer)
            await _wait(stop, TIME_LOOK_S)
            await self._own_time.look()

    # ------------------------------------------------------------------ checkpoints and news

    async def _make_checkpoints(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self._blocking(self._checkpoint)
            await _wait(stop, self._config.checkpoint_s)

    def _checkpoint(self) -> None:
        """Sign the log, and leave a copy outside the database."""
        station = self._service.writer.station
        with self._service.store.unit() as unit:
            note = make_checkpoint(unit, station.origin, station.key, self._service.clock.utc())
        self._config.folder.mkdir(parents=True, exist_ok=True)
        draft = self._config.folder / "checkpoint.draft"
        draft.write_text(note, "utf-8")
        draft.rename(self._config.folder / "checkpoint.txt")
        log.info("core_checkpoint", size=note.split("\n")[1])

    async def _stamp_nightly(self, stop: asyncio.Event) -> None:
        """Have an authority outside the plant stamp a checkpoint each day, where one is set."""
        while not stop.is_set():
            if self._config.tsa_url:
                now, offset_min = self._service.clock.utc(), self._service.writer.picture.plant.offset_min
                await self._blocking(stamp_if_due, self._config, self._service.store, now, offset_min)
            await _wait(stop, STAMP_LOOK_S)

    async def _pack_nightly(self, stop: asyncio.Event) -> None:
        """Write the recall pack of each day, for when there is no core to ask."""
        folder = self._config.folder / FOLDER
        while not stop.is_set():
            now, offset_min = self._service.clock.utc(), self._service.writer.picture.plant.offset_min
            if pack_due(folder, now, offset_min):
                core = self._service.keys.core
                written = await self._blocking(write_pack, self._service.store, core, folder, now)
                log.info("recall_pack_written", file=written.name)
            await _wait(stop, STAMP_LOOK_S)

    async def _announce_changes(self, stop: asyncio.Event) -> None:
        """Tell the kiosks that plant or checkpoint are other ones; they ask for them themselves."""
        while not stop.is_set():
            changed_at = self._service.writer.picture.changed_at
            if changed_at != self._announced:
                await self._blocking(write_bus_kiosks, self._config.folder, self._service.writer.picture.plant)
                await self._bus.announce("plant", canonical({"version": changed_at}))
                self._announced = changed_at
            size = await self._blocking(self._checkpoint_size)
            if size != self._announced_checkpoint:
                await self._bus.announce("checkpoint", canonical({"size": size}))
                self._announced_checkpoint = size
            await _wait(stop, LOOK_S)

    def _checkpoint_size(self) -> str:
        """Give the size of the newest checkpoint, whichever process made it."""
        with self._service.store.unit() as unit:
            note = newest_checkpoint(unit)
        return note.split("\n", 2)[1] if note else ""

    async def _blocking(self, call: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(call, *args, **kwargs))


async def serve(config: CoreConfig, stop: asyncio.Event) -> None:
    """Run the core service until `stop` is set.

    Raises:
        CountersignError: Keys, database or bus cannot be used.
        LogBroken: The log does not extend its newest checkpoint, or is not the one that its witnesses saw.
    """
    keys = load_keys(config.keys)
    store = Store(config.postgres_url)
    clock = config.clock()
    own_time = OwnTime(clock, config.time_service(), steady=not config.clock_file)
    await own_time.look()
    service = Service(store, keys, clock, own_time, config.file_quota())
    _refuse(log_fault(service, config))
    bus = await Bus.connect(config.bus())
    try:
        _refuse(await compare_with_bus(service, config, bus))
        await CoreLoops(config, service, bus, own_time).run(stop)
    finally:
        await bus.close()
        store.close()


def _refuse(fault: Finding | None) -> None:
    """Say in one sentence why this log must not be served."""
    if fault is not None:
        log.critical("log_broken", fault=fault.key, sentence=worded(fault, "en"))
        raise LogBroken(3)


def run(config: CoreConfig, alone: Alone) -> None:
    """Run the service as a process: JSON lines on the standard error, SIGTERM and SIGINT stop it in order.

    Args:
        config: How it runs.
        alone: Was taken, and is kept while the service runs.
    """
    log_as_json()
    asyncio.run(_until_signalled(config, alone))


async def _until_signalled(config: CoreConfig, alone: Alone) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    keeping = asyncio.create_task(_stay_alone(alone, stop))
    try:
        await serve(config, stop)
    finally:
        stop.set()
        await keeping


async def _stay_alone(alone: Alone, stop: asyncio.Event) -> None:
    """Keep the right to be the one core; stop where another has taken it over."""
    while not stop.is_set():
        await _wait(stop, ALONE_LOOK_S)
        try:
            await asyncio.to_thread(alone.keep)
        except AnotherCore as error:
            log.critical("another_core", sentence=worded(error, "en"))
            stop.set()
        except DatabaseError as error:
            log.warning("core_waits", loop="_stay_alone", error=str(error), seconds=ALONE_LOOK_S)


def log_as_json() -> None:
    """Write the log as JSON lines on the standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        # Looked up for each line: whoever runs a command inside another program may take the standard error back.
        logger_factory=lambda *_names: structlog.WriteLogger(sys.stderr),
    )


def _arrived(arrival: Arrival) -> Arrived:
    """Take the record id from the message id, which a re-send follows with a counter."""
    return Arrived(arrival.kiosk, arrival.body, arrival.headers.get("Nats-Msg-Id", "").partition(".")[0])


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
