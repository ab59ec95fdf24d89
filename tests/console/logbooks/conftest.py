"""A terminal without a room at a real core, where the example forms can be approved."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.core import CoreUnderTest
from tests.fakes.seat import Seat
from tests.server.conftest import core, founded_template

__all__ = ["core", "founded_template"]


@pytest.fixture
async def seat(core: CoreUnderTest, tmp_path: Path) -> AsyncIterator[Seat]:
    """The terminal that goes along, with nobody at it yet."""
    opened = await Seat.open(core, tmp_path, "KIOSK-01")
    yield opened
    await opened.close()
