"""The one place where the parts of the terminal process are made and joined."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from console.attached import AttachedFiles
from console.background import Background
from console.ceremony import Ceremony
from console.checkup import CheckUp
from console.clock import PlantClock, SystemClock
from console.clock_trust import ClockTrust
from console.codebooks import CodeBooks
from console.desk import Desk, Notice, Place
from console.devices import KioskDevices
from console.enrolling import Enrolling
from console.flows.kiosk_alarms import look_for_alarms
from console.flows.ways import FlowWays
from console.following import Following
from console.journal import OutboxJournal
from console.key_renewal import KeyRenewal, finish_take_over
from console.keyshelf import KeyShelf
from console.kiosk_keys import own_announcement
from console.link import Link, LinkSettings
from console.logs import log_to
from console.masters import MasterShelf
from console.outbox import Outbox
from console.plant import PlantMirror
from console.recorder import Recorder, Station
from console.resume import Resume
from console.settings import KeyFiles, Settings, load_device_key
from console.watch import Watch
from console.witness import LogWitness
from core.finding import finding
from core.plant import Plant, Room
from core.policy import Policy
from hardware.registry import Registry
from hardware.tag_maps import node_maps_in, tag_maps_in
from hardware.time_service import Chrony, SharedTime
from screens.theme import Theme

if TYPE_CHECKING:
    from console.app.kiosk import KioskApp

KEYS_RENEWED = 75
"""How the app ends that has taken up new keys: everything that holds the old ones is made anew."""
KEY_LOOK_S = 1.0

AppT = TypeVar("AppT", bound="KioskApp")


class Terminal:
    """Everything behind one screen; `opened` makes it, `close` lets go of it."""

    def __init__(self, settings: Settings, outbox: Outbox, registry: Registry) -> None:
        """Join the parts; nothing runs before `start`."""
        self.settings = settings
        self.outbox = outbox
        self.background = Background()
        self.clock = PlantClock(settings.clock) if settings.clock else SystemClock()
        key = load_device_key(settings.device_key)
        self.mirror = PlantMirror(settings.site, settings.core_public, key, outbox)
        self.masters = MasterShelf(outbox)
        registry.unsecured = lambda: self.mirror.current.policy.opcua_unsecured
        self.devices = KioskDevices(registry)
        self.link = Link(
            LinkSettings(settings.site, settings.kiosk, settings.servers, settings.nkey),
            outbox,
            key,
            lambda: self.mirror.registry,
            self.clock,
        )
        journal = OutboxJournal(outbox, lambda: self.mirror.registry)
        station = Station(settings.kiosk, 0, settings.simulated)
        service = Chrony(settings.chronyc) if settings.clock is None else SharedTime()
        self.trust = ClockTrust(self.clock, service, steady=settings.clock is None)
        self.link.listen_to_time(self.trust.agree)
        self.books = CodeBooks(
            settings.kiosk,
            key,
            outbox,
            self.link.ask,
            lambda: self.mirror.current,
            lambda: self.mirror.registry,
            self.clock,
            self.trust,
        )
        self.shelf = KeyShelf(key, outbox, self.link.ask, lambda: self.mirror.current, self.books.spare)
        self.recorder = Recorder(
            station, journal, key, self.clock, lambda: self.mirror.current, self.masters, self.trust
        )
        self.desk = Desk(
            Place(settings.kiosk, None),
            self.recorder,
            Ceremony(self.recorder, self.link.ask, self.shelf, self.books),
            self.link.ask,
            self.devices,
            self.clock,
            lambda: self.link.state,
            settings.language,
        )
        keys = _key_files(settings)
        self.desk.announced = own_announcement(keys)
        self.renewal = KeyRenewal(keys, key.id, lambda: self.mirror.current, self.clock.utc)
        self.desk.next_announced = lambda: self.renewal.announced
        self.desk.key_warning = lambda: self.renewal.warning
        self.desk.ways = FlowWays(self.desk)
        self.desk.files = AttachedFiles(settings.attachments, settings.data / "attached", self.link.ask)
        self.desk.enrolling = Enrolling(self.link.ask, key, lambda: self.mirror.current, self.recorder, self.shelf)
        self.checkup = self.desk.checkup = CheckUp(self.desk, outbox, self.mirror, self.devices, key)
        self.resume = Resume(outbox)
        self.following = Following(self.link.ask, self.mirror, self.masters, self.recorder, outbox)
        self.following.afterwards(self.shelf.tidy)
        self.following.afterwards(lambda: look_for_alarms(self.desk))
        self.following.afterwards(self.books.follow)
        self.desk.ceremony.checked_here = self._checked_here
        self.desk.reload = self.following.refresh
        self.witness = LogWitness(
            settings.kiosk, key, self.link.ask, lambda: self.mirror.registry, self.recorder, outbox, self.clock
        )
        self.witness.listen(self.link.show_log_alarm)
        self.desk.witness = self.witness
        self._link_was = self.link.state
        self._app: KioskApp | None = None
        self.mirror.listen(self._plant_changed)

    @classmethod
    async def opened(cls, settings: Settings) -> "Terminal":
        """Open the outbox and take what it keeps of the plant.

        Raises:
            CountersignError: The outbox or a key cannot be used, or a device row cannot be.
        """
        clock = PlantClock(settings.clock) if settings.clock else SystemClock()
        finish_take_over(_key_files(settings))
        maps = tag_maps_in(settings.tag_maps), node_maps_in(settings.tag_maps)
        registry = Registry(settings.devices, clock, *maps, settings.credentials)
        outbox = await Outbox.open(settings.data / "outbox.db", settings.kiosk, settings.epoch)
        terminal = cls(settings, outbox, registry)
        await terminal.masters.load()
        await terminal.mirror.load()
        await terminal.shelf.load()
        await terminal.books.load()
        await terminal.resume.load()
        await terminal.witness.load()
        return terminal

    def start(self, app: "KioskApp") -> None:
        """Begin what runs beside the screen: link, plant, devices, scans."""
        self._app = app
        app.resume = self.resume
        self.background.start("link", self.link.run())
        self.background.start("following", self.following.run())
        self.background.start("code book", self.books.run())
        self.background.start("witness", self.witness.run())
        self.background.start("attached files", self.desk.files.run())
        self.background.start("keys", self._follow_keys(app))
        watch = Watch(self.recorder, self.clock, lambda: self.link.state, steady=self.settings.clock is None)
        watch.keep_trust = self.books.keep
        watch.clock_lost = lambda: app.lock("clock")
        self.background.start("watch", watch.run())
        self.link.listen_to_changes(self._announced)
        self.link.listen(self._link_changed)
        self.link.listen(app.redraw)
        self.devices.start(self.background)
        for scanner in self.devices.scanners():
            self.background.start("scans", app.scans.follow(scanner))

    async def close(self) -> None:
        """End what runs and let go of devices and outbox."""
        if self._app is not None and self._app.flow is not None:
            await self._app.flow.closed()
        await self.background.end()
        await self.devices.close()
        await self.outbox.close()

    def _announced(self, kind: str, _hint: bytes) -> None:
        """Ask for what the core says has changed."""
        if kind == "checkpoint":
            self.witness.announce()
        else:
            self.following.announce()

    async def _follow_keys(self, app: "KioskApp") -> None:
        """Make new keys when the end of the old ones comes near; take them up once registered and nobody is at work."""
        # The end comes by the clock, and new keys by what the core says: both are looked at once a second.
        while True:
            now = self.renewal.may_take_up(at_work=self.desk.session is not None)
            if now and await self.renewal.take_up(self.mirror.hand_on):
                app.exit(return_code=KEYS_RENEWED)
                return
            await asyncio.sleep(KEY_LOOK_S)

    def _link_changed(self) -> None:
        """Ask for what is new each time the core can be reached again; one that is silent is asked until it answers."""
        state, was = self.link.state, self._link_was
        self._link_was = state
        if not state.online:
            return
        if not was.online or (was.answering and not state.answering):
            self.following.announce()
        if not was.online or (state.answering and not was.answering):
            self.witness.announce()

    def _checked_here(self) -> None:
        """Say that a code was checked by the code book, as long as no key is touched."""
        self.desk.notice = Notice(finding("offline.checked_here"))

    def _plant_changed(self, plant: Plant) -> None:
        """Follow the plant: local time and room."""
        settings = self.settings
        self.recorder.station = Station(settings.kiosk, plant.offset_min, settings.simulated)
        self.desk.place = Place(settings.kiosk, _room(settings, plant))
        if self._app is not None:
            self._app.lock_s = lock_s(settings, plant.policy)


def _key_files(settings: Settings) -> KeyFiles:
    return KeyFiles(settings.kiosk, settings.epoch, settings.device_key, settings.nkey, settings.data)


def lock_s(settings: Settings, policy: Policy) -> float:
    """Give the seconds without key or scan until the screen locks: the policy's; a station file only shortens them."""
    return 60.0 * min(settings.lock_minutes, policy.idle_min)


def _room(settings: Settings, plant: Plant) -> Room | None:
    kiosk = plant.kiosks.get(settings.kiosk)
    return plant.rooms.get(settings.room or (kiosk.room if kiosk else None) or "")


@asynccontextmanager
async def joined(settings: Settings, kind: Callable[..., AppT]) -> AsyncGenerator[tuple[Terminal, AppT]]:
    """Have the parts of the terminal joined round an app of a kind, and let go of them after.

    Raises:
        CountersignError: It cannot start; nothing was drawn.
    """
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    log_to(settings.data / "terminal.log")
    terminal = await Terminal.opened(settings)
    try:
        app = kind(
            terminal.desk,
            terminal.checkup,
            terminal.background,
            theme=Theme(settings.theme),
            lock_s=lock_s(settings, terminal.mirror.current.policy),
            wedge=settings.wedge,
        )
        terminal.start(app)
        yield terminal, app
    finally:
        await terminal.close()


async def run_terminal(settings: Settings) -> int:
    """Run the terminal until it is told to end; gives the exit status.

    Raises:
        CountersignError: It cannot start; nothing was drawn.
    """
    from console.app.kiosk import KioskApp

    async with joined(settings, KioskApp) as (_, app):
        await app.run_async(mouse=False)
        return app.return_code or 0


def run_kiosk(settings: Settings) -> int:
    """Run the terminal in an event loop of its own; it begins anew by itself when it has taken up new keys."""
    while (status := asyncio.run(run_terminal(settings))) == KEYS_RENEWED:
        pass
    return status


__all__ = ["Terminal", "joined", "run_kiosk", "run_terminal"]
