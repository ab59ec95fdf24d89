"""A terminal in the warehouse at a real core."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.core import CoreUnderTest
from tests.fakes.seat import Seat
from tests.server.conftest import core, founded_template

__all__ = ["core", "founded_template"]


@pytest.fixture
async def seat(core: CoreUnderTest, tmp_path: Path) -> AsyncIterator[Seat]:
    """The terminal, with nobody at it yet."""
    opened = await Seat.open(core, tmp_path)
    yield opened
    await opened.close()
