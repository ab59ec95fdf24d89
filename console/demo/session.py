"""One run of the demo: the plant up, the terminal in this process, and everything down again."""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from console.app.kiosk import KioskApp
from console.app.lockdown import SIGNALLED
from console.app.panelled import PanelledApp
from console.app.unseen import UnseenApp
from console.composition import Terminal, joined
from console.demo.layout import Layout
from console.demo.panel import PlantPanelFlow
from console.demo.papers import Papers, write_json
from console.demo.plant import QUICK_SETTLE_S, SETTLE_S, DemoPlant
from console.demo.player import Played, Player
from console.demo.product import Product
from console.demo.staff import StaffedSeat
from console.demo.summary import Summary, in_words, summed_up
from console.desk import Notice
from console.settings import load_settings
from core.errors import CountersignError
from core.finding import Finding
from core.language import Language, text, worded
from screens.views import Tone

INTERRUPTED = 130
_TICK_S = 2.0
_PAPERS = Path("demo-data")
"""Where the papers go when the plant itself is not kept."""
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

AppT = TypeVar("AppT", bound=KioskApp)


class Wishes(msgspec.Struct, frozen=True):
    """What was asked for on the command line."""

    folder: Path | None
    product: Product
    language: Language
    theme: str
    json: Path | None


class PlaceUnusable(CountersignError):
    """The outcome cannot be written where it was asked for."""

    code = "DEM-007"


class TerminalEnded(CountersignError):
    """The terminal ended in the middle of the play."""

    code = "DEM-008"


class FolderTaken(CountersignError):
    """The folder holds other things than a demo plant."""

    code = "DEM-005"


class Session:
    """A run of the demo.

    Attributes:
        plant: The plant.
    """

    def __init__(self, wishes: Wishes, *, quick: bool) -> None:
        """Take what is wanted, and whether nobody looks; the folder is chosen now."""
        self._wishes = wishes
        self._out = sys.stdout
        self._progress = sys.stderr
        self._ticking: asyncio.Task[None] | None = None
        self._temporary = None if wishes.folder else Path(tempfile.mkdtemp(prefix="countersign-"))
        layout = Layout((self._temporary or wishes.folder or Path()).absolute())
        if not layout.usable:
            raise FolderTaken("demo.folder_taken", folder=str(layout.root))
        self.plant = DemoPlant(layout, wishes.product, QUICK_SETTLE_S if quick else SETTLE_S)

    # ------------------------------------------------------------------ headless

    async def play(self) -> int:
        """Play a batch; gives the exit status."""
        try:
            self._check_places()
        except PlaceUnusable as error:
            self._remove_temporary()
            self._write(worded(error, self._wishes.language))
            return 2
        try:
            async with self._running():
                begun = self.plant.clock.utc()
                played, summary = await self._played()
                self._tell("demo.printing")
                papers = self._papers(played.batch)
                await papers.make()
                verified = await papers.verified()
                lines = in_words(summary, verified, self.plant.clock.utc() - begun, self._wishes.language)
                self._say("\n".join(("", *lines)))
                if self._wishes.json is not None:
                    write_json(self._wishes.json, msgspec.to_builtins(summary))
                return 0 if summary.holds(verified) else 1
        except CountersignError as error:
            self._write(worded(error, self._wishes.language))
            return 1
        except asyncio.CancelledError:
            return INTERRUPTED

    async def _played(self) -> tuple[Played, Summary]:
        async with self._terminal(UnseenApp) as (terminal, app):
            seat = StaffedSeat(app, terminal, self.plant, self._say)
            running = asyncio.ensure_future(app.run_unseen())
            playing = asyncio.ensure_future(Player(seat).play())
            try:
                await asyncio.wait((running, playing), return_when=asyncio.FIRST_COMPLETED)
                if running.done():
                    self._say_why_ended(running.result())
                papers = self._papers(playing.result().batch)
                return playing.result(), await summed_up(
                    playing.result(), terminal, seat.watch, papers.record, papers.export
                )
            finally:
                playing.cancel()
                app.exit()
                await asyncio.gather(running, playing, return_exceptions=True)

    def _say_why_ended(self, status: int) -> None:
        """Tell a terminal that was told to end from one that died."""
        if status > SIGNALLED:
            raise asyncio.CancelledError
        raise TerminalEnded("demo.terminal_ended", log=str(self.plant.layout.kiosk / "data" / "terminal.log"))

    def _check_places(self) -> None:
        """Find out before the play, not after it, whether the outcome can be written."""
        places = [] if self._wishes.json is None else [self._wishes.json.absolute().parent]
        if self._temporary is not None:
            with suppress(OSError):
                _PAPERS.mkdir(exist_ok=True)
            places.append(_PAPERS.absolute())
        for place in places:
            if not os.access(place, os.W_OK):
                raise PlaceUnusable("demo.not_writable", folder=str(place))

    def _papers(self, batch: str) -> Papers:
        folder = self.plant.layout.output if self._temporary is None else _PAPERS.absolute()
        return Papers(self.plant.layout, self.plant.hold, folder, batch)

    # ------------------------------------------------------------------ on a terminal

    async def show(self) -> int:
        """Open the console with the plant panel; gives the exit status."""
        try:
            async with self._running(), self._terminal(PanelledApp) as (terminal, app):
                app.panel = lambda: PlantPanelFlow(terminal, self.plant, app.flow, app.close_panel, app.exit)
                terminal.desk.notice = Notice(Finding("demo.hint_panel"), Tone.OK)
                ending = asyncio.ensure_future(self._end_with_plant(app))
                try:
                    await app.run_async(mouse=False)
                finally:
                    ending.cancel()
                if self.plant.failed is not None:
                    raise self.plant.failed
                return app.return_code or 0
        except CountersignError as error:
            self._write(worded(error, self._wishes.language))
            return 1
        except asyncio.CancelledError:
            return INTERRUPTED

    async def _end_with_plant(self, app: KioskApp) -> None:
        """Close the terminal when the plant cannot go on; why is said after it, where it can be read."""
        await self.plant.ended.wait()
        app.exit()

    # ------------------------------------------------------------------ both ways

    @asynccontextmanager
    async def _running(self) -> AsyncGenerator[None]:
        """Have the plant up, and down again whatever happens."""
        self._stop_by_signals()
        try:
            station = {"language": self._wishes.language, "theme": self._wishes.theme}
            await self.plant.start(self._tell, station)
            self._tell("demo.starting_terminal")
            yield
        finally:
            self._tell("demo.stopping")
            await self.plant.stop()
            self._quiet()
            self._remove_temporary()

    def _remove_temporary(self) -> None:
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)

    @asynccontextmanager
    async def _terminal(self, kind: Callable[..., AppT]) -> AsyncGenerator[tuple[Terminal, AppT]]:
        """Have the terminal's parts joined, as `countersign kiosk` joins them."""
        try:
            self._quiet()
            async with joined(load_settings(self.plant.layout.station), kind) as (terminal, app):
                yield terminal, app
        finally:
            self._stop_by_signals()

    def _stop_by_signals(self) -> None:
        """End in order when told to; the app has its own way while it runs."""
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        for number in _STOPPING:
            if task is not None:
                loop.add_signal_handler(number, task.cancel)

    def _say(self, line: str) -> None:
        self._out.write(f"{line}\n")
        self._out.flush()

    def _tell(self, key: str) -> None:
        """Print what is begun, and from then on every few seconds how long it has taken."""
        self._write(f"... {text(key, self._wishes.language)}")
        self._quiet()
        self._ticking = asyncio.get_running_loop().create_task(self._tick())

    async def _tick(self) -> None:
        begun = time.monotonic()
        while True:
            await asyncio.sleep(_TICK_S)
            self._write(f"    {time.monotonic() - begun:.0f} s")

    def _quiet(self) -> None:
        if self._ticking is not None:
            self._ticking.cancel()

    def _write(self, line: str) -> None:
        self._progress.write(f"{line}\n")
        self._progress.flush()
