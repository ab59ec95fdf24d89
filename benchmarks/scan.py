"""From a scan to its verdict on the screen: right labels and wrong ones, by the console's own app, judge and outbox.

The verdict is the kiosk's own: what it knows of the plant is its copy. Once the core takes every record in meanwhile,
over a real database on the same machine but without the bus; once the core is away. The whole plant with bus and real
scanner frames is measured by `demo`.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.figures import Figure, Goal, Peer, median, percentile
from benchmarks.served import served_core
from benchmarks.sign import durable_commits
from console.app.unseen import UnseenApp
from console.background import Background
from console.flows.sign_in import SignInFlow
from console.flows.step import StepFlow
from console.flows.steps import open_step
from core.ports import DeviceIdentity, Scan
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.seat import Seat

ROUNDS = 60
"""Rounds of one right and one wrong scan."""
LONGEST_S = 300
"""Nothing here waits for ever."""
_PLANNER, _OPERATOR, _MASTER = "P-0011", "operator1", "PCM500"
_SCANNER = DeviceIdentity("scanner", "FAKE", "S-1", True)


class Stand:
    """A person with a scanner at the first step of a batch, which begins with the label of the room."""

    def __init__(self, seat: Seat, app: UnseenApp) -> None:
        """Note when records are kept."""
        self._seat, self._app = seat, app
        self._kept_at = 0.0
        seat.recorder.listen(self._kept)

    def _kept(self) -> None:
        self._kept_at = time.perf_counter()

    async def scan(self, label: str) -> float:
        """Scan a label; gives the seconds until the drawing that follows its record."""
        await self._app.settled()
        self._seat.core.clock.advance(3)
        begun = time.perf_counter()
        await self._app.scans.route(Scan(b"]C0" + label.encode(), self._seat.core.clock.utc(), _SCANNER, "cdc"))
        while not begun < self._kept_at <= self._app.drawn_at:  # noqa: ASYNC110 - the drawing tells nobody
            await asyncio.sleep(0)
        return self._app.drawn_at - begun

    async def press(self, key: str, screen: str) -> None:
        """Press a key and wait for the screen it leads to."""
        await self._app.settled()
        kept, flow = self._kept_at, self._app.flow
        self._app.press(key)
        while self._app.flow is flow and self._kept_at == kept:  # noqa: ASYNC110 - the app tells nobody
            await asyncio.sleep(0.001)
        while self._app.flow is None or self._app.flow.screen != screen:  # noqa: ASYNC110 - the app tells nobody
            await asyncio.sleep(0.001)


def measured() -> list[Figure]:
    """Scan again and again, with the core at hand and without it."""
    with tempfile.TemporaryDirectory() as folder, served_core() as core:
        number = _issued(core)
        online, cached = asyncio.run(asyncio.wait_for(_scans(core, Path(folder), number), LONGEST_S))
        floor = Peer("one durable SQLite commit", median(durable_commits(Path(folder) / "floor.db")) * 1000)
    figures: list[Figure] = []
    for name, took, goal in (("core at hand", online, 100), ("from the cache, core away", cached, 50)):
        p50, p95 = median(took) * 1000, percentile(took, 0.95) * 1000
        figures.append(Figure(f"scan to verdict drawn, {name}, p50", p50, "ms", floor))
        figures.append(Figure(f"scan to verdict drawn, {name}, p95", p95, "ms", floor, Goal(at_most=goal)))
    return figures


def _issued(core: CoreUnderTest) -> str:
    """Have a batch issued from an office terminal."""
    answer = KioskUnderTest(core, "QA-01").ask_as(_PLANNER, "issue_batch", master=_MASTER)
    assert answer.refusal is None, answer.refusal
    return str(answer.body["batch"])


async def _scans(core: CoreUnderTest, folder: Path, number: str) -> tuple[list[float], list[float]]:
    seat = await Seat.open(core, folder, "KIOSK-01")
    async with _at_the_step(seat, number) as stand:
        sending = asyncio.create_task(_sent(seat))
        online = await _round(stand, number, seat)
        sending.cancel()
        seat.online = False
        cached = await _round(stand, number, seat)
    await seat.outbox.close()
    return online, cached


async def _sent(seat: Seat) -> None:
    """Bring what is stored to the core as soon as it is, as the link does."""
    while True:
        await seat.send()
        await asyncio.sleep(0.005)


async def _round(stand: Stand, number: str, seat: Seat) -> list[float]:
    """Scan the right room, take it back, scan a wrong one, close the dialog; gives the time of every scan."""
    batch = seat.recorder.batch(number)
    room = next(iter(batch.master.operations())).room
    other = next(name for name in seat.recorder.plant.rooms if name != room)
    screen = open_step(seat.desk, number).screen
    took: list[float] = []
    for _ in range(ROUNDS):
        took.append(await stand.scan(f"R-{room}"))
        await stand.press("f12", screen)
        took.append(await stand.scan(f"R-{other}"))
        await stand.press("enter", screen)
    return took


@asynccontextmanager
async def _at_the_step(seat: Seat, number: str) -> AsyncGenerator[Stand]:
    """Start the app, as on a terminal that nobody sees, at the first step of the batch."""
    await seat.following.refresh()
    app = UnseenApp(seat.desk, seat.checkup, Background())
    running = asyncio.create_task(app.run_unseen())
    while not isinstance(app.flow, SignInFlow):  # noqa: ASYNC110 - the app tells nobody
        await asyncio.sleep(0.01)
    await seat.sign_in(_OPERATOR)
    app.go(open_step(seat.desk, number))
    state = seat.recorder.batch(number).state
    while not (isinstance(app.flow, StepFlow) and any(step.started for step in state.steps.values())):
        await asyncio.sleep(0.01)
        state = seat.recorder.batch(number).state
    try:
        yield Stand(seat, app)
    finally:
        app.exit()
        await running
