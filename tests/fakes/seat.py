"""A kiosk's terminal that speaks to a real core without a bus: outbox, recorder and ceremony as in the product."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from console.ceremony import Ceremony, Session
from console.checkup import CheckUp
from console.clock_trust import ClockTrust
from console.codebooks import CodeBooks
from console.desk import Desk, Devices, Place
from console.devices import KioskDevices
from console.enrolling import Enrolling
from console.flows.flow import TaskFlow
from console.flows.form import FormTask
from console.flows.sign_in import begin_session
from console.flows.ways import FlowWays
from console.following import Following
from console.journal import OutboxJournal
from console.keyshelf import KeyShelf
from console.link import RequestRefused
from console.masters import MasterShelf
from console.outbox import Outbox
from console.plant import PlantMirror
from console.recorder import Recorder, Station
from console.watch import Watch
from core.acts import Act
from core.codes import identify
from core.ports import LinkState, Unreachable
from core.record.envelope import open_envelope
from core.record.payload import decode_payload
from core.secret import Secret
from core.times import utc_from
from hardware.registry import Registry
from server.codes import current_code
from server.intake import Arrived
from tests.fakes.clock import Keeper, ManualClock
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.devices import FakeDevices


class Seat:
    """The hands of whoever sits at a kiosk of a real core.

    Attributes:
        kiosk: The registered kiosk; it reads codes off people's tokens.
        flow: The flow that is shown.
        online: False and nothing can be asked.
        passwords: Of each person, as they are now.
        seeds: Of each person's token.
        asked: Every verb that was asked.
    """

    def __init__(self, core: CoreUnderTest, outbox: Outbox, name: str, clock: ManualClock | None = None) -> None:
        self.core = core
        self.clock = clock or core.clock
        self.kiosk = KioskUnderTest(core, name)
        self.outbox = outbox
        self.online = True
        self.passwords = dict(core.founded.passwords)
        self.seeds = dict(core.founded.seeds)
        self._lost: set[str] = set()
        self._deaf = False
        self.asked: list[str] = []
        self.seen: list[str] = []
        public = core.keys.core.public.hex()
        site = core.service.writer.picture.plant.site
        device = self.kiosk.device
        self.mirror = PlantMirror(site, public, device, outbox)
        self.masters = MasterShelf(outbox)
        journal = OutboxJournal(outbox, lambda: self.mirror.registry)
        self.keeper = Keeper()
        self.trust = ClockTrust(self.clock, self.keeper, steady=True, report=self.keeper.says)
        self.recorder = Recorder(
            Station(name, 480, True), journal, device, self.clock, lambda: self.mirror.current, self.masters, self.trust
        )
        self.books = CodeBooks(
            name,
            device,
            outbox,
            self.ask,
            lambda: self.mirror.current,
            lambda: self.mirror.registry,
            self.clock,
            self.trust,
        )
        self.shelf = KeyShelf(device, outbox, self.ask, lambda: self.mirror.current, self.books.spare)
        self.devices = FakeDevices({})
        devices = cast(Devices, self.devices)
        self.desk = Desk(
            Place(name, None),
            self.recorder,
            Ceremony(self.recorder, self.ask, self.shelf, self.books),
            self.ask,
            devices,
            self.clock,
            lambda: LinkState(self.online, self.clock.utc(), 0, 0),
            "en",
        )
        self.desk.navigation = self
        self.desk.ways = FlowWays(self.desk)
        self.desk.enrolling = Enrolling(self.ask, device, lambda: self.mirror.current, self.recorder, self.shelf)
        self.following = Following(self.ask, self.mirror, self.masters, self.recorder, outbox)
        self.following.afterwards(self.shelf.tidy)
        self.following.afterwards(self.books.follow)
        self.desk.reload = self.following.refresh
        self.checkup = CheckUp(self.desk, outbox, self.mirror, KioskDevices(Registry((), core.clock)), device)
        self.flow: TaskFlow = TaskFlow(self.desk)
        self._waiting: list[TaskFlow] = []

    @classmethod
    async def open(
        cls, core: CoreUnderTest, folder: Path, name: str = "QA-01", clock: ManualClock | None = None
    ) -> "Seat":
        """Start the terminal of a kiosk, with the plant as the core gives it, on the core's clock or one of its own."""
        seat = cls(core, await Outbox.open(folder / f"{name}.db", name), name, clock)
        await seat.following.refresh()
        return seat

    async def close(self) -> None:
        await self.flow.closed()
        await self.outbox.close()

    # ------------------------------------------------------------------ the way to the core

    async def ask(self, verb: str, body: Mapping[str, object], timeout_s: float = 5.0) -> Mapping[str, object]:
        """Send what waits, then ask, as the link does."""
        self.asked.append(verb)
        if not self.online:
            raise Unreachable("link.offline")
        await self.send()
        asked = self.clock.utc()
        answer = await asyncio.to_thread(self.kiosk.answered, self.kiosk.request(verb, body))
        if verb in self._lost:
            self._lost.remove(verb)
            if verb != "change":
                raise Unreachable("link.offline")
            # The link is gone for good, so nothing more is heard until somebody tries again.
            self._deaf = True
        if self._deaf:
            self._deaf = verb != "plant"
            raise Unreachable("link.offline")
        self.trust.agree(utc_from(answer.utc), asked)
        if answer.refusal is not None:
            raise RequestRefused(answer.refusal.key, **answer.refusal.params)
        return answer.body

    def lose_next(self, verb: str) -> None:
        """Let the answer to this verb get lost on the way back; after a `change` the next look at the plant too."""
        self._lost.add(verb)

    async def send(self) -> None:
        """Bring every record of the outbox to the core; those it has already change nothing."""
        due = await self.outbox.due()
        if due:
            arrived = [Arrived(self.kiosk.name, item.envelope) for item in due]
            await asyncio.to_thread(self.core.service.intake.take, arrived)

    async def own(self) -> list[Act]:
        """Give everything that this kiosk has put on record and not yet sent."""
        payloads = [open_envelope(item.envelope)[1] for item in await self.outbox.due()]
        return [decode_payload(payload).act for payload in payloads]

    def watch(self) -> Watch:
        """Give the watch over link and clock."""
        return Watch(self.recorder, self.clock, self.desk.link, steady=True)

    # ------------------------------------------------------------------ navigation

    def go(self, flow: TaskFlow) -> None:
        self._waiting.append(flow)

    def home(self) -> None:
        self.seen.append("home")

    def lock(self) -> None:
        self.seen.append("lock")

    async def settle(self) -> None:
        """Open what flows have gone to, until one stays."""
        while self._waiting:
            await self.flow.closed()
            self.flow = self._waiting.pop(0)
            self.seen.append(self.flow.screen)
            self.flow.listen(self._draw)
            await self.flow.opened()
            _ = self.flow.view

    def _draw(self) -> None:
        """Draw what is shown after each change, as a screen does, in the middle of an action too."""
        _ = self.flow.view

    async def show(self, flow: TaskFlow) -> None:
        self.go(flow)
        await self.settle()

    # ------------------------------------------------------------------ hands

    def enter_session(self, user_id: str) -> Session:
        """Put a person into a session without the ceremony."""
        person = self.recorder.plant.person_of_user(user_id)
        assert person is not None
        self.desk.session = Session("session-1", person, person.roles[0])
        return self.desk.session

    def person(self, user_id: str) -> str:
        person = self.recorder.plant.person_of_user(user_id)
        assert person is not None
        return person.id

    async def type(self, text: str) -> None:
        await self.flow.enter(text)
        await self.settle()

    async def press(self, name: str) -> None:
        await self.flow.key(name)
        await self.settle()

    async def digit(self, number: int) -> None:
        await self.flow.digit(number)
        await self.settle()

    async def fill(self, **answers: str) -> None:
        """Type into the fields of a form."""
        flow = cast("FormTask", self.flow)
        await flow.fill({name: Secret(text) for name, text in answers.items()})
        await self.settle()

    async def sign_in(self, user_id: str, password: str | None = None) -> None:
        """Sign in with password and a fresh code, as at the screen."""
        person = self.person(user_id)
        secret = self.passwords[person] if password is None else password
        await begin_session(self.desk, user_id, Secret(secret), Secret(self.code(person)))
        if self.online:
            await self.send()

    def code(self, person: str) -> str:
        """Read a fresh code off a person's token: time passes until the next step."""
        self.core.clock.advance(30)
        return current_code(self.seeds[person], self.core.clock.utc())

    async def badge(self, user_id: str) -> None:
        await self.flow.scan(identify(b"]C0" + f"U-{user_id}".encode(), self.core.clock.utc().date()))
        await self.settle()

    async def sign(self, user_id: str, *, password: str | None = None, code: str | None = None) -> None:
        """Turn every page, then sign as a person with a fresh code."""
        person = self.person(user_id)
        for _ in range(20):
            _ = self.flow.view
            await self.flow.key("pagedown")
        secret = self.passwords[person] if password is None else password
        await self.flow.submit(Secret(secret), Secret(self.code(person) if code is None else code))
        await self.settle()
