"""Terminal and core tell the same plant time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import console.clock
import server.clock
from core.planttime import Anchor, AnchorUnreadable

PLANT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "clock.json"
    console.clock.set_anchor(path, Anchor(datetime.now(UTC), PLANT, 1))
    return path


def test_both_sides_read_the_same_time(file: Path) -> None:
    sides = [console.clock.PlantClock(file), server.clock.PlantClock(file)]
    first, second, third = sides[0].utc(), sides[1].utc(), sides[0].utc()
    assert PLANT <= first <= second <= third < PLANT + timedelta(hours=1)


def test_the_core_follows_when_the_terminal_changes_the_rate(file: Path) -> None:
    terminal, core = console.clock.PlantClock(file), server.clock.PlantClock(file)
    before = core.utc()
    terminal.run_at(1_000_000)
    after = core.utc()
    while core.utc() < after + timedelta(hours=1):
        pass
    assert before <= after
    terminal.run_at(1)
    settled = core.utc()
    assert terminal.utc() >= settled >= after + timedelta(hours=1)


def test_the_system_clock_is_aware_and_in_utc() -> None:
    for clock in (console.clock.SystemClock(), server.clock.SystemClock()):
        assert clock.utc().utcoffset() == timedelta(0)
        assert clock.monotonic() <= clock.monotonic()


def test_a_broken_file_is_refused(file: Path) -> None:
    clock = server.clock.PlantClock(file)
    file.write_text("{}")
    with pytest.raises(AnchorUnreadable):
        clock.utc()
