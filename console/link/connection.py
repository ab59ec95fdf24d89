"""One connection of a kiosk to the bus, and what the errors of the client library mean."""

import asyncio
import re
import ssl
from collections.abc import Callable
from contextlib import suppress

import structlog
from nats.aio.client import Client
from nats.errors import AuthorizationError
from nats.errors import Error as NatsError

from console.link.errors import BusRefuses, BusSilent
from console.link.settings import LinkSettings
from core.finding import Finding, finding
from core.record.nkey import raw_seed

log = structlog.get_logger(__name__)

_VIOLATION = re.compile(r'permissions violation for (?:publish|subscription) to "?([^"]*)"?', re.IGNORECASE)


async def connected(
    settings: LinkSettings, on_violation: Callable[[Finding], None], on_closed: Callable[[], None]
) -> Client:
    """Connect once.

    The client's own reconnection is not used: after every interruption the link must first ask what the bus holds, and
    the library gives up for good on most errors that a server reports.

    Args:
        settings: Where to, and by which key.
        on_violation: Told when the server does not permit a subject; a caller would only see silence.
        on_closed: Told when the connection has ended.

    Raises:
        BusRefuses: The key is not known there or cannot be read.
        BusSilent: The bus cannot be reached.
    """
    try:
        raw_seed(settings.seed_file.read_text("ascii"))
    except (OSError, ValueError) as error:
        raise BusRefuses("link.key_missing", file=str(settings.seed_file)) from error

    async def error_callback(error: Exception) -> None:
        log.info("link_error", error=str(error))
        violation = _VIOLATION.search(str(error))
        if violation:
            on_violation(finding("link.not_permitted", subject=violation.group(1)[:80]))

    async def closed_callback() -> None:
        on_closed()

    client = Client()
    try:
        await client.connect(
            list(settings.urls),
            name=f"countersign kiosk {settings.kiosk}",
            nkeys_seed=str(settings.seed_file),
            inbox_prefix=f"_INBOX_{settings.kiosk}",
            tls=_tls(settings),
            allow_reconnect=False,
            max_reconnect_attempts=1,
            reconnect_time_wait=0.05,  # pyright: ignore[reportArgumentType]  (declared as int, used as seconds)
            connect_timeout=5,
            ping_interval=5,
            max_outstanding_pings=2,
            pending_size=-1,
            error_cb=error_callback,
            closed_cb=closed_callback,
        )
    except (OSError, NatsError, TimeoutError) as error:
        _abandon(client)
        if isinstance(error, AuthorizationError) or "authorization" in str(error).lower():
            raise BusRefuses("link.key_refused") from error
        raise BusSilent("link.offline") from error
    return client


def _tls(settings: LinkSettings) -> ssl.SSLContext | None:
    if settings.ca is None:
        return None
    context = ssl.create_default_context(cafile=settings.ca)
    if settings.certificate is not None:
        context.load_cert_chain(settings.certificate, settings.key)
    return context


async def close(client: Client) -> None:
    """Close a connection, whatever state it is in."""
    with suppress(NatsError, OSError, TimeoutError):
        async with asyncio.timeout(2.0):
            await client.close()


def _abandon(client: Client) -> None:
    """Close the socket of a connection that failed half way: the library leaves it open, and its `close` waits."""
    transport = client._transport  # noqa: SLF001  (there is no other way to it)
    if transport is not None:
        transport.close()
