"""A small product with every kind of step and a plant that can make it, to play batches whose acts can be bent."""

from datetime import date
from decimal import Decimal

import msgspec

from core.master.kinds import (
    Calculation,
    ChargeIn,
    EquipmentReading,
    FreeSignature,
    IdentityScan,
    InProcessControl,
    Instruction,
    LabelPrint,
    LineClearance,
    Measurement,
    Reconciliation,
    Sample,
    ScanTarget,
    StepDetail,
    Timer,
    WeighDispense,
    Yield,
)
from core.master.limits import Limits
from core.master.model import BillLine, MasterBatchRecord, Operation, SignPolicy, Step, UnitProcedure
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
from core.policy import Policy
from core.quantity import quantity
from core.record.keys import PublicKey
from core.words import Words
from tests.fakes.log import Station, registry
from tests.fakes.rehearsal import Change, Rehearsal

BATCH = "B2611-0042"
KIOSK = "K-01"
RESULTS = {"ASSAY": "99.6", "LOD": "0.8"}
"""Results that comply."""
PEOPLE = {
    "P-0001": ("operator1", "张伟", Role.OPERATOR),
    "P-0002": ("operator2", "Li Na", Role.OPERATOR),
    "P-0003": ("supervisor1", "王芳", Role.SUPERVISOR),
    "P-0004": ("analyst1", "Chen Jie", Role.QC_ANALYST),
    "P-0005": ("analyst2", "刘洋", Role.QC_ANALYST),
    "P-0006": ("qa1", "赵敏", Role.QA),
    "P-0007": ("release1", "孙悦", Role.AUTHORISED_PERSON),
}


def small_batch(
    change: Change = lambda act: act, recipe: MasterBatchRecord | None = None, core: Station | None = None
) -> Rehearsal:
    """Issue a batch that no judge sees; an operator performs, a second operator verifies."""
    batch = Rehearsal(BATCH, recipe or master(), plant(), judged=False, change=change, core=core)
    batch.checker = batch.plant.people["P-0002"]
    return batch


def with_step(identity: str, recipe: MasterBatchRecord | None = None, **fields: object) -> MasterBatchRecord:
    """Give the small product, or another recipe, with some fields of a step as stated."""
    plain = msgspec.to_builtins(recipe or master())
    for procedure in plain["procedures"]:
        for operation in procedure["operations"]:
            for step in operation["steps"]:
                if step["id"] == identity:
                    step.update(fields)
    return msgspec.convert(plain, MasterBatchRecord, strict=False)


def played(change: Change = lambda act: act, recipe: MasterBatchRecord | None = None) -> Rehearsal:
    """Play such a batch to its end."""
    batch = small_batch(change, recipe)
    batch.play()
    return batch


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


def plant() -> Plant:
    """Give a plant with what the batch needs."""
    materials = (
        Material("RM-001", words("Paracetamol", "对乙酰氨基酚"), MaterialKind.RAW, "kg"),
        Material("RM-002", words("Maize starch", "玉米淀粉"), MaterialKind.RAW, "kg"),
        Material("PP-001", words("Folding carton", "纸盒"), MaterialKind.PRINTED_PACKAGING, "pcs"),
        Material("BK-001", words("Paracetamol bulk tablets", "对乙酰氨基酚素片"), MaterialKind.BULK, "pcs"),
        Material("FP-001", words("Paracetamol tablets 500 mg", "对乙酰氨基酚片 500 mg"), MaterialKind.FINISHED, "pcs"),
    )
    good = LotState.RELEASED
    lots = (
        Lot("L-240817-03", "RM-001", good, date(2027, 8, 31), "华北医药供应", "HB-881", "Anqiu Lu'an", "2405-17"),
        Lot("L-240902-01", "RM-002", good, date(2028, 1, 31), "Roquette", "RQ-12", "Roquette", "RQ-12"),
        Lot("L-240911-02", "PP-001", good, None, "印刷厂", "P-77", "印刷厂", "P-77"),
    )
    containers = (
        Container("C-000981", "L-240817-03", quantity("25.000", "kg"), "WH-A1"),
        Container("C-000982", "L-240902-01", quantity("10.000", "kg"), "WH-A2"),
        Container("C-000983", "L-240911-02", quantity("3000", "pcs"), "WH-B1"),
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
        480,
        policy=Policy(qualified=False),
        people=people,
        rooms={room.id: room for room in rooms},
        kiosks={KIOSK: Kiosk(KIOSK, words("Dispensing 1", "称量 1"), "R-101")},
        materials={material.code: material for material in materials},
        lots={lot.number: lot for lot in lots},
        containers={container.id: container for container in containers},
        equipment={item.id: item for item in equipment},
        specifications={"QS-PCM500": Specification("QS-PCM500", 2, "FP-001", tests)},
        keys=keys(),
    )


def keys() -> tuple[PublicKey, ...]:
    """Give the registry: core, kiosk and every person."""
    return registry(PEOPLE, KIOSK)
