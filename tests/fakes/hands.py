"""The hands of a person at the real app: a keyboard, a scanner and a balance; every character typed is counted."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from decimal import Decimal

from console.app.unseen import UnseenApp
from console.background import Background
from console.flows.sign_in import SignInFlow
from console.flows.step import StepFlow
from console.flows.steps import open_step
from core.acts import ActKind
from core.batch.entries import Entry
from core.batch.guide import Stage
from core.batch.weighing import named
from core.master.model import Step
from core.people import Role
from core.ports import DeviceIdentity, Scan
from tests.console.flows.walk import Walk
from tests.fakes.terminal import CODE, password
from tests.fakes.until import until

_SCANNER = DeviceIdentity("scanner", "FAKE", "S-1", True)


class Hands:
    """What a person does at the app.

    Attributes:
        app: The console's own app, drawn as on a terminal that nobody sees.
        typed: Characters typed, by the name of the screen.
        pressed: Function keys and Enter, by name.
    """

    def __init__(self, walk: Walk, app: UnseenApp) -> None:
        self.walk, self.app = walk, app
        self.typed: Counter[str] = Counter()
        self.pressed: Counter[str] = Counter()

    @property
    def screen(self) -> str:
        return self.app.flow.screen if self.app.flow is not None else ""

    async def press(self, *keys: str) -> None:
        """Press keys and wait for what becomes of them."""
        await self.app.settled()
        before = self._seen()
        self.pressed.update(keys)
        self.app.press(*keys)
        await until(lambda: self._seen() != before)

    async def type(self, text: str) -> None:
        """Type into the field that is shown."""
        await self.app.settled()
        self.typed[self.screen] += len(text)
        self.app.type(text)

    async def scan(self, label: str) -> None:
        """Hold the scanner to a label, and wait for what becomes of it."""
        await self.app.settled()
        before = self._seen()
        self.walk.terminal.clock.advance(3)
        raw = label.encode() if label.startswith("]") else b"]C0" + label.encode()
        await self.app.scans.route(Scan(raw, self.walk.terminal.clock.utc(), _SCANNER, "cdc"))
        await until(lambda: self._seen() != before)

    async def sign(self, user: str) -> None:
        """Type both secrets of a signature."""
        await self.type(password(user))
        self.pressed["enter"] += 1
        self.app.press("enter")
        await self.type(CODE)
        await self.press("enter")

    async def weigh(self, step: Step, entry: Entry) -> None:
        """Take the pan clear, put the container on, or fill to the target, and press the key for it."""
        balance = self.walk.devices.balances[self.walk.bound(named("balance", entry.weighing), step)]
        full = Decimal(self.walk.good(step, entry)) if entry.act == ActKind.WEIGHT_TAKEN else Decimal("0.000")
        balance.load = full
        await self.press("f8" if entry.act == ActKind.WEIGHT_TAKEN else "f2")

    async def finish(self, step: Step) -> None:
        """Do what a step asks until both have signed it."""
        while (guided := self.walk.guidance).step is not None and guided.step.id == step.id:
            entry = guided.entry
            match guided.stage:
                case Stage.ENTRY if entry is not None and entry.expected is not None:
                    await self.scan(self.walk.label(step, entry))
                case Stage.ENTRY if entry is not None and entry.act == ActKind.LABEL_PRINTED:
                    # The label comes out by itself.
                    await until(lambda due=entry: self.walk.guidance.entry != due)
                case Stage.ENTRY if entry is not None:
                    await self.weigh(step, entry)
                case Stage.SIGN:
                    await until(lambda: self.screen == "sign")
                    session = self.walk.desk.session
                    await self.sign(session.person.user_id if session else "")
                case Stage.VERIFY:
                    await until(lambda: self.screen == "countersign")
                    await self.scan(f"U-{self.walk.user(Role.SUPERVISOR)}")
                    await self.sign(self.walk.user(Role.SUPERVISOR))
                case _:
                    raise AssertionError(f"{guided.stage}: {self.app.flow.message if self.app.flow else ''}")

    def _seen(self) -> object:
        flow = self.app.flow
        second = getattr(getattr(flow, "second", None), "person", None)
        return id(flow), flow.message if flow else "", len(self.walk.batch.records), second


@asynccontextmanager
async def at_the_app(walk: Walk) -> AsyncGenerator[Hands]:
    """Start the app at the step that a walk has come to, with its person signed in."""
    session, walk.desk.session = walk.desk.session, None
    await walk.end()
    background = Background()
    app = UnseenApp(walk.desk, walk.terminal.checkup, background)
    running = asyncio.create_task(app.run_unseen())
    hands = Hands(walk, app)
    await until(lambda: isinstance(app.flow, SignInFlow))
    walk.desk.session = session
    app.go(open_step(walk.desk, walk.number))
    await until(lambda: isinstance(app.flow, StepFlow))
    try:
        yield hands
    finally:
        app.exit()
        await running
        await background.end()
