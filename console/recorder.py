"""The recorder: the one way in which a flow turns what happened into a kept record.

Act -> judge -> seal -> outbox, and the fold of what was kept. What the judge refuses is recorded as `Refused`.
"""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec

from console.clock_trust import ClockTrust
from console.own_checks import KEPT, OwnChecks
from console.own_cleanings import OwnCleanings
from core.acts import Act, ActKind, Signature, Subject, Value, When, Who
from core.batch.fold import apply, begin
from core.batch.judge import judge
from core.batch.rounds import OPENED, closed, pinned
from core.batch.state import BatchState
from core.errors import CountersignError
from core.finding import Finding
from core.lot_sample import lot_sample_refusals
from core.master.model import MasterBatchRecord
from core.own_changes import signing_refusals
from core.plant import Plant
from core.ports import Clock
from core.record.keys import PrivateKey
from core.record.payload import Record
from core.record.verify import CLOCKS_DIFFER
from core.store_judge import store_refusals
from core.times import local_day, local_text, utc_from, utc_text, uuid7


class Refused(CountersignError):
    """The judge did not let an act happen; the attempt is on record."""

    code = "KSK-010"


class KeyEnded(CountersignError):
    """The key of this kiosk has come to its end; nothing is recorded by it."""

    code = "KSK-042"


class KeyNotYet(CountersignError):
    """The clock of this kiosk is before its key begins; the core would set aside what is dated so, and all after it."""

    code = "KSK-043"


class UnknownBatch(CountersignError):
    """A batch is not open at this kiosk."""

    code = "KSK-011"


class Journal(Protocol):
    """What the recorder needs of the outbox."""

    async def append(self, act: Act, device: PrivateKey, user: PrivateKey | None = None) -> Record:
        """Seal and commit one act durably; raises when it is not stored."""
        ...

    async def take_in(self, envelopes: Sequence[bytes]) -> Sequence[Record]:
        """Keep verified records of the core or of other kiosks; gives those that were new."""
        ...

    async def batches(self) -> Sequence[str]:
        """List the batches of which records are kept here."""
        ...

    async def own_since(self, kind: str, made: str) -> Sequence[Record]:
        """Give the own records of a kind, oldest first, back to the first one that was made before an instant."""
        ...

    async def records(self, batch: str) -> Sequence[Record]:
        """Give the records of a batch in the order in which they were kept."""
        ...


class Station(msgspec.Struct, frozen=True):
    """Where this recorder stands.

    Attributes:
        kiosk: Kiosk id.
        offset_min: Local offset from UTC, for printing.
        simulated: True when the devices or the clock are simulated.
    """

    kiosk: str
    offset_min: int
    simulated: bool = False


class OpenBatch(msgspec.Struct, frozen=True):
    """A batch as this kiosk knows it."""

    state: BatchState
    master: MasterBatchRecord
    records: tuple[Record, ...]


Masters = Callable[[str], MasterBatchRecord]
"""Gives the master record of a content hash; raises `CountersignError` when it is not held here."""


class Recorder:
    """Records acts and keeps the fold of each open batch.

    Attributes:
        station: Where it stands.
        unreadable: Batches kept here that cannot be folded, each with the reason.
        checks: Checks of devices that this kiosk has on record.
        cleanings: Cleanings in the rounds that this kiosk holds.
        trust: How far the clock can be trusted.
    """

    def __init__(
        self,
        station: Station,
        journal: Journal,
        device: PrivateKey,
        clock: Clock,
        plant: Callable[[], Plant],
        masters: Masters,
        trust: ClockTrust,
    ) -> None:
        """Join the parts; nothing is read before `load`."""
        self.station = station
        self._journal = journal
        self._device = device
        self._clock = clock
        self._plant = plant
        self._masters = masters
        self.trust = trust
        self._batches: dict[str, OpenBatch] = {}
        self._listeners: list[Callable[[], None]] = []
        self.unreadable: dict[str, Finding] = {}
        self.checks = OwnChecks()
        self.cleanings = OwnCleanings()
        # What is judged is what is kept: no record comes between the two, nor between reading a batch and folding it.
        self._turn = asyncio.Lock()

    @property
    def plant(self) -> Plant:
        """Give the plant as last heard from the core, with the checks of balances and the cleanings on record here."""
        return self.cleanings.joined(self.checks.joined(self._plant()))

    async def load(self) -> int:
        """Fold every batch kept here, as after a power cut; gives the number of records read."""
        count = 0
        async with self._turn:
            since = utc_text(self._clock.utc() - KEPT)
            kept = await self._journal.own_since(ActKind.DEVICE_CHECKED.value, since)
            self.checks.begin(record.act for record in kept)
            for number in await self._journal.batches():
                try:
                    count += await self._reload(number)
                except CountersignError as error:
                    # One batch that cannot be folded here, such as one of a retired master record, holds up no other.
                    self.unreadable[number] = Finding(error.key, error.params)
            self._forget_closed_rounds()
        return count

    def _forget_closed_rounds(self) -> None:
        """Let go of rounds of logbook forms in which nothing is due; the core brings one back that it flags later."""
        opened = self._batches.items()
        self._batches = {number: batch for number, batch in opened if not closed(batch.state, batch.master)}

    async def own_since(self, kind: ActKind, made: str) -> tuple[Act, ...]:
        """Give the acts of a kind that were put on record here, back to the first one before an instant."""
        return tuple(record.act for record in await self._journal.own_since(kind.value, made))

    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` after each record; gives what ends the listening."""
        self._listeners.append(changed)
        return lambda: self._listeners.remove(changed)

    def batch(self, number: str) -> OpenBatch:
        """Give a batch.

        Raises:
            UnknownBatch: Its issue has not reached this kiosk.
        """
        found = self._batches.get(number)
        if found is None and number in self.unreadable:
            why = self.unreadable[number]
            raise UnknownBatch(why.key, **why.params)
        if found is None:
            raise UnknownBatch("kiosk.batch_unknown", batch=number)
        return found

    def batches(self) -> tuple[OpenBatch, ...]:
        """List the batches open here."""
        return tuple(self._batches.values())

    def act(
        self,
        who: Who,
        kind: ActKind,
        subject: Subject | None = None,
        values: Mapping[str, Value] | None = None,
        facts: Mapping[str, str] | None = None,
        signature: Signature | None = None,
    ) -> Act:
        """Make an act of now; nothing is judged or kept yet."""
        now, trust = self._clock.utc(), self.trust
        trust.look()
        monotonic_ms, known = int(self._clock.monotonic() * 1000), (trust.offset_ms, trust.report.error_ms)
        when = When(utc_text(now), monotonic_ms, self.station.offset_min, trust.state.value, *known, trust.sync_age_s)
        identity = uuid7(now, secrets.token_bytes(10))
        return Act(
            kind,
            identity,
            who,
            when,
            subject or Subject(),
            dict(values or {}),
            dict(facts or {}),
            signature,
            self.station.simulated,
        )

    def judged(self, act: Act) -> tuple[Finding, ...]:
        """Ask the judges about an act: may the signer sign at all today, and what does its batch say to it."""
        number = act.subject.batch
        found: tuple[Finding, ...] = ()
        if act.signature is not None:
            today = local_day(utc_from(act.when.utc), self.plant.offset_min)
            off = self.trust.signing_refusal()
            found = (*((off,) if off else ()), *signing_refusals(act.signature, self.plant, today))
        if number is None:
            return (*found, *lot_sample_refusals(act, self.plant), *store_refusals(act, self.plant))
        batch = self.batch(number)
        return (*found, *judge(act, self.station.kiosk, batch.state, batch.master, self.plant))

    async def record(self, act: Act, user: PrivateKey | None = None) -> Record:
        """Judge, seal and keep an act.

        Args:
            act: What happened.
            user: The signer's own key, for `Signed` only.

        Raises:
            Refused: The judge found something; `Refused` was kept instead.
            CountersignError: It could not be stored; nothing was kept.
        """
        # Whoever waits may go away; what has begun to be stored is stored and folded.
        return await asyncio.shield(self._recorded(act, user))

    async def refuse(self, attempt: Act, why: Finding, times: int = 1) -> Record:
        """Keep a refused attempt: who tried what, why it was refused, and of how many tries the record tells."""
        return await asyncio.shield(self._refused(attempt, why, times))

    async def _recorded(self, act: Act, user: PrivateKey | None) -> Record:
        async with self._turn:
            found = self.judged(act)
            kept = await self._keep(self._refusal(act, found[0]) if found else act, None if found else user)
        if found:
            raise Refused(found[0].key, **found[0].params)
        return kept

    async def _refused(self, attempt: Act, why: Finding, times: int) -> Record:
        async with self._turn:
            return await self._keep(self._refusal(attempt, why, times), None)

    def _refusal(self, attempt: Act, why: Finding, times: int = 1) -> Act:
        facts = {"attempt": attempt.kind.value, "why": why.key} | ({"times": str(times)} if times > 1 else {})
        facts |= {f"got_{name}": value for name, value in why.params.items()}
        facts |= {name: value for name, value in attempt.facts.items() if name in ("code", "purpose")}
        return self.act(attempt.who, ActKind.REFUSED, attempt.subject, attempt.values, facts)

    async def take_in(self, envelopes: Sequence[bytes]) -> None:
        """Keep records that came from the core, and fold the batches they concern."""
        await asyncio.shield(self._taken_in(envelopes))

    async def _taken_in(self, envelopes: Sequence[bytes]) -> None:
        async with self._turn:
            taken = await self._journal.take_in(envelopes)
            for number in {record.act.subject.batch for record in taken if record.act.subject.batch}:
                await self._reload(number)
        self._changed()

    async def _keep(self, act: Act, user: PrivateKey | None) -> Record:
        self._refuse_outside_key()
        record = await self._journal.append(act, self._device, user)
        self.checks.note(record.act)
        batch = self._batches.get(act.subject.batch or "")
        if batch is not None:
            state = apply(batch.state, record, batch.master)
            self._batches[batch.state.number] = OpenBatch(state, batch.master, (*batch.records, record))
            self.cleanings.note(state, batch.master)
        self._changed()
        return record

    def _refuse_outside_key(self) -> None:
        """Record nothing by a key that has ended or has not begun: the core would flag it, or set the chain aside.

        Raises:
            KeyEnded: It has come to its end.
            KeyNotYet: The clock has fallen back behind its beginning.
        """
        plant = self._plant()
        own = next((key for key in plant.keys if key.id == self._device.id), None)
        if own is None:
            return
        now, begin = self._clock.utc(), utc_from(own.valid_from)
        if own.valid_to is not None and own.over_at(now):
            raise KeyEnded("kiosk.keys_ended", t=local_text(utc_from(own.valid_to), plant.offset_min)[:16])
        if begin - now > CLOCKS_DIFFER:
            raise KeyNotYet("kiosk.keys_not_yet", t=local_text(begin, plant.offset_min)[:16])

    async def _reload(self, number: str) -> int:
        records = tuple(await self._journal.records(number))
        issued = next((record for record in records if record.act.kind in OPENED), None)
        if issued is None:
            return len(records)
        master = pinned(self._masters(issued.act.facts["master"]), issued.act)
        state = begin(issued)
        for record in records:
            if record.act.id != issued.act.id:
                state = apply(state, record, master)
        self._batches[number] = OpenBatch(state, master, records)
        self.cleanings.note(state, master)
        self.unreadable.pop(number, None)
        return len(records)

    def _changed(self) -> None:
        for listener in tuple(self._listeners):
            listener()
