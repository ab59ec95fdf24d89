"""The bus behind the protocol: publish to JetStream one by one or as an atomic batch, and look up the last message.

Source: NATS ADR-50 (atomic batch publish), ADR-31 (direct get), ADR-22 (publish expectations).
"""

import json
from collections.abc import Sequence
from typing import NoReturn, cast
from uuid import uuid4

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from console.link.drain import LastMessage
from console.link.errors import BusDoubles, BusRefuses, BusSilent, BusUnexpected
from console.link.settings import LinkSettings
from console.outbox import Outgoing
from core.record.payload import MAJOR

WRONG_LAST_SEQUENCE, BATCH_INCOMPLETE, BATCH_HAS_DOUBLE, NO_ROOM = 10071, 10176, 10201, 10077


class JetStream:
    """One connection's view of the records stream, as `console.link.drain.Wire` wants it."""

    def __init__(self, client: Client, settings: LinkSettings) -> None:
        self._client = client
        self._timeout_s = settings.publish_s
        self._subject = f"rec.v1.{settings.site}.{settings.kiosk}"
        api = f"$JS.{settings.domain}.API" if settings.domain else "$JS.API"
        self._records = f"{api}.DIRECT.GET.REC.{self._subject}"
        self._receipts = f"{api}.DIRECT.GET.RCPT.rcpt.v1.{settings.site}.{settings.kiosk}"

    async def publish(self, batch: Sequence[Outgoing], after: int) -> int:
        """Publish records, all or none; see `Wire.publish`."""
        if len(batch) == 1:
            headers = {**_headers(batch[0]), "Nats-Expected-Last-Subject-Sequence": str(after)}
            return self._place(await self._request(self._subject, batch[0].envelope, headers), 1)
        return await self._publish_batch(batch, after)

    async def last(self) -> LastMessage | None:
        """Look up the last record of this kiosk in the stream."""
        found = await self._look_up(self._records)
        if found is None:
            return None
        headers = found.headers or {}
        try:
            place, epoch = int(headers["Nats-Sequence"]), int(headers.get("Rec-Epoch", "0"))
        except (KeyError, ValueError) as error:
            raise BusRefuses("link.bus_refuses", reason="DIRECT.GET") from error
        return LastMessage(headers.get("Nats-Msg-Id", ""), place, epoch, found.data)

    async def last_receipt(self) -> bytes | None:
        """Look up the last receipt for this kiosk."""
        found = await self._look_up(self._receipts)
        return None if found is None else found.data

    async def _publish_batch(self, batch: Sequence[Outgoing], after: int) -> int:
        batch_id = uuid4().hex
        last = len(batch)
        for number, outgoing in enumerate(batch, start=1):
            headers = {**_headers(outgoing), "Nats-Batch-Id": batch_id, "Nats-Batch-Sequence": str(number)}
            if number == 1:
                headers["Nats-Expected-Last-Subject-Sequence"] = str(after)
                begun = await self._request(self._subject, outgoing.envelope, headers)
                if begun.data:
                    # Only a refusal has a body before the batch is committed.
                    self._place(begun, 1)
                    raise BusRefuses("link.bus_refuses", reason="batch")
            elif number < last:
                await self._send(outgoing.envelope, headers)
            else:
                headers["Nats-Batch-Commit"] = "1"
                return self._place(await self._request(self._subject, outgoing.envelope, headers), last)
        raise BusUnexpected("link.bus_refuses", reason="batch")

    async def _request(self, subject: str, data: bytes, headers: dict[str, str] | None = None) -> Msg:
        try:
            return await self._client.request(subject, data, timeout=self._timeout_s, headers=headers)
        except (NatsError, TimeoutError, OSError) as error:
            raise BusSilent("link.offline") from error

    async def _send(self, data: bytes, headers: dict[str, str]) -> None:
        try:
            await self._client.publish(self._subject, data, headers=headers)
        except (NatsError, OSError) as error:
            raise BusSilent("link.offline") from error

    async def _look_up(self, subject: str) -> Msg | None:
        found = await self._request(subject, b"")
        status = (found.headers or {}).get("Status")
        if status == "404":
            return None
        if status is not None:
            raise BusRefuses("link.bus_refuses", reason=f"DIRECT.GET {status}")
        return found

    def _place(self, reply: Msg, count: int) -> int:
        """Read an acknowledgement; gives the place of the last message."""
        try:
            told = cast("dict[str, object]", json.loads(reply.data))
        except ValueError as error:
            raise BusUnexpected("link.bus_refuses", reason="acknowledgement") from error
        fault = told.get("error")
        if isinstance(fault, dict):
            _raise(cast("dict[str, object]", fault))
        place = told.get("seq")
        if told.get("duplicate"):
            raise BusDoubles("link.bus_refuses", reason="duplicate")
        if not isinstance(place, int) or (count > 1 and told.get("count") != count):
            raise BusUnexpected("link.bus_refuses", reason="acknowledgement")
        return place


def _headers(outgoing: Outgoing) -> dict[str, str]:
    """Make the headers anew for each message: the client library writes into what it is given."""
    return {
        "Nats-Msg-Id": outgoing.message_id,
        "Rec-Seq": str(outgoing.seq),
        "Rec-Epoch": str(outgoing.epoch),
        "Rec-Schema": str(MAJOR),
        "Rec-Kind": outgoing.kind,
    }


def _raise(fault: dict[str, object]) -> NoReturn:
    code = fault.get("err_code")
    reason = f"{code} {fault.get('description', '')}"[:120]
    if code in (WRONG_LAST_SEQUENCE, BATCH_INCOMPLETE):
        raise BusUnexpected("link.bus_refuses", reason=reason)
    if code == BATCH_HAS_DOUBLE:
        raise BusDoubles("link.bus_refuses", reason=reason)
    if code == NO_ROOM:
        raise BusRefuses("link.bus_full")
    raise BusRefuses("link.bus_refuses", reason=reason)
