"""The protocol by which the outbox is emptied onto the bus; it knows neither NATS nor SQLite, only their ports.

One exchange is under way at a time, on one subject a kiosk, so what the bus holds last tells how far it got. Whenever
that is not certain (restart, silence, an unexpected place) the bus is asked for its last message before anything more
is sent.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from console.link.errors import BusDoubles
from console.outbox import Outgoing, Published


class LastMessage(msgspec.Struct, frozen=True):
    """The last message that the bus holds of this kiosk.

    Attributes:
        message_id: Record id, with `.<n>` behind it when it was sent again.
        place: Sequence in the stream.
        epoch: Enrolment, as its header says.
        body: The envelope.
    """

    message_id: str
    place: int
    epoch: int
    body: bytes


class Wire(Protocol):
    """The bus, as far as the protocol needs it."""

    async def publish(self, batch: Sequence[Outgoing], after: int) -> int:
        """Publish records, all or none, if the last message of this kiosk stands at `after`; gives the last place.

        Raises:
            BusSilent: Nobody knows whether it happened.
            BusUnexpected: Nothing happened: another message is the last, or the batch was incomplete.
            BusDoubles: The bus says that it holds one of them already.
            BusRefuses: Nothing happened; the key says why.
        """
        ...

    async def last(self) -> LastMessage | None:
        """Look up the last message of this kiosk.

        Raises:
            BusSilent: No answer.
            BusRefuses: The key says why.
        """
        ...


class Post(Protocol):
    """The outbox, as far as the protocol needs it; see `console.outbox.Outbox`."""

    async def due(self) -> list[Outgoing]:
        """Give the next records to publish."""
        ...

    async def own_record(self, rid: str) -> Outgoing | None:
        """Find an own record."""
        ...

    async def published(self) -> Published:
        """Tell which message is the last that the bus acknowledged."""
        ...

    async def mark_sent(self, outgoing: Sequence[Outgoing], place: int) -> None:
        """Note that the bus acknowledged these, the last at a place in the stream."""
        ...

    async def mark_found(self, last: Outgoing, place: int) -> None:
        """Note that the bus holds all that was due up to this record."""
        ...

    async def step_back(self, last: Published) -> int:
        """Make due again what the bus acknowledged and lost; gives how many."""
        ...

    async def renew_ids(self) -> None:
        """Give everything due a new message id."""
        ...

    async def stop(self) -> None:
        """Let no record be signed here any more."""
        ...

    async def stopped(self) -> bool:
        """Tell whether signing has been stopped."""
        ...


class Drain:
    """Empty the outbox, one exchange a step."""

    def __init__(self, post: Post, wire: Wire, epoch: int) -> None:
        self._lost = 0
        self._post = post
        self._wire = wire
        self._epoch = epoch
        self._after: int | None = None

    async def step(self) -> bool:
        """Do one exchange; False when nothing is due or nothing may be sent.

        Raises:
            BusSilent: Try again later; whatever happened will be found out.
            BusUnexpected: Try again.
            BusRefuses: Try again later, and tell the administrator.
        """
        if self._after is None:
            if await self._post.stopped():
                return False
            self._after = await self._resynchronised()
            if self._after is None:
                return False
        batch = await self._post.due()
        if not batch:
            return False
        await self._exchange(batch, self._after)
        return True

    def newly_lost(self) -> int:
        """Tell, once, how many acknowledged records the bus was found to have lost; they have been made due again."""
        lost, self._lost = self._lost, 0
        return lost

    async def _exchange(self, batch: Sequence[Outgoing], after: int) -> None:
        # Unknown again, whatever way this is left, until the acknowledgement is in the outbox.
        self._after = None
        try:
            place = await self._wire.publish(batch, after)
        except BusDoubles:
            await self._settle_doubles(batch[0])
            return
        await self._post.mark_sent(batch, place)
        self._after = place

    async def _settle_doubles(self, first: Outgoing) -> None:
        """Look whether the bus holds what it calls doubles; where it remembers only the ids, send under new ones."""
        self._after = await self._resynchronised()
        if self._after is None:
            return
        due = await self._post.due()
        if due and due[0].message_id == first.message_id:
            await self._post.renew_ids()

    async def _resynchronised(self) -> int | None:
        """Find out what the bus holds and set the outbox right; gives the place after which to go on.

        None when the bus holds a record of this kiosk that is not here: the disk was copied or restored, so signing
        is stopped.
        """
        last = await self._wire.last()
        acknowledged = await self._post.published()
        if last is None:
            if acknowledged.message_id:
                await self._step_back(Published())
            return 0
        known = await self._post.own_record(last.message_id.partition(".")[0])
        if known is None and last.epoch < self._epoch:
            # The last of an earlier enrolment; nothing of this one is there.
            if acknowledged.message_id:
                await self._step_back(Published())
            return last.place
        if known is None or known.envelope != last.body:
            await self._post.stop()
            return None
        if known.due and known.message_id == last.message_id:
            await self._post.mark_found(known, last.place)
        elif last.place <= acknowledged.place and last.message_id != acknowledged.message_id:
            await self._step_back(Published(last.message_id, last.place))
        return last.place

    async def _step_back(self, last: Published) -> None:
        self._lost += await self._post.step_back(last)
