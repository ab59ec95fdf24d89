"""Play a batch through guide, judge and fold, without kiosk, devices or core: each act is what the guide asks.

Records are sealed with real keys, so that they can also be sent, kept, exported and verified.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec

from core.acts import Act, ActKind, Manifest, Meaning, Signature, Source, Subject, Value, When, Who
from core.batch.entries import Entry
from core.batch.fold import apply, begin
from core.batch.guide import Guidance, Stage, guide
from core.batch.judge import judge
from core.batch.manifest import exception_manifest, sample_manifest, step_manifest
from core.finding import Finding
from core.language import text
from core.master.model import MasterBatchRecord, SignPolicy, Step
from core.master.text import load_master
from core.people import Person, Role
from core.plant import Plant
from core.plant_text import read_plant
from core.record.keys import PrivateKey
from core.record.payload import CORE_STATION, Record
from core.times import local_text, utc_text, uuid7
from tests.fakes.good_operator import GoodOperator
from tests.fakes.log import Station, key, registry

ROOT = Path(__file__).parents[2]
MASTER_TEXT = (ROOT / "server/masters/tablets/master.yaml").read_text("utf-8")
FOUNDED = datetime(2026, 11, 20, 0, 0, 0, tzinfo=UTC)
KIOSK = "KIOSK-01"

Change = Callable[[Act], Act]


def rehearsal_plant(file: str = "demo.yaml") -> Plant:
    """Read a plant of the demo, give everybody a key, and register kiosk and core."""
    plant = read_plant((ROOT / "server/plants" / file).read_text("utf-8"), file, FOUNDED.date()).plant
    equipment = {
        identity: msgspec.structs.replace(item, checked_on=FOUNDED.date() if item.minimum else item.checked_on)
        for identity, item in plant.equipment.items()
    }
    return msgspec.structs.replace(plant, keys=registry(plant.people, KIOSK), equipment=equipment)


class Rehearsal(GoodOperator):
    """A batch as it is made, act by act.

    Attributes:
        kiosk_id: Where it is made: the first kiosk of the plant.
        judged: Whether each act passes the judge before it is kept.
        said: The reason that stands in a signature, by its meaning.
        stations: Kiosk and core, which seal.
        records: Records so far, in order.
        refusals: What the judge refused, with the act.
        operator: Who performs.
        checker: Who verifies.
        supervisor: Who settles exceptions.
    """

    kiosk_id: str = KIOSK
    judged: bool = True
    said: Mapping[Meaning, str] = {Meaning.REJECTED: "two tablets of ten are capped"}

    def __init__(
        self,
        number: str = "B2611-0001",
        master: MasterBatchRecord | None = None,
        plant: Plant | None = None,
        *,
        judged: bool = True,
        change: Change = lambda act: act,
        core: Station | None = None,
    ) -> None:
        """Issue a batch and reserve its containers.

        Args:
            number: Batch number.
            master: What is made; the tablets of the demo by default.
            plant: Where; the demo plant by default.
            judged: False keeps every act, also one that the judge would refuse.
            change: Bends an act after it was judged and before it is sealed.
            core: The core, when its key is another than that in the plant.
        """
        self.master = master or load_master(MASTER_TEXT)
        self.plant = plant or rehearsal_plant()
        self.judged = judged
        self.kiosk_id = next(iter(self.plant.kiosks))
        self.stations = {self.kiosk_id: Station(self.kiosk_id), CORE_STATION: core or Station(CORE_STATION)}
        self.now = FOUNDED
        self._change = change
        self._count = 0
        self.records: list[Record] = []
        self.refusals: list[tuple[Act, tuple[Finding, ...]]] = []
        self._cast()
        self._issue(number)
        self._reserve(number)

    # ------------------------------------------------------------------ playing

    def play(self, until: Callable[["Rehearsal"], bool] = lambda _: False) -> None:
        """Do what the guide asks until the batch is complete or `until` says stop."""
        before: Guidance | None = None
        while True:
            guidance = self.guidance()
            if guidance.stage == Stage.COMPLETE or until(self):
                return
            assert guidance != before, f"the guide goes round in circles at {guidance}"
            self.follow(guidance)
            before = guidance

    def guidance(self) -> Guidance:
        """Ask the guide what comes next."""
        return guide(self.state, self.master, self.kiosk_id)

    def follow(self, guidance: Guidance) -> None:
        """Do the one thing that the guide asks."""
        step = guidance.step
        assert step is not None
        match guidance.stage:
            case Stage.LEASE:
                operation = self.master.operation_of(step.id)
                assert operation is not None
                self.decide(ActKind.OPERATION_LEASED, Subject(operation=operation.id), facts={"kiosk": self.kiosk_id})
            case Stage.START:
                self.do(ActKind.STEP_STARTED, step)
            case Stage.ENTRY:
                assert guidance.entry is not None
                self.fill(step, guidance.entry)
            case Stage.EXPLAIN:
                assert guidance.case is not None
                about = Subject(exception=guidance.case.id)
                self.do(ActKind.EXCEPTION_EXPLAINED, step, about, facts={"cause": "process"})
            case Stage.DISPOSE:
                assert guidance.case is not None
                self.dispose(guidance.case.id, self.supervisor, Meaning.REVIEWED, step)
            case Stage.HOLD:
                assert guidance.case is not None
                self.dispose(guidance.case.id, self.person(Role.QA), Meaning.APPROVED, step)
            case Stage.SIGN:
                self.sign_step(step, self.performer(step), Meaning.PERFORMED)
            case _ if step.sign == SignPolicy.BLIND_SECOND_COUNT:
                self.sign_step(step, self.counter(step), Meaning.VERIFIED)
            case _:
                self.sign_step(step, self.checker, Meaning.VERIFIED)

    def fill(self, step: Step, entry: Entry, value: str | None = None) -> tuple[Finding, ...]:
        """Fill an entry as a good operator would, or with the value given."""
        subject, values, facts = self.content(step, entry, value)
        person = self.counter(step) if entry.second else None
        return self.do(entry.act, step, msgspec.structs.replace(subject, entry=entry.name), values, facts, person)

    def enter_results(self, results: Mapping[str, str] | None = None) -> None:
        """Enter results for every sample, by default one in limits for every test; sign and check them."""
        analysts = [person for person in self.plant.people.values() if Role.QC_ANALYST in person.roles]
        checkers = [person for person in self.plant.people.values() if Role.QC_HEAD in person.roles] or analysts[1:]
        for sample in tuple(self.state.samples.values()):
            tests = self.plant.specifications[sample.specification].tests
            given = results or {test.code: test.low or test.high or "0" for test in tests}
            for test in [test for test in tests if test.code in given]:
                about = Subject(batch=self.state.number, sample=sample.id, test=test.code)
                entered = {"value": Value(given[test.code], test.unit, Source.TYPED)}
                who = Who(person=analysts[0].id, session="session-2")
                self.put(self.act(ActKind.RESULT_ENTERED, who, about, entered))
            manifest = sample_manifest(self.state.samples[sample.id], self.state, "en", self.plant)
            self.sign(manifest, analysts[0], Meaning.PERFORMED)
            self.sign(manifest, checkers[0], Meaning.VERIFIED)

    # ------------------------------------------------------------------ acts

    def do(
        self,
        kind: ActKind,
        step: Step,
        subject: Subject | None = None,
        values: dict[str, Value] | None = None,
        facts: dict[str, str] | None = None,
        person: Person | None = None,
    ) -> tuple[Finding, ...]:
        """Judge an act and keep it, or keep what was refused."""
        operation = self.master.operation_of(step.id)
        about = msgspec.structs.replace(
            subject or Subject(), batch=self.state.number, step=step.id, operation=operation.id if operation else None
        )
        who = Who(person=(person or self.performer(step)).id, session="session-1")
        return self.put(self.act(kind, who, about, values, facts))

    def put(self, act: Act, user: PrivateKey | None = None) -> tuple[Finding, ...]:
        """Judge and keep an act of the kiosk."""
        found = judge(act, self.kiosk_id, self.state, self.master, self.plant) if self.judged else ()
        if found:
            self.refusals.append((act, found))
            act = self.act(
                ActKind.REFUSED, act.who, act.subject, act.values, {"attempt": act.kind, "why": found[0].key}
            )
            user = None
        self.keep(act, self.kiosk_id, user)
        return found

    def keep(self, act: Act, station: str, user: PrivateKey | None = None) -> Record:
        """Seal an act, add it to the records and fold it."""
        record = self.stations[station].seal(self._change(act), user)
        self.records.append(record)
        self.state = apply(self.state, record, self.master) if len(self.records) > 1 else begin(record)
        return record

    def record(
        self, kind: ActKind, subject: Subject, values: dict[str, Value] | None = None, person: str = "", **facts: str
    ) -> Record:
        """Keep an act of a person, the operator by default, without asking the judge."""
        who = Who(person=person or self.operator.id, session="session-1")
        about = msgspec.structs.replace(subject, batch=self.state.number)
        return self.keep(self.act(kind, who, about, values, facts), self.kiosk_id)

    def decide(self, kind: ActKind, subject: Subject, **content: dict[str, str]) -> None:
        """Keep a decision of the core."""
        about = msgspec.structs.replace(subject, batch=self.state.number)
        self.keep(self.act(kind, Who(service="core"), about, None, content.get("facts")), CORE_STATION)

    def act(
        self,
        kind: ActKind,
        who: Who,
        subject: Subject,
        values: dict[str, Value] | None = None,
        facts: dict[str, str] | None = None,
    ) -> Act:
        """Make an act a second after the one before."""
        self.now += timedelta(seconds=1)
        self._count += 1
        when = When(utc_text(self.now), self._count * 1000, self.plant.offset_min, "synchronised")
        identity = uuid7(self.now, sha256(str(self._count).encode()).digest()[:10])
        return Act(kind, identity, who, when, subject, values or {}, facts or {}, simulated=self.plant.simulated)

    # ------------------------------------------------------------------ signing

    def performer(self, step: Step) -> Person:
        """Give who performs a step: the operator, or the supervisor where only a supervisor may."""
        return self.operator if Role.OPERATOR in step.roles else self.supervisor

    def counter(self, step: Step) -> Person:
        """Give who counts a second time: another person whose role may perform the step."""
        able = (person for person in self.plant.people.values() if set(person.roles) & set(step.roles))
        return next(person for person in able if person.id != self.performer(step).id)

    def sign_step(self, step: Step, person: Person, meaning: Meaning) -> tuple[Finding, ...]:
        """Sign the manifest of a step."""
        return self.sign(step_manifest(step, self.state, "en", self.plant), person, meaning)

    def sign(self, manifest: object, person: Person, meaning: Meaning) -> tuple[Finding, ...]:
        """Sign a manifest."""
        return self.put(self.signed(manifest, person, meaning), self.user_key(person.id))

    def user_key(self, person: str) -> PrivateKey:
        """Give the key that a person signs with."""
        return key(person)

    def signed_record(self, manifest: Manifest, person: Person, meaning: Meaning) -> Record:
        """Sign and give the record."""
        assert not self.sign(manifest, person, meaning)
        return self.records[-1]

    def signed(
        self, manifest: object, person: Person, meaning: Meaning, confirmed: tuple[int, str] | None = None
    ) -> Act:
        """Make the act of a signature; `confirmed` is the core's answer to the code: its time step and confirmation."""
        about = Subject(batch=self.state.number, step=getattr(manifest, "step", None))
        act = self.act(ActKind.SIGNED, Who(person=person.id, session="session-1"), about)
        time_step, confirmation = confirmed or (int(self.now.timestamp()) // 30, act.id)
        signature = Signature(
            person.id,
            person.user_id,
            person.name,
            person.roles[0].value,
            meaning,
            text(f"declaration.{meaning.value}", "en"),
            self.said.get(meaning, ""),
            local_text(self.now, self.plant.offset_min),
            self.user_key(person.id).id,
            time_step,
            confirmation,
            (manifest,),  # pyright: ignore[reportArgumentType]  (made loosely)
        )
        return msgspec.structs.replace(act, signature=signature)

    def dispose(self, case: str, person: Person, meaning: Meaning, step: Step) -> None:
        """Dispose of an exception and sign it."""
        self.do(ActKind.EXCEPTION_DISPOSED, step, Subject(exception=case), None, {"disposition": "accept"}, person)
        self.sign(exception_manifest(self.state.cases[case], self.state, "en"), person, meaning)

    # ------------------------------------------------------------------ beginning

    def person(self, role: Role) -> Person:
        """Give the first person in a role."""
        return next(person for person in self.plant.people.values() if role in person.roles)

    def _cast(self) -> None:
        self.operator = self.person(Role.OPERATOR)
        self.supervisor = self.checker = self.person(Role.SUPERVISOR)

    def _issue(self, number: str) -> None:
        size = self.master.batch_size
        facts = {"master": sha256(MASTER_TEXT.encode()).hexdigest(), "code": self.master.code}
        values = {"quantity": Value(f"{size.value:f}", size.unit, Source.CALCULATED)}
        issued = self.act(ActKind.BATCH_ISSUED, Who(service="core"), Subject(batch=number), values, facts)
        self.keep(issued, CORE_STATION)

    def _reserve(self, number: str) -> None:
        containers = dict(self.plant.containers)
        for line in self.master.bill:
            usable = [
                c
                for c in containers.values()
                if self.plant.lots[c.lot].material == line.material
                and self.plant.lots[c.lot].state == "released"
                and (self.plant.lots[c.lot].expiry or FOUNDED.date()) >= FOUNDED.date()
            ]
            need = line.quantity.value
            enough = [c for c in usable if c.net.to(line.quantity.unit).value >= need][:1]
            for chosen in enough or usable:
                if need > 0:
                    need -= chosen.net.to(line.quantity.unit).value
                    containers[chosen.id] = msgspec.structs.replace(chosen, reserved_for=number)
                    self.decide(ActKind.CONTAINER_RESERVED, Subject(container=chosen.id, lot=chosen.lot))
        self.plant = msgspec.structs.replace(self.plant, containers=containers)
