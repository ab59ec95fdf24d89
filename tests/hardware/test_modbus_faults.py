"""The faults of Modbus lines against a raw peer, healed by the guard or told; `test_modbus_library` shows them bare.

The numbers are those of the twenty cases of `test_nasty_cases`.
"""

import random
from collections.abc import Callable
from decimal import Decimal

import pytest

from core.ports import Clock, DeviceError, TagQuality
from hardware.drivers.modbus_equipment import ModbusEquipment
from hardware.errors import AnswerMismatch, DeviceSilent, EquipmentException, NotRegistered
from hardware.modbus import ModbusLine, ModbusTiming
from hardware.row import DeviceKind, DeviceRow
from hardware.tagmap import Area, tag_map
from hardware.transport import parse_address
from tests.hardware.faulty_modbus import FaultyModbus

TIMING = ModbusTiming(answer_s=0.1, silence_s=0.15)
PATIENT = ModbusTiming(answer_s=5.0, silence_s=0.15)
"""For what answers in any case, however busy the machine is."""
LATE_S = 0.13


def unheard() -> None:
    """Take no notice of a lost line."""


async def guarded(device: FaultyModbus, words: str, clock: Clock) -> ModbusLine:
    line = ModbusLine("line", parse_address(f"tcp://127.0.0.1:{await device.listen()}?{words}"), clock, unheard, TIMING)
    await line.connect(2.0)
    return line


Devices = Callable[..., FaultyModbus]


async def healed(line: ModbusLine, asked: list[tuple[int, int]]) -> list[list[int] | None]:
    """Read one after the other; None stands for a declared error."""
    got: list[list[int] | None] = []
    for address, count in asked:
        try:
            got.append(list((await line.read(Area.HOLDING, address, count, 2.0)).values))
        except DeviceError:
            got.append(None)
    return got


@pytest.mark.parametrize("rtu", [True, False], ids=["case 11, rtu", "case 13, gateway with id 0"])
@pytest.mark.urs("F24")
async def test_a_late_answer_is_never_taken_for_another_register(devices: Devices, clock: Clock, rtu: bool) -> None:
    device = devices(rtu=rtu)
    line = await guarded(device, "framer=rtu" if rtu else "framer=socket", clock)
    for asked in ([(5, 1), (40, 1), (7, 1), (8, 1), (9, 1), (10, 1)], [(40, 2), (7, 1), (8, 3), (9, 1)]):
        device.delays[40] = LATE_S
        right = [[address + place for place in range(count)] for address, count in asked]
        assert await healed(line, asked) == right
    line.close()


@pytest.mark.urs("F24")
async def test_case_11_with_exactly_these_bytes(devices: Devices, clock: Clock) -> None:
    """40 times out and its answer arrives while 7 is asked."""
    device = devices()
    line = await guarded(device, "framer=rtu", clock)
    device.delays[40] = LATE_S
    with pytest.raises(DeviceSilent):
        await line.read(Area.HOLDING, 40, 1, TIMING.answer_s + 0.01)
    seven = await line.read(Area.HOLDING, 7, 1, 2.0)
    assert seven.values == (7,)
    assert device.asked[-2:] == [bytes.fromhex("0103002800010402"), bytes.fromhex("010300070001 35CB")]
    assert seven.raw == bytes.fromhex("010300070001 35CB") + bytes.fromhex("0103020007 F986")
    line.close()


@pytest.mark.parametrize("answer", ["010302 0005", "010402 0005"], ids=["byte count 2", "function 4 for 3"])
@pytest.mark.urs("F24")
async def test_case_12_a_short_answer_or_one_of_another_function_is_an_error(
    devices: Devices, clock: Clock, answer: str
) -> None:
    device = devices()
    device.answer = lambda _request: bytes.fromhex(answer)
    line = await guarded(device, "framer=rtu", clock)
    with pytest.raises(AnswerMismatch):
        await line.read(Area.HOLDING, 5, 2, 2.0)
    assert len(device.asked) == 2
    line.close()


@pytest.mark.parametrize(
    ("registers", "quality"),
    [("7FC0 0000", TagQuality.BAD_TYPE), ("7F80 0000", TagQuality.BAD_TYPE), ("4841 0000", TagQuality.OUT_OF_RANGE)],
)
@pytest.mark.urs("F24")
async def test_case_14_nan_infinity_and_swapped_bytes_give_no_value(
    devices: Devices, clock: Clock, registers: str, quality: TagQuality
) -> None:
    device = devices(rtu=False)
    device.answer = lambda _request: bytes([1, 3, 4]) + bytes.fromhex(registers)
    url = f"tcp://127.0.0.1:{await device.listen()}"
    power = {"tag": "power", "area": "hr", "address": 5, "type": "float32", "unit": "kW", "decimals": 1}
    tags = tag_map({"equipment": "x", "version": "1", "tags": [{**power, "valid_low": "0", "valid_high": "50"}]}, "x")
    plc = ModbusEquipment(DeviceRow("PLC", DeviceKind.EQUIPMENT, "modbus", url, serial="1"), clock, tags, TIMING)
    value = (await plc.read(["power"], 1.0))["power"]
    assert (value.value, value.quality) == (None, quality)
    device.answer = lambda _request: bytes([1, 3, 4]) + bytes.fromhex("4148 0000")
    assert (await plc.read(["power"], 1.0))["power"].value == Decimal("12.5")
    await plc.close()


@pytest.mark.urs("F24")
async def test_a_line_that_hears_itself_gives_an_error_and_with_echo_the_value(devices: Devices, clock: Clock) -> None:
    device = devices()
    device.echo = True
    path = device.on_pty()
    line = ModbusLine("line", parse_address(f"serial://{path}"), clock, unheard, PATIENT)
    await line.connect(2.0)
    with pytest.raises(AnswerMismatch) as caught:
        await line.read(Area.HOLDING, 900, 1, 10.0)
    assert caught.value.key == "device.answer_is_echo"
    line.close()
    line = ModbusLine("line", parse_address(f"serial://{path}?echo=1"), clock, unheard, PATIENT)
    await line.connect(2.0)
    assert (await line.read(Area.HOLDING, 900, 1, 10.0)).values == (900,)
    line.close()


def test_an_echo_cannot_be_taken_away_behind_a_device_server_and_is_refused(clock: Clock) -> None:
    with pytest.raises(NotRegistered):
        ModbusLine("x", parse_address("tcp://127.0.0.1:1?framer=rtu&echo=1"), clock, unheard)


@pytest.mark.parametrize("rtu", [True, False], ids=["rtu", "gateway with id 0"])
@pytest.mark.urs("F24")
async def test_a_frame_that_comes_twice_is_used_once(devices: Devices, clock: Clock, rtu: bool) -> None:
    device = devices(rtu=rtu)
    device.wire = lambda frame: frame + frame
    line = await guarded(device, "framer=rtu" if rtu else "framer=socket", clock)
    got = await healed(line, [(address, 1) for address in range(5, 15)])
    assert all(values in (None, [address]) for address, values in enumerate(got, 5))
    assert got[0] == [5]
    line.close()


@pytest.mark.urs("F24")
async def test_20000_generated_tag_answers_are_right_or_a_declared_error(devices: Devices, clock: Clock) -> None:
    """1,000 answers of 20 tags each; every eighth is made of chance, cut, or belongs to another question."""
    chance = random.Random(20261120)  # noqa: S311 - test data, the same every time
    device = devices()
    sent: list[bytes] = []
    spoilt = False

    def answer(_request: bytes) -> bytes:
        data = chance.randbytes(40)
        sent.append(data)
        whole = bytes([1, 4, 40]) + data
        if not spoilt:
            return whole
        wrong = [whole[: chance.randrange(1, 43)], chance.randbytes(20), b"\x01\x03\x28" + data, b"\x01\x84\x04"]
        return chance.choice(wrong)

    device.answer = answer
    quick = ModbusTiming(answer_s=5.0, silence_s=0.002, gap_s=0.0)
    url = f"tcp://127.0.0.1:{await device.listen()}?framer=rtu"
    line = ModbusLine("line", parse_address(url), clock, unheard, quick)
    await line.connect(2.0)
    taken = refused = 0
    for _ in range(1000):
        spoilt = not chance.randrange(8)
        try:
            # What is whole is waited for however busy the machine is; what is not may never come.
            values = (await line.read(Area.INPUT, 0, 20, 0.02 if spoilt else 5.0)).values
        except (DeviceSilent, AnswerMismatch, EquipmentException):
            refused += 1
            continue
        taken += 1
        assert b"".join(value.to_bytes(2, "big") for value in values) == sent[-1]
    assert taken > 800
    assert refused > 50
    line.close()
