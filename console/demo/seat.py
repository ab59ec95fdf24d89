"""The place in front of the terminal: what a person there can see and do, and nothing else.

Scans come as bytes of the simulated scanner, everything else as keys. The flow on the screen is read, never called.
"""

import asyncio
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from console.app.unseen import UnseenApp
from console.composition import Terminal
from console.demo.measured import Stopwatch
from console.demo.pace import HEADLESS, HURRIED
from console.demo.plant import DemoPlant
from console.flows.flow import TaskFlow
from console.recorder import OpenBatch
from console.scans import DUPLICATE_S
from core.errors import CountersignError
from core.language import text
from screens.views import FieldView

PATIENCE_S = 30.0
_LOOK_S = 0.004
_SETTLE_SCAN_S = 0.1


class Stuck(CountersignError):
    """The player waited for something that did not come."""

    code = "DEM-004"


class Seat:
    """One terminal with its devices.

    Attributes:
        app: The app.
        terminal: What stands behind it; only read.
        plant: The plant round it.
        watch: What is measured.
        say: Prints a line of the play.
    """

    def __init__(self, app: UnseenApp, terminal: Terminal, plant: DemoPlant, say: Callable[[str], None]) -> None:
        """Sit down."""
        self.app = app
        self.terminal = terminal
        self.plant = plant
        self.watch = Stopwatch(app, terminal)
        self.say = say
        self._last_scan = ("", 0.0)

    # ------------------------------------------------------------------ what is seen

    @property
    def flow(self) -> TaskFlow:
        """Give the task on the screen."""
        if self.app.flow is None:
            raise Stuck("demo.stuck", what="-", screen="-", message="-")
        return self.app.flow

    @property
    def screen(self) -> str:
        """Name the screen."""
        return self.app.flow.screen if self.app.flow is not None else ""

    @property
    def view(self) -> Any:
        """Give what the screen shows."""
        return self.flow.view

    @property
    def message(self) -> str:
        """Give the sentence of the last refusal, or ""."""
        return self.app.flow.message if self.app.flow is not None else ""

    @property
    def user(self) -> str:
        """Give the user id of the person signed in, or ""."""
        session = self.terminal.desk.session
        return session.person.user_id if session else ""

    def batch(self, number: str) -> OpenBatch:
        """Give a batch as this terminal knows it."""
        return self.terminal.recorder.batch(number)

    def words(self, key: str, /, **params: str) -> str:
        """Word a text in the language shown."""
        return text(key, self.terminal.desk.language, **params)

    def fields(self) -> tuple[FieldView, ...]:
        """Give the fields of the screen."""
        view = self.view
        found = getattr(view, "fields", None)
        single = getattr(view, "field", None)
        return tuple(found) if found is not None else ((single,) if single is not None else ())

    # ------------------------------------------------------------------ waiting

    async def until(self, seen: Callable[[], object], what: str, patience_s: float = PATIENCE_S) -> None:
        """Wait until something is seen.

        Raises:
            Stuck: It did not come.
            CountersignError: The plant failed meanwhile.
        """
        deadline = time.monotonic() + patience_s
        while self.app.flow is None or not seen():
            if self.plant.failed is not None:
                raise self.plant.failed
            if time.monotonic() > deadline:
                raise Stuck("demo.stuck", what=what, screen=self.screen or "-", message=self.message or "-")
            await asyncio.sleep(_LOOK_S)

    async def online(self) -> None:
        """Wait until the header says that the core can be reached."""
        await self.until(lambda: self.terminal.link.state.online, "online", 2 * PATIENCE_S)

    async def settled(self) -> None:
        """Wait until the next key would act."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self.app.settled()
        except TimeoutError as error:
            raise Stuck("demo.stuck", what="keys", screen=self.screen or "-", message=self.message or "-") from error

    def moment(self) -> Callable[[], bool]:
        """Remember what is seen now; gives what tells whether it has changed: flow, sentence, fields or records."""
        before = self._seen()
        return lambda: self._seen() != before

    def _seen(self) -> object:
        batches = self.terminal.recorder.batches()
        counts = tuple((batch.state.number, len(batch.records)) for batch in batches)
        return id(self.app.flow), self.message, counts

    # ------------------------------------------------------------------ what is done

    async def press(self, *keys: str) -> None:
        """Press keys when they would act."""
        await self.settled()
        self.app.press(*keys)

    async def act(self, *keys: str) -> None:
        """Press keys and wait for what becomes of them."""
        await self.settled()
        changed = self.moment()
        self.app.press(*keys)
        await self.until(changed, " ".join(keys))

    async def type(self, typed: str) -> None:
        """Type into the field, press Enter, and wait for what becomes of it."""
        await self.settled()
        changed = self.moment()
        self.app.type(typed)
        self.app.press("enter")
        await self.until(changed, "enter")

    async def digit(self, number: int) -> None:
        """Press the digit of a row and wait for what becomes of it."""
        await self.settled()
        changed = self.moment()
        self.app.type(str(number))
        await self.until(changed, str(number))

    async def touch(self, typed: str) -> None:
        """Type characters that change only what is shown."""
        await self.settled()
        self.app.type(typed)

    async def trigger(self, code: str) -> float:
        """Hold the scanner to a code; gives when. The same code at once would count as the same label twice."""
        last, at = self._last_scan
        if last == code:
            await asyncio.sleep(max(0.0, at + DUPLICATE_S + _SETTLE_SCAN_S - time.monotonic()))
        self._last_scan = (code, time.monotonic())
        begun = time.perf_counter()
        await self.plant.hand.scan(code)
        return begun

    async def scan(self, code: str) -> None:
        """Scan a label and wait for the verdict; its time counts from before the trigger to the drawing after it."""
        await self.settled()
        changed = self.moment()
        begun = await self.trigger(code)
        await self.until(changed, code)
        decided = self.watch.kept_at if self.watch.kept_at > begun else time.perf_counter()
        await self.until(lambda: self.watch.shown_since(decided) is not None, code)
        self.watch.scans.append((self.watch.shown_since(decided) or decided) - begun)

    async def choose(self, name: str) -> None:
        """Open the row of the list that has this name."""
        await self.settled()
        await self.until(lambda: any(item.name == name for item in self.view.items), name)
        await self.digit(next(item.digit for item in self.view.items if item.name == name))

    def usual_pace(self) -> None:
        """Let the plant's time run as it does while a batch is played."""
        self.plant.clock.run_at(HEADLESS)

    @contextmanager
    def hurried(self, rate: float = HURRIED) -> Generator[None]:
        """Let the plant's time run faster while somebody only waits."""
        self.plant.clock.run_at(rate)
        try:
            yield
        finally:
            self.usual_pace()
