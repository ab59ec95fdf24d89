"""How long a fault campaign runs: short with each change, long under `make soak`."""

import pytest


def rounds(config: pytest.Config, each_change: int, soak: int) -> int:
    """Choose a number of rounds by the hypothesis profile that the run was started with."""
    return soak if config.getoption("--hypothesis-profile", None) == "soak" else each_change
