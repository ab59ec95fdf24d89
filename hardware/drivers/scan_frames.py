"""Scans out of a stream of bytes: whole ones in order, cut ones never.

A scan is `[STX] data CR [LF]` or `STX data ETX`; group separators (0x1D) inside belong to the data. Bytes that follow
each other by more than the gap belong to different scans: what had no end by then is dropped, or it would glue to the
next.
"""

GAP_S = 0.1
LONGEST = 512
_START = 0x02
_ENDS = b"\r\x03"
_SKIPPED = b"\n"


class ScanAssembler:
    """Gathers bytes into scans."""

    def __init__(self) -> None:
        self._pending = bytearray()
        self._last_s = 0.0
        self._overlong = False

    def feed(self, data: bytes, now_s: float) -> tuple[list[bytes], bytes]:
        """Take the bytes that just came.

        Args:
            data: Bytes as read.
            now_s: Monotonic time of the reading.

        Returns:
            The scans that are whole now, and the bytes that were dropped.
        """
        dropped = self.expire(now_s)
        self._last_s = now_s
        scans: list[bytes] = []
        for byte in data:
            if byte == _START:
                dropped += self._flush()
            elif byte in _ENDS:
                overlong, scan = self._overlong, self._flush()
                if overlong:
                    dropped += scan
                elif scan:
                    scans.append(scan)
            elif byte not in _SKIPPED:
                self._keep(byte)
        return scans, dropped

    def expire(self, now_s: float) -> bytes:
        """Drop a scan that was cut: nothing came for longer than the gap."""
        return self._flush() if now_s - self._last_s > GAP_S else b""

    def _keep(self, byte: int) -> None:
        if len(self._pending) < LONGEST:
            self._pending.append(byte)
        else:
            self._overlong = True

    def _flush(self) -> bytes:
        taken = bytes(self._pending)
        self._pending.clear()
        self._overlong = False
        return taken
