"""`countersign audit export`: every record with old and new, harmless to a spreadsheet, bound to a root of the log."""

import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from core.acts import ActKind, Who
from server.audit_commands import register_audit
from server.config import CoreConfig, write_config
from server.log import log_root
from tests.fakes.core import CoreUnderTest, KioskUnderTest

OPERATOR = "P-0001"


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    register_audit(app)
    return CliRunner().invoke(app, ["audit", "export", *[str(argument) for argument in arguments]])


@pytest.fixture
def config(core: CoreUnderTest, tmp_path: Path) -> Path:
    path = tmp_path / "core.json"
    site = core.service.writer.picture.plant.site
    settings = CoreConfig(
        site, core.founded.postgres_url, ("nats://127.0.0.1:1",), Path("x"), core.founded.folder, tmp_path
    )
    write_config(path, settings)
    return path


@pytest.mark.urs("11.10(e)", "11.10(b)", "Draft 12")
def test_the_whole_trail_is_written_and_ends_with_the_root_of_the_log(
    core: CoreUnderTest, config: Path, tmp_path: Path
) -> None:
    out = tmp_path / "trail.csv"
    told = run(out, "--config", config, "--json")
    assert told.exit_code == 0, told.output
    written = json.loads(told.stdout)
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    size = core.service.writer.picture.read_to
    with core.store.unit() as unit:
        root = log_root(unit, size).hex()
    assert rows[-1][1:] == [f"size={size}", f"root={root}"]
    assert (written["entries"], written["size"], written["root"]) == (size, size, root)
    assert [row[0] for row in rows[1:-1]] == [str(number) for number in range(size)]
    named = dict(zip(rows[0], rows[1], strict=True))
    assert named["kind"] == "PlantChanged"
    assert "->" in named["old_and_new"]


@pytest.mark.parametrize("asked", [("--person", "nobody"), ("--batch", "B9999-0001")])
def test_whom_nobody_knows_has_no_empty_trail(config: Path, tmp_path: Path, asked: tuple[str, str]) -> None:
    out = tmp_path / "trail.csv"
    told = run(out, "--config", config, *asked)
    assert (told.exit_code, asked[1] in told.stderr, out.exists()) == (1, True, False)


def test_a_cell_that_a_spreadsheet_would_compute_begins_with_a_quote_mark(
    kiosk: KioskUnderTest, config: Path, tmp_path: Path
) -> None:
    for start in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", " =1+1", '"; =1'):
        act = kiosk.act(ActKind.EXCEPTION_EXPLAINED, Who(OPERATOR, "s"), facts={"cause": start})
        kiosk.send(kiosk.seal(act))
    out = tmp_path / "trail.csv"
    assert run(out, "--config", config, "--person", "operator1").exit_code == 0
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines(keepends=True)))
    reasons = [row["why"] for row in rows if row["kind"] == "ExceptionExplained"]
    assert len(reasons) == 7
    assert [why[0] for why in reasons] == ["'"] * 6 + ['"']
    for row in rows[:-1]:
        assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t")) for cell in row.values() if cell)


def test_json_lines_of_a_day_and_a_person_hold_what_was_asked(
    core: CoreUnderTest, kiosk: KioskUnderTest, config: Path, tmp_path: Path
) -> None:
    act = kiosk.act(ActKind.SIGNED_OUT, Who(OPERATOR, "s"), facts={"why": "key"})
    kiosk.send(kiosk.seal(act))
    day, out = "2026-11-20", tmp_path / "trail.jsonl"
    assert act.when.utc.startswith(day)
    told = run(out, "--config", config, "--person", OPERATOR, "--from", day, "--to", day, "--format", "jsonl")
    assert told.exit_code == 0, told.output
    *entries, end = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [entry["id"] for entry in entries] == [act.id]
    assert set(end) == {"log", "size", "root"}
    none = tmp_path / "none.jsonl"
    assert run(none, "--config", config, "--from", "2027-01-01", "--format", "jsonl").exit_code == 0
    assert len(none.read_text("utf-8").splitlines()) == 1


def test_nothing_is_overwritten_and_a_day_that_is_none_gives_one_sentence(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "trail.csv"
    out.write_text("mine")
    result = run(out, "--config", config)
    assert (result.exit_code, out.read_text()) == (1, "mine")
    result = run(tmp_path / "other.csv", "--config", config, "--from", "yesterday")
    assert (result.exit_code, "is no day" in result.stderr) == (1, True)
    assert list(tmp_path.glob("*other*")) == []
