"""What the bare library makes of faulty Modbus lines, so that these tests say when a new version of it changes.

`test_modbus_faults` shows that the guard heals the same bytes.
"""

import asyncio
from collections.abc import Callable

import pytest
from pymodbus import FramerType, ModbusException
from pymodbus.client import AsyncModbusSerialClient, AsyncModbusTcpClient

from tests.hardware.faulty_modbus import FaultyModbus, registers_of

BARE_S = 0.3
"""The library's timeout in the proof; the answer that is late takes 0.45 s."""

BareClient = AsyncModbusTcpClient | AsyncModbusSerialClient


Devices = Callable[..., FaultyModbus]


async def bare_tcp(device: FaultyModbus, framer: FramerType) -> BareClient:
    port = await device.listen()
    client = AsyncModbusTcpClient("127.0.0.1", port=port, framer=framer, timeout=BARE_S, retries=1, reconnect_delay=0)
    await client.connect()
    return client


async def bare_pty(device: FaultyModbus, *, echo: bool = False) -> BareClient:
    client = AsyncModbusSerialClient(
        device.on_pty(), baudrate=19200, timeout=BARE_S, retries=1, reconnect_delay=0, handle_local_echo=echo
    )
    await client.connect()
    return client


async def bare_values(client: BareClient, asked: list[tuple[int, int]], gap_s: float = 0.0) -> list[list[int]]:
    got: list[list[int]] = []
    for address, count in asked:
        got.append(list((await client.read_holding_registers(address, count=count)).registers))
        await asyncio.sleep(gap_s)
    return got


@pytest.mark.parametrize(
    ("asked", "got"),
    [
        ([(5, 1), (40, 1), (7, 1)], [[5], [40], [40]]),
        ([(40, 2), (7, 1)], [[40, 41], [40, 41]]),
    ],
    ids=["one register each", "of different lengths"],
)
async def test_bare_pymodbus_shifts_answers_on_rtu(
    devices: Devices, asked: list[tuple[int, int]], got: list[list[int]]
) -> None:
    device = devices()
    client = await bare_pty(device)
    device.delays[40] = 0.45
    assert await bare_values(client, asked) == got
    client.close()


async def test_bare_pymodbus_shifts_answers_of_a_gateway_that_answers_id_0_and_not_of_one_that_keeps_it(
    devices: Devices,
) -> None:
    asked = [(5, 1), (40, 1), (7, 1)]
    for keep_id, got in ((False, [[5], [40], [40]]), (True, [[5], [40], [7]])):
        device = devices(rtu=False, keep_id=keep_id)
        client = await bare_tcp(device, FramerType.SOCKET)
        device.delays[40] = 0.45
        assert await bare_values(client, asked) == got
        client.close()


async def test_bare_pymodbus_takes_short_answers_and_answers_of_another_function(devices: Devices) -> None:
    device = devices()
    client = await bare_tcp(device, FramerType.RTU)
    device.answer = lambda _request: bytes.fromhex("0103020005")
    assert await bare_values(client, [(5, 2)]) == [[5]]
    device.answer = lambda _request: bytes.fromhex("0104020005")
    assert await bare_values(client, [(5, 1)]) == [[5]]
    client.close()


async def test_bare_pymodbus_reads_its_own_question_on_a_two_wire_line(devices: Devices) -> None:
    device = devices()
    device.echo = True
    client = await bare_pty(device)
    assert await bare_values(client, [(900, 1)]) == [[33792]]
    client.close()


@pytest.mark.parametrize("fault", ["other unit", "bad check sum", "noise in front"])
async def test_bare_pymodbus_times_out_where_the_frame_itself_is_wrong(devices: Devices, fault: str) -> None:
    device = devices()
    if fault == "other unit":
        device.answer = lambda request: registers_of(b"\x09" + request[1:])
    elif fault == "bad check sum":
        device.wire = lambda frame: frame[:-1] + bytes([frame[-1] ^ 1])
    else:
        device.wire = lambda frame: b"\xff\x00\x7f" + frame
    client = await bare_pty(device)
    with pytest.raises(ModbusException):
        await client.read_holding_registers(5, count=1)
    client.close()
