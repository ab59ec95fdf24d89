"""A session with an OPC UA server: connect, read values of nodes with status and times, be told of a loss.

asyncua is imported when a session is first opened, since it comes along only with the extra `opcua`. Errors of asyncua
are translated here and nowhere else. How a session is secured stands in `hardware.opcua.security`; one without security
is anonymous, and its network must be the plant's own.

Source: OPC 10000-4 (services), 10000-6 (binary encoding, 5.2.2.17 for a value with its status and times).
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec

from core.ports import Clock, DeviceError
from hardware.errors import DeviceSilent, DeviceUnreachable, ExtraMissing, NotTrusted
from hardware.foreign_log import route_log
from hardware.opcua.security import Security
from hardware.transport import WireTap

if TYPE_CHECKING:
    from asyncua.client.client import Client

_ADDRESS = re.compile(r"opc\.tcp://[^\s/:?#@]+:\d{1,5}(/\S*)?")
_PAUSE_S = 0.1
_GOOD, _UNCERTAIN = 0, 1
_SEVERITY_SHIFT = 30
"""The two highest bits of a status code: 0 good, 1 uncertain, else bad (OPC 10000-4, 7.39)."""


class NodeAnswer(msgspec.Struct, frozen=True):
    """What a server says about one node.

    Attributes:
        value: Python value of the variant; None with a bad status.
        status: Status code.
        source_at: When the value was taken at its source, aware, or None.
        server_at: When the server had it, aware, or None.
        raw: The value with status and times in OPC UA Binary.
        at: When the answer came.
    """

    value: object
    status: int
    source_at: datetime | None
    server_at: datetime | None
    raw: bytes
    at: datetime

    @property
    def good(self) -> bool:
        """Tell whether the server vouches for the value."""
        return self.status >> _SEVERITY_SHIFT == _GOOD

    @property
    def uncertain(self) -> bool:
        """Tell whether the server doubts the value."""
        return self.status >> _SEVERITY_SHIFT == _UNCERTAIN


def is_opcua_address(url: str) -> bool:
    """Tell whether a URL has the form `opc.tcp://HOST:PORT/PATH`."""
    return _ADDRESS.fullmatch(url) is not None


class OpcuaSession:
    """One session; one request at a time.

    Args:
        name: The device's name, for sentences.
        url: `opc.tcp://HOST:PORT/PATH`.
        clock: Time of answers; deadlines are on the event loop's own clock.
        lost: Called when the server goes away.
        security: How it is secured; None for an anonymous session without.
    """

    def __init__(
        self, name: str, url: str, clock: Clock, lost: Callable[[], None], security: Security | None = None
    ) -> None:
        self.tap = WireTap(clock)
        self._name = name
        self._url = url
        self._clock = clock
        self._lost = lost
        self._security = security
        self._client: Client | None = None
        self._turn = asyncio.Lock()
        self._generation = 0

    @property
    def connected(self) -> bool:
        """Tell whether a session is open."""
        return self._client is not None

    @property
    def generation(self) -> int:
        """Count the sessions so far: another number means another session, so identify again."""
        return self._generation

    async def connect(self, timeout_s: float) -> None:
        """Open a session, trying again until the time is over; open already is fine.

        Raises:
            ExtraMissing: asyncua is not installed.
            DeviceUnreachable: No session in time.
            NotTrusted: The session cannot be secured as it must be.
        """
        deadline = asyncio.get_running_loop().time() + timeout_s
        async with self._turn:
            while self._client is None:
                left = max(deadline - asyncio.get_running_loop().time(), 0.01)
                try:
                    self._client = await self._opened(left)
                except DeviceUnreachable:
                    if asyncio.get_running_loop().time() + _PAUSE_S >= deadline:
                        raise
                    await asyncio.sleep(_PAUSE_S)
                else:
                    self._generation += 1

    async def close(self) -> None:
        """End the session; may be called again and again."""
        client, self._client = self._client, None
        if client is not None:
            await _ended(client)

    async def read(self, nodes: Sequence[str], timeout_s: float) -> tuple[NodeAnswer, ...]:
        """Read nodes in one request, in order.

        Raises:
            DeviceUnreachable: No session, or it was lost.
            DeviceSilent: No answer in time, or none that could be read; the session is given up.
            NotTrusted: The server refuses the user this.
        """
        ua = _asyncua(self._name).ua
        async with self._turn:
            client = self._client
            if client is None:
                raise self._unreachable()
            try:
                ids = [ua.NodeId.from_string(node) for node in nodes]
                async with asyncio.timeout(max(timeout_s, 0.01)):
                    values = await client.uaclient.read_attributes(ids, ua.AttributeIds.Value)
            except OSError as error:
                await self._give_up(client)
                raise self._unreachable() from error
            except (TimeoutError, asyncio.CancelledError, ua.UaError, ValueError) as error:
                # An answer that comes later has the number of its own request, yet a server that hangs must be left.
                await self._give_up(client)
                if isinstance(error, asyncio.CancelledError):
                    raise
                raise self._refused(error) or DeviceSilent("device.silent", device=self._name) from error
        if len(values) != len(nodes):
            raise DeviceSilent("device.silent", device=self._name)
        return tuple(self._answer(value) for value in values)

    def _answer(self, value: Any) -> NodeAnswer:
        from asyncua.ua.ua_binary import to_binary

        raw = to_binary(type(value), value)
        at = self.tap.note(sent=False, data=raw).at
        return NodeAnswer(
            value.Value.Value if value.Value is not None else None,
            value.StatusCode.value if value.StatusCode is not None else 0,
            _aware(value.SourceTimestamp),
            _aware(value.ServerTimestamp),
            raw,
            at,
        )

    async def _opened(self, timeout_s: float) -> "Client":
        library = _asyncua(self._name)
        client: Client = library.Client(self._url, timeout=timeout_s)

        async def gone(_error: Exception) -> None:
            if self._client is client:
                self._client = None
                client.disconnect_socket()
                self._lost()

        client.connection_lost_callback = gone
        try:
            async with asyncio.timeout(timeout_s):
                if self._security is not None:
                    await self._security.prepare(client, library)
                await client.connect()
        except (OSError, TimeoutError, library.ua.UaError) as error:
            # asyncua leaves the socket open when it is cancelled, by this timeout or by the caller.
            client.disconnect_socket()
            raise self._refused(error) or self._unreachable() from error
        except (asyncio.CancelledError, NotTrusted):
            client.disconnect_socket()
            raise
        return client

    async def _give_up(self, client: "Client") -> None:
        if self._client is client:
            self._client = None
        client.disconnect_socket()

    def _refused(self, error: Exception) -> DeviceError | None:
        return self._security.refused(error, _asyncua(self._name)) if self._security is not None else None

    def _unreachable(self) -> DeviceError:
        return DeviceUnreachable("device.unreachable", device=self._name)


def _asyncua(device: str) -> ModuleType:
    """Load asyncua, or say how to get it."""
    try:
        import asyncua
    except ImportError as error:
        raise ExtraMissing("device.extra_missing", device=device, extra="opcua") from error
    route_log("asyncua")
    return asyncua


async def _ended(client: "Client") -> None:
    """End a session whatever it answers; asyncua logs what went wrong."""
    with suppress(OSError, TimeoutError, RuntimeError):
        await client.disconnect()
    # The socket is closed in the next turn of the event loop.
    await asyncio.sleep(0)


def _aware(when: datetime | None) -> datetime | None:
    return when if when is None or when.tzinfo is not None else when.replace(tzinfo=UTC)
