"""Scans that come as keys: a keyboard wedge with a prefix, or a bracketed paste.

A wedge is told from typing by its prefix STX (0x02), which no keyboard key and no field needs; it ends with Enter or
ETX. So not one scanned digit can choose a row or land in a field, and typing waits for nothing. Group separators
(0x1D) come as the key `ctrl+right_square_bracket` and are kept.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

PREFIX = "ctrl+b"
_SUFFIXES = frozenset({"enter", "ctrl+c", "ctrl+m", "ctrl+j"})
SILENCE_S = 0.2
"""A wedge sends without pauses; after so long a silence an unfinished scan is cut and dropped."""
LONGEST = 400
"""More characters than any code that is taken; the rest of a longer burst is swallowed and refused as too long."""


class Taken(Enum):
    """What became of a key."""

    PASSED = auto()
    HELD = auto()
    COMPLETE = auto()


@dataclass(slots=True)
class Collector:
    """Collects the characters of one scan.

    Attributes:
        scan: The last complete scan.
        dropped: Characters of cut scans, counted for the log.
    """

    scan: bytes = b""
    dropped: int = 0
    _held: list[str] = field(default_factory=list[str])
    _open: bool = False
    _last_s: float = 0.0

    def take(self, key: str, character: str | None, at_s: float) -> Taken:
        """Take a key with its character and the monotonic time of its coming."""
        if self._open and at_s - self._last_s > SILENCE_S:
            self._cut()
        self._last_s = at_s
        if key == PREFIX:
            self._cut()
            self._open = True
            return Taken.HELD
        if not self._open:
            return Taken.PASSED
        if key in _SUFFIXES:
            return self._complete()
        if character is not None and len(self._held) < LONGEST:
            self._held.append(character)
        return Taken.HELD

    def _complete(self) -> Taken:
        # A replaced byte (U+FFFD) stays a byte that no code may hold, so that the damaged scan is refused as one.
        self.scan = "".join(self._held).encode("utf-8", "replace")
        self._held, self._open = [], False
        return Taken.COMPLETE if self.scan else Taken.HELD

    def _cut(self) -> None:
        self.dropped += len(self._held)
        self._held, self._open = [], False


def pasted(text: str) -> bytes:
    """Give a bracketed paste as a scan; a paste is never typed into a field."""
    return text.encode("utf-8", "replace")
