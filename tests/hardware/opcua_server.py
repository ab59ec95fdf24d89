"""A real OPC UA server (asyncua) for tests, in a process of its own, with the nodes of a press.

    python opcua_server.py PORT

takes one JSON request a line: `{"do": "start"}`, `{"do": "stop"}`, `{"do": "put", "node": N, "value": V, "status": S,
"age_s": A}`, and answers each with a line. It ends with its standard input.
"""

import asyncio
import json
import socket
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SPEED, FORCE, RUNNING, SERIAL = (
    "ns=2;s=Press.Speed",
    "ns=2;s=Press.Force",
    "ns=2;s=Press.Running",
    "ns=2;s=Press.Serial",
)
AS_MADE = {SPEED: 42.5, FORCE: 15.0, RUNNING: True, SERIAL: "PR-37-02"}


class OpcuaPress:
    """The hand of a test on the server; switched off and on again it keeps its port."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        self.url = f"opc.tcp://127.0.0.1:{port}/press"
        command = [sys.executable, str(Path(__file__)), self.url]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    async def start(self) -> None:
        await asyncio.to_thread(self._ask, {"do": "start"})

    async def stop(self) -> None:
        await asyncio.to_thread(self._ask, {"do": "stop"})

    async def as_made(self) -> None:
        """Switch it on with good values, whatever a test left behind."""
        await self.start()
        for node, value in AS_MADE.items():
            await self.put(node, value)

    async def put(self, node: str, value: object, status: int = 0, age_s: float = 0.0) -> None:
        """Set what a node says: value, status code, and how long ago it was taken at its source."""
        request = {"do": "put", "node": node, "value": value, "status": status, "age_s": age_s}
        await asyncio.to_thread(self._ask, request)

    def end(self) -> None:
        self._process.communicate()

    def _ask(self, request: dict[str, object]) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"


class _Served:
    """The server's side: asyncua answers reads by what was put, past its own type checks, as a faulty one would."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._server: Any = None
        self._said: dict[str, Any] = {}

    async def do(self, request: dict[str, Any]) -> None:
        match request["do"]:
            case "start" if self._server is None:
                await self._start()
            case "stop" if self._server is not None:
                server, self._server = self._server, None
                with suppress(OSError):
                    await server.stop()
            case "put":
                self._put(request)
            case _:
                return

    async def _start(self) -> None:
        import asyncua
        from asyncua import ua

        server: Any = asyncua.Server()  # pyright: ignore[reportPrivateImportUsage] - its public name
        await server.init()
        server.set_endpoint(self._url)
        await server.register_namespace("urn:press")
        for node in AS_MADE:
            identity = ua.NodeId.from_string(node)
            await server.nodes.objects.add_variable(identity, node.rpartition(".")[2], 0.0)
            space: Any = server.iserver.aspace
            space.set_attribute_value_callback(identity, 13, lambda read, _attribute: self._said[read.to_string()])
        await server.start()
        self._server = server

    def _put(self, request: dict[str, Any]) -> None:
        from asyncua import ua

        now = datetime.now(UTC)
        value: Any = ua.DataValue
        self._said[request["node"]] = value(
            ua.Variant(request["value"]),
            ua.StatusCode(request["status"]),
            SourceTimestamp=now - timedelta(seconds=request["age_s"]),
            ServerTimestamp=now,
        )


async def _serve(url: str) -> None:
    served, reader = _Served(url), asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        await served.do(json.loads(line))
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
