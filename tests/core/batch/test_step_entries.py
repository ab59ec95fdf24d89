"""The entries of every step kind: what has to be recorded, in order."""

from decimal import Decimal

import pytest

from core.acts import ActKind
from core.attached import FileKind
from core.batch.entries import Expected, entries, entry_of
from core.master.attachment import Attachment
from core.master.choice import Choice, Option, Severity
from core.master.environment import EnvironmentCheck, EnvironmentReading
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
from core.master.model import SignPolicy, Step
from core.master.setting import EquipmentSetting
from core.people import Role
from core.quantity import Quantity
from core.words import Words

NAME = Words("Name", "名称")
LIMITS = Limits(Decimal(1), Decimal(3))


def step(detail: StepDetail) -> Step:
    return Step("S1", 1, NAME, NAME, (Role.OPERATOR,), SignPolicy.NONE, False, detail)


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        (Instruction(), "done:Confirmed"),
        (FreeSignature(NAME), "done:Confirmed"),
        (LineClearance("D-104", (NAME, NAME)), "room:RoomScanned item_1:Confirmed item_2:Confirmed"),
        (
            IdentityScan((ScanTarget(NAME, room="D-104"), ScanTarget(NAME, equipment_class="press"))),
            "target_1:RoomScanned target_2:EquipmentScanned",
        ),
        (IdentityScan((ScanTarget(NAME, material="PM-CTN"),)), "target_1:ContainerScanned"),
        (
            WeighDispense("RM-PCM", "kg", LIMITS),
            "source:ContainerScanned balance:EquipmentScanned zero:ZeroChecked tare:ContainerTared net:WeightTaken "
            "label:LabelPrinted label_back_1:LabelScannedBack",
        ),
        (
            ChargeIn("granulator", ("RM-A", "RM-B")),
            "vessel:EquipmentScanned charge_1:MaterialCharged charge_2:MaterialCharged",
        ),
        (Measurement("%", 2, LIMITS), "value:ValueEntered"),
        (Calculation("a", {"a": "S0.net"}, "kg", 3), "result:ValueCalculated"),
        (EquipmentReading("press", "compression_force", "kN", LIMITS), "equipment:EquipmentScanned reading:TagRead"),
        (
            EquipmentSetting("granulator", "impeller_setpoint", Quantity(Decimal(150), "r/min"), Decimal(1)),
            "equipment:EquipmentScanned set:SettingMade read_back:TagRead",
        ),
        (Attachment((FileKind.PHOTO,), 5), "file:FileAttached"),
        (
            EnvironmentCheck(
                "room_monitor",
                (
                    EnvironmentReading(NAME, "℃", 1, LIMITS, "temperature"),
                    EnvironmentReading(NAME, "Pa", 0, LIMITS),
                ),
            ),
            "equipment:EquipmentScanned reading_1:TagRead reading_2:ValueEntered",
        ),
        (
            Choice((Option("a", NAME), Option("b", NAME, Severity.MINOR))),
            "choice:ChoiceMade",
        ),
        (Timer(60), "start:TimerStarted end:TimerEnded"),
        (
            InProcessControl(2, "mg", 1, LIMITS),
            "reading_1:ValueEntered reading_2:ValueEntered mean:ValueCalculated",
        ),
        (
            Sample(Quantity(Decimal(1), "pcs"), "SP-1"),
            "sample:SampleDrawn label:LabelPrinted label_back_1:LabelScannedBack",
        ),
        (LabelPrint("carton", 2), "label:LabelPrinted label_back_1:LabelScannedBack label_back_2:LabelScannedBack"),
        (Yield("FP-1", Quantity(Decimal(6000), "pcs"), LIMITS), "output:OutputRecorded yield:ValueCalculated"),
        (
            Reconciliation("PM-CTN", LIMITS),
            "issued:ValueEntered used:ValueEntered sampled:ValueEntered destroyed:ValueEntered returned:ValueEntered "
            "reconciled:ValueCalculated",
        ),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
)
@pytest.mark.urs("F10", "F16", "F21", "PI 041")
def test_each_step_kind_has_its_entries_in_order(detail: StepDetail, expected: str) -> None:
    assert " ".join(f"{entry.name}:{entry.act}" for entry in entries(step(detail))) == expected


def test_a_weight_outside_its_limits_is_refused_and_a_measurement_is_not() -> None:
    net = entry_of(step(WeighDispense("RM-PCM", "kg", LIMITS)), "net")
    value = entry_of(step(Measurement("%", 2, LIMITS)), "value")
    assert net is not None
    assert value is not None
    assert (net.refuse, net.limits, net.unit) == (True, LIMITS, "kg")
    assert (value.refuse, value.limits, value.decimals) == (False, LIMITS, 2)


def test_a_charge_expects_the_dispensed_container_of_its_material() -> None:
    charge = entry_of(step(ChargeIn("granulator", ("RM-A", "RM-B"))), "charge_2")
    assert charge is not None
    assert (charge.expected, charge.of, charge.item) == (Expected.DISPENSED, "RM-B", 1)


def test_the_mean_of_an_in_process_control_has_a_place_more_than_its_readings() -> None:
    control = step(InProcessControl(10, "mg", 1, LIMITS, Limits(Decimal(2), Decimal(2))))
    mean = entry_of(control, "mean")
    assert mean is not None
    assert (mean.act, mean.decimals, mean.limits) == (ActKind.VALUE_CALCULATED, 2, Limits(Decimal(2), Decimal(2)))


def test_an_entry_that_does_not_exist_is_not_found() -> None:
    assert entry_of(step(Instruction()), "net") is None
