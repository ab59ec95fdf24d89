"""One open way to a device: bytes in, bytes out, and the moment when the way is lost.

Serial lines and ptys hang on the event loop by their file descriptor (no thread, no polling); an unplugged one shows at
once. A pty refuses parity and 7 bits (termios error 22), which is told like any other line that cannot be opened.

A device server that loses power or network says nothing, and a connection on which only the other side speaks, such as
a scanner's, would look open for ever. So the system asks the other side and gives the connection up after 11 s.
"""

import asyncio
import os
import socket
import termios
from collections.abc import Callable
from typing import Protocol

import serial

from hardware.errors import DeviceUnreachable
from hardware.transport.address import Address, SerialAddress, TcpAddress

_READ_AT_MOST = 4096
_ALIVE = (
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 5),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 2),
    (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 11_000),
)
"""After 5 s of silence ask every 2 s, three times; bytes not acknowledged for 11 s end the connection (tcp(7))."""
Received = Callable[[bytes], None]
Lost = Callable[[], None]


class Channel(Protocol):
    """An open way to one device; whatever comes is handed to the receiver it was opened with."""

    async def write(self, data: bytes) -> None:
        """Send bytes; raises `OSError` when the way is lost."""
        ...

    def close(self) -> None:
        """Let go; may be called again and again."""
        ...


async def open_channel(address: Address, name: str, received: Received, lost: Lost) -> Channel:
    """Open the way to a device.

    Args:
        address: Where.
        name: The device's name, for the sentence when it fails.
        received: Called with every piece of bytes, in order.
        lost: Called once when the other side goes away; never after `close`.

    Raises:
        DeviceUnreachable: No such port, port taken, settings refused, nobody listens.
    """
    try:
        if isinstance(address, SerialAddress):
            return SerialChannel(address, received, lost)
        return await TcpChannel.connect(address, received, lost)
    except (OSError, termios.error, ValueError) as error:  # serial.SerialException is an OSError
        raise DeviceUnreachable("device.unreachable", device=name) from error


class SerialChannel:
    """A serial line or pty, opened for us alone."""

    def __init__(self, address: SerialAddress, received: Received, lost: Lost) -> None:
        self._port = serial.Serial(
            address.path,
            baudrate=address.baud,
            bytesize=address.bits,
            parity=address.parity,
            stopbits=address.stop,
            rtscts=address.flow == "rtscts",
            xonxoff=address.flow == "xonxoff",
            timeout=0,
            exclusive=True,
        )
        self._received = received
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._fd: int | None = self._port.fileno()
        self._loop.add_reader(self._fd, self._readable, self._fd)

    def _readable(self, fd: int) -> None:
        try:
            data = os.read(fd, _READ_AT_MOST)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._received(data)
        elif self._fd is not None:
            self.close()
            self._lost()

    async def write(self, data: bytes) -> None:
        """Send bytes; raises `OSError` when the way is lost."""
        rest = memoryview(data)
        while rest:
            if self._fd is None:
                raise ConnectionResetError
            try:
                rest = rest[os.write(self._fd, rest) :]
            except BlockingIOError:
                await self._writable(self._fd)

    async def _writable(self, fd: int) -> None:
        free = self._loop.create_future()
        self._loop.add_writer(fd, lambda: free.done() or free.set_result(None))
        try:
            await free
        finally:
            self._loop.remove_writer(fd)

    def close(self) -> None:
        """Let go of the port."""
        if self._fd is not None:
            self._loop.remove_reader(self._fd)
            self._fd = None
            self._port.close()


class TcpChannel(asyncio.Protocol):
    """A TCP connection."""

    def __init__(self, received: Received, lost: Lost) -> None:
        self._received = received
        self._lost = lost
        self._transport: asyncio.WriteTransport | None = None
        self._free = asyncio.Event()
        self._free.set()

    @classmethod
    async def connect(cls, address: TcpAddress, received: Received, lost: Lost) -> "TcpChannel":
        """Connect; raises `OSError` when nobody listens."""
        loop = asyncio.get_running_loop()
        transport, channel = await loop.create_connection(lambda: cls(received, lost), address.host, address.port)
        for level, option, value in _ALIVE:
            transport.get_extra_info("socket").setsockopt(level, option, value)
        return channel

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport (called by asyncio)."""
        if isinstance(transport, asyncio.WriteTransport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Hand bytes on (called by asyncio)."""
        self._received(data)

    def pause_writing(self) -> None:
        """Hold writers back while the buffer is full (called by asyncio)."""
        self._free.clear()

    def resume_writing(self) -> None:
        """Let writers go on (called by asyncio)."""
        self._free.set()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  (asyncio's signature)
        """Tell that the way is lost, unless we let go ourselves (called by asyncio)."""
        self._free.set()
        if self._transport is not None:
            self._transport = None
            self._lost()

    async def write(self, data: bytes) -> None:
        """Send bytes; raises `OSError` when the way is lost."""
        if self._transport is None:
            raise ConnectionResetError
        self._transport.write(data)
        await self._free.wait()

    def close(self) -> None:
        """Let go of the connection."""
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()
