"""Balances and scanners behind serial device servers by raw TCP: the same contracts, and what only a network does."""

import asyncio
import socket
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from core.ports import Balance, Clock, DeviceState, Scanner
from hardware.drivers.mt_sics import MtSicsBalance
from hardware.drivers.scanner import SerialScanner
from hardware.errors import DeviceSilent
from hardware.row import DeviceRow
from hardware.sim.balance import SimulatedBalance
from hardware.sim.device_server import SimulatedDeviceServer
from hardware.sim.mt_sics import MtSicsSimulation
from hardware.sim.scanner import SimulatedScanner
from hardware.transport import LineTransport, open_channel, parse_address
from tests.contracts.device_ports import BalanceContract, ScannerContract
from tests.fakes.until import until


@pytest.fixture
async def sim_balance(tmp_path: Path) -> AsyncIterator[SimulatedBalance]:
    device = MtSicsSimulation(tmp_path / "balance", "B123456789", settle_s=0.1)
    device.start()
    yield device
    device.stop()


@pytest.fixture
async def balance_server(sim_balance: SimulatedBalance) -> AsyncIterator[SimulatedDeviceServer]:
    server = SimulatedDeviceServer(sim_balance.port.url)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def scanner_server(sim_scanner: SimulatedScanner) -> AsyncIterator[SimulatedDeviceServer]:
    server = SimulatedDeviceServer(sim_scanner.port.url)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def balance(balance_server: SimulatedDeviceServer, balance_row: DeviceRow, clock: Clock) -> Balance:
    return MtSicsBalance(msgspec.structs.replace(balance_row, url=balance_server.url), clock)


@pytest.fixture
async def scanner(scanner_server: SimulatedDeviceServer, scanner_row: DeviceRow, clock: Clock) -> Scanner:
    return SerialScanner(msgspec.structs.replace(scanner_row, url=scanner_server.url), clock)


class ServedWorld:
    def __init__(self, server: SimulatedDeviceServer, device: SimulatedBalance | SimulatedScanner) -> None:
        self._server = server
        self._device = device

    async def load(self, amount: Decimal) -> None:
        assert isinstance(self._device, SimulatedBalance)
        self._device.load(amount, "kg")

    async def scan(self, raw: bytes) -> None:
        assert isinstance(self._device, SimulatedScanner)
        self._device.scan(raw)

    async def unplug(self) -> None:
        await self._server.stop()

    async def plug(self) -> None:
        await self._server.start()


@pytest.mark.parametrize("way", ["whole", "cut", "join"])
class TestBalanceBehindADeviceServer(BalanceContract):
    @pytest.fixture
    async def device(self, balance: Balance, balance_server: SimulatedDeviceServer, way: str) -> Balance:
        if way != "whole":
            await balance_server.fault(way)
        return balance

    @pytest.fixture
    def world(self, balance_server: SimulatedDeviceServer, sim_balance: SimulatedBalance) -> ServedWorld:
        return ServedWorld(balance_server, sim_balance)


@pytest.mark.parametrize("way", ["whole", "cut", "join"])
class TestScannerBehindADeviceServer(ScannerContract):
    @pytest.fixture
    async def device(self, scanner: Scanner, scanner_server: SimulatedDeviceServer, way: str) -> Scanner:
        if way != "whole":
            await scanner_server.fault(way)
        return scanner

    @pytest.fixture
    def world(self, scanner_server: SimulatedDeviceServer, sim_scanner: SimulatedScanner) -> ServedWorld:
        return ServedWorld(scanner_server, sim_scanner)


# ------------------------------------------------------------------ what only a network does


class RawPort:
    """A TCP port that sends what a test says, in the pieces it says."""

    def __init__(self) -> None:
        self.heard = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._writers: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()

    async def listen(self) -> str:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"tcp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def connected(self) -> asyncio.StreamWriter:
        return await asyncio.wait_for(self._writers.get(), 5)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.put_nowait(writer)
        while await reader.read(4096):
            self.heard.set()
        writer.close()


@pytest.fixture
async def raw_port() -> AsyncIterator[RawPort]:
    port = RawPort()
    yield port
    await port.close()


async def in_pieces(writer: asyncio.StreamWriter, *pieces: bytes) -> None:
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.01)


@pytest.mark.urs("F24")
async def test_case_1_a_weight_in_four_segments_is_one_line(raw_port: RawPort, clock: Clock) -> None:
    line = LineTransport("balance", parse_address(await raw_port.listen()), clock, lambda: None)
    await line.open(2.0)
    writer = await raw_port.connected()
    await in_pieces(writer, b"S S  ", b"   100.0", b"0 g\r", b"\n")
    assert await line.receive(2.0) == b"S S     100.00 g\r\n"
    line.close()


async def test_two_answers_in_one_segment_are_two_lines(raw_port: RawPort, clock: Clock) -> None:
    line = LineTransport("balance", parse_address(await raw_port.listen()), clock, lambda: None)
    await line.open(2.0)
    await in_pieces(await raw_port.connected(), b'I4 A "B1"\r\nS S     100.00 g\r\nS D')
    assert [await line.receive(2.0), await line.receive(2.0)] == [b'I4 A "B1"\r\n', b"S S     100.00 g\r\n"]
    with pytest.raises(DeviceSilent):
        await line.receive(0.05)
    line.close()


async def test_case_20_two_scans_in_one_segment_are_two_and_a_cut_one_is_none(
    raw_port: RawPort, scanner_row: DeviceRow, clock: Clock
) -> None:
    device = SerialScanner(msgspec.structs.replace(scanner_row, url=await raw_port.listen()), clock)
    await device.connect(2.0)
    writer = await raw_port.connected()
    scans = device.scans()
    first = asyncio.ensure_future(anext(scans))
    await asyncio.sleep(0)
    await in_pieces(writer, b"]C0C-000981\r]C0C-000982\r]C0C-0009")
    assert [(await first).raw, (await anext(scans)).raw] == [b"]C0C-000981", b"]C0C-000982"]
    await asyncio.sleep(0.15)  # longer than a scan may pause
    await in_pieces(writer, b"]C0C-000983\r")
    assert (await asyncio.wait_for(anext(scans), 2)).raw == b"]C0C-000983"
    await device.close()


async def test_a_half_open_connection_is_made_anew_and_the_balance_weighs_again(
    balance: Balance, balance_server: SimulatedDeviceServer, sim_balance: SimulatedBalance
) -> None:
    await balance.connect(3.0)
    sim_balance.load(Decimal("1.250"), "kg")
    await balance_server.fault("freeze")
    with pytest.raises(DeviceSilent):
        await balance.take_stable("kg", 0.3)
    assert balance.status.state is DeviceState.FAULT
    await balance.connect(3.0)
    assert (await balance.take_stable("kg", 5.0)).value == Decimal("1.250")
    await balance.close()


async def test_a_connection_that_is_cut_is_told_at_once_and_comes_back(
    scanner: Scanner, scanner_server: SimulatedDeviceServer, sim_scanner: SimulatedScanner
) -> None:
    await scanner.connect(3.0)
    scans = scanner.scans()
    waiting = asyncio.ensure_future(anext(scans))
    await asyncio.sleep(0)
    before = scanner.status.since
    scanner_server.drop()
    await until(lambda: scanner.status.since != before and scanner.status.state is DeviceState.READY)
    sim_scanner.scan("C-000981")
    assert (await asyncio.wait_for(waiting, 3)).raw == b"]C0C-000981"
    await scanner.close()


async def test_the_system_gives_up_a_connection_whose_other_side_has_vanished(raw_port: RawPort) -> None:
    channel = await open_channel(parse_address(await raw_port.listen()), "s", lambda _data: None, lambda: None)
    taken = channel._transport.get_extra_info("socket")  # type: ignore[attr-defined]  # the socket is the system's side
    assert taken.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
    asked = [socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT, socket.TCP_USER_TIMEOUT]
    assert [taken.getsockopt(socket.IPPROTO_TCP, option) for option in asked] == [5, 2, 3, 11_000]
    channel.close()
