"""A terminal with a batch issued, its containers reserved, and devices at hand."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.outbox import Outbox
from tests.console.flows.walk import Walk
from tests.fakes.clock import ManualClock
from tests.fakes.terminal import KIOSK, Core, Terminal


@pytest.fixture
async def walk(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Walk]:
    outbox = await Outbox.open(tmp_path / "data" / "outbox.db", KIOSK)
    core = Core(clock)
    terminal = Terminal(outbox, core, clock)
    await terminal.following.refresh()
    made = Walk(terminal)
    await made.begin()
    yield made
    await made.end()
    await outbox.close()
