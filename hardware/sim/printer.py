"""A simulated label printer on a loopback port: answers status and identity, keeps every job."""

import asyncio
import re

from hardware.sim.label import Label, read_label

_REQUEST = re.compile(rb'~HS|~HI|! U1 getvar "device\.unique_id"|\^XA.*?\^XZ', re.DOTALL)


class SimulatedPrinter:
    """A printer.

    Attributes:
        jobs: Jobs printed, as sent, oldest first.
    """

    HINDRANCES = frozenset(
        {"paper_out", "ribbon_out", "head_up", "paused", "buffer_full", "too_hot", "too_cold", "memory_lost"}
    )
    FAULTS = HINDRANCES | {"silent", "unplug", "other"}

    def __init__(self, serial: str, model: str = "ZT411-300dpi") -> None:
        self.jobs: list[bytes] = []
        self._serial = serial
        self._model = model
        self._faults: set[str] = set()
        self._server: asyncio.Server | None = None
        self._port = 0
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        """Give the address a driver opens."""
        return f"tcp://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Switch it on; on already is fine."""
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
            self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Switch it off."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
            for writer in list(self._writers):
                writer.transport.abort()

    async def fault(self, kind: str) -> None:
        """Let something go wrong; `none` repairs everything. With `head_up` it answers, with `silent` it does not."""
        if kind == "none":
            self._faults.clear()
            await self.start()
        elif kind == "unplug":
            await self.stop()
        else:
            self._faults.add(kind)

    def printed(self) -> tuple[Label, ...]:
        """Give the labels printed so far, oldest first."""
        return tuple(read_label(job) for job in self.jobs)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        buffer = b""
        try:
            while data := await reader.read(65536):
                buffer += data
                while (found := _REQUEST.search(buffer)) is not None:
                    buffer = buffer[found.end() :]
                    answer = self._answer(found.group())
                    if "silent" not in self._faults:
                        writer.write(answer)
                        await writer.drain()
        except ConnectionError:
            return
        finally:
            self._writers.discard(writer)
            writer.close()

    def _answer(self, request: bytes) -> bytes:
        if request == b"~HS":
            return self._status()
        if request == b"~HI":
            return f"\x02{self._model},V93.21.26Z,12,65536KB\x03\r\n".encode()
        if request.startswith(b"!"):
            return f'"{"OTHER-00001" if "other" in self._faults else self._serial}"'.encode()
        if not self._faults & self.HINDRANCES:
            self.jobs.append(request)
        return b""

    def _status(self) -> bytes:
        flag = {kind: int(kind in self._faults) for kind in self.FAULTS}
        lines = (
            f"030,{flag['paper_out']},{flag['paused']},1245,000,{flag['buffer_full']},0,0,000,{flag['memory_lost']},"
            f"{flag['too_cold']},{flag['too_hot']}",
            f"000,0,{flag['head_up']},{flag['ribbon_out']},0,2,4,0,00000000,1,000",
            "1234,0",
        )
        return "".join(f"\x02{line}\x03\r\n" for line in lines).encode()
