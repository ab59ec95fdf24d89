"""The simulated plant: its plan, its control socket, and its process."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.ports import Clock, PrintOutcome, Signal
from hardware.errors import NotRegistered
from hardware.registry import Registry, read_rows
from hardware.sim.control import answer, serve_control
from hardware.sim.plan import read_plan
from hardware.sim.simulator import Simulator
from tests.fakes.until import until
from tests.hardware.small_plant import PLAN

ROOT = Path(__file__).parents[2]


async def ask(simulator: Simulator, **request: object) -> Any:
    return json.loads(await answer(simulator, json.dumps(request).encode()))


async def test_one_whole_dispensing_over_the_control_api(simulator: Simulator, registry: Registry) -> None:
    scanner, balance, printer = (
        registry.scanner("Scanner 1"),
        registry.balance("Balance 1"),
        registry.printer("Printer 1"),
    )
    for device in (scanner, balance, printer):
        await device.connect(3.0)
    next_scan = asyncio.ensure_future(anext(scanner.scans()))
    await asyncio.sleep(0)
    assert await ask(simulator, do="scan", device="Scanner 1", text="C-000981") == {"ok": True, "result": None}
    assert (await next_scan).raw == b"]C0C-000981"
    await ask(simulator, do="load", device="Balance 1", amount="1.204")
    assert str((await balance.take_stable("kg", 3.0)).value) == "1.204"
    assert await printer.print(b"^XA^BCN,100^FDC-000981^FS^FDnet^FS^XZ", 3.0) is PrintOutcome.ACCEPTED
    printed = await ask(simulator, do="printed", device="Printer 1")
    assert printed["result"] == [{"codes": ["]C0C-000981"], "texts": ["net"]}]
    await scanner.signal(Signal.OK, 1.0)
    await until(lambda: bool(simulator.tones("Scanner 1")))
    assert (await ask(simulator, do="tones", device="Scanner 1"))["result"] == ["07"]


async def test_every_fault_of_every_device_can_be_set_and_repaired(simulator: Simulator) -> None:
    for row in simulator.rows():
        refused = await ask(simulator, do="fault", device=row.name, kind="meteor")
        assert (refused["ok"], refused["error"]) == (False, "device.fault_unknown")
        for kind in refused["params"]["kinds"].split(", "):
            assert (await ask(simulator, do="fault", device=row.name, kind=kind))["ok"], kind
            assert (await ask(simulator, do="fault", device=row.name, kind="none"))["ok"], kind


@pytest.mark.parametrize(
    "line",
    [
        b"", b"{}", b"\xff", b'{"do": "explode"}', b'{"do": "scan"}',
        b'{"do": "scan", "device": "Balance 1", "text": "x"}',
        b'{"do": "scan", "device": "Scanner 1", "hex": "zz"}',
        b'{"do": "load", "device": "Balance 1", "amount": "NaN"}',
        b'{"do": "load", "device": "Balance 1", "amount": "1", "unit": "lb"}', b'{"do": "printed", "device": "nobody"}',
        b'{"do": "set_tag", "device": "Press", "tag": "nothing", "value": "1"}',
        b'{"do": "set_tag", "device": "Press", "tag": "turret_speed", "value": "999999999"}',
    ],
)  # fmt: skip
async def test_a_request_that_cannot_be_is_refused_in_one_line(simulator: Simulator, line: bytes) -> None:
    refused = await answer(simulator, line)
    assert json.loads(refused)["ok"] is False
    assert b"\n" not in refused


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=st.binary(max_size=80))
def test_any_line_gets_an_answer(tmp_path: Path, line: bytes) -> None:
    simulator = Simulator(read_plan(b'{"devices": []}'), tmp_path)
    assert json.loads(asyncio.run(answer(simulator, line)))["ok"] is False


async def test_a_tag_can_be_held_and_let_go(simulator: Simulator, registry: Registry) -> None:
    press = registry.equipment("Press")
    await ask(simulator, do="set_tag", device="Press", tag="turret_speed", value="12.5")
    assert (await press.read(["turret_speed"], 3.0))["turret_speed"].value == Decimal("12.5")
    await ask(simulator, do="set_tag", device="Press", tag="turret_speed")
    while True:
        read = (await press.read(["turret_speed"], 3.0))["turret_speed"]
        if Decimal(44) < (read.value or 0) < Decimal(46):
            break
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("text", ["", "{}", '{"devices": [{"kind": "robot", "name": "x", "serial": "1"}]}', "\ud800"])
def test_a_plan_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(NotRegistered):
        read_plan(text.encode("utf-8", "surrogatepass"))


def test_a_plan_with_a_name_twice_is_refused() -> None:
    device = {"kind": "scanner", "name": "Scanner 1", "serial": "1"}
    with pytest.raises(NotRegistered):
        read_plan(json.dumps({"devices": [device, device]}))


async def test_only_this_user_can_open_the_control_socket(simulator: Simulator, tmp_path: Path) -> None:
    server = await serve_control(simulator, tmp_path / "control")
    assert (tmp_path / "control").stat().st_mode & 0o077 == 0
    server.close()


# ------------------------------------------------------------------ the process


async def start(folder: Path) -> asyncio.subprocess.Process:
    (folder / "plan.json").write_text(json.dumps(PLAN))
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hardware.sim", "--socket", str(folder / "control"), "--plan", str(folder / "plan.json"),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_the_process_gives_rows_that_a_registry_can_use(tmp_path: Path, clock: Clock) -> None:
    process = await start(tmp_path)
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), 30) == b"ready\n"
    reader, writer = await asyncio.open_unix_connection(tmp_path / "control")
    writer.write(b'{"do": "rows"}\n{"do": "load", "device": "Balance 1", "amount": "2.5"}\n')
    rows = json.loads(await reader.readline())
    assert json.loads(await reader.readline())["ok"]
    registry = Registry(read_rows(json.dumps(rows["result"])), clock)
    balance = registry.balance("Balance 1")
    await balance.connect(3.0)
    assert str((await balance.take_stable("kg", 5.0)).value) == "2.500"
    await registry.close()
    writer.close()
    process.terminate()
    assert await asyncio.wait_for(process.wait(), 10) == 0
    assert not (tmp_path / "control").exists()


async def test_a_plan_that_is_not_there_is_one_sentence_and_exit_status_1(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hardware.sim", "--socket", str(tmp_path / "c"), "--plan", str(tmp_path / "none"),
        cwd=ROOT, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    assert said.count(b"\n") == 1
    assert b"Traceback" not in said


async def test_the_process_ends_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(PLAN))
    script = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-m', 'hardware.sim', '--socket', {str(tmp_path / 'control')!r},"
        f" '--plan', {str(tmp_path / 'plan.json')!r}], stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\nprint(child.pid, flush=True)\ntime.sleep(600)\n"
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    child = int(await asyncio.wait_for(parent.stdout.readline(), 30))
    assert running(child)
    parent.send_signal(signal.SIGKILL)
    await parent.wait()
    async with asyncio.timeout(10):
        await until(lambda: not running(child))


def running(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, 0)
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    return False
