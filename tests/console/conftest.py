"""A terminal of a real core with the demo plant, for the flows that are played at one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.core import CoreUnderTest
from tests.fakes.seat import Seat


@pytest.fixture
def seated_at() -> str:
    """The kiosk whose terminal it is: the office's, which stands in no room."""
    return "QA-01"


@pytest.fixture
async def seat(core: CoreUnderTest, tmp_path: Path, seated_at: str) -> AsyncIterator[Seat]:
    """The terminal, with nobody at it yet."""
    opened = await Seat.open(core, tmp_path / "seat", seated_at)
    yield opened
    await opened.close()
