"""`devices decode`, `devices watch` and `codes read`, in processes of their own, with real bytes."""

import asyncio
import json
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hardware.decode import FAMILIES
from hardware.sim.plan import read_plan
from hardware.sim.simulator import Simulator
from tests.console.terminal.station import write_station

ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "COLUMNS": "100"}
PLAN = {
    "devices": [
        {"kind": "scanner", "name": "Scanner", "serial": "S1"},
        {"kind": "scanner", "name": "Keys", "serial": "S2", "way": "evdev"},
        {"kind": "balance", "name": "Balance", "serial": "B123456789", "family": "radwag", "settle_s": 0.05},
        {"kind": "printer", "name": "Printer", "serial": "P1"},
    ]
}


def decoded(data: bytes, *words: str) -> tuple[int, list[dict[str, Any]], str]:
    done = subprocess.run(
        [sys.executable, "-m", "console", *words], input=data, capture_output=True, env=ENVIRONMENT, check=False
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


@pytest.mark.urs("F24")
def test_every_line_of_a_balance_becomes_one_json_line() -> None:
    frames = b"S S     100.00 g\r\nS D      99.87 g\r\nS +\r\n" + b'I4 A "B1"\r\n' + b"S S  12"
    status, lines, said = decoded(frames, "devices", "decode", "mt_sics")
    assert (status, said) == (1, "")
    assert lines[0] == {
        "family": "mt_sics", "hex": b"S S     100.00 g\r\n".hex(" "), "text": "S S     100.00 g\\x0d\\x0a",
        "kind": "weight", "value": "100.00", "unit": "g", "stable": True,
    }  # fmt: skip
    assert (lines[1]["stable"], lines[2]["why"], lines[3]["says"]) == (False, "device.overload", "B1")
    assert lines[4]["why"] == "device.frame_broken"


@pytest.mark.parametrize("words", [("devices", "decode", "scanner"), ("codes", "read")])
def test_scans_are_read_with_their_codes_and_a_cut_one_is_told(words: tuple[str, ...]) -> None:
    status, lines, _ = decoded(b"]d2010694000000001010LOT-a\x1d21SN01\r]C0C-0009", *words)
    assert status == 1
    assert (lines[0]["kind"], lines[0]["fields"]["lot"], lines[0]["fields"]["serial"]) == ("udi_gs1", "LOT-a", "SN01")
    assert (lines[1]["kind"], lines[1]["text"]) == ("cut", "]C0C-0009")


def test_a_list_of_codes_is_read_line_by_line_and_dates_by_the_day_given() -> None:
    status, lines, _ = decoded(b"C-000981\nR-D-104\n", "codes", "read", "--lines")
    assert (status, [line["kind"] for line in lines]) == (0, ["container", "room"])
    made = b"]d201069400000000101126112110A\r"
    assert decoded(made, "codes", "read", "--date", "2026-11-21")[0] == 0
    assert decoded(made, "codes", "read", "--date", "2026-11-20")[0] == 1


def test_hex_from_a_log_is_decoded_as_the_bytes_it_names() -> None:
    status, lines, _ = decoded(
        b"2b 20 20 20 31 32 33 2e 35 36\n 20 67 20 20 0d 0a", "devices", "decode", "sartorius_sbi", "--hex"
    )
    assert (status, lines[0]["value"]) == (0, "123.56")


def test_sentences_come_in_either_language() -> None:
    assert "超载" in decoded(b"S +\r\n", "devices", "decode", "mt_sics", "--lang", "zh")[1][0]["sentence"]


@pytest.mark.parametrize(
    ("data", "words", "about"),
    [
        (b"S S", ("devices", "decode", "mettler"), "mt_sics, sartorius_sbi"),
        (b"", ("devices", "decode", "ohaus"), "Nothing came"),
        (b"", ("codes", "read"), "Nothing came"),
        (b"not hex", ("codes", "read", "--hex"), "bytes in hex"),
    ],
)
def test_what_cannot_be_tried_is_one_sentence_and_status_2(data: bytes, words: tuple[str, ...], about: str) -> None:
    status, lines, said = decoded(data, *words)
    assert (status, lines, said.count("\n")) == (2, [], 1)
    assert about in said


@pytest.mark.parametrize("family", FAMILIES)
def test_any_bytes_are_decoded_to_json_lines(family: str) -> None:
    status, lines, said = decoded(bytes(range(256)) * 20 + b"\r\n\r", "devices", "decode", family)
    assert status == 1
    assert lines
    assert said == ""


# ------------------------------------------------------------------ watch


@pytest.fixture
async def plant(tmp_path: Path) -> AsyncIterator[Simulator]:
    simulator = Simulator(read_plan(json.dumps(PLAN)), tmp_path / "ports")
    await simulator.start()
    rows = "".join(
        f"  - {{name: {row.name}, kind: {row.kind.value}, driver: {row.driver}, url: '{row.url}',"
        f" serial: {row.serial}, simulated: yes}}\n"
        for row in simulator.rows()
    )
    file = write_station(tmp_path)
    file.write_text(f"{file.read_text()}devices:\n{rows}", encoding="utf-8")
    yield simulator
    await simulator.stop()


async def watching(folder: Path, *words: str) -> asyncio.subprocess.Process:
    program = (sys.executable, "-m", "console", "devices", "watch", *words)
    return await asyncio.create_subprocess_exec(*program, stdout=PIPE, stderr=PIPE, cwd=folder, env=ENVIRONMENT)


async def told(process: asyncio.subprocess.Process, word: bytes) -> bytes:
    assert process.stdout is not None
    while line := await asyncio.wait_for(process.stdout.readline(), 100):
        if word in line:
            return line
    raise AssertionError(word)


async def test_a_balance_is_watched_with_its_bytes_and_what_they_say_until_ctrl_c(
    plant: Simulator, tmp_path: Path
) -> None:
    plant.load("Balance", Decimal("1.25"))
    process = await watching(tmp_path, "Balance")
    assert b"> 53 49 0d 0a" in await told(process, b"> 53 49")
    assert b"1.250 kg" in await told(process, b"< 53 49")
    assert b"= weight 1.250 kg stable" in await told(process, b"= weight")
    await plant.fault("Balance", "overload")
    assert b"overload" in await told(process, b"= refused")
    process.send_signal(signal.SIGINT)
    _, said = await process.communicate()
    assert (process.returncode, said) == (0, b"")


@pytest.mark.parametrize(("name", "words"), [("Scanner", ()), ("Scanner", ("--listen",)), ("Keys", ("--listen",))])
async def test_a_scanner_is_watched_with_its_codes(
    plant: Simulator, tmp_path: Path, name: str, words: tuple[str, ...]
) -> None:
    process = await watching(tmp_path, name, "--json", *words)

    async def scan() -> None:
        while True:
            plant.scan(name, "C-000981")
            await asyncio.sleep(0.2)

    scanning = asyncio.create_task(scan())
    line = json.loads(await told(process, b'"container"'))
    scanning.cancel()
    assert line["fields"] == {"container": "C-000981"}
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0


async def test_it_ends_quietly_with_whoever_reads_it(plant: Simulator, tmp_path: Path) -> None:
    program = f"{sys.executable} -m console devices watch Balance | head -n 3"
    process = await asyncio.create_subprocess_shell(program, stdout=PIPE, stderr=PIPE, cwd=tmp_path, env=ENVIRONMENT)
    out, said = await process.communicate()
    assert (out.count(b"\n"), said) == (3, b"")


async def test_listening_sends_nothing(plant: Simulator, tmp_path: Path) -> None:
    process = await watching(tmp_path, "Balance", "--listen", "--seconds", "0.3")
    out, said = await process.communicate()
    assert (process.returncode, out, said) == (1, b"", b"")


async def test_an_unplugged_balance_is_told_once_and_the_end_is_no_success(plant: Simulator, tmp_path: Path) -> None:
    await plant.fault("Balance", "unplug")
    process = await watching(tmp_path, "Balance", "--seconds", "2")
    out, _ = await process.communicate()
    assert (process.returncode, out.count(b"disconnected")) == (1, 1)


@pytest.mark.parametrize("name", ["Printer", "Nobody"])
async def test_only_a_balance_or_scanner_of_the_station_is_watched(plant: Simulator, tmp_path: Path, name: str) -> None:
    process = await watching(tmp_path, name)
    _, said = await process.communicate()
    assert process.returncode == 2
    assert said.decode().count("\n") == 1
    assert "Scanner, Keys, Balance" in said.decode()
