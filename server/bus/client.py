"""One connection to the bus, and what the errors of the client library mean."""

import asyncio
import json
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import structlog
from nats.aio.client import Client
from nats.errors import AuthorizationError
from nats.errors import Error as NatsError

from core.finding import Finding, finding
from server.bus.errors import BusError, BusLost, BusRefused

log = structlog.get_logger(__name__)

CALL_S = 5.0


class BusSettings(msgspec.Struct, frozen=True):
    """How to reach the bus.

    Attributes:
        site: Site id, one subject token.
        urls: `nats://host:port` or `tls://host:port`, one or more.
        seed_file: File with the user's nkey seed.
        user: What the user's inbox is called after: `core`, or `setup` for the one who makes streams.
        domain: JetStream domain of the hub, "" without one.
        ca: Certificates of the authority that signed the server's, None without TLS.
        certificate: Own certificate for mutual TLS, or None.
        key: Its private key, or None.
        monitor_url: `http://host:port` of the server's monitor, or None; the doctor reads it.
    """

    site: str
    urls: tuple[str, ...]
    seed_file: Path
    user: str = "core"
    domain: str = ""
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    monitor_url: str | None = None

    @property
    def api(self) -> str:
        """Give the prefix of JetStream calls."""
        return f"$JS.{self.domain}.API" if self.domain else "$JS.API"


async def connected(settings: BusSettings, on_fault: Callable[[Finding | None], None]) -> Client:
    """Connect; what goes wrong later is told to `on_fault`, and None once it is well again.

    Raises:
        BusRefused: The server does not know the key.
        BusError: It cannot be reached, or the key file cannot be read.
    """
    if not settings.seed_file.is_file():
        raise BusError("bus.key_missing", file=str(settings.seed_file))

    async def on_error(error: Exception) -> None:
        log.warning("bus_error", error=str(error))
        if "permissions violation" in str(error).lower():
            on_fault(finding("bus.call_refused", call="NATS", reason=str(error)[:160]))

    async def on_lost() -> None:
        if client.is_closed:  # by ourselves
            return
        log.warning("bus_lost")
        on_fault(finding("bus.lost"))

    async def on_back() -> None:
        log.info("bus_back")
        on_fault(None)

    client = Client()
    try:
        await client.connect(
            list(settings.urls),
            name=f"countersign {settings.user}",
            nkeys_seed=str(settings.seed_file),
            inbox_prefix=f"_INBOX_{settings.user}",
            tls=_tls(settings),
            allow_reconnect=False,
            max_reconnect_attempts=1,
            reconnect_time_wait=0.2,  # pyright: ignore[reportArgumentType]  (declared as int, used as seconds)
            connect_timeout=5,
            ping_interval=5,
            max_outstanding_pings=2,
            pending_size=-1,
            error_cb=on_error,
            disconnected_cb=on_lost,
            reconnected_cb=on_back,
        )
    except (OSError, NatsError, TimeoutError) as error:
        _abandon(client)
        if isinstance(error, AuthorizationError) or "authorization" in str(error).lower():
            raise BusRefused("bus.key_refused", file=str(settings.seed_file)) from error
        raise BusError("bus.unreachable", urls=", ".join(settings.urls)) from error
    # The first connection fails at once and clearly; once it stood, the client tries for ever.
    client.options.update(allow_reconnect=True, max_reconnect_attempts=-1, reconnect_time_wait=0.5)
    return client


async def call(client: Client, subject: str, body: Mapping[str, object] | None = None) -> dict[str, object]:
    """Make one JetStream call and give its answer.

    Raises:
        BusError: The server says no.
        BusLost: It does not answer.
    """
    payload = b"" if body is None else json.dumps(body).encode()
    try:
        told = await client.request(subject, payload, timeout=CALL_S)
    except (NatsError, TimeoutError, OSError) as error:
        raise BusLost("bus.lost") from error
    answer: dict[str, object] = json.loads(told.data)
    if "error" in answer:
        raise BusError("bus.call_refused", call=subject, reason=str(answer["error"])[:160])
    return answer


async def close(client: Client) -> None:
    """Send what is still to be sent and close."""
    try:
        async with asyncio.timeout(CALL_S):
            if client.is_connected:
                await client.flush()
            await client.close()
    except (NatsError, TimeoutError, OSError) as error:
        log.warning("bus_closed_hard", error=str(error))


def _tls(settings: BusSettings) -> ssl.SSLContext | None:
    if settings.ca is None:
        return None
    context = ssl.create_default_context(cafile=settings.ca)
    if settings.certificate is not None:
        context.load_cert_chain(settings.certificate, settings.key)
    return context


def _abandon(client: Client) -> None:
    """Close the socket of a connection that failed half way: the library leaves it open, and its `close` waits."""
    transport = client._transport  # noqa: SLF001  (there is no other way to it)
    if transport is not None:
        transport.close()
