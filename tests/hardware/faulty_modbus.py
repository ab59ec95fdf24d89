"""A raw Modbus device that is slow or lies: a queue of requests, answered one after the other, late ones too.

It speaks RTU frames on a pty or a socket, or TCP frames with the transaction id 0 as some gateways do, or with the
right one. Register n holds n, unless `answer` says otherwise. Nothing of pymodbus is used: a library on both sides of
the wire hides its own faults.
"""

import asyncio
import contextlib
import os
import pty
import struct
import tty
from collections.abc import Callable

_WORK_S = 0.001
Answer = Callable[[bytes], bytes]
Wire = Callable[[bytes], bytes]


def crc16(frame: bytes) -> bytes:
    """CRC-16/MODBUS, low byte first (Modbus over serial line 1.02, 6.2.2)."""
    crc = 0xFFFF
    for byte in frame:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc.to_bytes(2, "little")


def registers_of(request: bytes) -> bytes:
    """Answer `unit function address count` with the registers asked for."""
    unit, function, address, count = struct.unpack(">BBHH", request[:6])
    values = b"".join((address + place).to_bytes(2, "big") for place in range(count))
    return bytes([unit, function, len(values)]) + values


def as_it_is(frame: bytes) -> bytes:
    """Send a frame unharmed."""
    return frame


class FaultyModbus:
    """The device.

    Attributes:
        delays: Seconds by address for the next request to it, once.
        answer: Makes unit, function and data of an answer from those of a request.
        wire: What the way does to a whole frame: a check sum damaged, noise in front, one frame twice.
        echo: True on two-wire lines that hear what was sent.
        asked: Every request as it came, oldest first.
    """

    def __init__(self, rtu: bool = True, answer: Answer = registers_of, keep_id: bool = False) -> None:
        self.delays: dict[int, float] = {}
        self.answer = answer
        self.wire: Wire = as_it_is
        self.echo = False
        self.asked: list[bytes] = []
        self._rtu = rtu
        self._keep_id = keep_id
        self._queue: asyncio.Queue[tuple[bytes, Callable[[bytes], object]]] = asyncio.Queue()
        self._task = asyncio.get_running_loop().create_task(self._work())
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._ends: tuple[int, int] | None = None

    async def listen(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self._server.sockets[0].getsockname()[1]

    def on_pty(self) -> str:
        device, host = pty.openpty()
        tty.setraw(host)
        os.set_blocking(device, False)
        self._ends = (device, host)
        buffer = bytearray()

        def readable() -> None:
            buffer.extend(os.read(device, 4096))
            self._take(buffer, lambda data: os.write(device, data))

        asyncio.get_running_loop().add_reader(device, readable)
        return os.ttyname(host)

    async def close(self) -> None:
        self._task.cancel()
        for writer in self._writers:
            writer.transport.abort()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        if self._ends is not None:
            asyncio.get_running_loop().remove_reader(self._ends[0])
            for end in self._ends:
                os.close(end)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        buffer = bytearray()
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(4096):
                buffer += data
                self._take(buffer, writer.write)
        writer.close()

    def _take(self, buffer: bytearray, write: Callable[[bytes], object]) -> None:
        length = 8 if self._rtu else 12
        while len(buffer) >= length:
            frame = bytes(buffer[:length])
            del buffer[:length]
            self.asked.append(frame)
            if self.echo:
                write(frame)
            self._queue.put_nowait((frame, write))

    async def _work(self) -> None:
        while True:
            frame, write = await self._queue.get()
            request = frame if self._rtu else frame[6:]
            await asyncio.sleep(self.delays.pop(int.from_bytes(request[2:4], "big"), _WORK_S))
            body = self.answer(request)
            if not body:
                continue
            if self._rtu:
                write(self.wire(body + crc16(body)))
            else:
                number = frame[:2] if self._keep_id else b"\x00\x00"
                write(self.wire(number + struct.pack(">HH", 0, len(body)) + body))
