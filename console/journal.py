"""The outbox as the recorder sees it: what comes in is verified by the keys registered now."""

from collections.abc import Callable, Sequence

from console.outbox import Outbox
from core.acts import Act
from core.record.keys import KeyRegistry, PrivateKey
from core.record.payload import Record


class OutboxJournal:
    """Implements `console.recorder.Journal`."""

    def __init__(self, outbox: Outbox, registry: Callable[[], KeyRegistry]) -> None:
        """Take the outbox and what gives the registered keys."""
        self._outbox = outbox
        self._registry = registry

    async def append(self, act: Act, device: PrivateKey, user: PrivateKey | None = None) -> Record:
        """Seal and commit one act durably; raises when it is not stored."""
        return await self._outbox.append(act, device, user)

    async def take_in(self, envelopes: Sequence[bytes]) -> Sequence[Record]:
        """Keep verified records of the core or of other kiosks; gives those that were new."""
        return await self._outbox.take_in(envelopes, self._registry())

    async def own_since(self, kind: str, made: str) -> Sequence[Record]:
        """Give the own records of a kind, oldest first, back to the first one that was made before an instant."""
        return await self._outbox.own_since(kind, made)

    async def batches(self) -> Sequence[str]:
        """List the batches of which records are kept here."""
        return await self._outbox.batches()

    async def records(self, batch: str) -> Sequence[Record]:
        """Give the records of a batch in the order in which they were kept."""
        return await self._outbox.records(batch)
