"""The bytes of one Modbus exchange as they pass."""

import asyncio

from core.ports import Clock
from hardware.transport import WireTap


class ExchangeTrace:
    """Keeps the request and what came back for it, and when a byte last came.

    pymodbus calls `trace_packet(sending, data)` for each packet; on receipt `data` is all that is in its buffer.
    """

    def __init__(self, clock: Clock) -> None:
        self.tap = WireTap(clock)
        self.last_byte_s = float("-inf")
        self.sent = b""
        self.received = b""

    def packet(self, sending: bool, data: bytes) -> bytes:
        """Note a packet and give it on unchanged."""
        self.tap.note(sending, data)
        if sending:
            self.sent, self.received = data, b""
        else:
            self.received = data
            self.last_byte_s = asyncio.get_running_loop().time()
        return data

    def raw(self) -> bytes:
        """Give request and answer, one behind the other."""
        return self.sent + self.received
