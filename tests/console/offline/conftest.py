"""The production kiosk with a roster, so that it can sign while the core cannot be reached."""

import pytest

from tests.fakes.core import CoreUnderTest
from tests.fakes.rosters import put_on_roster


@pytest.fixture
def seated_at(core: CoreUnderTest) -> str:
    """Two operators and the supervisor are rostered there."""
    put_on_roster(core, "R-1", ("KIOSK-01",), ("P-0001", "P-0002", "P-0004"))
    return "KIOSK-01"
