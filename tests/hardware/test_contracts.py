"""The contract suites of the device ports on drivers with simulated devices behind them."""

import json
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from core.ports import Balance, Clock, Equipment, Printer, Scanner
from hardware.registry import Registry
from hardware.sim.plan import read_plan
from hardware.sim.simulator import Simulator
from tests.contracts.device_ports import BalanceContract, EquipmentContract, PrinterContract, ScannerContract
from tests.hardware.families import FAMILIES, Family


class SimulatedWorld:
    def __init__(self, simulator: Simulator, name: str) -> None:
        self._simulator = simulator
        self._name = name

    async def load(self, amount: Decimal) -> None:
        self._simulator.load(self._name, amount, "kg")

    async def scan(self, raw: bytes) -> None:
        self._simulator.scan(self._name, raw)

    async def unplug(self) -> None:
        await self._simulator.fault(self._name, "unplug")

    async def plug(self) -> None:
        await self._simulator.fault(self._name, "none")


@pytest.mark.urs("F05", "F24")
@pytest.mark.parametrize("family", FAMILIES, indirect=True)
class TestBalances(BalanceContract):
    """Every family behind the one port."""

    @pytest.fixture
    def device(self, family: Family) -> Balance:
        return family.driver

    @pytest.fixture
    def world(self, family: Family) -> SimulatedWorld:
        return SimulatedWorld(family.simulator, family.row.name)


@pytest.mark.urs("F05", "F24")
@pytest.mark.parametrize("way", ["cdc", "evdev"], indirect=True)
class TestScanners(ScannerContract):
    """Scanners on a serial port, and on an input device with its keys."""

    @pytest.fixture
    async def way(self, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Simulator]:
        planned = {"kind": "scanner", "name": "Scanner 1", "serial": "SCN99871", "way": request.param}
        simulator = Simulator(read_plan(json.dumps({"devices": [planned]})), tmp_path)
        await simulator.start()
        yield simulator
        await simulator.stop()

    @pytest.fixture
    async def device(self, way: Simulator, clock: Clock) -> AsyncIterator[Scanner]:
        registry = Registry(way.rows(), clock)
        yield registry.scanner("Scanner 1")
        await registry.close()

    @pytest.fixture
    def world(self, way: Simulator) -> SimulatedWorld:
        return SimulatedWorld(way, "Scanner 1")


class TestModbusEquipment(EquipmentContract):
    @pytest.fixture
    def device(self, registry: Registry) -> Equipment:
        return registry.equipment("Granulator")

    @pytest.fixture
    def world(self, simulator: Simulator) -> SimulatedWorld:
        return SimulatedWorld(simulator, "Granulator")

    @pytest.fixture
    def tag(self) -> str:
        return "impeller_speed"


class TestZplPrinter(PrinterContract):
    @pytest.fixture
    def device(self, registry: Registry) -> Printer:
        return registry.printer("Printer 1")

    @pytest.fixture
    def world(self, simulator: Simulator) -> SimulatedWorld:
        return SimulatedWorld(simulator, "Printer 1")
