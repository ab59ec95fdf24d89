"""A kiosk of a real core with a roster, so that it can sign while the core cannot be reached."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.core import CoreUnderTest
from tests.fakes.rosters import put_on_roster
from tests.fakes.seat import Seat
from tests.server.conftest import core, founded_template  # noqa: F401  # pyright: ignore[reportUnusedImport] - fixtures


@pytest.fixture
async def seat(core: CoreUnderTest, tmp_path: Path) -> AsyncIterator[Seat]:  # noqa: F811 - the fixture of this name
    """The production kiosk, at which two operators and the supervisor are rostered."""
    put_on_roster(core, "R-1", ("KIOSK-01",), ("P-0001", "P-0002", "P-0004"))
    made = await Seat.open(core, tmp_path / "floor", "KIOSK-01")
    yield made
    await made.close()
