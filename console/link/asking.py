"""One question to the core: sealed by the kiosk, answered by bytes that the core signed for this very request."""

from collections.abc import Callable
from contextlib import suppress

import structlog
from nats.aio.client import Client
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError

from core.ports import Unreachable
from core.record.canonical import Undecodable
from core.record.envelope import Unauthentic
from core.record.keys import KeyRegistry, PrivateKey
from core.record.messages import Answer, Request, open_answer, seal_request

log = structlog.get_logger(__name__)


async def asked(
    client: Client, site: str, request: Request, device_key: PrivateKey, keys: Callable[[], KeyRegistry]
) -> Answer:
    """Send a request and wait, as long as the caller lets it, for the answer, which may be a refusal.

    Raises:
        Unreachable: Nobody serves this verb, or the connection ended.
    """
    inbox = client.new_inbox()
    subject = f"req.v1.{site}.{request.kiosk}.{request.verb}"
    try:
        subscription = await client.subscribe(inbox)
        try:
            await client.publish(subject, seal_request(request, device_key), reply=inbox)
            return await _true_answer(subscription, request, keys)
        finally:
            with suppress(NatsError):
                await subscription.unsubscribe()
    except (NatsError, OSError) as error:
        raise Unreachable("link.offline") from error


async def _true_answer(subscription: Subscription, request: Request, keys: Callable[[], KeyRegistry]) -> Answer:
    """Wait for the core's answer; anything else that comes here is no answer, and the true one may follow it."""
    while True:
        message = await subscription.next_msg(timeout=None)
        if (message.headers or {}).get("Status") == "503":
            raise Unreachable("link.offline")
        try:
            answer = open_answer(message.data, keys(), request.id)
        except (Unauthentic, Undecodable) as error:
            log.warning("answer_ignored", verb=request.verb, error=str(error))
            continue
        if answer.kiosk == request.kiosk:
            return answer
