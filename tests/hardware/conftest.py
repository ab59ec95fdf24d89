"""What the tests of devices share: a real clock and simulated devices on real ptys."""

import json
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from hardware.registry import Registry
from hardware.row import DeviceKind, DeviceRow
from hardware.sim.balance import SimulatedBalance
from hardware.sim.mt_sics import MtSicsSimulation
from hardware.sim.plan import read_plan
from hardware.sim.scanner import SimulatedScanner
from hardware.sim.simulator import Simulator
from tests.hardware.families import Family, new_family
from tests.hardware.faulty_modbus import FaultyModbus
from tests.hardware.small_plant import PLAN


class SystemClock:
    def utc(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


@pytest.fixture
def clock() -> SystemClock:
    return SystemClock()


@pytest.fixture
async def sim_balance(tmp_path: Path) -> AsyncIterator[SimulatedBalance]:
    device = MtSicsSimulation(
        tmp_path / "balance", "B123456789", unit="g", capacity=Decimal(220), readability=Decimal("0.01"), settle_s=0.1
    )
    device.start()
    yield device
    device.stop()


@pytest.fixture
def balance_row(sim_balance: SimulatedBalance) -> DeviceRow:
    return DeviceRow(
        "Balance XPR10", DeviceKind.BALANCE, "mt_sics", sim_balance.port.url, serial="B123456789", simulated=True
    )


@pytest.fixture
async def family(request: pytest.FixtureRequest, tmp_path: Path, clock: SystemClock) -> AsyncIterator[Family]:
    """Give a balance of the family named by the parameter."""
    made = new_family(request.param, tmp_path, clock)
    await made.simulator.start()
    yield made
    await made.driver.close()
    await made.simulator.stop()


@pytest.fixture
async def sim_scanner(tmp_path: Path) -> AsyncIterator[SimulatedScanner]:
    device = SimulatedScanner(tmp_path / "scanner")
    device.start()
    yield device
    device.stop()


@pytest.fixture
def scanner_row(sim_scanner: SimulatedScanner) -> DeviceRow:
    return DeviceRow(
        "Scanner 1", DeviceKind.SCANNER, "scanner", sim_scanner.port.url, serial="SCN99871", simulated=True
    )


@pytest.fixture
async def simulator(tmp_path: Path) -> AsyncIterator[Simulator]:
    plant = Simulator(read_plan(json.dumps(PLAN)), tmp_path / "ports")
    await plant.start()
    yield plant
    await plant.stop()


@pytest.fixture
async def registry(simulator: Simulator, clock: SystemClock) -> AsyncIterator[Registry]:
    devices = Registry(simulator.rows(), clock)
    yield devices
    await devices.close()


@pytest.fixture
async def devices() -> AsyncIterator[Callable[..., FaultyModbus]]:
    made: list[FaultyModbus] = []

    def make(rtu: bool = True, keep_id: bool = False) -> FaultyModbus:
        made.append(FaultyModbus(rtu=rtu, keep_id=keep_id))
        return made[-1]

    yield make
    for device in made:
        await device.close()
