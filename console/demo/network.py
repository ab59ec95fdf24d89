"""A network cable that can be pulled: a TCP relay between the console and the bus, for the demo and the tests."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress


class CuttableProxy:
    """Relay a loopback port to a target until it is cut, and again once it is mended.

    While cut, connections end at once and new ones are refused service, as with a pulled cable whose ends are noticed.
    """

    def __init__(self, host: str, port: int) -> None:
        """Name the target; `start` opens the port."""
        self._target = (host, port)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._cut = False

    @property
    def port(self) -> int:
        """Give the loopback port that leads to the target."""
        if self._server is None:
            raise RuntimeError("the proxy has not been started")
        return self._server.sockets[0].getsockname()[1]

    @property
    def is_cut(self) -> bool:
        """Tell whether the cable is pulled."""
        return self._cut

    async def start(self) -> None:
        """Listen on a free port of the loopback."""
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", 0)

    async def close(self) -> None:
        """End everything."""
        if self._server is not None:
            self._server.close()
            self._end_all()
            await self._server.wait_closed()

    def cut(self) -> None:
        """Pull the cable."""
        self._cut = True
        self._end_all()

    def mend(self) -> None:
        """Put the cable back."""
        self._cut = False

    def _end_all(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            if self._cut:
                return
            far_reader, far_writer = await asyncio.open_connection(*self._target)
            self._writers.add(far_writer)
            try:
                await _first_to_end(_copy(reader, far_writer), _copy(far_reader, writer))
            finally:
                self._writers.discard(far_writer)
                far_writer.transport.abort()
        except OSError:
            # The target is not there: to the near end this looks like a dead line, as it should.
            return
        finally:
            self._writers.discard(writer)
            writer.transport.abort()


async def _first_to_end(*ways: Coroutine[None, None, None]) -> None:
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
