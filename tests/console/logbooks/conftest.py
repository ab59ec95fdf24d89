"""The logbooks are kept at the production kiosk."""

import pytest


@pytest.fixture
def seated_at() -> str:
    return "KIOSK-01"
