"""Following the core: the plant, the texts of its master records, and the records of the batches in work.

The order matters: a batch's records can only be folded with the master record that it pins.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeVar

import msgspec
import structlog

from console.answers import AnswerUnreadable, records_in
from console.masters import MasterShelf
from console.plant import Cache, PlantMirror
from console.recorder import Recorder
from core.batch.progress import ENDED
from core.batch.rounds import OPENED, closed
from core.errors import CountersignError
from core.ports import Ask
from core.record.envelope import open_envelope
from core.record.payload import decode_payload

CACHE = "batches_followed"
ASK_S = 10.0
RETRY_S = 3.0

log = structlog.get_logger(__name__)

_T = TypeVar("_T")


class _Batch(msgspec.Struct):
    number: str
    state: str


class _Batches(msgspec.Struct):
    batches: tuple[_Batch, ...]


class _Fetched(msgspec.Struct):
    """How far in the log the records go that were answered, and whether there are more."""

    after: int
    more: bool


class Following:
    """Asks the core for what is new whenever something was announced."""

    def __init__(self, ask: Ask, mirror: PlantMirror, masters: MasterShelf, recorder: Recorder, cache: Cache) -> None:
        """Join the parts."""
        self._ask = ask
        self._mirror = mirror
        self._masters = masters
        self._recorder = recorder
        self._cache = cache
        self._after: dict[str, int] | None = None
        self._stale = asyncio.Event()
        self._turn = asyncio.Lock()
        self._afterwards: list[Callable[[], Awaitable[None]]] = []

    def afterwards(self, then: Callable[[], Awaitable[None]]) -> None:
        """Do something too each time the plant was followed, such as dropping what it has closed."""
        self._afterwards.append(then)

    def announce(self) -> None:
        """Take note that the core has something new, or can be asked again."""
        self._stale.set()

    async def run(self) -> None:
        """Ask whenever something was announced, until cancelled; try again while it fails."""
        while True:
            self._stale.clear()
            try:
                await self.refresh()
            except CountersignError as error:
                log.info("the core was not followed", reason=str(error)[:200])
                await self._announced(RETRY_S)
            else:
                await self._stale.wait()

    async def refresh(self) -> None:
        """Take the plant, its master records, and the records of every batch in work.

        Raises:
            CountersignError: The core cannot be asked, or what it answered was not taken.
        """
        async with self._turn:
            await self._masters.learn(await self._mirror.refresh(self._ask))
            listed = _read(await self._ask("batches", {}, ASK_S), _Batches, "batches")
            known = {batch.state.number for batch in self._recorder.batches()}
            for batch in listed.batches:
                if batch.state not in ENDED or batch.number in known:
                    await self._fetch(batch.number)
            for number in sorted(self._under_way() - {batch.number for batch in listed.batches}):
                await self._fetch(number)
            for then in self._afterwards:
                await then()

    def _under_way(self) -> set[str]:
        """Name what has not come to its end as far as is known here; the core lists no round that has."""
        known = self._recorder.batches()
        return {b.state.number for b in known if b.state.decided is None and not closed(b.state, b.master)}

    async def _fetch(self, batch: str) -> None:
        """Take the records of a batch that came since the last time, at most one answer at a time."""
        after = await self._followed()
        more = True
        while more:
            body = {"batch": batch, "after": after.get(batch, -1)}
            answer = await self._ask("batch_records", body, ASK_S)
            fetched = _read(answer, _Fetched, "batch_records")
            envelopes = records_in(answer, "batch_records")
            if envelopes:
                await self._masters.fetch(_pinned(envelopes), self._ask)
                await self._recorder.take_in(envelopes)
                after[batch] = fetched.after
                await self._cache.cache(CACHE, msgspec.json.encode(after))
            more = fetched.more and bool(envelopes)

    async def _followed(self) -> dict[str, int]:
        if self._after is None:
            kept = await self._cache.cached(CACHE)
            self._after = msgspec.json.decode(kept, type=dict[str, int]) if kept else {}
        return self._after

    async def _announced(self, at_most_s: float) -> None:
        try:
            async with asyncio.timeout(at_most_s):
                await self._stale.wait()
        except TimeoutError:
            return


def _pinned(envelopes: Iterable[bytes]) -> frozenset[str]:
    """Name the texts that batches and rounds begun in these records pin; what cannot be read is refused later."""
    pinned: set[str] = set()
    for envelope in envelopes:
        try:
            act = decode_payload(open_envelope(envelope)[1]).act
        except CountersignError:
            continue
        if act.kind in OPENED and "master" in act.facts:
            pinned.add(act.facts["master"])
    return frozenset(pinned)


def _read(answer: Mapping[str, object], shape: type[_T], verb: str) -> _T:
    try:
        return msgspec.convert(answer, shape)
    except msgspec.ValidationError as error:
        raise AnswerUnreadable("kiosk.answer_unreadable", verb=verb) from error
