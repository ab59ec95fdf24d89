"""The bus as the core uses it: records arrive, receipts and commands leave, requests are answered."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import cast

import msgspec
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError

from core.finding import Finding
from core.record.canonical import Undecodable, canonical
from core.record.prompts import Heartbeat, ResendCommand, read_heartbeat
from server.bus.client import CALL_S, BusSettings, close, connected
from server.bus.errors import BusError, BusLost
from server.bus.streams import CONSUMER, REC, WIT

log = structlog.get_logger(__name__)

RequestHandler = Callable[[str, str, bytes], Awaitable[bytes]]
"""Gets kiosk id (from the subject), verb and the sealed request; gives the sealed answer."""

HeartbeatHandler = Callable[[Heartbeat], Awaitable[None]]

_AT_ONCE = 64
_NO_MESSAGES = frozenset({"404", "408"})


class Arrival(msgspec.Struct, frozen=True):
    """One record as it came off the bus; nothing of it is verified.

    Attributes:
        kiosk: From the subject, so the bus has checked that this kiosk's user published it.
        body: The envelope.
        headers: `Nats-Msg-Id`, `Rec-Seq`, `Rec-Epoch`, `Rec-Schema`, `Rec-Kind`: hints, to be compared with the body.
        place: Sequence in the stream.
        delivered: How often it has been delivered, 1 the first time.
        reply: Where its acknowledgement goes.
    """

    kiosk: str
    body: bytes
    headers: Mapping[str, str]
    place: int
    delivered: int
    reply: str


class Bus:
    """The core's connection.

    It reconnects for ever by itself; meanwhile nothing arrives, and what is to leave raises `BusLost`.
    """

    def __init__(self, settings: BusSettings) -> None:
        self._settings = settings
        self._client: Client | None = None
        self._inbox: Subscription | None = None
        self._inbox_subject = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._fault: Finding | None = None

    @classmethod
    async def connect(cls, settings: BusSettings) -> "Bus":
        """Connect as the core.

        Raises:
            BusRefused: The server does not know the key.
            BusError: It cannot be reached, or the key file cannot be read.
        """
        bus = cls(settings)
        bus._client = await connected(settings, bus._note)
        bus._inbox_subject = bus._client.new_inbox()
        bus._inbox = await bus._client.subscribe(bus._inbox_subject)
        return bus

    async def close(self) -> None:
        """Let requests under way end, send what is to be sent, and close."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CALL_S)
        await close(self._connection)

    @property
    def fault(self) -> Finding | None:
        """Tell what is wrong with the connection; None while it is well."""
        return self._fault

    # -------------------------------------------------------------- records

    async def arrivals(self, most: int = 200, wait_s: float = 1.0) -> list[Arrival]:
        """Take the next records, as many as are there, as soon as there is one.

        Args:
            most: At most so many.
            wait_s: How long to wait for the first, in seconds.

        Returns:
            The records in the order of the stream; empty when none came, or while the connection is lost.

        Raises:
            BusLost: The connection was closed for good.
            BusError: There is no such consumer.
        """
        if self._connection.is_closed:
            raise BusLost("bus.lost")
        try:
            found = await self._pull(most, None)
            if not found:
                found = await self._pull(1, wait_s)
                if found and most > 1:
                    found += await self._pull(most - 1, None)
        except (NatsError, OSError):
            await asyncio.sleep(wait_s)
            return []
        return [_arrival(message) for message in found]

    async def acknowledge(self, arrivals: Sequence[Arrival]) -> None:
        """Say that these are committed and need not come again.

        One that gets lost does no harm: the record comes again and is known.

        Raises:
            BusLost: There is no connection now.
        """
        for arrival in arrivals:
            await self._publish(arrival.reply, b"+ACK")

    async def postpone(self, arrivals: Sequence[Arrival], delay_s: float) -> None:
        """Ask for these again after a while, because they could not be committed now; raises `BusLost`."""
        told = b"-NAK " + json.dumps({"delay": int(delay_s * 1e9)}).encode()
        for arrival in arrivals:
            await self._publish(arrival.reply, told)

    async def _pull(self, most: int, wait_s: float | None) -> list[Msg]:
        """Ask the consumer for messages: what is there now, or one that comes within a time."""
        wish = {"batch": most, "no_wait": True} if wait_s is None else {"batch": most, "expires": int(wait_s * 1e9)}
        subject = f"{self._settings.api}.CONSUMER.MSG.NEXT.{REC}.{CONSUMER}"
        await self._connection.publish(subject, json.dumps(wish).encode(), reply=self._inbox_subject)
        deadline = asyncio.get_running_loop().time() + (wait_s or 0) + CALL_S
        found: list[Msg] = []
        while len(found) < most and (message := await self._next_message(deadline)) is not None:
            found.append(message)
        return found

    async def _next_message(self, deadline: float) -> Msg | None:
        """Give the next message; None when the server says that there is no more, or is silent till the deadline."""
        if self._inbox is None:
            raise BusLost("bus.lost")
        remaining_s = deadline - asyncio.get_running_loop().time()
        try:
            message = await self._inbox.next_msg(timeout=max(0.001, remaining_s))
        except TimeoutError:
            return None
        status = (message.headers or {}).get("Status")
        if status is None:
            return message
        if status == "503":
            raise BusError("bus.stream_missing", stream=f"{REC}.{CONSUMER}")
        if status not in _NO_MESSAGES:
            log.warning("bus_pull_refused", status=status, headers=message.headers)
            await asyncio.sleep(0.1)
        return None

    # -------------------------------------------------------------- what leaves

    async def send_receipt(self, kiosk: str, sealed: bytes) -> None:
        """Publish a receipt, kept in the stream until newer ones replace it.

        Raises:
            BusLost: It is not known to have been kept.
        """
        await self._store(f"rcpt.v1.{self._settings.site}.{kiosk}", sealed)

    async def keep_witnessed(self, document: bytes) -> None:
        """Keep what the witnesses of the log saw, outside the database; raises `BusLost` when it may not be kept."""
        await self._store(f"wit.v1.{self._settings.site}", document)

    async def witnessed(self) -> bytes | None:
        """Give the document that `keep_witnessed` kept last, or None.

        Raises:
            BusError: The stream is missing or the server refuses.
            BusLost: There is no answer.
        """
        subject = f"{self._settings.api}.DIRECT.GET.{WIT}.wit.v1.{self._settings.site}"
        try:
            found = await self._connection.request(subject, b"", timeout=CALL_S)
        except NoRespondersError as error:
            raise BusError("bus.stream_missing", stream=WIT) from error
        except (NatsError, TimeoutError, OSError) as error:
            raise BusLost("bus.lost") from error
        status = (found.headers or {}).get("Status")
        if status == "404":
            return None
        if status is not None:
            raise BusError("bus.call_refused", call=subject, reason=status)
        return found.data

    async def _store(self, subject: str, data: bytes) -> None:
        """Publish into a stream and wait for its acknowledgement."""
        try:
            told = await self._connection.request(subject, data, timeout=CALL_S)
        except (NatsError, TimeoutError, OSError) as error:
            raise BusLost("bus.lost") from error
        answer = cast("dict[str, object]", json.loads(told.data))
        if "error" in answer:
            raise BusError("bus.call_refused", call=subject, reason=str(answer["error"])[:160])

    async def ask_again(self, kiosk: str, epoch: int, from_seq: int) -> None:
        """Ask a kiosk to send its records again, from a sequence on; raises `BusLost`."""
        command = canonical(ResendCommand(epoch, from_seq))
        await self._publish(f"cmd.{self._settings.site}.{kiosk}.resend", command)

    async def announce(self, kind: str, data: bytes) -> None:
        """Tell every kiosk that something of the plant has changed; raises `BusLost`.

        Args:
            kind: What has changed, one ASCII word such as `plant`.
            data: What the listeners agreed on; it is not signed, so it can only be a hint to ask.
        """
        await self._publish(f"cfg.v1.{self._settings.site}.changed", data, {"Cfg-Kind": kind})

    # -------------------------------------------------------------- what is asked

    async def serve(self, handler: RequestHandler) -> None:
        """Answer the requests of all kiosks from now on; several cores share them. Raises `BusLost`."""

        async def on_request(message: Msg) -> None:
            tokens = message.subject.split(".")
            if message.reply and len(tokens) == 5:
                await self._room.acquire()
                self._begin(self._answer(handler, message, tokens[3], tokens[4]))

        await self._listen(f"req.v1.{self._settings.site}.*.*", on_request, "core")

    async def heartbeats(self, handler: HeartbeatHandler) -> None:
        """Hear every kiosk's heartbeat from now on; raises `BusLost`."""

        async def on_heartbeat(message: Msg) -> None:
            try:
                heartbeat = read_heartbeat(message.data)
                if heartbeat.kiosk == message.subject.rsplit(".", 1)[-1]:
                    await handler(heartbeat)
                else:
                    log.warning("heartbeat_of_another", subject=message.subject, kiosk=heartbeat.kiosk)
            except Undecodable as error:
                log.warning("heartbeat_unreadable", subject=message.subject, error=str(error))
            except Exception:
                # Border of the consumer loop: one kiosk's heartbeat must not silence the others.
                log.exception("heartbeat_failed", subject=message.subject)

        await self._listen(f"hb.{self._settings.site}.*", on_heartbeat)

    async def _listen(self, subject: str, callback: Callable[[Msg], Awaitable[None]], queue: str = "") -> None:
        """Subscribe, and return when the server has it."""
        try:
            await self._connection.subscribe(subject, queue=queue, cb=callback)
            await self._connection.flush()
        except (NatsError, TimeoutError, OSError) as error:
            raise BusLost("bus.lost") from error

    async def _answer(self, handler: RequestHandler, message: Msg, kiosk: str, verb: str) -> None:
        try:
            sealed = await handler(kiosk, verb, message.data)
            await self._connection.publish(message.reply, sealed)
        except (NatsError, OSError) as error:
            log.warning("answer_not_sent", kiosk=kiosk, verb=verb, error=str(error))
        except Exception:
            # Border of the consumer loop: the kiosk gets no answer and says so; the next request is served.
            log.exception("request_failed", kiosk=kiosk, verb=verb)
        finally:
            self._room.release()

    def _begin(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _publish(self, subject: str, data: bytes, headers: dict[str, str] | None = None) -> None:
        try:
            await self._connection.publish(subject, data, headers=headers)
        except (NatsError, OSError) as error:
            raise BusLost("bus.lost") from error

    @property
    def _connection(self) -> Client:
        if self._client is None:
            raise BusLost("bus.lost")
        return self._client

    def _note(self, fault: Finding | None) -> None:
        self._fault = fault


def _arrival(message: Msg) -> Arrival:
    tokens = message.reply.split(".")
    # $JS.ACK.<stream>.<consumer>.<delivered>.<stream sequence>...; with a domain two tokens more stand before these.
    first = 4 if len(tokens) == 9 else 6
    return Arrival(
        kiosk=message.subject.rsplit(".", 1)[-1],
        body=message.data,
        headers=dict(message.headers or {}),
        place=int(tokens[first + 1]),
        delivered=int(tokens[first]),
        reply=message.reply,
    )
