"""How long a fault campaign runs: short with each change, long under `make soak`."""

import pytest
from hypothesis import settings

SOAK = 20_000
"""How many texts of each generator a campaign tries at least."""


def rounds(config: pytest.Config, each_change: int, soak: int) -> int:
    """Choose a number of rounds by the hypothesis profile that the run was started with."""
    return soak if config.getoption("--hypothesis-profile", None) == "soak" else each_change


def examples(each_change: int = 100) -> int:
    """Choose how many examples a generator makes by the hypothesis profile that the run was started with."""
    return max(SOAK, each_change) if settings.get_current_profile_name() == "soak" else each_change
