"""The demo plant's time begins in the morning and never goes back, however the demo ended."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from console.clock import set_anchor
from console.demo.pace import MORNING, PLANT_ZONE, begin, still_alive
from core.planttime import Anchor

MINUTE = timedelta(minutes=1)


def test_a_new_plant_begins_at_eight(tmp_path: Path) -> None:
    local = begin(tmp_path / "clock.json").utc().astimezone(PLANT_ZONE)
    assert local.time() >= MORNING
    assert local - local.replace(hour=8, minute=0, second=0, microsecond=0) < MINUTE


def test_a_killed_plant_goes_on_a_moment_after_it_was_last_alive(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    now = datetime.now(UTC)
    started, alive = now - timedelta(hours=3), now - timedelta(hours=1)
    plant = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
    set_anchor(file, Anchor(started, plant, 2.0))
    os.utime(file, (alive.timestamp(), alive.timestamp()))
    last = plant + (alive - started) * 2
    assert last < begin(file).utc() < last + MINUTE


def test_a_plant_that_goes_on_at_once_does_not_jump_ahead(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    before = begin(file)
    before.run_at(600)
    still_alive(file)
    shown = before.utc()
    assert shown <= begin(file).utc() <= before.utc() + timedelta(minutes=30)
