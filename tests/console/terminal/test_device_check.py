"""`countersign devices check`, in a process of its own against simulated devices in another one."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from console.outbox import Outbox
from hardware.sim.plan import read_plan
from hardware.sim.simulator import Simulator
from tests.console.terminal.station import write_station

PLAN = {
    "devices": [
        {"kind": "scanner", "name": "Scanner", "serial": "SCN99871"},
        {"kind": "balance", "name": "Balance", "serial": "B123456789", "equipment": "E-BAL-01", "settle_s": 0.05},
        {"kind": "printer", "name": "Printer", "serial": "XXZKJ140600001", "equipment": "E-PRN-01"},
    ]
}
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
async def plant(tmp_path: Path) -> AsyncIterator[Simulator]:
    simulator = Simulator(read_plan(json.dumps(PLAN)), tmp_path / "ports")
    await simulator.start()
    rows = "".join(
        f"  - {{name: {row.name}, kind: {row.kind.value}, driver: {row.driver}, url: '{row.url}', serial: {row.serial},"
        f" simulated: yes{extra}}}\n"
        for row, extra in zip(simulator.rows(), ("", ", calibrated_to: 2020-01-31", ""), strict=True)
    )
    file = write_station(tmp_path)
    file.write_text(f"{file.read_text()}devices:\n{rows}", encoding="utf-8")
    yield simulator
    await simulator.stop()


async def run(folder: Path, *words: str) -> tuple[int, str, str]:
    program = (sys.executable, "-m", "console", "devices", "check", *words)
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
    process = await asyncio.create_subprocess_exec(*program, stdout=PIPE, stderr=PIPE, cwd=folder, env=environment)
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


@asynccontextmanager
async def held_outbox(folder: Path) -> AsyncGenerator[Outbox]:
    """Hold the outbox, as a running terminal does."""
    outbox = await Outbox.open(folder / "data" / "outbox.db", "KIOSK-01", 1)
    yield outbox
    await outbox.close()


@pytest.mark.urs("C05")
async def test_every_device_is_looked_at_and_what_only_a_person_can_show_is_listed(
    plant: Simulator, tmp_path: Path
) -> None:
    await plant.fault("Printer", "paper_out")
    status, out, err = await run(tmp_path, "--json")
    assert (status, err) == (1, "")
    told = json.loads(out)
    assert (told["kiosk"], told["passed"]) == ("KIOSK-01", False)
    lines = [(line["name"], line["tone"], line.get("serial", "")) for line in told["checks"]]
    assert lines == [
        ("disk", "ok", ""),
        ("clock", "ok", ""),
        ("keys", "wait", ""),
        ("chain", "ok", ""),
        ("scanner", "ok", "SCN99871"),
        ("scanner", "wait", "SCN99871"),
        ("balance", "fail", "B123456789"),
        ("balance", "wait", "B123456789"),
        ("printer", "fail", ""),
    ]
    assert "2020-01-31" in told["checks"][6]["advice"]
    assert told["checks"][8]["advice"] == "Printer has no labels. Put in a roll."
    async with held_outbox(tmp_path) as outbox:
        assert (await outbox.head()).seq == 0
        status, _, err = await run(tmp_path)
        assert (status, "in use" in err) == (1, True)
    assert (await run(tmp_path, "--json"))[1].count("SCN99871") == 2


async def test_the_table_says_the_same_in_words(plant: Simulator, tmp_path: Path) -> None:
    status, out, _ = await run(tmp_path, "--lang", "zh")
    assert status == 1
    assert "[X]  Balance  B123456789  校准已过期" in out
    assert "[OK] Printer  XXZKJ140600001" in out


async def test_a_wrong_station_file_is_told_by_line(tmp_path: Path) -> None:
    status, out, err = await run(tmp_path)
    assert (status, out) == (2, "")
    assert "station.yaml:1:" in err
