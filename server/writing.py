"""Writing: one transaction that keeps records, judges them again, folds and projects them.

The one way in which anything becomes part of the record: facts come through `accept`, decisions through `decide`.
"""

import secrets
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import msgspec

from core.acts import Act, ActKind, Signature, Subject, Value, When, Who
from core.alarms import CLOCK_ALARMS, CLOCK_OFF, DISOWNED
from core.batch.judge import judge
from core.clock_state import ClockState, clock_refusals, seconds_of
from core.errors import CountersignError
from core.finding import Finding, finding
from core.lot_sample import lot_sample_refusals
from core.own_changes import signing_refusals
from core.ports import Clock
from core.record.canonical import canonical
from core.record.keys import PrivateKey
from core.record.payload import Record
from core.record.verify import Verified
from core.signing_claims import claim_refusals
from core.store_judge import store_refusals
from core.times import local_day, utc_from, utc_text, uuid7
from server.consequences import consequences
from server.db.store import Store, Unit
from server.journal import CLOCK_SLACK, Journal, Station
from server.offline_codes import CodeJudge
from server.picture import TABLES, Picture
from server.plain import plain
from server.projecting import Projecting
from server.projections.alarms import flooded
from server.states import MALFORMED, BatchStates, Folded

_CLOCK_TOLERANCE = timedelta(seconds=30)

SERVICE = Who(service="core")


class Memory(msgspec.Struct):
    """What the process remembers between transactions; true only while nothing was rolled back."""

    picture: Picture
    states: BatchStates


class Writing:
    """What may be done inside one write transaction."""

    def __init__(
        self,
        unit: Unit,
        journal: Journal,
        memory: Memory,
        clock: Clock,
        offline: CodeJudge,
        clock_state: Callable[[], ClockState],
    ) -> None:
        self.unit = unit
        self._offline = offline
        self._clock_state = clock_state
        self.journal = journal
        self.picture = memory.picture
        self._projecting = Projecting(unit, memory.picture, memory.states)
        self._clock = clock
        if self.picture.read_to == journal.size:
            memory.states.all_current()
        else:
            memory.states.all_behind()
            self.picture.refresh(unit, journal.size)

    @property
    def today(self) -> date:
        """Give the plant's calendar day."""
        return local_day(self.journal.now, self.picture.plant.offset_min)

    def accept(
        self, verified: Verified, *, joined: bool = True, twin: bool = False, why: tuple[Finding, ...] = ()
    ) -> tuple[Finding, ...]:
        """Keep an authentic record whatever is wrong with it, and give what is.

        Args:
            verified: The envelope.
            joined: False for the other side of a fork.
            twin: True when another record has its id.
            why: What is known to be wrong already.
        """
        found = [*why]
        if verified.fault:
            found.append(finding("exception.record_fault", fault=verified.fault))
        sound = joined and not twin and not verified.fault and verified.act is not None
        if sound:
            found += self._judged(verified.record())
            found += self._offline.judged(self.unit, self.picture.plant, verified.record())
        seq = self.journal.keep(verified, joined=joined, twin=twin)
        if sound:
            found += self._take(seq, verified.record())
            self._raise_alarm(verified.record())
        self._flag(seq, verified, found)
        return tuple(found)

    def decide(
        self,
        kind: ActKind,
        subject: Subject | None = None,
        values: Mapping[str, Value] | None = None,
        facts: Mapping[str, str] | None = None,
        who: Who = SERVICE,
    ) -> Record:
        """State a decision of the core as the next record of its chain."""
        act = self._act(kind, who)
        stated = msgspec.structs.replace(
            act, subject=subject or Subject(), values=dict(values or {}), facts=dict(facts or {})
        )
        return self._stated(stated)

    def sign(self, signature: Signature, user: PrivateKey) -> Record:
        """State a signature that was given at the core's own machine, as at the founding."""
        act = self._act(ActKind.SIGNED, Who(person=signature.person))
        return self._stated(msgspec.structs.replace(act, signature=signature), user)

    def _act(self, kind: ActKind, who: Who) -> Act:
        now, plant = self.journal.now, self.picture.plant  # the same instant as its receipt: that one is signed by this
        when = When(utc_text(now), int(self._clock.monotonic() * 1000), plant.offset_min, self._clock_state())
        return Act(kind, uuid7(now, secrets.token_bytes(10)), who, when, simulated=plant.simulated)

    def state_clock(self) -> None:
        """State that the clock was set back since the record before, as times of receipt go back only then."""
        before: datetime | None = self.journal.before
        if before is not None and self.journal.now < before - CLOCK_SLACK:
            seconds = (self.journal.now - before).total_seconds()
            self.decide(ActKind.CLOCK_JUMPED, facts={"seconds": f"{seconds:.3f}"})

    def state_alarms(self) -> None:
        """State the alarms that were raised in this transaction, after everything else; of a flood only the first."""
        for raised in self.journal.alarms:
            if not flooded(self.unit, raised["kind"], raised["kiosk"], self.journal.now):
                self.decide(ActKind.ALARM_RAISED, facts={name: said for name, said in raised.items() if said})

    def _stated(self, act: Act, user: PrivateKey | None = None) -> Record:
        seq, record = self.journal.state(act, user)
        found = self._take(seq, record)
        if act.kind != ActKind.RECORD_FLAGGED:
            self._state_flags(seq, record.sha256, act, found)
        return record

    def _state_flags(self, seq: int, sha256: str, act: Act | None, found: list[Finding]) -> None:
        """State why a record is flagged; of findings of one kind the first counts."""
        if not found:
            return
        flags: dict[str, dict[str, str]] = {}
        for item in found:
            flags.setdefault(item.key, {name: plain(said) for name, said in item.params.items()})
        facts = {"index": str(seq), "sha256": sha256, "flags": canonical(flags).decode()}
        about = Subject(record=plain(act.id)) if act is not None else None
        self.decide(ActKind.RECORD_FLAGGED, about, facts=facts)

    def batch(self, number: str) -> Folded | None:
        """Give a batch as this transaction sees it."""
        return self._projecting.batch(number)

    def _judged(self, record: Record) -> list[Finding]:
        act, plant = record.act, self.picture.plant
        found: list[Finding] = []
        if utc_from(act.when.utc) > self.journal.now + _CLOCK_TOLERANCE:
            found.append(finding("exception.clock_ahead", kiosk=record.place.kiosk))
        found += clock_refusals(act, record.place.kiosk, plant.policy.sync_age_h)
        if act.simulated and not plant.simulated:
            found.append(finding("exception.simulated"))
        if act.signature is not None:
            found += signing_refusals(act.signature, plant, local_day(utc_from(act.when.utc), plant.offset_min))
        if act.subject.batch is None:
            return [*found, *claim_refusals(act, plant), *lot_sample_refusals(act, plant), *self._judged_in_store(act)]
        folded = self.batch(plain(act.subject.batch))
        if folded is None:
            return [*found, finding("exception.batch_unknown", batch=act.subject.batch[:40])]
        found += self._offline.same_token(self.unit, record, folded.state)
        try:
            return [*found, *judge(act, record.place.kiosk, folded.state, folded.master, plant)]
        except (*MALFORMED, CountersignError) as error:
            return [*found, finding("exception.not_judged", detail=plain(str(error)))]

    def _judged_in_store(self, act: Act) -> tuple[Finding, ...]:
        try:
            return store_refusals(act, self.picture.plant)
        except (*MALFORMED, CountersignError) as error:
            return (finding("exception.not_judged", detail=plain(str(error))),)

    def _take(self, seq: int, record: Record) -> list[Finding]:
        found, happening = self._projecting.take(seq, record)
        for draft in consequences(self.unit, happening) if happening is not None else ():
            self.decide(draft.kind, draft.subject, facts=draft.facts)
        return found

    def _raise_alarm(self, record: Record) -> None:
        """Raise the alarm that an act calls for by itself; a rebuild finds it raised."""
        act = record.act
        if act.kind == ActKind.ATTEMPT_DISOWNED:
            detail = f"{act.facts.get('attempts', '')} {act.facts.get('kiosks', '')}"
            self.journal.alarm(DISOWNED, record.place.kiosk, detail, act.who.person)
        if act.kind == ActKind.CLOCK_CHECKED and act.facts.get("level") in CLOCK_ALARMS:
            self.journal.alarm(CLOCK_OFF, record.place.kiosk, _seconds(act))

    def _flag(self, seq: int, verified: Verified, found: list[Finding]) -> None:
        self._state_flags(seq, verified.sha256, verified.act, found)
        if found and verified.act is not None:
            self._open_exception(verified.act, verified.sha256, min(found, key=lambda item: item.key))

    def _open_exception(self, act: Act, sha256: str, what: Finding) -> None:
        """State an exception about a flagged record of a batch, so that kiosks and QA see the same case."""
        number = plain(act.subject.batch or "")
        if not number or self.batch(number) is None:
            return
        about = Subject(
            batch=number,
            step=plain(act.subject.step or "") or None,
            exception=f"FL-{sha256[:6].upper()}",
            record=plain(act.id),
        )
        params = {f"got_{name}": plain(value) for name, value in what.params.items()}
        facts = {"code": what.key, "severity": "major", "sha256": sha256, **params}
        self.decide(ActKind.EXCEPTION_OPENED, about, facts=facts)


def _seconds(act: Act) -> str:
    """Give how far a kiosk says that its clock is off."""
    try:
        return seconds_of(int(act.facts.get("offset_ms", "")[:15]))
    except ValueError:
        return "-"


class Writer:
    """Opens write transactions, one at a time in this process, and keeps what is remembered between them."""

    def __init__(self, store: Store, station: Station, clock: Clock, memory: Memory, offline: CodeJudge) -> None:
        """Join the parts."""
        self._offline = offline
        self.store = store
        self.clock = clock
        self.station = station
        self._memory = memory
        self._lock = threading.Lock()
        # How the core's own clock is kept, as its records say: what the time service says, where it was asked.
        self.clock_state: Callable[[], ClockState] = lambda: ClockState.UNKNOWN

    @property
    def picture(self) -> Picture:
        """Give the plant as last committed; never change it."""
        return self._memory.picture

    @contextmanager
    def writing(self, *, hopeful: bool = False) -> Generator[Writing]:
        """Open a transaction; what it changed is remembered only after its commit.

        Raises:
            Spoilt: It was a hopeful one (`Store.unit`); nothing was kept.
        """
        with self._lock:
            draft = Memory(self._memory.picture.copy(), self._memory.states.copy())
            with self.store.unit(hopeful=hopeful) as unit:
                journal = Journal(unit, self.station, self.clock)
                writing = Writing(unit, journal, draft, self.clock, self._offline, self.clock_state)
                writing.state_clock()
                yield writing
                writing.state_alarms()
                journal.flush()
                if not unit.touched & set(TABLES):
                    draft.picture.read_up_to(journal.size)
            self._memory.picture.take(draft.picture)
            self._memory.states.take(draft.states)
