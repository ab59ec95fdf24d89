"""What is measured while a batch is played: from scan to verdict, and from stored to accepted, as drawn."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence

import msgspec

from console.app.unseen import UnseenApp
from console.composition import Terminal
from core.ports import LinkState

_DRAWINGS = 100


class Spread(msgspec.Struct, frozen=True):
    """Median and 95th percentile of measured times, in milliseconds; None where nothing was measured."""

    p50: float | None
    p95: float | None


def spread(seconds: Sequence[float]) -> Spread:
    """Give the spread of times in seconds, by the nearest rank."""
    if not seconds:
        return Spread(None, None)
    ordered = sorted(seconds)
    p50, p95 = (ordered[max(0, -(-len(ordered) * share // 100) - 1)] for share in (50, 95))
    return Spread(round(p50 * 1000, 2), round(p95 * 1000, 2))


class Stopwatch:
    """Watches records on their way and what is drawn.

    Attributes:
        scans: Seconds from the trigger to the drawing that shows the verdict.
        kept_at: When the last record was kept, by `time.perf_counter`.
        accepted: Seconds from `stored here` to the drawing that shows the record as accepted; only while online.
    """

    def __init__(self, app: UnseenApp, terminal: Terminal) -> None:
        """Listen to recorder, link and terminal."""
        self.scans: list[float] = []
        self.accepted: list[float] = []
        self.kept_at = 0.0
        self._terminal = terminal
        self._stored: dict[int, float] = {}
        self._known: list[float] = []
        self._drawings: deque[float] = deque(maxlen=_DRAWINGS)
        self._newest: dict[str, int] = {}
        self._looking: set[asyncio.Task[None]] = set()
        terminal.recorder.listen(self._kept)
        terminal.link.listen(self._link_changed)
        app.on_drawn(self._drawn)

    def shown_since(self, at: float) -> float | None:
        """Give the time of the first drawing since an instant; None before there is one."""
        return next((drawn for drawn in self._drawings if drawn >= at), None)

    def _kept(self) -> None:
        """Note when a record of this kiosk was stored; called right after its commit."""
        now = self.kept_at = time.perf_counter()
        for batch in self._terminal.recorder.batches():
            place = batch.records[-1].place
            mine = place.kiosk == self._terminal.settings.kiosk
            if mine and place.seq > self._newest.get(batch.state.number, 0):
                self._newest[batch.state.number] = place.seq
                if self._terminal.link.state.online:
                    self._stored[place.seq] = now

    def _link_changed(self) -> None:
        state: LinkState = self._terminal.link.state
        if not state.online:
            # What waits for a cut cable is no journey.
            self._stored.clear()
        elif self._stored:
            task = asyncio.get_running_loop().create_task(self._look(time.perf_counter()))
            self._looking.add(task)
            task.add_done_callback(self._looking.discard)

    async def _look(self, told_at: float) -> None:
        """Find the records that the link has just told as accepted; the first drawing after it shows them."""
        through = await self._terminal.outbox.through()
        arrived = [self._stored.pop(seq) for seq in tuple(self._stored) if seq <= through]
        shown = self.shown_since(told_at)
        if shown is None:
            self._known.extend(arrived)
        else:
            self.accepted.extend(shown - stored for stored in arrived)

    def _drawn(self, at: float) -> None:
        self._drawings.append(at)
        self.accepted.extend(at - stored for stored in self._known)
        self._known.clear()
