"""The wire tap: the last bytes to and from a device, as they were, for the record and for support."""

import hashlib
from collections import deque
from collections.abc import Callable
from datetime import datetime

import msgspec

from core.ports import Clock


class Traffic(msgspec.Struct, frozen=True):
    """Bytes that passed at once.

    Attributes:
        sent: True for bytes to the device.
        data: The bytes.
        at: When.
    """

    sent: bool
    data: bytes
    at: datetime


class WireTap:
    """Keeps the last pieces of traffic and a running SHA-256 over all of it.

    Attributes:
        noted: Called with every piece as it passes; does nothing until somebody watches.
    """

    def __init__(self, clock: Clock, keep: int = 256) -> None:
        self._clock = clock
        self._ring: deque[Traffic] = deque(maxlen=keep)
        self._digest = hashlib.sha256()
        self.noted: Callable[[Traffic], None] = lambda _traffic: None

    def note(self, sent: bool, data: bytes) -> Traffic:
        """Keep what just passed."""
        traffic = Traffic(sent, data, self._clock.utc())
        self._ring.append(traffic)
        self._digest.update(b">" if sent else b"<")
        self._digest.update(len(data).to_bytes(4, "big"))
        self._digest.update(data)
        self.noted(traffic)
        return traffic

    def last(self) -> tuple[Traffic, ...]:
        """Give what is kept, oldest first."""
        return tuple(self._ring)

    def sha256(self) -> str:
        """Give the hex digest over all traffic: for each piece `>` or `<`, its length in 4 bytes, its bytes."""
        return self._digest.hexdigest()
