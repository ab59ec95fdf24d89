"""Plant time of the demo: a clock that runs faster or slower than the wall and is the same for every process.

Pure: the file that carries the anchor is read and written by those who import this.
"""

from datetime import datetime

import msgspec

from core.errors import CountersignError
from core.times import utc_from, utc_text

REAL_TIME = 1.0
"""Rate at which plant time and wall time pass alike."""


class AnchorUnreadable(CountersignError):
    """The bytes do not describe an anchor."""

    code = "CS-CLK"


class Anchor(msgspec.Struct, frozen=True):
    """One instant that both clocks share, and how fast plant time runs from there.

    Attributes:
        wall: The instant on the wall, UTC.
        plant: The same instant in the plant, UTC.
        rate: Seconds of plant time in one second, more than 0.
    """

    wall: datetime
    plant: datetime
    rate: float = REAL_TIME


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An anchor as JSON."""

    wall_anchor: str
    plant_anchor: str
    rate: float


def plant_time(anchor: Anchor, wall: datetime) -> datetime:
    """Tell the plant's time at an instant on the wall."""
    return anchor.plant + (wall - anchor.wall) * anchor.rate


def at_rate(anchor: Anchor, wall: datetime, rate: float) -> Anchor:
    """Change the rate from an instant on, without a jump."""
    return Anchor(wall, plant_time(anchor, wall), rate)


def anchor_bytes(anchor: Anchor) -> bytes:
    """Write an anchor as JSON."""
    return msgspec.json.encode(_Written(utc_text(anchor.wall), utc_text(anchor.plant), anchor.rate))


def anchor_from(data: bytes) -> Anchor:
    """Read an anchor written by `anchor_bytes`.

    Raises:
        AnchorUnreadable: The bytes have another form, or the rate is not above 0.
    """
    try:
        written = msgspec.json.decode(data, type=_Written)
        anchor = Anchor(utc_from(written.wall_anchor), utc_from(written.plant_anchor), written.rate)
    except (msgspec.DecodeError, ValueError) as error:
        raise AnchorUnreadable("clock.anchor_unreadable", reason=str(error)) from error
    if not anchor.rate > 0:
        raise AnchorUnreadable("clock.anchor_unreadable", reason=f"rate {anchor.rate}")
    return anchor
