"""A step on whose screen time passes: it is drawn anew while it is up, and Enter puts its next entry on record."""

import asyncio
from abc import ABC, abstractmethod

from console.flows.step import StepFlow
from core.batch.entries import Entry

TICK_S = 0.5


class TickingFlow(StepFlow, ABC):
    """Ticks from opening to closing; the time that counts is that of the records."""

    _ticking: asyncio.Task[None] | None = None

    async def opened(self) -> None:
        """Tick while the screen is up."""
        await super().opened()
        self._ticking = asyncio.create_task(self._tick())

    async def closed(self) -> None:
        """Stop ticking; the time goes on."""
        if self._ticking is not None:
            self._ticking.cancel()

    async def key(self, name: str) -> None:
        """Enter puts the next entry on record."""
        entry = self.entry
        if name == "enter" and entry is not None:
            await self._put(entry)
        else:
            await super().key(name)

    @abstractmethod
    async def _put(self, entry: Entry) -> None:
        """Put an entry on record."""

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self.changed()
