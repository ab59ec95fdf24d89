"""Devices beside the screen, on real ptys: connected by themselves, and again after they were pulled."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.background import Background
from console.devices import KioskDevices
from console.flows.devices_and_link import DevicesAndLinkFlow
from console.flows.flow import TaskFlow
from console.flows.frame import scanner_notice
from console.flows.startup import StartupFlow
from console.scans import ScanRouter
from core.acts import ActKind
from core.codes import Code
from core.ports import DeviceState
from hardware.registry import Registry
from hardware.row import DeviceKind, DeviceRow
from hardware.sim.scanner import SimulatedScanner
from screens.views import Tone
from tests.fakes.clock import ManualClock
from tests.fakes.terminal import DEVICE_KEY, Terminal
from tests.fakes.until import until

SERIAL = "SCN99871"


class Listening(TaskFlow):
    """Keeps every scan that reaches it."""

    screen = "scan"

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(terminal.desk)
        self.codes: asyncio.Queue[Code] = asyncio.Queue()

    async def scan(self, code: Code) -> None:
        await self.codes.put(code)


@pytest.fixture
async def scanner(tmp_path: Path) -> AsyncIterator[SimulatedScanner]:
    device = SimulatedScanner(tmp_path / "scanner")
    device.start()
    yield device
    device.stop()


@pytest.fixture
async def devices(scanner: SimulatedScanner, clock: ManualClock) -> AsyncIterator[KioskDevices]:
    row = DeviceRow("Scanner", DeviceKind.SCANNER, "scanner", scanner.port.url, serial=SERIAL, simulated=True)
    made = KioskDevices(Registry((row,), clock))
    background = Background()
    made.start(background)
    yield made
    await background.end()
    await made.close()


async def stands(devices: KioskDevices, state: DeviceState) -> None:
    await until(lambda: devices.all()[0][1].status.state == state)


async def test_a_scan_goes_from_the_scanner_to_the_task_on_the_screen(
    terminal: Terminal, devices: KioskDevices, scanner: SimulatedScanner
) -> None:
    flow = Listening(terminal)
    router = ScanRouter(terminal.desk, lambda: flow)
    following = asyncio.create_task(router.follow(devices.scanners()[0]))
    await stands(devices, DeviceState.READY)
    await asyncio.sleep(0)
    scanner.scan("]C0C-000981")
    code = await asyncio.wait_for(flow.codes.get(), 100)
    assert code.get("container") == "C-000981"
    following.cancel()


async def test_a_pulled_scanner_is_told_on_every_screen_and_comes_back_by_itself(
    terminal: Terminal, devices: KioskDevices, scanner: SimulatedScanner
) -> None:
    terminal.desk.devices = devices
    await stands(devices, DeviceState.READY)
    assert scanner_notice(terminal.desk) is None
    scanner.port.unplug()
    await stands(devices, DeviceState.DISCONNECTED)
    await devices.signal(accepted=True)
    await until(lambda: scanner_notice(terminal.desk) is not None)
    said = DevicesAndLinkFlow(terminal.desk, StartupFlow(terminal.desk, terminal.checkup)).view.frame.message
    assert said == scanner_notice(terminal.desk)
    assert said is not None
    assert (said.tone, "Scanner" in said.words) == (Tone.FAIL, True)
    scanner.port.plug()
    await stands(devices, DeviceState.READY)
    assert scanner_notice(terminal.desk) is None


@pytest.mark.urs("C05")
async def test_the_check_puts_each_device_on_record(terminal: Terminal, devices: KioskDevices) -> None:
    terminal.checkup = type(terminal.checkup)(terminal.desk, terminal.outbox, terminal.mirror, devices, DEVICE_KEY)
    terminal.desk.devices = devices
    await StartupFlow(terminal.desk, terminal.checkup).opened()
    started, checked = await terminal.acts()
    assert (started.kind, checked.kind) == (ActKind.KIOSK_STARTED, ActKind.DEVICE_CHECKED)
    assert (checked.facts["serial"], checked.facts["state"]) == (SERIAL, "ready")
    [row] = DevicesAndLinkFlow(terminal.desk, StartupFlow(terminal.desk, terminal.checkup)).view.devices
    assert row.mark is not None
    assert (row.label, row.code, row.mark.tone) == ("Scanner", SERIAL, Tone.OK)


async def test_only_registered_equipment_is_given_out(devices: KioskDevices) -> None:
    assert devices.balance("E-BAL-01") is None
    assert devices.equipment("E-GRAN-01") is None
    assert devices.printer() is None
    assert [name for name, _ in devices.all()] == ["Scanner"]
