"""A terminal for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.outbox import Outbox
from tests.fakes.clock import ManualClock
from tests.fakes.terminal import KIOSK, Core, Terminal


@pytest.fixture
def core(clock: ManualClock) -> Core:
    return Core(clock)


@pytest.fixture
async def terminal(tmp_path: Path, core: Core, clock: ManualClock) -> AsyncIterator[Terminal]:
    """A terminal that has heard of its plant."""
    outbox = await Outbox.open(tmp_path / "data" / "outbox.db", KIOSK)
    made = Terminal(outbox, core, clock)
    await made.following.refresh()
    core.asked.clear()
    yield made
    await outbox.close()
