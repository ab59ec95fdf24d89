"""Process equipment: the driver against simulated equipment over Modbus TCP."""

import asyncio
import itertools
from decimal import Decimal

import pytest

from core.ports import Clock, DeviceState, TagQuality, TagValue
from hardware.drivers.modbus_equipment import ModbusEquipment
from hardware.errors import TagUnknown
from hardware.modbus import ModbusTiming
from hardware.registry import Registry
from hardware.row import DeviceKind, DeviceRow
from hardware.sim.simulator import Simulator
from hardware.tag_maps import bundled
from hardware.tagmap import tag_map
from tests.hardware.faulty_modbus import FaultyModbus

QUICK = ModbusTiming(answer_s=0.1, silence_s=0.15)


@pytest.fixture
async def granulator(simulator: Simulator, clock: Clock) -> ModbusEquipment:
    row = next(row for row in simulator.rows() if row.name == "Granulator")
    return ModbusEquipment(row, clock, bundled("granulator"), QUICK)


async def reads(equipment: ModbusEquipment, tag: str, quality: TagQuality) -> TagValue:
    """Read until a tag has a quality; the test's own limit ends what never will."""
    while True:
        read = (await equipment.read([tag], 1.0))[tag]
        if read.quality is quality:
            return read
        await asyncio.sleep(0.01)


@pytest.mark.urs("F24")
async def test_values_live_near_what_the_plant_expects(registry: Registry) -> None:
    granulator, press = registry.equipment("Granulator"), registry.equipment("Press")
    values = await granulator.read(["impeller_speed", "impeller_power", "running"], 2.0)
    assert [value.quality for value in values.values()] == [TagQuality.GOOD] * 3
    assert Decimal(145) < (values["impeller_speed"].value or 0) < Decimal(155)
    assert values["running"].value == Decimal(1)
    forces = await press.read(["compression_force", "turret_speed", "ejection_force"], 2.0)
    assert Decimal("14.5") < (forces["compression_force"].value or 0) < Decimal("15.5")
    assert forces["compression_force"].unit == "kN"
    assert forces["compression_force"].device.simulated
    assert forces["compression_force"].raw


async def test_a_value_that_is_set_is_read_to_the_last_place(registry: Registry, simulator: Simulator) -> None:
    await simulator.set_tag("Press", "compression_force", Decimal("17.3"))
    await simulator.set_tag("Granulator", "product_temperature", Decimal("-3.5"))
    assert (await registry.equipment("Press").read(["compression_force"], 2.0))["compression_force"].value == Decimal(
        "17.3"
    )
    read = await registry.equipment("Granulator").read(["product_temperature"], 2.0)
    assert str(read["product_temperature"].value) == "-3.5"


async def test_case_14_nan_and_impossible_values_have_a_quality_and_no_value(
    granulator: ModbusEquipment, simulator: Simulator
) -> None:
    await simulator.set_tag("Granulator", "impeller_speed", Decimal("NaN"))
    await simulator.set_tag("Granulator", "impeller_power", Decimal("197632.0"))
    values = await granulator.read(["impeller_speed", "impeller_power"], 2.0)
    assert (values["impeller_power"].quality, values["impeller_power"].value) == (TagQuality.OUT_OF_RANGE, None)
    # A NaN agrees with nothing but its own bits, which are the same twice.
    assert (values["impeller_speed"].quality, values["impeller_speed"].value) == (TagQuality.BAD_TYPE, None)
    await granulator.close()


@pytest.mark.parametrize("fault", ["unplug", "silent", "delay", "exception", "other"])
@pytest.mark.urs("F24")
async def test_a_failed_read_gives_no_value_and_heals(
    granulator: ModbusEquipment, simulator: Simulator, fault: str
) -> None:
    assert (await granulator.read(["chopper_speed"], 2.0))["chopper_speed"].quality is TagQuality.GOOD
    await simulator.fault("Granulator", fault)
    if fault == "other":
        await granulator.close()
    read = (await granulator.read(["chopper_speed"], 0.4))["chopper_speed"]
    assert (read.quality, read.value) == (TagQuality.COMM_ERROR, None)
    assert granulator.status.state in (DeviceState.FAULT, DeviceState.DISCONNECTED)
    assert granulator.status.reason is not None
    await simulator.fault("Granulator", "none")
    await reads(granulator, "chopper_speed", TagQuality.GOOD)
    assert granulator.status.state is DeviceState.READY
    await granulator.close()


async def test_a_controller_that_stands_still_gives_stale_values(simulator: Simulator, clock: Clock) -> None:
    row = next(row for row in simulator.rows() if row.name == "Press")
    document = {
        "equipment": "press",
        "version": "1",
        "heartbeat": "beat",
        "tags": [
            {"tag": "beat", "area": "hr", "address": 8, "type": "uint16", "unit": "1", "stale_after_ms": 300},
            {"tag": "turret_speed", "area": "ir", "address": 10, "type": "uint16", "unit": "r/min", "scale": "0.1"},
        ],
    }
    press = ModbusEquipment(row, clock, tag_map(document, "press"), QUICK)
    await press.connect(2.0)
    await simulator.fault("Press", "freeze")
    assert (await reads(press, "turret_speed", TagQuality.STALE)).value is None
    await simulator.fault("Press", "none")
    await reads(press, "turret_speed", TagQuality.GOOD)
    await press.close()


async def test_a_tag_nobody_knows_is_refused_before_anything_is_read(granulator: ModbusEquipment) -> None:
    with pytest.raises(TagUnknown):
        await granulator.read(["impeller_speed", "secret"], 1.0)


@pytest.mark.urs("F24")
async def test_a_critical_value_that_differs_between_two_readings_is_not_used(clock: Clock) -> None:
    turns = itertools.count()
    device = FaultyModbus(rtu=False, answer=lambda _request: bytes([1, 3, 2, 0, next(turns) % 2 * 50]))
    row = DeviceRow("PLC", DeviceKind.EQUIPMENT, "modbus", f"tcp://127.0.0.1:{await device.listen()}", serial="1")
    one = {"tag": "speed", "area": "hr", "address": 5, "type": "uint16", "unit": "r/min", "deadband": "5"}
    critical = {**one, "tag": "critical_speed", "critical": "true"}
    tags = tag_map({"equipment": "x", "version": "1", "tags": [one, critical]}, "x")
    plc = ModbusEquipment(row, clock, tags, QUICK)
    await plc.connect(2.0)
    values = await plc.read(["speed", "critical_speed"], 2.0)
    assert values["speed"].quality is TagQuality.GOOD
    assert (values["critical_speed"].quality, values["critical_speed"].value) == (TagQuality.COMM_ERROR, None)
    device.answer = lambda _request: bytes([1, 3, 2, 0, 40 + next(turns) % 2])
    assert (await plc.read(["critical_speed"], 2.0))["critical_speed"].quality is TagQuality.GOOD
    assert plc.status.state is DeviceState.READY
    await plc.close()
    await device.close()
