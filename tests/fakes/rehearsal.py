"""Play a batch through the real judge, guide and fold, without kiosk, devices or core: each act is what the guide asks.

Records are sealed with real keys, so that they can also be sent, kept, exported and verified.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import msgspec

from core.acts import Act, ActKind, Meaning, Provenance, Signature, Source, Subject, Value, When, Who
from core.batch.calculate import calculate
from core.batch.entries import Entry
from core.batch.guide import Guidance, Stage, guide
from core.batch.judge import judge
from core.batch.manifest import exception_manifest, step_manifest
from core.batch.state import BatchState, apply, begin, dispensed_container, produced_lot
from core.finding import Finding
from core.language import text
from core.master.model import (
    InProcessControl,
    LabelPrint,
    Limits,
    MasterBatchRecord,
    Reconciliation,
    Sample,
    Step,
    Timer,
    WeighDispense,
    Yield,
)
from core.master.text import load_master
from core.people import Person, Role, WrappedKey
from core.plant import Plant
from core.plant_text import read_plant
from core.quantity import Quantity
from core.record.chain import Head, advanced, seal_record
from core.record.keys import KeyKind, PrivateKey, PublicKey, public_key
from core.record.payload import CORE_STATION, Record
from core.times import local_text, utc_from, utc_text, uuid7

ROOT = Path(__file__).parents[2]
MASTER_TEXT = (ROOT / "server/masters/tablets/master.yaml").read_text("utf-8")
FOUNDED = datetime(2026, 11, 20, 0, 0, 0, tzinfo=UTC)
KIOSK = "KIOSK-01"


def key_of(owner: str) -> PrivateKey:
    """Give the fixed key of an owner."""
    return PrivateKey(sha256(f"rehearsal {owner}".encode()).digest())


def rehearsal_plant() -> Plant:
    """Read the demo plant, give everybody a key, and register kiosk and core."""
    plant = read_plant((ROOT / "server/plants/demo.yaml").read_text("utf-8"), "demo.yaml", FOUNDED.date()).plant
    since = utc_text(FOUNDED - timedelta(days=1))
    people = {identity: _with_key(person) for identity, person in plant.people.items()}
    keys: list[PublicKey] = [public_key(key_of(p), KeyKind.USER, p, since) for p in people]
    keys.append(public_key(key_of(KIOSK), KeyKind.DEVICE, KIOSK, since))
    keys.append(public_key(key_of(CORE_STATION), KeyKind.CORE, CORE_STATION, since))
    equipment = {
        identity: msgspec.structs.replace(item, checked_on=FOUNDED.date() if item.minimum else item.checked_on)
        for identity, item in plant.equipment.items()
    }
    return msgspec.structs.replace(plant, people=people, keys=tuple(keys), equipment=equipment)


def _with_key(person: Person) -> Person:
    return msgspec.structs.replace(person, wrapped=WrappedKey(key_of(person.id).id, "", 0, 0, "", ""))


Content = tuple[Subject, dict[str, Value], dict[str, str]]


class Rehearsal:
    """A batch as it is made, act by act.

    Attributes:
        plant: The demo plant, containers reserved for the batch.
        master: The tablets.
        state: Fold so far.
        records: Records so far, in order.
        refusals: What the judge refused, with the act.
    """

    def __init__(self, number: str = "B2611-0001") -> None:
        self.master: MasterBatchRecord = load_master(MASTER_TEXT)
        self.plant = rehearsal_plant()
        self.now = FOUNDED
        self._heads = {KIOSK: Head(KIOSK), CORE_STATION: Head(CORE_STATION)}
        self._count = 0
        self.records: list[Record] = []
        self.refusals: list[tuple[Act, tuple[Finding, ...]]] = []
        self.operator = self._person(Role.OPERATOR)
        self.checker = self._person(Role.SUPERVISOR)
        issued = self._issue(number)
        self.state: BatchState = begin(issued)
        self._reserve(number)

    # ------------------------------------------------------------------ playing

    def play(self, until: Callable[["Rehearsal"], bool] = lambda _: False) -> None:
        """Do what the guide asks until the batch is complete or `until` says stop."""
        for _ in range(2000):
            guidance = guide(self.state, self.master, KIOSK)
            if guidance.stage == Stage.COMPLETE or until(self):
                return
            self.follow(guidance)
        raise AssertionError(f"the guide goes round in circles at {guide(self.state, self.master, KIOSK)}")

    def follow(self, guidance: Guidance) -> None:
        """Do the one thing that the guide asks."""
        step = guidance.step
        assert step is not None
        match guidance.stage:
            case Stage.LEASE:
                operation = self.master.operation_of(step.id)
                assert operation is not None
                self.decide(ActKind.OPERATION_LEASED, Subject(operation=operation.id), facts={"kiosk": KIOSK})
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
                self.dispose(guidance.case.id, self.checker, Meaning.REVIEWED, step)
            case Stage.SIGN:
                self.sign_step(step, self.performer(step), Meaning.PERFORMED)
            case _:
                self.sign_step(step, self.checker, Meaning.VERIFIED)

    def fill(self, step: Step, entry: Entry, value: str | None = None) -> tuple[Finding, ...]:
        """Fill an entry as a good operator would, or with the value given."""
        subject, values, facts = self.content(step, entry, value)
        return self.do(entry.act, step, msgspec.structs.replace(subject, entry=entry.name), values, facts)

    def content(self, step: Step, entry: Entry, value: str | None = None) -> Content:
        """Make what an entry needs."""
        if entry.act == ActKind.TIMER_ENDED and isinstance(step.detail, Timer):
            self.now += timedelta(seconds=step.detail.minimum_s)
        number = value or self._good(step, entry)
        match entry.act:
            case ActKind.ROOM_SCANNED:
                return Subject(room=entry.of), {}, {}
            case ActKind.EQUIPMENT_SCANNED:
                return Subject(equipment=self._equipment(step, entry)), {}, {}
            case ActKind.CONTAINER_SCANNED:
                container = self._reserved(entry.of)
                return Subject(container=container, lot=self.plant.containers[container].lot), {}, {"code": container}
            case ActKind.CONTAINER_TARED:
                return Subject(), {"tare": self._weighed(step, "1.200", entry.unit)}, {}
            case ActKind.WEIGHT_TAKEN:
                return self._weight(step, number, entry.unit)
            case ActKind.LABEL_PRINTED:
                labels = self._labels(step)
                return Subject(), {}, {"copies": str(len(labels)), **{f"label_{n}": x for n, x in enumerate(labels, 1)}}
            case ActKind.LABEL_SCANNED_BACK:
                return Subject(), {}, {"label": self._labels(step)[entry.item]}
            case ActKind.MATERIAL_CHARGED:
                item = next(d for d in self.state.dispensed.values() if d.material == entry.of and not d.charged)
                net = {"net": Value(f"{item.net.value:f}", item.net.unit, Source.SCANNED)}
                return Subject(container=item.container, lot=item.lot), net, {"material": item.material}
            case ActKind.VALUE_CALCULATED:
                result = calculate(step, entry, self.state)
                return Subject(), {"value": Value(f"{result.value:f}", result.unit, Source.CALCULATED)}, {}
            case ActKind.TAG_READ:
                device = Provenance("", "PLC", "00")
                return Subject(), {"value": Value(number, entry.unit, Source.READ, device)}, {"tag": entry.of}
            case ActKind.SAMPLE_DRAWN:
                assert isinstance(step.detail, Sample)
                drawn = step.detail.quantity
                taken = {"quantity": Value(f"{drawn.value:f}", drawn.unit, Source.COUNTED)}
                return Subject(sample=self._sample()), taken, {"specification": step.detail.specification}
            case ActKind.OUTPUT_RECORDED:
                assert isinstance(step.detail, Yield)
                lot = produced_lot(self.state.number, step.detail.material, self.master, len(self.state.outputs))
                out = {"output": Value(number, entry.unit, Source.TYPED)}
                return Subject(lot=lot), out, {"material": step.detail.material}
            case ActKind.VALUE_ENTERED | ActKind.TIMER_ENDED:
                return Subject(), {"value": Value(number, entry.unit, Source.TYPED)}, {}
            case _:
                return Subject(), {}, {}

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
        found = judge(act, KIOSK, self.state, self.master, self.plant)
        if found:
            self.refusals.append((act, found))
            act = self.act(
                ActKind.REFUSED, act.who, act.subject, act.values, {"attempt": act.kind, "why": found[0].key}
            )
            user = None
        self.keep(act, KIOSK, user)
        return found

    def keep(self, act: Act, station: str, user: PrivateKey | None = None) -> Record:
        """Seal an act, add it to the records and fold it."""
        record = seal_record(act, self._heads[station], "boot-1", key_of(station), user)
        self._heads[station] = advanced(self._heads[station], record.place, record.sha256)
        self.records.append(record)
        if hasattr(self, "state"):
            self.state = apply(self.state, record, self.master)
        return record

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
        return Act(kind, identity, who, when, subject, values or {}, facts or {}, simulated=True)

    # ------------------------------------------------------------------ signing

    def performer(self, step: Step) -> Person:
        """Give who performs a step: the operator, or the supervisor where only a supervisor may."""
        return self.operator if Role.OPERATOR in step.roles else self.checker

    def sign_step(self, step: Step, person: Person, meaning: Meaning) -> tuple[Finding, ...]:
        """Sign the manifest of a step."""
        return self.sign(step_manifest(step, self.state, "en", self.plant), person, meaning)

    def sign(self, manifest: object, person: Person, meaning: Meaning) -> tuple[Finding, ...]:
        """Sign a manifest."""
        return self.put(self.signed(manifest, person, meaning), key_of(person.id))

    def signed(self, manifest: object, person: Person, meaning: Meaning) -> Act:
        """Make the act of a signature."""
        about = Subject(batch=self.state.number, step=getattr(manifest, "step", None))
        act = self.act(ActKind.SIGNED, Who(person=person.id, session="session-1"), about)
        signature = Signature(
            person.id,
            person.user_id,
            person.name,
            person.roles[0].value,
            meaning,
            text(f"declaration.{meaning.value}", "en"),
            "",
            local_text(self.now, self.plant.offset_min),
            key_of(person.id).id,
            int(self.now.timestamp()) // 30,
            act.id,
            (manifest,),  # pyright: ignore[reportArgumentType]
        )
        return msgspec.structs.replace(act, signature=signature)

    def dispose(self, case: str, person: Person, meaning: Meaning, step: Step) -> None:
        """Dispose of an exception and sign it."""
        self.do(ActKind.EXCEPTION_DISPOSED, step, Subject(exception=case), None, {"disposition": "accept"}, person)
        self.sign(exception_manifest(self.state.cases[case], self.state, "en"), person, meaning)

    # ------------------------------------------------------------------ what a good operator does

    def _person(self, role: Role) -> Person:
        return next(person for person in self.plant.people.values() if role in person.roles)

    def _issue(self, number: str) -> Record:
        size = self.master.batch_size
        facts = {"master": sha256(MASTER_TEXT.encode()).hexdigest(), "code": self.master.code}
        values = {"quantity": Value(f"{size.value:f}", size.unit, Source.CALCULATED)}
        return self.keep(
            self.act(ActKind.BATCH_ISSUED, Who(service="core"), Subject(batch=number), values, facts), CORE_STATION
        )

    def _reserve(self, number: str) -> None:
        containers = dict(self.plant.containers)
        for line in self.master.bill:
            usable = [
                c
                for c in containers.values()
                if self.plant.lots[c.lot].material == line.material
                and self.plant.lots[c.lot].state == "released"
                and (self.plant.lots[c.lot].expiry or FOUNDED.date()) >= FOUNDED.date()
                and c.net.to(line.quantity.unit).value >= line.quantity.value
            ]
            if not usable:
                continue
            chosen = usable[0]
            containers[chosen.id] = msgspec.structs.replace(chosen, reserved_for=number)
            self.decide(ActKind.CONTAINER_RESERVED, Subject(container=chosen.id, lot=chosen.lot))
        self.plant = msgspec.structs.replace(self.plant, containers=containers)

    def _reserved(self, material: str) -> str:
        return next(c for c, lot in self.state.reserved.items() if self.plant.lots[lot].material == material)

    def _equipment(self, step: Step, entry: Entry) -> str:
        operation = self.master.operation_of(step.id)
        assert operation is not None
        items = [i for i in self.plant.equipment.values() if i.equipment_class == entry.of and i.room == operation.room]
        if isinstance(step.detail, WeighDispense):
            target = Quantity(step.detail.limits.target or Decimal(0), step.detail.unit)
            items = [i for i in items if i.minimum is None or i.minimum.to(target.unit).value <= target.value]
            items = [i for i in items if i.capacity is None or i.capacity.to(target.unit).value >= target.value]
        return items[0].id

    def _weighed(self, step: Step, value: str, unit: str) -> Value:
        bound = self.state.step(step.id).filled["balance"].act.subject.equipment or ""
        return Value(value, unit, Source.WEIGHED, Provenance(self.plant.equipment[bound].serial, "XPR", "5320"))

    def _weight(self, step: Step, number: str, unit: str) -> Content:
        source = self.state.step(step.id).filled["source"].act.subject
        subject = Subject(container=self._container(step), lot=source.lot)
        assert isinstance(step.detail, WeighDispense)
        facts = {"source": source.container or "", "material": step.detail.material}
        return subject, {"net": self._weighed(step, number, unit)}, facts

    def _container(self, step: Step) -> str:
        filled = self.state.step(step.id).filled.get("net")
        return (filled.act.subject.container if filled else None) or dispensed_container(self.state, step)

    def _sample(self) -> str:
        return f"S-{self.state.number}-{len(self.state.samples) + 1:02d}"

    def _labels(self, step: Step) -> list[str]:
        match step.detail:
            case WeighDispense():
                return [self._container(step)]
            case Sample():
                return [self.state.step(step.id).filled["sample"].act.subject.sample or ""]
            case LabelPrint(copies=copies):
                return [f"F{self.state.number[1:]}-{n:02d}" for n in range(1, copies + 1)]
            case _:
                return []

    def _good(self, step: Step, entry: Entry) -> str:
        """Choose a value in the middle of the limits."""
        match step.detail:
            case Yield(theoretical=theoretical) if entry.act == ActKind.OUTPUT_RECORDED:
                return f"{(theoretical.value * Decimal('0.99')).quantize(Decimal(1)):f}"
            case Reconciliation(material=material):
                issued = next(
                    (line.quantity.value for line in self.master.bill if line.material == material), Decimal(100)
                )
                return f"{issued:f}" if entry.name in ("issued", "used") else "0"
            case Timer() if entry.name == "end":
                started = utc_from(self.state.step(step.id).filled["start"].act.when.utc)
                return str(int((self.now - started).total_seconds()) + 1)  # the act is made a second from now
            case InProcessControl() | _:
                return _middle(entry.limits, entry.decimals)


def _middle(limits: Limits | None, places: int | None) -> str:
    if limits is None:
        return "1"
    known = [limit for limit in (limits.low, limits.high) if limit is not None]
    value = limits.target if limits.target is not None else sum(known, Decimal(0)) / max(1, len(known))
    if places is None:
        return f"{value:f}"
    return f"{value.quantize(Decimal(1).scaleb(-places)):f}"
