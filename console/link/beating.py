"""Signs of life: what a kiosk holds and what the core has of it, again and again."""

import asyncio
from datetime import datetime

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError

from console.link.settings import LinkSettings
from console.outbox import Outbox, OutboxError
from core.ports import Clock
from core.record.canonical import canonical
from core.record.prompts import Heartbeat
from core.times import utc_from, utc_text

log = structlog.get_logger(__name__)


async def beat(client: Client, settings: LinkSettings, outbox: Outbox, clock: Clock) -> None:
    """Publish heartbeats until cancelled; one that cannot be sent is not missed."""
    subject = f"hb.{settings.site}.{settings.kiosk}"
    while True:
        try:
            await client.publish(subject, canonical(await _heartbeat(outbox, clock.utc())))
        except (NatsError, OSError, OutboxError) as error:
            log.warning("heartbeat_not_sent", error=str(error))
        await asyncio.sleep(settings.heartbeat_s)


async def _heartbeat(outbox: Outbox, now: datetime) -> Heartbeat:
    head, through, tally = await outbox.head(), await outbox.through(), await outbox.tally()
    return Heartbeat(
        head.kiosk,
        head.epoch,
        head.seq,
        head.sha256,
        through,
        _age_s(tally.oldest, now),
        outbox.disk_free_bytes(),
        utc_text(now),
    )


def _age_s(made: str, now: datetime) -> int:
    return max(0, int((now - utc_from(made)).total_seconds())) if made else 0
