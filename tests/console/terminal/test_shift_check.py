"""The check at the start of a shift, with simulated devices that speak bytes, and what a passed check is good for."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from console.app.kiosk import KioskApp
from console.background import Background
from console.devices import KioskDevices
from console.flows.daily_check import DailyCheckFlow
from console.flows.my_work import MyWorkFlow
from console.flows.shift_check import ShiftCheckFlow
from console.own_checks import OwnChecks
from console.scans import ScanRouter
from core.acts import Act, ActKind
from core.device_checks import check_code
from core.ports import DeviceState
from hardware.registry import Registry
from hardware.sim.plan import read_plan
from hardware.sim.simulator import Simulator
from screens.views import Tone
from tests.fakes.clock import ManualClock
from tests.fakes.terminal import DEVICE_KEY, Terminal
from tests.fakes.until import until

PLAN = {
    "devices": [
        {"kind": "scanner", "name": "Scanner", "serial": "SCN99871"},
        {
            "kind": "balance",
            "name": "Balance",
            "serial": "B123456789",
            "equipment": "E-BAL-01",
            "capacity": "150.000",
            "settle_s": 0.05,
        },
        {"kind": "printer", "name": "Printer", "serial": "XXZKJ140600001", "equipment": "E-PRN-01"},
    ]
}


class Shift:
    """A kiosk with its devices, somebody signed in, and the check on its screen."""

    def __init__(self, terminal: Terminal, plant: Simulator) -> None:
        self.terminal = terminal
        self.plant = plant
        self.flow = ShiftCheckFlow(terminal.desk)
        self.router = ScanRouter(terminal.desk, lambda: self.flow)

    def tones(self) -> dict[str, Tone]:
        return {row.label: row.mark.tone for row in self.flow.view.checks if row.mark is not None}

    async def scan(self, raw: bytes, holds: Callable[[], bool]) -> None:
        """Pull the trigger and wait for what follows; the same code a second time must be another scan."""
        self.terminal.clock.jump(3)
        self.plant.scan("Scanner", raw)
        await until(holds)

    async def acts(self) -> list[Act]:
        return [act for act in await self.terminal.acts() if act.kind is ActKind.DEVICE_CHECKED]


@pytest.fixture
async def plant(tmp_path: Path) -> AsyncIterator[Simulator]:
    simulator = Simulator(read_plan(json.dumps(PLAN)), tmp_path / "ports")
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
async def shift(terminal: Terminal, plant: Simulator, clock: ManualClock) -> AsyncIterator[Shift]:
    devices = KioskDevices(Registry(plant.rows(), clock))
    terminal.desk.devices = devices
    terminal.checkup = terminal.desk.checkup = type(terminal.checkup)(
        terminal.desk, terminal.outbox, terminal.mirror, devices, DEVICE_KEY
    )
    equipment = dict(terminal.core.plant.equipment)
    equipment["E-BAL-01"] = msgspec.structs.replace(equipment["E-BAL-01"], checked_on=None)
    terminal.core.plant = msgspec.structs.replace(terminal.core.plant, equipment=equipment)
    await terminal.following.refresh()
    background = Background()
    devices.start(background)
    await until(lambda: all(device.status.state is DeviceState.READY for _, device in devices.all()))
    terminal.enter("operator1")
    made = Shift(terminal, plant)
    background.start("scans", made.router.follow(devices.scanners()[0]))
    yield made
    await background.end()
    await devices.close()


async def check_balance(shift: Shift) -> None:
    """Scan the balance, show it both test weights, come back."""
    await shift.scan(b"]C0E-BAL-01", lambda: bool(shift.terminal.steps.gone))
    flow = shift.terminal.steps.gone.pop()
    assert isinstance(flow, DailyCheckFlow)
    await flow.opened()
    for load in ("7.5", "150"):
        shift.plant.load("Balance", Decimal(load), "kg")
        await flow.key("f8")
        assert not flow.message
    await flow.key("f3")
    await flow.closed()
    assert shift.terminal.steps.gone.pop() is shift.flow
    await shift.flow.opened()


async def print_and_scan_back(shift: Shift) -> None:
    await shift.flow.key("f7")
    (code,) = shift.plant.printed("Printer")[-1].codes
    await shift.scan(code.encode(), lambda: shift.tones()["Printer"] is Tone.OK)


async def passed_whole(shift: Shift) -> None:
    """Wait until the screen says that all has passed; then it is on record, and who leaves at once loses nothing."""
    await until(lambda: shift.flow.view.verdict is not None and shift.flow.view.verdict.tone is Tone.OK)
    assert "Shift start check" not in offered(shift)


def offered(shift: Shift) -> list[str]:
    return [item.name for item in MyWorkFlow(shift.terminal.desk).view.items]


@pytest.mark.urs("C05", "F06", "F23")
async def test_a_shift_begins_when_scanner_balance_printer_and_terminal_have_passed(shift: Shift) -> None:
    assert "Shift start check" in offered(shift)
    await shift.flow.opened()
    tones = shift.tones()
    assert {tones[name] for name in ("Disk", "Clock", "Keys", "Record chain")} == {Tone.OK}
    assert {tones[name] for name in ("Scanner", "Balance", "Printer")} == {Tone.WAIT}
    await shift.scan(b"]d2" + check_code("card").encode(), lambda: shift.tones()["Scanner"] is Tone.OK)
    await check_balance(shift)
    assert shift.tones()["Balance"] is Tone.OK
    await print_and_scan_back(shift)
    await passed_whole(shift)
    *_, scanner, balance, reader, printer, whole = await shift.acts()
    assert {act.who.person for act in (scanner, balance, printer, whole)} == {"P-0001"}
    assert (scanner.facts["serial"], scanner.facts["label"], scanner.facts["result"]) == ("SCN99871", "card", "passed")
    assert (balance.subject.equipment, balance.facts["check"]) == ("E-BAL-01", "daily")
    assert reader.facts["device"] == "Scanner"
    assert (printer.facts["device"], printer.subject.equipment) == ("Printer", "E-PRN-01")
    assert {name: fact for name, fact in whole.facts.items() if name != "check"} == {
        "result": "passed",
        **{f"check_{name}": "ok" for name in ("disk", "clock", "keys", "chain", "scanner", "balance", "printer")},
    }
    assert "Shift start check" not in [item.name for item in MyWorkFlow(shift.terminal.desk).view.items]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"]d291CHECK-aZ0992card", "shift.no_separator"),
        (b"]d291check-az09\x1d92card", "shift.case_changed"),
        (b"]d191CHECK-aZ09\x1d92card", "shift.no_aim"),
        (b"]C0C-000981", "shift.other_code"),
    ],
)
@pytest.mark.urs("C05")
async def test_a_scanner_that_is_set_up_wrong_does_not_pass_and_the_attempt_is_on_record(
    shift: Shift, raw: bytes, why: str
) -> None:
    await shift.flow.opened()
    await shift.scan(raw, lambda: bool(shift.flow.message))
    assert shift.tones()["Scanner"] is Tone.WAIT
    refused = (await shift.terminal.acts())[-1]
    assert (refused.kind, refused.facts["why"], refused.facts["attempt"]) == (ActKind.REFUSED, why, "DeviceChecked")


@pytest.mark.urs("F23")
async def test_yesterdays_label_does_not_prove_the_printer(shift: Shift) -> None:
    await shift.flow.opened()
    await shift.flow.key("f7")
    await shift.scan(b"]d2" + check_code("yesterday").encode(), lambda: bool(shift.flow.message))
    assert "yesterday" in shift.flow.message
    assert shift.tones()["Printer"] is Tone.WAIT


@pytest.mark.urs("C05")
async def test_a_printer_without_paper_is_not_ready_and_enter_records_that(shift: Shift) -> None:
    await shift.plant.fault("Printer", "paper_out")
    await shift.flow.opened()
    await shift.flow.key("f7")
    assert shift.tones()["Printer"] is Tone.FAIL
    assert "Printer" in shift.flow.view.advice
    await shift.flow.key("enter")
    whole = (await shift.acts())[-1]
    assert (whole.facts["result"], whole.facts["check_printer"]) == ("failed", "fail")
    assert "Shift start check" in [item.name for item in MyWorkFlow(shift.terminal.desk).view.items]


@pytest.mark.urs("F06", "F27")
async def test_offline_a_passed_daily_check_opens_the_balance_at_once_and_after_a_restart(shift: Shift) -> None:
    shift.terminal.core.online = False
    await shift.flow.opened()
    await check_balance(shift)
    recorder, today = shift.terminal.recorder, (shift.terminal.clock.utc() + timedelta(hours=8)).date()
    assert recorder.plant.equipment["E-BAL-01"].checked_on == today
    assert shift.terminal.mirror.current.equipment["E-BAL-01"].checked_on is None
    recorder.checks = OwnChecks()
    assert recorder.plant.equipment["E-BAL-01"].checked_on is None
    await recorder.load()
    assert recorder.plant.equipment["E-BAL-01"].checked_on == today


async def test_a_check_counts_for_one_shift_only(shift: Shift) -> None:
    await shift.flow.opened()
    await check_balance(shift)
    await print_and_scan_back(shift)
    await passed_whole(shift)
    shift.terminal.clock.jump(12 * 3600 + 60)
    assert "Shift start check" in offered(shift)


@pytest.mark.urs("C05", "F06", "F23")
async def test_it_is_done_at_the_terminal_by_keys_and_scans_alone(shift: Shift) -> None:
    terminal, plant, background = shift.terminal, shift.plant, Background()
    shift.flow = ShiftCheckFlow(terminal.desk)
    app = KioskApp(terminal.desk, terminal.checkup, background)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: isinstance(app.flow, MyWorkFlow))
        app.go(shift.flow)
        await until(lambda: app.flow is shift.flow and shift.flow.view.verdict is not None)
        await pilot.press("f7")
        await until(lambda: bool(plant.printed("Printer")))
        await shift.scan(plant.printed("Printer")[-1].codes[0].encode(), lambda: shift.tones()["Printer"] is Tone.OK)
        assert shift.tones()["Scanner"] is Tone.OK
        await shift.scan(b"]C0E-BAL-01", lambda: isinstance(app.flow, DailyCheckFlow))
        checking = app.flow
        assert isinstance(checking, DailyCheckFlow)
        for load in ("7.5", "150"):
            plant.load("Balance", Decimal(load), "kg")
            before = checking.nominal
            await pilot.press("f8")
            await until(lambda before=before: checking.nominal != before)
        await pilot.press("f3")
        await until(lambda: app.flow is shift.flow and shift.flow.view.verdict is not None)
        await passed_whole(shift)
        await pilot.press("f3")
        await until(lambda: isinstance(app.flow, MyWorkFlow))
    await background.end()
