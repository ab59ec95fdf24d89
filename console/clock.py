"""Where time comes from in the terminal."""

import time
from datetime import UTC, datetime
from pathlib import Path

from core.planttime import Anchor, anchor_bytes, anchor_from, at_rate, plant_time


class SystemClock:
    """The machine's clock; implements `core.ports.Clock`."""

    def utc(self) -> datetime:
        """Tell the wall time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Tell seconds on a clock that never jumps, for deadlines."""
        return time.monotonic()


class PlantClock(SystemClock):
    """Plant time of the demo, read from a file that all its processes share; implements `core.ports.Clock`.

    Deadlines stay in real seconds: only what is recorded runs at the plant's pace.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: tuple[int, int] | None = None
        self._anchor: Anchor | None = None

    def utc(self) -> datetime:
        """Tell the plant's time.

        Raises:
            AnchorUnreadable: The file holds something else.
        """
        # The anchor before the wall: an anchor set in between must not lie after the instant it is applied to.
        anchor = self._current()
        return plant_time(anchor, datetime.now(UTC))

    def _current(self) -> Anchor:
        status = self._file.stat()
        seen = (status.st_ino, status.st_mtime_ns)
        if self._anchor is None or seen != self._seen:
            self._anchor, self._seen = anchor_from(self._file.read_bytes()), seen
        return self._anchor

    def run_at(self, rate: float) -> None:
        """Let plant time run at another rate from now on, for every process that reads the file.

        Args:
            rate: Seconds of plant time in one second, more than 0.
        """
        set_anchor(self._file, at_rate(self._current(), datetime.now(UTC), rate))


def set_anchor(file: Path, anchor: Anchor) -> None:
    """Put an anchor in its file in one step, so that no reader sees half of it."""
    draft = file.with_name(f"{file.name}.draft")
    draft.write_bytes(anchor_bytes(anchor))
    draft.replace(file)
