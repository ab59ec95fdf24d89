"""`countersign master check`: every fault with file and line, exit status 0 only when there is none."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from server.master_commands import register_master

ROOT = Path(__file__).parents[2]
TABLETS = ROOT / "server/masters/tablets/master.yaml"
PLANT = ROOT / "server/plants/demo.yaml"


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    register_master(app)
    return CliRunner().invoke(app, ["master", "check", *(str(argument) for argument in arguments)])


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    text = TABLETS.read_text("utf-8").replace("version: 1", "version: 0").replace("S050.net", "S05O.net")
    file = tmp_path / "faulty.yaml"
    file.write_text(text, "utf-8")
    return file


def line_of(part: str) -> int:
    return next(n for n, line in enumerate(TABLETS.read_text("utf-8").splitlines(), 1) if part in line)


@pytest.mark.urs("F01")
def test_a_sound_record_is_told_and_ends_with_0() -> None:
    result = run(TABLETS, "--plant", PLANT)
    assert result.exit_code == 0
    assert result.stdout == f"{TABLETS}: PCM500 v1, 44 steps, no fault found.\n"


def test_without_a_plant_the_command_says_that_it_did_not_compare() -> None:
    result = run(TABLETS)
    assert result.exit_code == 0
    assert "Not compared with a plant" in result.stdout


def test_all_faults_are_told_with_file_and_line_and_end_with_1(faulty: Path) -> None:
    result = run(faulty, TABLETS, "--plant", PLANT)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"{faulty}:{line_of('version: 1')}: version is 0;")
    assert lines[1].startswith(f"{faulty}:{line_of('S050.net')}: S05O.net names step S05O")
    assert lines[2].startswith(f"{TABLETS}: PCM500 v1")
    assert lines[3] == "Faults found: 2."


def test_the_faults_can_be_told_in_chinese(faulty: Path) -> None:
    result = run(faulty, "--lang", "zh")
    assert "是否应为 S050？" in result.stdout
    assert "发现 2 处错误。" in result.stdout


def test_json_holds_the_same_faults(faulty: Path) -> None:
    result = run(faulty, TABLETS, "--plant", PLANT, "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 1
    assert document["ok"] is False
    assert document["compared_with_plant"] is True
    assert [(fault["line"], fault["key"]) for fault in document["faults"]] == [
        (line_of("version: 1"), "text_file.whole_wanted"),
        (line_of("S050.net"), "master.step_unknown_meant"),
    ]
    assert document["sound"] == [{"file": str(TABLETS), "code": "PCM500", "version": 1}]


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "cannot be read: No such file"), (b"code: \xff", "is not UTF-8 text"), (b"", "The file is empty.")],
)
def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path, content: bytes | None, told: str) -> None:
    file = tmp_path / "m.yaml"
    if content is not None:
        file.write_bytes(content)
    result = run(file)
    assert result.exit_code == 1
    assert told in result.stdout


def test_a_file_that_is_far_too_long_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text("#复" * 1_000_000, "utf-8")
    result = run(file)
    assert result.exit_code == 1
    assert "more than 262144 characters" in result.stdout


def test_a_wrong_plant_file_is_told_by_its_own_faults(tmp_path: Path) -> None:
    plant = tmp_path / "p.yaml"
    plant.write_text(PLANT.read_text("utf-8").replace("offset_min: 480", "offset_min: x"), "utf-8")
    result = run(TABLETS, "--plant", plant)
    assert result.exit_code == 1
    assert f"{plant}:" in result.stdout
    assert "no fault found" not in result.stdout


def test_an_unknown_language_is_refused() -> None:
    assert run(TABLETS, "--lang", "fr").exit_code == 2
