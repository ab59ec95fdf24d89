"""The demo plant's clock: begun in the morning of the founding day, run at fixed rates, resumed without going back."""

from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path

from console.clock import PlantClock, set_anchor
from core.planttime import Anchor, anchor_from, plant_time

PLANT_ZONE = timezone(timedelta(hours=8))
MORNING = time(8, 0)
TICK_S = 0.5
"""How often the clock file is touched while the plant lives, in seconds."""
_LEEWAY = timedelta(seconds=2)

INTERACTIVE = 1.0
FASTEST = 3600.0
HEADLESS = 30.0
HURRIED = 300.0
"""Rate while a played person waits for the next code: 30 s of the plant pass in 0.1 s."""
RATES = (1.0, 10.0, 60.0, 600.0)
"""Rates to choose from on the plant panel."""


def begin(file: Path) -> PlantClock:
    """Start or resume the plant's time, at the pace of the wall.

    A new plant begins at 08:00 of today, so that one day holds its batches: the balances were checked on that day. A
    plant that was stopped, or killed, goes on a moment after it was last alive, never before.
    """
    now = datetime.now(UTC)
    if file.exists():
        before = anchor_from(file.read_bytes())
        alive = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        plant = plant_time(before, min(now, max(alive, before.wall) + _LEEWAY))
    else:
        plant = datetime.combine(now.astimezone(PLANT_ZONE).date(), MORNING, PLANT_ZONE).astimezone(UTC)
    set_anchor(file, Anchor(now, plant))
    return PlantClock(file)


def still_alive(file: Path) -> None:
    """Mark the file, so that a plant that was killed knows when it last lived."""
    file.touch()
