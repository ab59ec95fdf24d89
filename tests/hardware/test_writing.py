"""Set points over real Modbus bytes: written once, only where the tag map permits, and proved by reading back."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest

from core.ports import Clock, DeviceError
from hardware.drivers.modbus_equipment import ModbusEquipment
from hardware.errors import EquipmentException, NotWritable, TagUnknown, WriteNotTaken
from hardware.modbus import ModbusServer, ModbusTiming
from hardware.row import DeviceKind, DeviceRow
from hardware.sim.simulator import Simulator
from hardware.tag_maps import bundled
from hardware.tagmap import Area, tag_map

QUICK = ModbusTiming(answer_s=0.1, silence_s=0.15)
WRITE = {"low": "0", "high": "400"}
MAP = tag_map(
    {
        "equipment": "mixer",
        "version": "1",
        "tags": [
            {"tag": "speed", "area": "hr", "address": 20, "type": "uint16", "unit": "r/min", "write": WRITE},
            {"tag": "heat", "area": "hr", "address": 30, "type": "float32", "unit": "℃", "decimals": 1, "write": WRITE},
            {
                "tag": "lamp",
                "area": "coil",
                "address": 3,
                "type": "bool",
                "unit": "1",
                "write": {"low": "0", "high": "1"},
            },
            {"tag": "actual", "area": "ir", "address": 1, "type": "uint16", "unit": "r/min"},
            {
                "tag": "belt",
                "area": "hr",
                "address": 22,
                "type": "uint16",
                "unit": "r/min",
                "write": {**WRITE, "readback": "actual"},
            },
        ],
    },
    "mixer",
)


class Mixer:
    """A device on a port of its own, and the driver to it."""

    def __init__(self, server: ModbusServer, driver: ModbusEquipment) -> None:
        self.server = server
        self.driver = driver

    async def read(self, tag: str) -> Decimal | None:
        return (await self.driver.read([tag], 2.0))[tag].value


@pytest.fixture
async def mixer(clock: Clock) -> AsyncIterator[Mixer]:
    server = ModbusServer()
    await server.start()
    row = DeviceRow("Mixer", DeviceKind.EQUIPMENT, "modbus", f"tcp://127.0.0.1:{server.port}", "M-1")
    driver = ModbusEquipment(row, clock, MAP, QUICK)
    await driver.connect(2.0)
    yield Mixer(server, driver)
    await driver.close()
    await server.stop()


@pytest.mark.urs("F24")
@pytest.mark.parametrize(
    ("tag", "value", "frame"),
    [
        ("speed", "150", "0106 0014 0096"),
        ("heat", "37.5", "0110 001e 0002 04 42160000"),
        ("lamp", "1", "0105 0003 ff00"),
    ],
)
async def test_a_permitted_value_is_written_by_its_function_and_read_back(
    mixer: Mixer, tag: str, value: str, frame: str
) -> None:
    written = await mixer.driver.write(tag, Decimal(value), 2.0)
    assert (written.value, written.tag) == (Decimal(value), tag)
    assert bytes.fromhex(frame) in written.raw
    assert await mixer.read(tag) == Decimal(value)


@pytest.mark.urs("F24")
@pytest.mark.parametrize(
    ("tag", "value"), [("actual", "10"), ("speed", "401"), ("speed", "-1"), ("speed", "1.5"), ("lamp", "2")]
)
async def test_what_the_tag_map_does_not_permit_is_never_sent(mixer: Mixer, tag: str, value: str) -> None:
    sent = len(mixer.driver.tap.last())
    with pytest.raises(NotWritable):
        await mixer.driver.write(tag, Decimal(value), 2.0)
    assert len(mixer.driver.tap.last()) == sent
    assert mixer.server.written == set()
    assert mixer.driver.may_write(tag) == (tag != "actual")


async def test_a_tag_that_nobody_knows_is_not_written(mixer: Mixer) -> None:
    assert not mixer.driver.may_write("colour")
    with pytest.raises(TagUnknown):
        await mixer.driver.write("colour", Decimal(1), 2.0)


@pytest.mark.urs("F24")
async def test_a_value_that_is_not_read_back_is_told(mixer: Mixer) -> None:
    await mixer.server.put(Area.INPUT, 1, [90])
    with pytest.raises(WriteNotTaken) as refused:
        await mixer.driver.write("belt", Decimal(100), 2.0)
    assert (refused.value.params["got"], refused.value.params["want"]) == ("90", "100")


async def test_a_device_that_refuses_or_is_gone_is_told_and_no_write_is_repeated(mixer: Mixer) -> None:
    mixer.server.refuses = True
    with pytest.raises(EquipmentException):
        await mixer.driver.write("speed", Decimal(100), 2.0)
    mixer.server.refuses, mixer.server.silent = False, True
    before = _writes(mixer)
    with pytest.raises(DeviceError):
        await mixer.driver.write("speed", Decimal(100), 1.0)
    assert _writes(mixer) - before == 1
    await mixer.server.stop()
    with pytest.raises(DeviceError):
        await mixer.driver.write("speed", Decimal(100), 0.3)


def _writes(mixer: Mixer) -> int:
    """Count the writes of the register that have gone out."""
    return sum(1 for traffic in mixer.driver.tap.last() if traffic.sent and b"\x01\x06\x00\x14" in traffic.data)


@pytest.mark.urs("F24")
async def test_a_simulated_granulator_keeps_the_set_point_that_was_written(simulator: Simulator, clock: Clock) -> None:
    row = next(row for row in simulator.rows() if row.name == "Granulator")
    granulator = ModbusEquipment(row, clock, bundled("granulator"), QUICK)
    await granulator.write("impeller_setpoint", Decimal(50), 2.0)
    assert (await granulator.read(["impeller_setpoint"], 2.0))["impeller_setpoint"].value == Decimal(50)
    await granulator.close()
