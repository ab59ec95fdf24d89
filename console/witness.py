"""The witness: this kiosk remembers the log that the core showed it, and cosigns only what extends it.

What it saw is on the disk before it is cosigned, so a restart forgets nothing. A log that went back or is another one
is refused: it is put on record, shown until QA has settled it, and nothing is cosigned meanwhile.
Source: C2SP tlog-witness; RFC 9162, 2.1.4.
"""

import asyncio
import base64
from collections.abc import Callable, Mapping

import msgspec
import structlog

from console.answers import AnswerUnreadable
from console.plant import Cache
from console.recorder import Recorder
from core.acts import ActKind, ActReference, Who
from core.errors import CountersignError
from core.finding import Finding, finding
from core.ports import Ask, Clock
from core.record.canonical import Undecodable
from core.record.checkpoint import Checkpoint, cosignature, read_checkpoint
from core.record.envelope import Unauthentic
from core.record.keys import KeyKind, KeyRegistry, PrivateKey
from core.record.payload import CORE_STATION
from core.record.witness import Witnessed, witnessed

CACHE = "witness"
LOOK_EVERY_S = 60.0
RETRY_S = 10.0

_KIOSK = Who(service="kiosk")

log = structlog.get_logger(__name__)


class Contradiction(msgspec.Struct, frozen=True):
    """Two notes of the core that cannot both be true.

    Attributes:
        verdict: `rolled_back`, `forked` or `forged`.
        seen: The note seen here before.
        shown: The note that the core showed then.
        record: The `LogContradicted` record, or None until it is stored.
    """

    verdict: Witnessed
    seen: str
    shown: str
    record: ActReference | None = None


class Memory(msgspec.Struct, frozen=True):
    """What lies on the disk.

    Attributes:
        note: The last note that was found good; "" before the first.
        cosigned: True when the core has the cosignature on it.
        contradiction: What QA has to settle, or None.
    """

    note: str = ""
    cosigned: bool = False
    contradiction: Contradiction | None = None


class _Shown(msgspec.Struct):
    """The core's answer; `proof` in hex."""

    note: str
    proof: tuple[str, ...]


class LogWitness:
    """Watches the core's log for this kiosk."""

    def __init__(
        self,
        kiosk: str,
        device: PrivateKey,
        ask: Ask,
        keys: Callable[[], KeyRegistry],
        recorder: Recorder,
        cache: Cache,
        clock: Clock,
    ) -> None:
        """Join the parts; nothing is remembered before `load`."""
        self._kiosk, self._device = kiosk, device
        self._ask, self._keys = ask, keys
        self._recorder, self._cache, self._clock = recorder, cache, clock
        self._memory = Memory()
        self._unreadable = False
        self._stale = asyncio.Event()
        self._turn = asyncio.Lock()
        self._listeners: list[Callable[[Finding | None], None]] = []

    @property
    def memory(self) -> Memory:
        """Tell what is remembered."""
        return self._memory

    @property
    def size(self) -> int | None:
        """Tell how many records the log had that was found good last; None before the first."""
        return size_of(self._memory.note) if self._memory.note else None

    @property
    def alarm(self) -> Finding | None:
        """Word what contradicts; None when all is well."""
        if self._unreadable:
            return finding("witness.memory_unreadable")
        found = self._memory.contradiction
        if found is None:
            return None
        if found.verdict == Witnessed.FORGED:
            return finding("witness.forged")
        if found.verdict == Witnessed.ROLLED_BACK:
            return finding("witness.rolled_back", shown=str(size_of(found.shown)), seen=str(size_of(found.seen)))
        return finding("witness.forked", seen=str(size_of(found.seen)))

    def listen(self, listener: Callable[[Finding | None], None]) -> None:
        """Call back with the alarm, or None, whenever it may have changed."""
        self._listeners.append(listener)

    async def load(self) -> None:
        """Take what is on the disk; where that is something else, nothing is witnessed, and the alarm says so."""
        data = await self._cache.cached(CACHE)
        if data is not None:
            try:
                self._memory = msgspec.json.decode(data, type=Memory)
            except msgspec.DecodeError:
                log.critical("the memory of the witness is unreadable")
                self._unreadable = True
        self._tell()

    def announce(self) -> None:
        """Take note that the core has a new checkpoint, or can be asked again."""
        self._stale.set()

    async def run(self) -> None:
        """Look at the core's newest checkpoint whenever one was announced, and once a minute, until cancelled."""
        while True:
            self._stale.clear()
            wait_s = LOOK_EVERY_S
            try:
                await self.look()
            except CountersignError as error:
                log.info("the log was not witnessed", reason=str(error)[:200])
                wait_s = RETRY_S
            await self._announced(wait_s)

    async def look(self) -> None:
        """Ask for the newest checkpoint, judge it, remember it and cosign it.

        Raises:
            CountersignError: The core cannot be asked or answered otherwise; what was remembered stays.
        """
        async with self._turn:
            if self._unreadable:
                return
            if self._memory.contradiction is not None:
                await self._put_on_record(self._memory.contradiction)
                return
            answer = await self._asked()
            if not answer.note:
                return
            verdict, note = self._judged(answer), answer.note
            if verdict.contradicts:
                await self._contradicted(verdict, note)
            elif verdict != Witnessed.SAME or not self._memory.cosigned:
                await self._cosign(note)

    async def settle(self, reason: str, who: Who) -> None:
        """Put the decision of QA on record and witness again, from the log that was shown where the core keeps to it.

        Raises:
            CountersignError: The core cannot be asked, or it could not be stored; the alarm stays.
        """
        async with self._turn:
            found = self._memory.contradiction
            if found is None:
                return
            answer = await self._asked()
            verdict = self._judged(answer) if answer.note else None
            if verdict == Witnessed.FORGED:
                raise Unauthentic("witness.forged")
            back = found.verdict == Witnessed.FORGED or (verdict is not None and not verdict.contradicts)
            facts = {"seen": found.seen, "shown": found.shown, "reason": reason}
            await self._recorder.record(self._recorder.act(who, ActKind.LOG_SETTLED, facts=facts))
            await self._remember(Memory(found.seen if back else found.shown))
        self.announce()

    # ------------------------------------------------------------------ one look

    async def _asked(self) -> _Shown:
        """Ask the core; the note is "" while it has no checkpoint."""
        return _read(await self._ask("checkpoint", {"since": self.size or 0}, RETRY_S))

    def _judged(self, answer: _Shown) -> Witnessed:
        """Judge a note; one that the core gives as its own and its key has not signed is an alarm like the others."""
        try:
            shown = self._checked(answer.note)
        except (Unauthentic, Undecodable):
            return Witnessed.FORGED
        seen = self._checked(self._memory.note) if self._memory.note else None
        try:
            return witnessed(seen, shown, [bytes.fromhex(item) for item in answer.proof])
        except ValueError as error:
            raise AnswerUnreadable("kiosk.answer_unreadable", verb="checkpoint") from error

    def _checked(self, note: str) -> Checkpoint:
        """Read a note by any key of the core; raises `Unauthentic` or `Undecodable`."""
        for key in self._keys().of_owner(KeyKind.CORE, CORE_STATION):
            try:
                return read_checkpoint(note, bytes.fromhex(key.public))
            except Unauthentic:
                continue
        raise Unauthentic("checkpoint.signature_wrong", origin=note.partition("\n")[0][:60])

    async def _cosign(self, note: str) -> None:
        """Remember first: what was cosigned is never forgotten."""
        await self._remember(Memory(note))
        line = cosignature(note, self._kiosk, self._device, int(self._clock.utc().timestamp()))
        await self._ask("cosign", {"size": size_of(note), "line": line}, RETRY_S)
        await self._remember(Memory(note, cosigned=True))

    async def _contradicted(self, verdict: Witnessed, shown: str) -> None:
        found = Contradiction(verdict, self._memory.note, shown)
        log.critical("the log contradicts what was seen", verdict=verdict.value, seen=found.seen, shown=shown)
        await self._remember(msgspec.structs.replace(self._memory, contradiction=found))
        await self._put_on_record(found)

    async def _put_on_record(self, found: Contradiction) -> None:
        if found.record is not None:
            return
        facts = {"verdict": found.verdict.value, "seen": found.seen, "shown": found.shown}
        kept = await self._recorder.record(self._recorder.act(_KIOSK, ActKind.LOG_CONTRADICTED, facts=facts))
        stated = msgspec.structs.replace(found, record=ActReference(kept.act.id, kept.sha256))
        await self._remember(msgspec.structs.replace(self._memory, contradiction=stated))

    async def _remember(self, memory: Memory) -> None:
        await self._cache.cache(CACHE, msgspec.json.encode(memory))
        self._memory = memory
        self._tell()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener(self.alarm)

    async def _announced(self, at_most_s: float) -> None:
        try:
            async with asyncio.timeout(at_most_s):
                await self._stale.wait()
        except TimeoutError:
            return


def size_of(note: str) -> int:
    """Read the size off a note that was verified before."""
    return int(note.split("\n", 2)[1])


def told_of(note: str) -> tuple[str, str]:
    """Give size and the first digits of the root, in groups of four as on paper; nothing where it is no note."""
    try:
        _, size, root = note.split("\n", 3)[:3]
        digits = base64.b64decode(root, validate=True).hex()
    except ValueError:
        return "-", ""
    return size, " ".join(digits[place : place + 4] for place in range(0, 16, 4))


def _read(answer: Mapping[str, object]) -> _Shown:
    try:
        return msgspec.convert(answer, _Shown)
    except msgspec.ValidationError as error:
        raise AnswerUnreadable("kiosk.answer_unreadable", verb="checkpoint") from error
