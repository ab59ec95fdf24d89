"""The contract suites of the device ports on drivers with simulated devices behind them."""

from decimal import Decimal

import pytest

from core.ports import Balance, Equipment, Printer, Scanner
from hardware.registry import Registry
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


class TestSerialScanner(ScannerContract):
    @pytest.fixture
    def device(self, registry: Registry) -> Scanner:
        return registry.scanner("Scanner 1")

    @pytest.fixture
    def world(self, simulator: Simulator) -> SimulatedWorld:
        return SimulatedWorld(simulator, "Scanner 1")


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
