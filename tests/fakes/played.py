"""A whole batch played from a master record: every entry filled as a kiosk would, signed and countersigned."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from core.acts import (
    Act,
    ActKind,
    ActReference,
    Manifest,
    Meaning,
    Provenance,
    Signature,
    Source,
    Subject,
    Value,
    When,
    Who,
)
from core.batch.calculate import calculate
from core.batch.entries import Entry, Expected, entries
from core.batch.manifest import exception_manifest, sample_manifest, step_manifest
from core.batch.state import BatchState, apply, begin, produced_lot
from core.language import Language
from core.master.model import (
    BillLine,
    Calculation,
    ChargeIn,
    EquipmentReading,
    FreeSignature,
    IdentityScan,
    InProcessControl,
    Instruction,
    LabelPrint,
    Limits,
    LineClearance,
    MasterBatchRecord,
    Measurement,
    Operation,
    Reconciliation,
    Sample,
    ScanTarget,
    SignPolicy,
    Step,
    StepDetail,
    Timer,
    UnitProcedure,
    WeighDispense,
    Yield,
)
from core.people import Person, Role
from core.plant import (
    Container,
    EquipmentItem,
    Kiosk,
    Lot,
    LotState,
    Material,
    MaterialKind,
    Plant,
    Room,
    Specification,
    TestLimit,
)
from core.quantity import Quantity, quantity
from core.record.keys import KeyKind, PrivateKey, PublicKey, public_key
from core.record.payload import Record
from core.times import local_text, utc_text, uuid7
from core.words import Words
from tests.fakes.log import START, Station, key

BATCH = "B2611-0042"
MASTER_HASH = "5e" * 32
BEGAN = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
OFFSET = 480
PEOPLE = {
    "P-0001": ("operator1", "张伟", Role.OPERATOR),
    "P-0002": ("operator2", "Li Na", Role.OPERATOR),
    "P-0003": ("supervisor1", "王芳", Role.SUPERVISOR),
    "P-0004": ("analyst1", "Chen Jie", Role.QC_ANALYST),
    "P-0005": ("analyst2", "刘洋", Role.QC_ANALYST),
    "P-0006": ("qa1", "赵敏", Role.QA),
    "P-0007": ("release1", "孙悦", Role.AUTHORISED_PERSON),
}
Change = Callable[[Act], Act]


def words(en: str, zh: str) -> Words:
    return Words(en, zh)


def _limits(low: str, high: str, target: str | None = None) -> Limits:
    return Limits(Decimal(low), Decimal(high), target=Decimal(target) if target else None)


def _steps(details: list[tuple[str, str, SignPolicy, bool, StepDetail]], first: int) -> tuple[Step, ...]:
    roles = (Role.OPERATOR, Role.SUPERVISOR)
    return tuple(
        Step(
            f"S{(first + n) * 10}", first + n, words(en, zh), words(f"{en}.", f"{zh}。"), roles, sign, critical, detail
        )
        for n, (en, zh, sign, critical, detail) in enumerate(details)
    )


def master() -> MasterBatchRecord:
    """Give a small master record with every kind of step."""
    one, two, none = SignPolicy.PERFORMED, SignPolicy.PERFORMED_VERIFIED, SignPolicy.NONE
    items = (
        words("No material of the last batch", "无上批物料"),
        words("No documents of the last batch", "无上批文件"),
    )
    dispensing = _steps(
        [
            ("Clear the room", "清场", two, False, LineClearance("R-101", items)),
            (
                "Weigh paracetamol",
                "称量对乙酰氨基酚",
                two,
                True,
                WeighDispense("RM-001", "kg", _limits("12.438", "12.563", "12.500")),
            ),
            ("Weigh starch", "称量淀粉", two, True, WeighDispense("RM-002", "kg", _limits("2.475", "2.525", "2.500"))),
        ],
        1,
    )
    making = _steps(
        [
            ("Charge the granulator", "投料", two, True, ChargeIn("granulator", ("RM-001", "RM-002"))),
            (
                "Read the chopper speed",
                "读取切刀转速",
                one,
                False,
                EquipmentReading("granulator", "speed", "r/min", _limits("1400", "1600")),
            ),
            ("Let the mass rest", "静置", none, False, Timer(300, 900)),
            ("Measure the moisture", "测定水分", one, False, Measurement("%", 2, _limits("1.00", "3.00"))),
            (
                "Add up the charge",
                "计算投料量",
                one,
                False,
                Calculation("api + starch", {"api": "S20.net", "starch": "S30.net"}, "kg", 3),
            ),
            (
                "Check the tablet mass",
                "片重检查",
                one,
                False,
                InProcessControl(3, "mg", 1, _limits("570", "630"), _limits("585", "615")),
            ),
            (
                "Weigh the bulk",
                "待包装产品称重",
                two,
                True,
                Yield("BK-001", quantity("25000", "pcs"), _limits("97.0", "100.5")),
            ),
        ],
        4,
    )
    packing = _steps(
        [
            (
                "Identify the cartons",
                "核对纸盒",
                one,
                True,
                IdentityScan((ScanTarget(words("Cartons", "纸盒"), material="PP-001"),)),
            ),
            ("Print the labels", "打印标签", two, True, LabelPrint("shipper", 2)),
            ("Draw the sample", "取样", one, False, Sample(quantity("20", "pcs"), "QS-PCM500")),
            ("Reconcile the cartons", "纸盒物料平衡", two, True, Reconciliation("PP-001", _limits("99.50", "100.50"))),
            (
                "Record the output",
                "记录产量",
                two,
                True,
                Yield("FP-001", quantity("25000", "pcs"), _limits("95.0", "100.5")),
            ),
            ("Clean the line", "清洁生产线", none, False, Instruction()),
            ("Close the record", "结束记录", one, False, FreeSignature(words("The record is complete.", "记录完整。"))),
        ],
        11,
    )
    procedures = (
        UnitProcedure(
            "UP1",
            words("Dispensing", "称量"),
            (Operation("OP10", words("Dispensing", "称量配料"), "R-101", dispensing),),
        ),
        UnitProcedure(
            "UP2",
            words("Granulation and compression", "制粒压片"),
            (Operation("OP20", words("Granulation", "制粒"), "R-102", making),),
        ),
        UnitProcedure(
            "UP3", words("Packaging", "包装"), (Operation("OP30", words("Packaging", "包装"), "R-103", packing),)
        ),
    )
    bill = tuple(
        BillLine(*line)
        for line in (
            ("RM-001", quantity("12.500", "kg")),
            ("RM-002", quantity("2.500", "kg")),
            ("PP-001", quantity("2500", "pcs")),
        )
    )
    return MasterBatchRecord(
        "PCM500",
        3,
        "FP-001",
        words("Paracetamol tablets", "对乙酰氨基酚片"),
        "500 mg",
        quantity("25000", "pcs"),
        24,
        "QS-PCM500",
        bill,
        procedures,
    )


def plant(state: LotState = LotState.RELEASED) -> Plant:
    """Give a plant with what the batch needs; `state` is that of the input lots."""
    materials = (
        Material("RM-001", words("Paracetamol", "对乙酰氨基酚"), MaterialKind.RAW, "kg"),
        Material("RM-002", words("Maize starch", "玉米淀粉"), MaterialKind.RAW, "kg"),
        Material("PP-001", words("Folding carton", "纸盒"), MaterialKind.PRINTED_PACKAGING, "pcs"),
        Material("BK-001", words("Paracetamol bulk tablets", "对乙酰氨基酚素片"), MaterialKind.BULK, "pcs"),
        Material("FP-001", words("Paracetamol tablets 500 mg", "对乙酰氨基酚片 500 mg"), MaterialKind.FINISHED, "pcs"),
    )
    lots = (
        Lot("L-240817-03", "RM-001", state, date(2027, 8, 31), "华北医药供应", "HB-881", "Anqiu Lu'an", "2405-17"),
        Lot("L-240902-01", "RM-002", state, date(2028, 1, 31), "Roquette", "RQ-12", "Roquette", "RQ-12"),
        Lot("L-240911-02", "PP-001", state, None, "印刷厂", "P-77", "印刷厂", "P-77"),
    )
    containers = (
        Container("C-000981", "L-240817-03", quantity("25.000", "kg"), "WH-A1", BATCH),
        Container("C-000982", "L-240902-01", quantity("10.000", "kg"), "WH-A2", BATCH),
        Container("C-000983", "L-240911-02", quantity("3000", "pcs"), "WH-B1", BATCH),
    )
    equipment = (
        EquipmentItem(
            "E-BAL-01",
            words("Balance XPR10", "天平 XPR10"),
            "balance",
            "R-101",
            serial="B123456789",
            checked_on=date(2026, 11, 20),
        ),
        EquipmentItem("E-GRA-01", words("Granulator", "湿法制粒机"), "granulator", "R-102", serial="G-42"),
    )
    tests = (
        TestLimit("ASSAY", words("Assay", "含量"), "ChP 2025 0512", "%", 1, "95.0", "105.0"),
        TestLimit("LOD", words("Loss on drying", "干燥失重"), "ChP 2025 0831", "%", 1, None, "2.0"),
    )
    rooms = (
        Room("R-101", words("Dispensing room", "称量间"), "D"),
        Room("R-102", words("Granulation room", "制粒间"), "D"),
        Room("R-103", words("Packaging room", "包装间"), "CNC"),
    )
    people = {person: Person(person, user, name, (role,)) for person, (user, name, role) in PEOPLE.items()}
    return Plant(
        "demo",
        words("Example Pharma Co., Ltd.", "示例制药有限公司"),
        OFFSET,
        people=people,
        rooms={room.id: room for room in rooms},
        kiosks={"K-01": Kiosk("K-01", words("Dispensing 1", "称量 1"), "R-101")},
        materials={material.code: material for material in materials},
        lots={lot.number: lot for lot in lots},
        containers={container.id: container for container in containers},
        equipment={item.id: item for item in equipment},
        specifications={"QS-PCM500": Specification("QS-PCM500", 2, "FP-001", tests)},
        keys=keys(),
    )


def keys() -> tuple[PublicKey, ...]:
    """Give the registry: core, kiosk and every person."""
    stations = tuple(Station(name).registered() for name in ("CORE", "K-01"))
    return (*stations, *(public_key(key(person), KeyKind.USER, person, START) for person in PEOPLE))


class Played:
    """A batch in play; every act goes through `change` first, so that a test can bend one."""

    def __init__(
        self, recipe: MasterBatchRecord | None = None, change: Change | None = None, language: Language = "en"
    ) -> None:
        self.master, self.plant = recipe or master(), plant()
        self.kiosk, self.core = Station("K-01"), Station("CORE")
        self.records: list[Record] = []
        self.state: BatchState | None = None
        self._change: Change = change or (lambda act: act)
        self._language: Language = language
        self.now = BEGAN

    def act(
        self,
        kind: ActKind,
        subject: Subject,
        values: dict[str, Value] | None = None,
        person: str | None = "P-0001",
        **facts: str,
    ) -> Record:
        """Let one thing happen."""
        by_core = person is None
        made = Act(
            kind,
            self._id(),
            Who(service="core") if by_core else Who(person, f"session-{person}"),
            self._when(),
            subject,
            values or {},
            facts,
        )
        return self._keep((self.core if by_core else self.kiosk).seal(self._change(made)))

    def sign(
        self,
        manifest: Manifest,
        person: str,
        meaning: Meaning,
        statement: str = "I did this step as shown.",
        reason: str = "",
    ) -> Record:
        """Sign a manifest with the person's own key."""
        user, name, role = PEOPLE[person]
        when = self._when()
        signature = Signature(
            person,
            user,
            name,
            role,
            meaning,
            statement,
            reason,
            local_text(self.now, OFFSET),
            key(person).id,
            58_000_000,
            "online",
            (manifest,),
        )
        made = Act(
            ActKind.SIGNED,
            self._id(),
            Who(person, f"session-{person}"),
            when,
            Subject(BATCH, step=manifest.step),
            signature=signature,
        )
        return self._keep(self.kiosk.seal(self._change(made), key(person)))

    def issue(self) -> None:
        size = {"quantity": _value(self.master.batch_size, Source.CALCULATED)}
        self.act(
            ActKind.BATCH_ISSUED,
            Subject(BATCH),
            size,
            None,
            master=MASTER_HASH,
            code=self.master.code,
            version=str(self.master.version),
        )
        for container in self.plant.containers.values():
            self.act(ActKind.CONTAINER_RESERVED, Subject(BATCH, container=container.id, lot=container.lot), None, None)

    def run(self, operations: tuple[Operation, ...] | None = None) -> "Played":
        """Issue the batch and do every step of the operations, all of them by default."""
        self.issue()
        for operation in self.master.operations() if operations is None else operations:
            self.act(ActKind.OPERATION_LEASED, Subject(BATCH, operation.id), None, None, kiosk="K-01")
            for step in operation.steps:
                self.do(step)
        return self

    def do(self, step: Step) -> None:
        """Do one step: start, fill, settle its exceptions, sign, countersign."""
        self.act(ActKind.STEP_STARTED, Subject(BATCH, step=step.id))
        for entry in entries(step):
            self.fill(step, entry)
            for case in [c for c in self.now_state.cases.values() if c.step == step.id and c.explained is None]:
                self.act(ActKind.EXCEPTION_EXPLAINED, Subject(BATCH, step=step.id, exception=case.id), cause="process")
        for case in [c for c in self.now_state.cases.values() if c.step == step.id and c.production is None]:
            self.dispose(case.id, "P-0003", Meaning.REVIEWED)
        manifest = step_manifest(step, self.now_state, self._language, self.plant)
        if step.sign != SignPolicy.NONE:
            self.sign(manifest, "P-0001", Meaning.PERFORMED)
        if step.sign == SignPolicy.PERFORMED_VERIFIED:
            self.sign(manifest, "P-0002", Meaning.VERIFIED, "I checked what is shown, independently.")

    def dispose(self, case: str, person: str, meaning: Meaning) -> None:
        """Propose and sign a disposition."""
        self.act(
            ActKind.EXCEPTION_DISPOSED,
            Subject(BATCH, exception=case),
            None,
            person,
            disposition="accept",
            reason="no influence on quality",
        )
        manifest = exception_manifest(self.now_state.cases[case], self.now_state, self._language)
        self.sign(manifest, person, meaning, "I reviewed this exception.")

    def test(self, results: dict[str, str] | None = None) -> None:
        """Enter, sign and verify the results of every sample."""
        for sample in self.now_state.samples.values():
            for code, value in (results or {"ASSAY": "99.6", "LOD": "0.8"}).items():
                entered = {"value": Value(value, "%", Source.TYPED)}
                self.act(ActKind.RESULT_ENTERED, Subject(BATCH, sample=sample.id, test=code), entered, "P-0004")
            manifest = sample_manifest(self.now_state.samples[sample.id], self.now_state, self._language, self.plant)
            self.sign(manifest, "P-0004", Meaning.PERFORMED)
            self.sign(manifest, "P-0005", Meaning.VERIFIED)

    def fill(self, step: Step, entry: Entry) -> None:
        """Fill one entry as a careful operator would."""
        self.now += timedelta(seconds=400 if entry.act == ActKind.TIMER_ENDED else 20)
        subject, values, facts = self._content(step, entry)
        self.act(entry.act, subject, values, **facts)

    @property
    def now_state(self) -> BatchState:
        assert self.state is not None
        return self.state

    def _content(self, step: Step, entry: Entry) -> tuple[Subject, dict[str, Value], dict[str, str]]:
        at = {"batch": BATCH, "step": step.id, "entry": entry.name}
        balance = Provenance("B123456789", "XPR10", "53 20 53")
        match entry.act:
            case ActKind.ROOM_SCANNED:
                return Subject(**at, room=entry.of), {}, {}
            case ActKind.EQUIPMENT_SCANNED:
                item = next(item for item in self.plant.equipment.values() if item.equipment_class == entry.of)
                return Subject(**at, equipment=item.id), {}, {}
            case ActKind.CONTAINER_SCANNED:
                container = next(
                    c for c in self.plant.containers.values() if self.plant.lots[c.lot].material == entry.of
                )
                return Subject(**at, container=container.id, lot=container.lot), {}, {"raw": "]d2"}
            case ActKind.CONTAINER_TARED:
                return Subject(**at), {"tare": Value("1.204", entry.unit, Source.WEIGHED, balance)}, {}
            case ActKind.WEIGHT_TAKEN:
                target = entry.limits.target if entry.limits else None
                scanned = self.now_state.step(step.id).filled["source"].act.subject
                made = f"D-{len(self.now_state.dispensed) + 1:04d}"
                return (
                    Subject(**at, container=made, lot=scanned.lot),
                    {"net": Value(str(target), entry.unit, Source.WEIGHED, balance)},
                    {"source": scanned.container or ""},
                )
            case ActKind.MATERIAL_CHARGED:
                item = next(d for d in self.now_state.dispensed.values() if d.material == entry.of)
                return (
                    Subject(**at, container=item.container, lot=item.lot),
                    {"quantity": _value(item.net, Source.SCANNED)},
                    {},
                )
            case ActKind.VALUE_ENTERED:
                return Subject(**at), {"value": Value(_entered(entry), entry.unit, Source.TYPED)}, {}
            case ActKind.TAG_READ:
                return (
                    Subject(**at),
                    {"value": Value("1500", entry.unit, Source.READ, Provenance("G-42", "PMA", "05 DC"))},
                    {"tag": entry.of},
                )
            case ActKind.VALUE_CALCULATED if isinstance(step.detail, Calculation):
                return Subject(**at), {"value": Value("15.000", "kg", Source.CALCULATED)}, {}
            case ActKind.VALUE_CALCULATED:
                return Subject(**at), {"value": _value(calculate(step, entry, self.now_state), Source.CALCULATED)}, {}
            case ActKind.TIMER_ENDED:
                return Subject(**at), {"elapsed": Value("400", "s", Source.CALCULATED)}, {}
            case ActKind.SAMPLE_DRAWN:
                return (
                    Subject(**at, sample="SM-0001"),
                    {"quantity": Value("20", "pcs", Source.COUNTED)},
                    {"specification": "QS-PCM500"},
                )
            case ActKind.LABEL_PRINTED:
                copies = sum(e.expected == Expected.LABEL for e in entries(step))
                return (
                    Subject(**at),
                    {},
                    {"copies": str(copies), **{f"label_{n + 1}": f"{step.id}-{n + 1}" for n in range(copies)}},
                )
            case ActKind.LABEL_SCANNED_BACK:
                return Subject(**at), {}, {"label": f"{step.id}-{entry.item + 1}"}
            case ActKind.OUTPUT_RECORDED if isinstance(step.detail, Yield):
                lot = produced_lot(BATCH, step.detail.material, self.master, len(self.now_state.outputs))
                return (
                    Subject(**at, lot=lot),
                    {"output": Value("24800", "pcs", Source.COUNTED)},
                    {"material": step.detail.material},
                )
            case _:
                return Subject(**at), {}, {}

    def _keep(self, record: Record) -> Record:
        self.records.append(record)
        self.state = apply(self.state, record, self.master) if self.state else begin(record)
        return record

    def _when(self) -> When:
        self.now += timedelta(seconds=1)
        return When(utc_text(self.now), int((self.now - BEGAN).total_seconds() * 1000), OFFSET, "synchronised")

    def _id(self) -> str:
        return uuid7(self.now, len(self.records).to_bytes(10, "big"))


def user_key(person: str) -> PrivateKey:
    return key(person)


def reference(record: Record) -> ActReference:
    return ActReference(record.act.id, record.sha256)


def _value(amount: Quantity, source: Source) -> Value:
    return Value(f"{amount.value:f}", amount.unit, source)


def _entered(entry: Entry) -> str:
    counts = {"issued": "2500", "used": "2480", "sampled": "5", "destroyed": "10", "returned": "5"}
    if entry.name in counts:
        return counts[entry.name]
    limits = entry.limits or Limits()
    middle = ((limits.low or Decimal(0)) + (limits.high or Decimal(0))) / 2
    return f"{middle:.{entry.decimals or 0}f}"
