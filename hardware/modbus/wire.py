"""The bytes of one Modbus exchange as they pass, and pymodbus' own complaints, which go to our log."""

import asyncio
import logging

import structlog

from core.ports import Clock
from hardware.transport import WireTap

log = structlog.get_logger(__name__)


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


class _ToStructlog(logging.Handler):
    """Hands pymodbus' log lines to ours, so that none reaches a terminal."""

    def emit(self, record: logging.LogRecord) -> None:
        """Pass one line on."""
        log.log(record.levelno, "pymodbus", text=record.getMessage().partition("\n")[0])


def route_log() -> None:
    """Route pymodbus' log once, warnings and worse."""
    logger = logging.getLogger("pymodbus.logging")
    if not any(isinstance(handler, _ToStructlog) for handler in logger.handlers):
        logger.addHandler(_ToStructlog(logging.WARNING))
        logger.propagate = False
