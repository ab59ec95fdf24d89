"""The particulars of each step kind, read from the fields of a step."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from core.fields import Fields, read_words
from core.finding import finding
from core.master.attachment import read_attachment
from core.master.choice import read_choice
from core.master.environment import read_environment
from core.master.hold_time import read_hold_time
from core.master.kinds import (
    Basis,
    Calculation,
    ChargeIn,
    EquipmentReading,
    FreeSignature,
    IdentityScan,
    InProcessControl,
    Instruction,
    Issuer,
    LabelPrint,
    LineClearance,
    Measurement,
    Potency,
    Reconciliation,
    Sample,
    ScanTarget,
    StepDetail,
    Timer,
    WeighDispense,
    Yield,
)
from core.master.limits import read_limits
from core.master.plan import read_plan
from core.master.setting import read_setting

MOST_PLACES = 6
MOST_READINGS = 100
MOST_COPIES = 50
MOST_ASSAY = 150


def read_detail(fields: Fields) -> StepDetail:
    """Read `kind` and what belongs to it; an unknown kind is a fault and reads as an instruction."""
    return fields.choice("kind", READERS, _instruction)(fields)


def _instruction(_fields: Fields) -> StepDetail:
    return Instruction()


def _line_clearance(fields: Fields) -> StepDetail:
    items = tuple(read_words(item) for item in fields.tables("items"))
    return LineClearance(fields.code("room"), items, fields.seconds("valid") if fields.has("valid") else None)


def _identity_scan(fields: Fields) -> StepDetail:
    return IdentityScan(targets=tuple(_target(item) for item in fields.tables("targets")))


def _target(fields: Fields) -> ScanTarget:
    kinds = [kind for kind in ("room", "equipment_class", "material") if fields.has(kind)]
    target = ScanTarget(name=fields.words("name"), **{kind: fields.code(kind) for kind in kinds})
    if len(kinds) != 1:
        fields.wrong(finding("master.scan_target_kinds"))
    fields.finish()
    return target


def _weigh(fields: Fields) -> StepDetail:
    return WeighDispense(
        material=fields.code("material"),
        unit=fields.unit("unit"),
        limits=read_limits(fields),
        equipment_class=fields.code("equipment_class", "balance"),
        potency=_potency(fields),
        compensates=fields.code("compensates", ""),
    )


def _potency(fields: Fields) -> Potency | None:
    inner = fields.table("potency", optional=True)
    if inner is None:
        return None
    assay = inner.number("assay")
    if assay is None or not 0 < assay <= MOST_ASSAY:
        inner.wrong(finding("master.potency_assay", most=str(MOST_ASSAY)), "assay")
    bases = {basis.value: basis for basis in Basis}
    basis = inner.choice("basis", bases, Basis.AS_IS)
    potency = Potency(assay or Decimal(100), basis, inner.whole("decimals", 0, MOST_PLACES))
    inner.finish()
    return potency


def _charge_in(fields: Fields) -> StepDetail:
    return ChargeIn(equipment_class=fields.code("equipment_class"), materials=fields.codes("materials"))


def _measurement(fields: Fields) -> StepDetail:
    return Measurement(
        unit=fields.unit("unit"), decimals=fields.whole("decimals", 0, MOST_PLACES), limits=read_limits(fields)
    )


def _calculation(fields: Fields) -> StepDetail:
    return Calculation(
        formula=fields.text("formula"),
        inputs=fields.mapping("inputs"),
        unit=fields.unit("unit"),
        decimals=fields.whole("decimals", 0, MOST_PLACES),
        limits=read_limits(fields, optional=True),
    )


def _equipment_reading(fields: Fields) -> StepDetail:
    return EquipmentReading(
        equipment_class=fields.code("equipment_class"),
        tag=fields.code("tag"),
        unit=fields.unit("unit"),
        limits=read_limits(fields),
    )


def _timer(fields: Fields) -> StepDetail:
    maximum = fields.seconds("maximum") if fields.has("maximum") else None
    return Timer(minimum_s=fields.seconds("minimum"), maximum_s=maximum)


def _in_process_control(fields: Fields) -> StepDetail:
    return InProcessControl(
        readings=fields.whole("readings", 1, MOST_READINGS),
        unit=fields.unit("unit"),
        decimals=fields.whole("decimals", 0, MOST_PLACES),
        limits=read_limits(fields),
        mean_limits=read_limits(fields, "mean_limits", optional=True),
        plan=read_plan(fields),
    )


def _sample(fields: Fields) -> StepDetail:
    return Sample(quantity=fields.quantity("quantity"), specification=fields.code("specification"))


def _label_print(fields: Fields) -> StepDetail:
    issuer = fields.choice("issuer", {item.value: item for item in Issuer}, Issuer.GS1, Issuer.GS1.value)
    return LabelPrint(
        label=fields.code("label"),
        copies=fields.whole("copies", 1, MOST_COPIES),
        issuer=issuer,
        device=fields.code("device", ""),
    )


def _yield(fields: Fields) -> StepDetail:
    return Yield(
        material=fields.code("material"), theoretical=fields.quantity("theoretical"), limits=read_limits(fields)
    )


def _reconciliation(fields: Fields) -> StepDetail:
    return Reconciliation(material=fields.code("material"), limits=read_limits(fields))


def _signature(fields: Fields) -> StepDetail:
    return FreeSignature(statement=fields.words("statement"))


READERS: Mapping[str, Callable[[Fields], StepDetail]] = {
    "instruction": _instruction,
    "line_clearance": _line_clearance,
    "identity_scan": _identity_scan,
    "weigh": _weigh,
    "charge_in": _charge_in,
    "measurement": _measurement,
    "calculation": _calculation,
    "equipment_reading": _equipment_reading,
    "timer": _timer,
    "in_process_control": _in_process_control,
    "sample": _sample,
    "label_print": _label_print,
    "yield": _yield,
    "reconciliation": _reconciliation,
    "signature": _signature,
    "choice": read_choice,
    "environment_check": read_environment,
    "hold_time": read_hold_time,
    "equipment_setting": read_setting,
    "attachment": read_attachment,
}
"""Reader of each step kind; the words are the tags of `core.master.kinds`."""
