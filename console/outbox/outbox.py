"""The outbox as the console uses it: every call runs in one thread of its own, so that no screen waits for the disk."""

import asyncio
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar
from uuid import uuid4

from console.outbox.rows import Outgoing, Published, ReceiptOutcome, Standing, Tally
from console.outbox.store import Store
from core.acts import Act
from core.ports import Listener
from core.record.chain import Head
from core.record.envelope import Unauthentic
from core.record.keys import KeyRegistry, PrivateKey
from core.record.messages import Receipt
from core.record.payload import Record
from core.record.verify import verify_envelope

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class Outbox:
    """A kiosk's records on its own disk.

    Calls are done one after the other in the order in which they were made. A call whose caller stops waiting is done
    all the same: an act that was handed over here is stored or refused, never forgotten half way.

    Attributes:
        boot: UUID of this start, which stands in every record sealed now.
    """

    def __init__(self, store: Store, thread: ThreadPoolExecutor, path: Path) -> None:
        self.boot = str(uuid4())
        self._store = store
        self._thread = thread
        self._path = path
        self._listeners: list[Listener] = []
        self._closed = False

    @classmethod
    async def open(cls, path: Path, kiosk: str, epoch: int = 1) -> "Outbox":
        """Open the outbox of a kiosk, made anew where there is none.

        Args:
            path: The file; its folder must be open to this user only and is made so when missing.
            kiosk: Kiosk id; must be the one in the file.
            epoch: Enrolment; a higher one than the file's begins a new chain, and what is there stays there.

        Raises:
            OutboxError: It cannot be used; the key says why and what to do.
        """
        thread = ThreadPoolExecutor(1, thread_name_prefix="outbox")
        try:
            store = await asyncio.get_running_loop().run_in_executor(thread, Store.open, path, kiosk, epoch)
        except BaseException:  # whatever it was, no thread is left
            thread.shutdown(wait=False)
            raise
        return cls(store, thread, path)

    async def close(self) -> None:
        """Finish what was begun and close the file; closing again does nothing."""
        if not self._closed:
            self._closed = True
            await self._do(self._store.close)
            self._thread.shutdown()

    async def append(self, act: Act, device_key: PrivateKey, user_key: PrivateKey | None = None) -> Record:
        """Seal an act as the next record and store it; returns only when it is durable.

        Args:
            act: What happened.
            device_key: The kiosk's key.
            user_key: The signer's own key, only for a `Signed` act.

        Raises:
            NotStored: It was not stored; nothing else has changed either.
            ChainStopped: This kiosk must not sign any more.
        """
        return (await self.append_many([act], device_key, user_key))[0]

    async def append_many(
        self, acts: Sequence[Act], device_key: PrivateKey, user_key: PrivateKey | None = None
    ) -> list[Record]:
        """Store several acts in one transaction, all or none; otherwise like `append`."""
        return await self._change(self._store.append, acts, self.boot, device_key, user_key)

    async def take_in(self, envelopes: Sequence[bytes], registry: KeyRegistry) -> list[Record]:
        """Verify and keep records of the core and of other kiosks, all or none; gives those that were new.

        Own records among them are known already and are passed over.

        Raises:
            Unauthentic: No registered key signed one of them.
            Undecodable: One of them cannot be read.
            OutboxError: One contradicts what is kept here.
        """
        verified = [verify_envelope(envelope, registry) for envelope in envelopes]
        faulty = next((item for item in verified if item.fault), None)
        if faulty is not None:
            raise Unauthentic("record.signature_wrong", kiosk=faulty.place.kiosk[:40])
        records = [item.record() for item in verified]
        return await self._change(self._store.take_in, records)

    async def records(self, batch: str) -> list[Record]:
        """Give all that is known here of a batch, own and others', in the order in which it came to be known."""
        return await self._do(self._store.records, batch)

    async def own_since(self, kind: str, made: str) -> list[Record]:
        """Give the own records of a kind, oldest first, back to the first record that was made before an instant."""
        return await self._do(self._store.own_since, kind, made)

    async def batches(self) -> list[str]:
        """List the batches of which anything is known here."""
        return await self._do(self._store.batches)

    async def standings(self, rids: Sequence[str]) -> dict[str, Standing]:
        """Tell how far own records have come, by record id; unknown ids are left out."""
        return await self._do(self._store.standings, rids)

    async def tally(self) -> Tally:
        """Count what is on its way."""
        return await self._do(self._store.tally)

    async def head(self) -> Head:
        """Tell the end of the own chain."""
        return await self._do(self._store.head)

    async def through(self) -> int:
        """Tell up to which sequence the core's receipts go."""
        return await self._do(self._store.through)

    async def stopped(self) -> bool:
        """Tell whether signing has been stopped because records of this kiosk are not here."""
        return await self._do(self._store.stopped)

    async def cache(self, name: str, data: bytes) -> None:
        """Keep bytes under a name, such as the plant's snapshot."""
        await self._do(self._store.cache, name, data)

    async def cached(self, name: str) -> bytes | None:
        """Give the bytes under a name, or None."""
        return await self._do(self._store.cached, name)

    async def check(self) -> None:
        """Read the whole file and follow the chain; raises `OutboxBroken` where something does not fit."""
        await self._do(self._store.check)

    def disk_free_bytes(self) -> int:
        """Tell the free space where the outbox lies."""
        status = os.statvfs(self._path.parent)
        return status.f_bavail * status.f_frsize

    def listen(self, listener: Listener) -> None:
        """Call back, in the event loop, after records were added or have come further."""
        self._listeners.append(listener)

    # -------------------------------------------------------------- for the link

    async def due(self) -> list[Outgoing]:
        """Give the next records to publish, at most one batch of the bus; none when signing has been stopped."""
        return await self._do(self._store.due)

    async def own_record(self, rid: str) -> Outgoing | None:
        """Find an own record."""
        return await self._do(self._store.own_record, rid)

    async def published(self) -> Published:
        """Tell which message is the last that the bus acknowledged."""
        return await self._do(self._store.published)

    async def mark_sent(self, outgoing: Sequence[Outgoing], place: int) -> None:
        """Note that the bus acknowledged these, the last at a place in the stream."""
        await self._change(self._store.mark_sent, outgoing, place)

    async def mark_found(self, last: Outgoing, place: int) -> None:
        """Note that the bus holds all that was due up to this record."""
        await self._change(self._store.mark_found, last, place)

    async def step_back(self, last: Published) -> int:
        """Make due again what the bus acknowledged and lost; gives how many."""
        return await self._change(self._store.step_back, last)

    async def send_again(self, epoch: int, from_seq: int) -> int:
        """Make due again what the core asks for; gives how many."""
        return await self._change(self._store.send_again, epoch, from_seq)

    async def renew_ids(self) -> None:
        """Give everything due a new message id."""
        await self._do(self._store.renew_ids)

    async def take_receipt(self, receipt: Receipt) -> ReceiptOutcome:
        """Note what the core holds, from a verified receipt."""
        return await self._change(self._store.take_receipt, receipt)

    async def stop(self) -> None:
        """Let no record be signed here any more, until the kiosk is enrolled anew."""
        await self._change(self._store.stop)

    async def _do(
        self, call: Callable[_Arguments, _Result], *arguments: _Arguments.args, **named: _Arguments.kwargs
    ) -> _Result:
        """Run a call in the outbox's thread; whoever stops waiting for it does not stop it."""
        return await asyncio.shield(self._begun(call, *arguments, **named))

    async def _change(
        self, call: Callable[_Arguments, _Result], *arguments: _Arguments.args, **named: _Arguments.kwargs
    ) -> _Result:
        """Run a call that changes something, and tell the listeners afterwards, whether or not anybody still waits."""
        future = self._begun(call, *arguments, **named)
        future.add_done_callback(self._tell)
        return await asyncio.shield(future)

    def _begun(
        self, call: Callable[_Arguments, _Result], *arguments: _Arguments.args, **named: _Arguments.kwargs
    ) -> asyncio.Future[_Result]:
        return asyncio.get_running_loop().run_in_executor(self._thread, partial(call, *arguments, **named))

    def _tell(self, done: asyncio.Future[_Result]) -> None:
        if done.cancelled():
            return
        for listener in self._listeners:
            listener()
