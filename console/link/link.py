"""The link: connect, empty the outbox, take receipts and commands, beat, ask; for ever, until cancelled."""

import asyncio
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from secrets import SystemRandom

import msgspec
import structlog
from nats.aio.client import Client

from console.link.asking import asked
from console.link.beating import beat
from console.link.connection import close, connected
from console.link.drain import Drain
from console.link.errors import BusRefuses, BusSilent, LinkError, RequestRefused
from console.link.incoming import ChangeListener, Incoming
from console.link.settings import LinkSettings
from console.link.status import LinkStatus
from console.link.unanswered import Unanswered
from console.link.wire import JetStream
from console.outbox import Outbox, OutboxError
from core.finding import Finding, finding
from core.ports import Clock, LinkState, Listener, Unreachable
from core.record.keys import KeyRegistry, PrivateKey
from core.record.messages import Request
from core.times import utc_from, utc_text, uuid7

log = structlog.get_logger(__name__)

TimeListener = Callable[[datetime, datetime], object]
"""Gets the core's time out of an answer, and this kiosk's own time when it was asked for."""

_RESTS_ON = "session"
"""Name in the body of a request that rests on records of this kiosk."""
_AHEAD_S = 3.0
"""Longest wait for records to be accepted before a request that rests on them; then the core is asked all the same."""
_PAUSES_S = (0.05, 0.2, 0.5, 1.0, 2.0, 5.0)


class Link:
    """A kiosk's way to the core.

    `run` holds it open; everything else may be called at any time, online or not.
    """

    def __init__(
        self,
        settings: LinkSettings,
        outbox: Outbox,
        device_key: PrivateKey,
        keys: Callable[[], KeyRegistry],
        clock: Clock,
    ) -> None:
        """Make the link.

        Args:
            settings: Where the bus is.
            outbox: The kiosk's records.
            device_key: Signs requests.
            keys: Gives the registered keys as they are known now; the core's are needed.
            clock: Tells the time.
        """
        self._settings = settings
        self._outbox = outbox
        self._device_key = device_key
        self._keys = keys
        self._clock = clock
        self._client: Client | None = None
        self._next_seed = False
        self._unanswered = Unanswered()
        self._status = LinkStatus(clock)
        self._incoming = Incoming(outbox, self._status, keys)
        self._wake = asyncio.Event()
        self._counted = asyncio.Event()
        self._moved = asyncio.Event()
        self._time_listeners: list[TimeListener] = []
        outbox.listen(self._on_outbox)

    @property
    def state(self) -> LinkState:
        """Tell where the link stands now."""
        return self._status.state

    def listen(self, listener: Listener) -> None:
        """Call back, in the event loop, when the state has changed."""
        self._status.listen(listener)

    def listen_to_changes(self, listener: ChangeListener) -> None:
        """Call back when the core says that something of the plant has changed."""
        self._incoming.change_listeners.append(listener)

    def listen_to_time(self, listener: TimeListener) -> None:
        """Call back with the core's signed time and when it was asked for, at each answer."""
        self._time_listeners.append(listener)

    def show_log_alarm(self, found: Finding | None) -> None:
        """Show beside the link what the witness of the log has found; None takes it back."""
        if found is None:
            self._status.clear("log")
        else:
            self._status.alarm("log", found)

    async def run(self) -> None:
        """Hold the link open until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow_outbox())
            tasks.create_task(self._stay_connected())

    async def ask(self, verb: str, body: Mapping[str, object], timeout_s: float = 5.0) -> Mapping[str, object]:
        """Send a sealed request and give the answer that the core signed for it; see `core.ports.Ask`.

        What rests on a session waits until the records of this kiosk have reached the core, the sign-in among them.
        What got no answer and is asked again soon is the same request, so that the core decides it only once.

        Raises:
            Unreachable: No answer in time, or offline.
            RequestRefused: The core refused; the key says why.
        """
        client = self._client
        if client is None:
            raise Unreachable("link.offline")
        now = self._clock.utc()
        new = uuid7(now, os.urandom(10))
        identity, again = self._unanswered.begun(verb, body, new, self._clock.monotonic())
        request = Request(identity, self._settings.kiosk, verb, body, utc_text(now))
        try:
            async with asyncio.timeout(timeout_s):
                if _RESTS_ON in body:
                    await self._records_ahead(timeout_s / 2)
                answer = await asked(client, self._settings.site, request, self._device_key, self._keys)
        except TimeoutError as error:
            self._status.set_answering(False)
            raise Unreachable("link.no_answer", seconds=f"{timeout_s:g}") from error
        except Unreachable:
            self._status.set_answering(False)
            raise
        self._status.set_answering(True)
        self._unanswered.answered(verb, body)
        # The answer to a request that was asked before may be as old as that.
        for listener in () if again else self._time_listeners:
            listener(utc_from(answer.utc), now)
        if answer.refusal is not None:
            raise RequestRefused(answer.refusal.key, **answer.refusal.params)
        return answer.body

    async def _records_ahead(self, at_most_s: float) -> None:
        """Wait until the core has accepted what is kept here now."""
        last = (await self._outbox.head()).seq
        with suppress(TimeoutError):
            async with asyncio.timeout(min(at_most_s, _AHEAD_S)):
                while True:
                    moved = self._moved
                    if await self._outbox.through() >= last:
                        return
                    await moved.wait()

    # -------------------------------------------------------------- connection

    async def _stay_connected(self) -> None:
        while True:
            try:
                await self._session()
            except BusRefuses as error:
                self._status.alarm("connection", finding(error.key, **error.params))
                self._next_seed = not self._next_seed and self._settings.next_seed_file.is_file()
                if self._next_seed:
                    continue
            except BusSilent:
                self._status.clear("connection")
            self._status.set_online(False)
            spread = SystemRandom().uniform(0, self._settings.retry_spread_s)
            await asyncio.sleep(self._settings.retry_s + spread)

    async def _session(self) -> None:
        """Connect and work until the connection ends."""
        closed = asyncio.Event()
        settings = self._settings
        if self._next_seed:  # the new keys are registered, and the bus knows the old one no more
            settings = msgspec.structs.replace(settings, seed_file=settings.next_seed_file)
        client = await connected(settings, self._on_violation, closed.set)
        try:
            self._status.begin_connection()
            wire = JetStream(client, self._settings)
            await self._incoming.subscribe(client, self._settings.site, self._settings.kiosk)
            self._client = client
            await self._work(client, wire, closed)
        finally:
            self._client = None
            await close(client)

    async def _work(self, client: Client, wire: JetStream, closed: asyncio.Event) -> None:
        """Do everything at once until the connection has ended or a part of it has failed."""
        tasks = [
            asyncio.create_task(part)
            for part in (closed.wait(), self._pump(wire), beat(client, self._settings, self._outbox, self._clock))
        ]
        receipt = asyncio.create_task(self._incoming.fetch_receipt(wire))
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                if (fault := task.exception()) is not None:
                    # Border of the workers: the link begins anew, and records go on being sent.
                    log.error("link_failed", exc_info=fault)
        finally:
            for task in (*tasks, receipt):
                task.cancel()
            await asyncio.gather(*tasks, receipt, return_exceptions=True)

    # -------------------------------------------------------------- records out

    async def _pump(self, wire: JetStream) -> None:
        """Empty the outbox, and again whenever something was added."""
        drain = Drain(self._outbox, wire, (await self._outbox.head()).epoch)
        failures = 0
        while True:
            self._wake.clear()
            try:
                more = await drain.step()
                self._on_progress(drain)
            except (LinkError, OutboxError) as error:
                self._on_trouble(error)
                await asyncio.sleep(_PAUSES_S[min(failures, len(_PAUSES_S) - 1)])
                failures += 1
                continue
            failures = 0
            if not more:
                await self._wake.wait()

    def _on_progress(self, drain: Drain) -> None:
        self._status.clear("records", "permission")
        if lost := drain.newly_lost():
            self._status.alarm("lost", finding("link.bus_lost_records", count=str(lost)))
        self._status.set_online(True)

    def _on_trouble(self, error: LinkError | OutboxError) -> None:
        log.warning("pump_waits", error=str(error))
        if isinstance(error, BusSilent):
            # A subject that is not permitted looks like silence; then the alarm tells the truth, not "offline".
            self._status.set_online(self._status.alarmed("permission"))
        elif isinstance(error, BusRefuses):
            self._status.set_online(True)
            self._status.alarm("records", finding(error.key, **error.params))
        elif isinstance(error, OutboxError):
            self._status.alarm("records", finding(error.key, **error.params))

    def _on_violation(self, violation: Finding) -> None:
        self._status.alarm("permission", violation)

    # -------------------------------------------------------------- state

    def _on_outbox(self) -> None:
        self._wake.set()
        self._counted.set()
        self._moved.set()
        self._moved = asyncio.Event()

    async def _follow_outbox(self) -> None:
        """Keep the counts of the state true."""
        while True:
            self._counted.clear()
            try:
                tally = await self._outbox.tally()
                self._status.count(tally.stored, tally.sent)
                if await self._outbox.stopped():
                    self._status.alarm("doubled", finding("link.kiosk_doubled"))
            except OutboxError as error:
                self._status.alarm("records", finding(error.key, **error.params))
            await self._counted.wait()
