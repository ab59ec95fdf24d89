"""A simulated serial device server in raw TCP mode: bytes from its serial port go to the one connection, and back.

Like a real one it takes one connection at a time, knows nothing of frames, and cuts and joins bytes as it likes.
"""

import asyncio

from hardware.transport import Channel, open_channel, parse_address

_JOIN_S = 0.05


class SimulatedDeviceServer:
    """A device server before a serial device.

    Attributes:
        cut: True sends every byte by itself.
        join: True gathers what comes and sends it at once, several frames in one piece.
        frozen: True passes nothing on, while the connection stays: half open.
    """

    FAULTS = frozenset({"cut", "join", "freeze", "drop", "unplug"})

    def __init__(self, serial_url: str) -> None:
        self.cut = False
        self.join = False
        self.frozen = False
        self._address = parse_address(serial_url)
        self._serial: Channel | None = None
        self._server: asyncio.Server | None = None
        self._port = 0
        self._writer: asyncio.StreamWriter | None = None
        self._gathered = bytearray()
        self._sending: asyncio.Queue[bytes] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Give the address a driver opens."""
        return f"tcp://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Switch it on; on already is fine. The port stays the same."""
        if self._server is not None:
            return
        self._serial = await open_channel(self._address, "device server", self._sending.put_nowait, self._serial_lost)
        self._task = asyncio.get_running_loop().create_task(self._pass_on())
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Switch it off; whoever is connected sees it."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
            self.drop()
        if self._task is not None:
            self._task.cancel()
        serial, self._serial = self._serial, None
        if serial is not None:
            serial.close()

    def drop(self) -> None:
        """Cut the connection."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.transport.abort()

    async def fault(self, kind: str) -> None:
        """Let something go wrong; `none` repairs everything."""
        if kind == "none":
            self.cut = self.join = self.frozen = False
            await self.start()
        elif kind == "unplug":
            await self.stop()
        elif kind == "drop":
            self.drop()
        elif kind == "freeze":
            self.frozen = True
        else:
            setattr(self, kind, True)

    def _serial_lost(self) -> None:
        self._serial = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._writer is not None and not self._writer.is_closing():
            writer.transport.abort()
            return
        self._writer, frozen = writer, self.frozen
        try:
            while data := await reader.read(4096):
                # Frozen is the connection, not the server: the next connection works.
                frozen = frozen or self.frozen
                if self._serial is not None and not frozen:
                    await self._serial.write(data)
        except OSError:
            return
        finally:
            if self._writer is writer:
                self._writer, self.frozen = None, False
            writer.close()

    async def _pass_on(self) -> None:
        while True:
            data = await self._sending.get()
            if self.join:
                await asyncio.sleep(_JOIN_S)
                while not self._sending.empty():
                    data += self._sending.get_nowait()
            for piece in [data[place : place + 1] for place in range(len(data))] if self.cut else [data]:
                if self._writer is not None and not self.frozen:
                    self._writer.write(piece)
                    await asyncio.sleep(0.001 if self.cut else 0)
