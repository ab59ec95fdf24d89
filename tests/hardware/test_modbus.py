"""Modbus under guard: whatever comes back is the right register or a declared error."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ports import Clock, DeviceError
from hardware.errors import AnswerMismatch, DeviceSilent, DeviceUnreachable, EquipmentException, NotRegistered
from hardware.modbus import ModbusLine, ModbusServer, ModbusTiming
from hardware.tagmap import Area
from hardware.transport import parse_address
from tests.hardware.faulty_modbus import FaultyModbus, crc16, registers_of

TIMING = ModbusTiming(answer_s=0.1, silence_s=0.15)
LATE_S = 0.13


def test_the_peers_frames_are_those_of_the_specification() -> None:
    request = bytes.fromhex("010300050001940B")
    assert crc16(request[:6]) == request[6:]
    assert registers_of(request) + crc16(registers_of(request)) == bytes.fromhex("010302000578 47")


def unheard() -> None:
    """Take no notice of a lost line."""


class Peer:
    """A faulty device and the guarded line to it."""

    def __init__(self, device: FaultyModbus, line: ModbusLine) -> None:
        self.device = device
        self.line = line

    async def one(self, address: int) -> int:
        return (await self.line.read(Area.HOLDING, address, 1, 2.0)).values[0]

    async def heard(self, address: int) -> int:
        """Read until an answer came in time; on a busy machine a device may seem silent."""
        while True:
            with suppress(DeviceSilent):
                return await self.one(address)


@pytest.fixture(params=["rtu on a pty", "rtu over tcp", "gateway with id 0"])
async def peer(request: pytest.FixtureRequest, clock: Clock) -> AsyncIterator[Peer]:
    device = FaultyModbus(rtu=request.param != "gateway with id 0")
    if request.param == "rtu on a pty":
        url = f"serial://{device.on_pty()}?baud=19200"
    else:
        framer = "rtu" if request.param == "rtu over tcp" else "socket"
        url = f"tcp://127.0.0.1:{await device.listen()}?framer={framer}"
    line = ModbusLine("line", parse_address(url), clock, unheard, TIMING)
    await line.connect(2.0)
    yield Peer(device, line)
    line.close()
    await device.close()


@pytest.mark.urs("F24")
async def test_cases_11_and_13_a_late_answer_is_never_the_next_value(peer: Peer) -> None:
    peer.device.delays[40] = LATE_S
    assert await peer.one(5) == 5
    with pytest.raises(DeviceSilent):
        await peer.line.read(Area.HOLDING, 40, 1, TIMING.answer_s + 0.01)
    assert [await peer.one(address) for address in (7, 8, 9, 10)] == [7, 8, 9, 10]


async def test_with_time_for_a_second_try_every_value_is_right(peer: Peer) -> None:
    peer.device.delays[40] = LATE_S
    assert [await peer.one(address) for address in (5, 40, 7, 8, 9, 10)] == [5, 40, 7, 8, 9, 10]


async def test_a_cancelled_question_is_followed_by_silence_too(peer: Peer) -> None:
    peer.device.delays[40] = LATE_S
    asking = asyncio.create_task(peer.one(40))
    await asyncio.sleep(0.05)
    asking.cancel()
    assert await peer.one(7) == 7


async def test_case_12_a_short_answer_is_an_error(peer: Peer) -> None:
    peer.device.answer = lambda request: registers_of(request[:4] + b"\x00\x01")
    with pytest.raises(AnswerMismatch) as caught:
        await peer.line.read(Area.HOLDING, 5, 2, 2.0)
    assert dict(caught.value.params) == {"device": "line", "got": "1", "want": "2"}


async def test_case_12_an_answer_of_another_function_is_an_error(peer: Peer) -> None:
    peer.device.answer = lambda request: registers_of(request[:1] + b"\x04" + request[2:])
    with pytest.raises(AnswerMismatch):
        await peer.heard(5)


async def test_another_unit_or_noise_is_silence(peer: Peer) -> None:
    peer.device.answer = lambda request: registers_of(b"\x09" + request[1:])
    with pytest.raises((DeviceSilent, DeviceUnreachable)):
        await peer.line.read(Area.HOLDING, 5, 1, 0.2)
    peer.device.answer = registers_of
    if not peer.line.connected:
        await peer.line.connect(2.0)
    assert await peer.one(6) == 6


async def test_a_refusal_is_told_with_its_number_and_needs_no_silence(peer: Peer) -> None:
    peer.device.answer = lambda request: bytes([request[0], request[1] | 0x80, 2])
    with pytest.raises(EquipmentException) as caught:
        await peer.line.read(Area.HOLDING, 5, 1, 2.0)
    assert caught.value.params["number"] == "2"
    peer.device.answer = registers_of
    assert await peer.one(6) == 6


@pytest.mark.parametrize(
    "answer", [b"", b"\x01", b"\xff" * 300, b"\x01\x03\xff", b"\x01\x63\x00", b"\x01\x03\x04\x00\x05"]
)
async def test_whatever_comes_back_is_an_error_and_never_a_crash(peer: Peer, answer: bytes) -> None:
    peer.device.answer = lambda _request: answer
    with pytest.raises(DeviceError):
        await peer.line.read(Area.HOLDING, 5, 1, 0.2)


async def test_request_and_answer_are_kept_as_they_were_on_the_wire(peer: Peer) -> None:
    answer = await peer.line.read(Area.HOLDING, 5, 1, 2.0)
    assert b"\x01\x03\x00\x05\x00\x01" in answer.raw
    assert b"\x01\x03\x02\x00\x05" in answer.raw
    assert peer.line.tap.last()


@pytest.mark.parametrize("area", list(Area))
async def test_each_area_is_read_by_its_own_function(area: Area, clock: Clock) -> None:
    server = ModbusServer()
    await server.start()
    for number, each in enumerate(Area, 1):
        await server.put(each, 3, [number % 2] if each.is_bits else [number])
    line = ModbusLine("plc", parse_address(f"tcp://127.0.0.1:{server.port}"), clock, unheard)
    await line.connect(2.0)
    number = list(Area).index(area) + 1
    assert (await line.read(area, 2, 3, 2.0)).values == (0, number % 2 if area.is_bits else number, 0)
    line.close()
    await server.stop()


@pytest.mark.parametrize("words", ["unit=0", "unit=248", "unit=x", "framer=ascii"])
def test_an_address_with_a_wrong_word_is_refused(words: str, clock: Clock) -> None:
    with pytest.raises(NotRegistered):
        ModbusLine("x", parse_address(f"tcp://127.0.0.1:1?{words}"), clock, unheard)


async def test_parity_on_a_pty_and_a_closed_port_are_told_as_unreachable(clock: Clock) -> None:
    device = FaultyModbus()
    path = device.on_pty()
    for url in (f"serial://{path}?parity=E", "tcp://127.0.0.1:1", "serial:///nowhere"):
        with pytest.raises(DeviceUnreachable):
            await ModbusLine("x", parse_address(url), clock, unheard).connect(0.2)
    await device.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=40), st.booleans())
def test_any_answer_is_the_right_register_or_a_declared_error(answer: bytes, rtu: bool) -> None:
    asyncio.run(_ask_liar(answer, rtu))


async def _ask_liar(answer: bytes, rtu: bool) -> None:
    import time
    from datetime import UTC, datetime

    class SystemClock:
        def utc(self) -> datetime:
            return datetime.now(UTC)

        def monotonic(self) -> float:
            return time.monotonic()

    device = FaultyModbus(rtu=rtu, answer=lambda _request: answer)
    url = f"tcp://127.0.0.1:{await device.listen()}?framer={'rtu' if rtu else 'socket'}"
    line = ModbusLine("liar", parse_address(url), SystemClock(), unheard, ModbusTiming(answer_s=0.02, silence_s=0.02))
    await line.connect(2.0)
    try:
        values = (await line.read(Area.HOLDING, 5, 1, 0.03)).values
    except DeviceError:
        values = None
    assert values is None or answer.startswith(b"\x01\x03\x02")
    line.close()
    await device.close()
