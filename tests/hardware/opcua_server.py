"""A real OPC UA server (asyncua) for tests, in a process of its own, with the nodes of a press.

    python opcua_server.py URL [FOLDER]

takes one JSON request a line: `{"do": "start", "secure": S}`, `{"do": "stop"}`, `{"do": "put", "node": N,
"value": V, "status": S, "age_s": A}`, and answers each with a line. It ends with its standard input.

With a folder it is signed and encrypted alone, by `server.pem` and `server.key` of that folder, for the application of
`client.pem` and the users of `user.pem` and `NAME`.
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
NAME, PASSWORD = "kiosk", "correct horse"
AS_MADE = {SPEED: 42.5, FORCE: 15.0, RUNNING: True, SERIAL: "PR-37-02"}


class OpcuaPress:
    """The hand of a test on the server; switched off and on again it keeps its port."""

    def __init__(self, folder: Path | None = None) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        self.url = f"opc.tcp://127.0.0.1:{port}/press"
        command = [sys.executable, str(Path(__file__)), self.url, *([str(folder)] if folder else [])]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    async def start(self, *, secure: bool = True) -> None:
        """Switch it on, as its folder says, or without any security."""
        await asyncio.to_thread(self._ask, {"do": "start", "secure": secure})

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

    def __init__(self, url: str, folder: Path | None) -> None:
        self._url = url
        self._folder = folder
        self._made: dict[bool, Any] = {}
        self._on: Any = None
        self._said: dict[str, Any] = {}

    async def do(self, request: dict[str, Any]) -> None:
        match request["do"]:
            case "start" if self._on is None:
                await self._switch_on(secure=request["secure"])
            case "stop" if self._on is not None:
                listening, self._on = self._on.bserver, None
                with suppress(OSError):
                    await listening.stop()
            case "put":
                self._put(request)
            case _:
                return

    async def _switch_on(self, *, secure: bool) -> None:
        """Listen; what listens is made once, since that takes a second of a processor."""
        made = self._made.get(secure)
        if made is None:
            made = self._made[secure] = await self._make(secure=secure)
        else:
            await made.bserver.start()
        self._on = made

    async def _make(self, *, secure: bool) -> Any:
        import asyncua
        from asyncua import ua

        server: Any = asyncua.Server()  # pyright: ignore[reportPrivateImportUsage] - its public name
        await server.init()
        if self._folder and secure:
            await _secure(server, self._folder)
        server.set_endpoint(self._url)
        await server.register_namespace("urn:press")
        for node in AS_MADE:
            identity = ua.NodeId.from_string(node)
            await server.nodes.objects.add_variable(identity, node.rpartition(".")[2], 0.0)
            space: Any = server.iserver.aspace
            space.set_attribute_value_callback(identity, 13, lambda read, _attribute: self._said[read.to_string()])
        await server.start()
        return server

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


async def _secure(server: Any, folder: Path) -> None:
    from asyncua import ua
    from asyncua.common.utils import ServiceError
    from asyncua.crypto import uacrypto
    from asyncua.crypto.permission_rules import User, UserRole
    from asyncua.ua.status_codes import StatusCodes

    client, user = [
        uacrypto.der_from_x509(await uacrypto.load_certificate(folder / name)) for name in ("client.pem", "user.pem")
    ]

    async def validate(certificate: Any, _application: object) -> None:
        if uacrypto.der_from_x509(certificate) != client:
            raise ServiceError(StatusCodes.BadCertificateUntrusted)

    class Users:
        """One user, by password or certificate."""

        def get_user(self, _server: object, username: str, password: str, certificate: bytes) -> User | None:
            known = (username, password) == (NAME, PASSWORD) or certificate == user
            return User(UserRole.User, NAME) if known else None

    await server.load_certificate(folder / "server.pem")
    await server.load_private_key(folder / "server.key", format="pem")
    server.set_security_policy([ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt])
    server.set_identity_tokens([ua.UserNameIdentityToken, ua.X509IdentityToken])
    server.set_certificate_validator(validate)
    server.iserver.set_user_manager(Users())


async def _serve(url: str, folder: Path | None) -> None:
    served, reader = _Served(url, folder), asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        await served.do(json.loads(line))
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], Path(sys.argv[2]) if sys.argv[2:] else None))
