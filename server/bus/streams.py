"""The streams REC, RCPT and WIT and the core's consumer, with the settings on which durability rests."""

from collections.abc import Mapping

from core.record.envelope import MAX_ENVELOPE
from server.bus.client import BusSettings, call, close, connected
from server.bus.errors import BusError

REC, RCPT, WIT, CONSUMER = "REC", "RCPT", "WIT", "core"
_SECOND = 1_000_000_000
_HEADERS = 1024


def rec_settings(site: str, max_bytes: int, replicas: int) -> dict[str, object]:
    """Give the settings of REC: whatever was acknowledged stays until its room is needed by an administrator's choice.

    The longest message is the longest envelope with its headers, so that nothing the outbox stores is ever refused.
    """
    return {
        "name": REC,
        "subjects": [f"rec.v1.{site}.*"],
        "retention": "limits",
        "storage": "file",
        "num_replicas": replicas,
        "discard": "new",
        "max_bytes": max_bytes,
        "max_age": 0,
        "max_msg_size": MAX_ENVELOPE + _HEADERS,
        "deny_delete": True,
        "deny_purge": True,
        "duplicate_window": 600 * _SECOND,
        "allow_atomic": True,
        "allow_direct": True,
        "persist_mode": "default",
    }


def rcpt_settings(site: str, max_bytes: int, replicas: int) -> dict[str, object]:
    """Give the settings of RCPT: receipts are cumulative, so the newest few of each kiosk are enough."""
    return {
        "name": RCPT,
        "subjects": [f"rcpt.v1.{site}.*"],
        "retention": "limits",
        "storage": "file",
        "num_replicas": replicas,
        "discard": "old",
        "max_bytes": max_bytes,
        "allow_direct": True,
        "max_msgs_per_subject": 16,
        "persist_mode": "default",
    }


def wit_settings(site: str, max_bytes: int, replicas: int) -> dict[str, object]:
    """Give the settings of WIT: what the witnesses saw last, as one document, outside the database."""
    return {
        "name": WIT,
        "subjects": [f"wit.v1.{site}"],
        "retention": "limits",
        "storage": "file",
        "num_replicas": replicas,
        "discard": "old",
        "max_bytes": max_bytes,
        "allow_direct": True,
        "deny_delete": True,
        "deny_purge": True,
        "max_msgs_per_subject": 16,
        "persist_mode": "default",
    }


def consumer_settings(ack_wait_s: float) -> dict[str, object]:
    """Give the settings of the one durable pull consumer: nothing is ever parked silently."""
    return {
        "name": CONSUMER,
        "durable_name": CONSUMER,
        "deliver_policy": "all",
        "ack_policy": "explicit",
        "ack_wait": int(ack_wait_s * _SECOND),
        "max_ack_pending": 2000,
        "max_deliver": -1,
        "replay_policy": "instant",
    }


async def ensure_streams(
    settings: BusSettings,
    *,
    rec_bytes: int = 4 * 1024**3,
    rcpt_bytes: int = 256 * 1024**2,
    wit_bytes: int = 64 * 1024**2,
    replicas: int = 1,
    ack_wait_s: float = 30.0,
) -> None:
    """Make the streams and the consumer where they are missing; what is there is left for the doctor to judge.

    Args:
        settings: Connection of the set-up user, whose `user` is `setup`.
        rec_bytes: Room of REC; when it is full, records wait in the kiosks.
        rcpt_bytes: Room of RCPT.
        wit_bytes: Room of WIT.
        replicas: 3 on a cluster, 1 on a single machine.
        ack_wait_s: After how long an arrival that was not acknowledged comes again.

    Raises:
        BusError: The server refuses or cannot be reached.
    """
    client = await connected(settings, lambda _fault: None)
    try:
        wanted: Mapping[str, Mapping[str, object]] = {
            REC: rec_settings(settings.site, rec_bytes, replicas),
            RCPT: rcpt_settings(settings.site, rcpt_bytes, replicas),
            WIT: wit_settings(settings.site, wit_bytes, replicas),
        }
        for stream, config in wanted.items():
            try:
                await call(client, f"{settings.api}.STREAM.INFO.{stream}")
            except BusError as error:
                if error.key != "bus.call_refused":
                    raise
                await call(client, f"{settings.api}.STREAM.CREATE.{stream}", config)
        await call(
            client,
            f"{settings.api}.CONSUMER.DURABLE.CREATE.{REC}.{CONSUMER}",
            {"stream_name": REC, "config": consumer_settings(ack_wait_s)},
        )
    finally:
        await close(client)
