"""The logbook of a thing and period as CSV, JSON and paper."""

import csv
import io
import json
from pathlib import Path

import pypdf
import pytest
import typer
from typer.testing import CliRunner, Result

from core.usage.line import Kept
from server.log import log_root
from server.reports.usage_log import UsageEvidence, usage_document
from server.usage_commands import register_usage
from server.usage_export import usage_json, write_usage
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.served import ServedBatch
from tests.server.test_audit_export import config
from tests.server.test_usage_log import checked

__all__ = ["config"]


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    register_usage(app)
    return CliRunner().invoke(app, ["usage-log", *[str(argument) for argument in arguments]])


@pytest.mark.urs("F17", "GMP 86", "11.10(b)")
def test_a_logbook_is_written_as_table_and_paper_with_product_strength_and_batch(
    core: CoreUnderTest, kiosk: KioskUnderTest, config: Path, tmp_path: Path
) -> None:
    batch = ServedBatch(kiosk)
    batch.play(lambda played: len(played.state.dispensed) == 2)
    checked(kiosk)
    out, paper = tmp_path / "balance.csv", tmp_path / "balance.pdf"
    told = run("E-BAL-01", "--config", config, "--from", "2026-11-20", "--to", "2026-11-20", "--out", out, "--json")
    assert told.exit_code == 0, told.output
    document = json.loads(told.stdout)
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [row["kind"] for row in rows] == ["master data", "use", "check", "root=" + document["root"]]
    use = rows[1]
    assert (use["product_zh"], use["strength"], use["batch"]) == ("对乙酰氨基酚片", "500 mg", batch.state.number)
    assert use["since_local"].startswith("2026-11-20 14:")
    assert len(use["record_ids"].split()) == len(use["log_indexes"].split()) == len(document["lines"][1]["records"])
    with core.store.unit() as unit:
        assert document["root"] == log_root(unit, document["size"]).hex()
    assert run("E-BAL-01", "--config", config, "--out", paper, "--lang", "both").exit_code == 0
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.read_bytes())).pages)
    for wanted in ("Logbook of equipment", "设备使用日志", "E-BAL-01", batch.state.number, "500 mg", "Paracetamol"):
        assert wanted in words
    again = run("E-BAL-01", "--config", config, "--out", paper)
    assert again.exit_code == 1
    assert "is there already" in again.output


@pytest.mark.urs("GMP 86")
def test_a_room_is_named_by_its_label_and_what_is_unknown_is_told_in_one_sentence(config: Path, tmp_path: Path) -> None:
    found = write_usage(config, "R-D-104", "", "", None, "zh")
    assert (found.of, found.thing) == (Kept.ROOM, "D-104")
    assert usage_json(found)["lines"][0]["kind"] == "master_data"
    empty = write_usage(config, "D-104", "2027-01-01", "", None, "en")
    assert empty.lines == ()
    assert isinstance(empty, UsageEvidence)
    assert "Nothing was done with it" in str(usage_document(empty, "en").parts)
    for arguments, sentence in (
        (("X-9",), "not registered"),
        (("D-104", "--from", "yesterday"), "is no day"),
        (("D-104", "--out", tmp_path / "room.txt"), "must end in .csv"),
    ):
        told = run(*arguments, "--config", config)
        assert told.exit_code == 1
        assert sentence in told.output
