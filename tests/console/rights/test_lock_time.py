"""The lock of an idle terminal: the policy says when, a station file may only say sooner."""

from pathlib import Path

import msgspec
import pytest

from console.composition import lock_s
from console.settings import LONGEST_LOCK, load_settings
from core.policy import Policy
from tests.console.terminal.station import write_station


@pytest.mark.urs("11.10(d)")
@pytest.mark.parametrize(
    ("station", "policy", "seconds"), [(LONGEST_LOCK, 5, 300), (LONGEST_LOCK, 15, 900), (2, 5, 120), (30, 1, 60)]
)
def test_the_shorter_of_policy_and_station_file_counts(tmp_path: Path, station: int, policy: int, seconds: int) -> None:
    settings = msgspec.structs.replace(load_settings(write_station(tmp_path)), lock_minutes=station)
    assert lock_s(settings, Policy(idle_min=policy)) == seconds


def test_a_station_file_that_says_nothing_leaves_it_to_the_policy(tmp_path: Path) -> None:
    assert lock_s(load_settings(write_station(tmp_path)), Policy(idle_min=15)) == 900
