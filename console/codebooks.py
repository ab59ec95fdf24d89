"""The code book of this kiosk: fetched while the core can be asked, used for a shift while it cannot.

The book lies on the disk as the core signed it, and its key stays sealed to this kiosk's box key. The last step that
each person used, and the failures since, are kept durably before a code counts, so that a code counts once here even
across a restart. The core checks every code again.
Source: 21 CFR 11.200, 11.300; `docs/explanation/signatures.md`.
"""

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from datetime import datetime

import msgspec
import structlog

from console.answers import AnswerUnreadable
from console.clock_trust import ClockTrust
from console.code_uses import CodeUses, code_used
from console.plant import Cache
from core.acts import OfflineCode
from core.errors import CountersignError
from core.finding import Finding, finding
from core.people import Person, WrappedKey
from core.plant import Plant
from core.ports import Ask, Clock, Unreachable
from core.record.box import EPHEMERAL_BYTES, BoxClosed, open_box, seal_for
from core.record.canonical import Undecodable, strict_json
from core.record.codebook import CodeBook, Page, matching_step, open_book
from core.record.envelope import Unauthentic
from core.record.keys import KeyKind, KeyRegistry, PrivateKey, held_key
from core.record.payload import CORE_STATION
from core.roster import holds, token_of
from core.secret import Secret
from core.times import local_text, utc_from

CACHE = "code_book"
ASK_S = 15.0
EVERY_S = 300.0

log = structlog.get_logger(__name__)


class NotOffline(Unreachable):
    """The core cannot be reached, and no code can be judged here; the key says why."""

    code = "SGN-004"


class CheckedHere(msgspec.Struct, frozen=True):
    """A code that this kiosk has accepted, to be checked again by the core."""

    step: int
    offline: OfflineCode


class _Kept(msgspec.Struct, frozen=True):
    """The book on the disk."""

    head: bytes
    macs: bytes


class _Part(msgspec.Struct):
    """A part of the core's answer; `parts` is 0 when there is no newer book."""

    serial: str
    parts: int
    utc: str
    head: bytes = b""
    data: bytes = b""


class CodeBooks:
    """Fetches the book and judges codes by it."""

    def __init__(
        self,
        kiosk: str,
        device: PrivateKey,
        cache: Cache,
        ask: Ask,
        plant: Callable[[], Plant],
        registry: Callable[[], KeyRegistry],
        clock: Clock,
        trust: ClockTrust,
    ) -> None:
        """Join the parts; nothing is known before `load`."""
        self._kiosk = kiosk
        self._device = device
        self._cache = cache
        self._ask = ask
        self._plant = plant
        self._registry = registry
        self._clock = clock
        self._uses = CodeUses(cache, clock, trust)
        self._book: CodeBook | None = None
        self._macs = b""

    @property
    def serial(self) -> str:
        """Give the serial number of the book held, "" without one."""
        return self._book.serial if self._book else ""

    async def load(self) -> None:
        """Take book and counters from the disk; a book that cannot be believed is fetched anew."""
        kept = await self._cache.cached(CACHE)
        try:
            await self._uses.load()
            if kept:
                self._take(msgspec.msgpack.decode(kept, type=_Kept))
        except (msgspec.DecodeError, Undecodable, Unauthentic) as error:
            log.warning("the kept code book was not believed", reason=str(error)[:120])

    async def keep(self) -> None:
        """Keep counters and the trust in the clock durably."""
        await self._uses.keep()

    async def run(self) -> None:
        """Ask again every few minutes, until cancelled: for the shift that begins, and to hear the core's time."""
        while True:
            await asyncio.sleep(EVERY_S)
            with contextlib.suppress(Unreachable):
                await self.follow()

    async def follow(self) -> None:
        """Refresh the book; what the core refuses is logged and holds up nothing else.

        Raises:
            Unreachable: The core cannot be asked.
        """
        try:
            await self.refresh()
        except Unreachable:
            raise
        except CountersignError as error:
            log.warning("the code book was not refreshed", reason=str(error)[:200])

    async def refresh(self) -> None:
        """Ask the core whether there is a newer book, and hear its time.

        Raises:
            CountersignError: The core cannot be asked, or what it answered is no book of this kiosk.
        """
        asked = self._clock.utc()
        first = await self._part(0)
        self._uses.trust.agree(utc_from(first.utc), asked)
        if first.parts:
            await self._fetch(first)
        elif not first.serial and self._book is not None:
            self._book, self._macs = None, b""
            await self._cache.cache(CACHE, b"")
        await self._uses.keep()

    def spare(self, person: str) -> WrappedKey | None:
        """Give the wrapped key that the book brought for a person, for as long as the page holds."""
        page = self._page(person, self._clock.utc())
        if page is None:
            return None
        try:
            return msgspec.convert(strict_json(open_box(self._device, bytes.fromhex(page.box))), WrappedKey)
        except (BoxClosed, Undecodable, ValueError) as error:
            log.warning("a key of the code book was not opened", reason=str(error)[:120])
            return None

    async def check(self, person: Person, code: Secret) -> CheckedHere:
        """Judge a code by the book; a right one is used up durably before this returns.

        Raises:
            NotOffline: No book, no page, no trusted clock: nobody can say whether the code is right.
            CodeRefused: Wrong, used before, or locked.
        """
        now, plant = self._clock.utc(), self._plant()
        await self._uses.look_at_clock()
        book, page, key = self._usable(person, now)
        self._uses.refuse_locked(person.id, plant)
        step = matching_step(book, self._macs, key, page, code.reveal(), now)
        if step is None:
            raise await self._uses.failed(person.id, plant)
        if step <= max(self._uses.last_step(person.id), page.last_step):
            raise code_used(now)
        await self._uses.use(person.id, step)
        core = held_key(plant.keys, KeyKind.BOX, CORE_STATION)
        if core is None:
            raise NotOffline("offline.no_core_box")
        box = seal_for(bytes.fromhex(core.public), code.reveal().encode(), secrets.token_bytes(EPHEMERAL_BYTES))
        return CheckedHere(step, OfflineCode(book.serial, box.hex()))

    def seen(self, person: Person, code: Secret) -> bool:
        """Tell whether a code is one that was used up here, though the core may not know of it yet."""
        now = self._clock.utc()
        page = self._page(person.id, now)
        if self._book is None or page is None:
            return False
        try:
            key = open_box(self._device, bytes.fromhex(self._book.key))
        except (BoxClosed, ValueError):
            return False
        step = matching_step(self._book, self._macs, key, page, code.reveal(), now)
        return step is not None and step <= self._uses.last_step(person.id)

    def refuse_used(self, person: Person, code: Secret) -> None:
        """Refuse a code that was used up here, before the core is asked.

        Raises:
            CodeRefused: It was.
        """
        if self.seen(person, code):
            raise code_used(self._clock.utc())

    async def used(self, person: Person, step: int) -> None:
        """Note a code that the core has confirmed for this kiosk, so that it does not count here once more."""
        if self._page(person.id, self._clock.utc()) is not None:
            await self._uses.use(person.id, step)

    def _usable(self, person: Person, now: datetime) -> tuple[CodeBook, Page, bytes]:
        """Give book, page and key; raises `NotOffline` with the first reason against it."""
        why = self._against(person, now)
        page = self._page(person.id, now)
        if why is not None or self._book is None or page is None:
            why = why or finding("offline.not_rostered")
            raise NotOffline(why.key, **why.params)
        try:
            return self._book, page, open_box(self._device, bytes.fromhex(self._book.key))
        except (BoxClosed, ValueError) as error:
            raise NotOffline("offline.no_book") from error

    def _against(self, person: Person, now: datetime) -> Finding | None:
        plant = self._plant()
        if self._book is None:
            return finding("offline.no_book")
        lost = self._uses.trust.refusal(plant.policy.sync_age_h)
        if lost is not None:
            return lost
        if now >= utc_from(self._book.not_after):
            return finding("offline.book_expired", t=local_text(utc_from(self._book.not_after), plant.offset_min))
        page = self._page(person.id, now)
        if page is None:
            return finding("offline.not_rostered")
        token, known = token_of(plant, person.id, now), plant.people.get(person.id)
        if known is None or not known.active or token is None or token.id != page.window.token:
            return finding("offline.token_ended")
        return None

    def _page(self, person: str, now: datetime) -> Page | None:
        pages = self._book.pages if self._book else ()
        return next((page for page in pages if page.window.person == person and holds(page.window, now)), None)

    async def _part(self, number: int) -> _Part:
        answer = await self._ask("code_book", {"have": self.serial, "part": number}, ASK_S)
        try:
            return msgspec.convert(answer, _Part)
        except msgspec.ValidationError as error:
            raise AnswerUnreadable("kiosk.answer_unreadable", verb="code_book") from error

    async def _fetch(self, first: _Part) -> None:
        data = [first.data]
        while len(data) < first.parts:
            part = await self._part(len(data))
            if part.serial != first.serial:
                raise AnswerUnreadable("kiosk.answer_unreadable", verb="code_book")
            data.append(part.data)
        kept = _Kept(first.head, b"".join(data))
        self._take(kept)
        await self._cache.cache(CACHE, msgspec.msgpack.encode(kept))

    def _take(self, kept: _Kept) -> None:
        """Believe a book that the core signed for this kiosk; one that is sealed to its former key is of no use."""
        book = open_book(kept.head, kept.macs, self._kiosk, self._registry())
        try:
            open_box(self._device, bytes.fromhex(book.key))
        except (BoxClosed, ValueError) as error:
            raise Unauthentic("keys.box_does_not_open") from error
        self._book, self._macs = book, kept.macs
