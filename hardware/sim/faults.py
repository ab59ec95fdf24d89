"""Faults on a wire that need no knowledge of what is said on it."""

from collections.abc import Iterator

WIRE_FAULTS = frozenset({"silent", "garbage", "delay", "split", "duplicate"})
_GARBAGE = b"\x80\xff#\x00?!\r\n"


class WireFaults:
    """What is wrong with a wire now.

    `silent` swallows every answer, `garbage` replaces it, `delay` holds it back, `split` sends it in slices,
    `duplicate` sends it twice.
    """

    def __init__(self) -> None:
        self._kinds: set[str] = set()
        self.delay_s = 1.5
        self.slice_bytes = 4
        self.slice_pause_s = 0.02

    @property
    def clean(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self._kinds

    def set(self, kind: str) -> None:
        """Add a fault of `WIRE_FAULTS`."""
        self._kinds.add(kind)

    def clear(self) -> None:
        """Repair the wire."""
        self._kinds.clear()

    def pieces(self, data: bytes) -> Iterator[tuple[float, bytes]]:
        """Give what really goes out: a pause in seconds before each piece, and the piece."""
        if "silent" in self._kinds:
            return
        data = _GARBAGE if "garbage" in self._kinds else data
        pause = self.delay_s if "delay" in self._kinds else 0.0
        if "split" in self._kinds:
            for start in range(0, len(data), self.slice_bytes):
                yield pause + self.slice_pause_s, data[start : start + self.slice_bytes]
                pause = 0.0
        else:
            yield pause, data
        if "duplicate" in self._kinds:
            yield 0.0, data
