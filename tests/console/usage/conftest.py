"""Fixtures of recall at a terminal: the terminal of a real core with the demo plant."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.core import CoreUnderTest
from tests.fakes.seat import Seat
from tests.server.conftest import core, founded_template, kiosk

__all__ = ["core", "founded_template", "kiosk", "seat"]


@pytest.fixture
async def seat(core: CoreUnderTest, tmp_path: Path) -> AsyncIterator[Seat]:
    """The warehouse terminal, nobody signed in."""
    opened = await Seat.open(core, tmp_path)
    yield opened
    await opened.close()
