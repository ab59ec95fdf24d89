"""`countersign verify`, `export` and `report` over a real database with a whole batch."""

import io
import json
from pathlib import Path

import pypdf
import pytest
import typer
from typer.testing import CliRunner, Result

from core.record.keys import key_id
from server.config import CoreConfig, write_config
from server.documents import write_export
from server.proof_commands import register_proof
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.served import ServedBatch


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    register_proof(app)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def config(core: CoreUnderTest, tmp_path: Path) -> Path:
    path = tmp_path / "core.json"
    site = core.service.writer.picture.plant.site
    settings = CoreConfig(
        site, core.founded.postgres_url, ("nats://127.0.0.1:1",), Path("x"), core.founded.folder, tmp_path
    )
    write_config(path, settings)
    return path


@pytest.mark.urs("F34", "11.10(b)", "NMPA 21(2)")
def test_a_batch_of_the_real_core_is_exported_verified_and_printed(
    core: CoreUnderTest, kiosk: KioskUnderTest, config: Path, tmp_path: Path
) -> None:
    batch = ServedBatch(kiosk)
    batch.play()
    number, out = batch.state.number, tmp_path / "batch.zip"
    exported = run("export", number, "--out", out, "--config", config)
    assert exported.exit_code == 0, exported.output
    verified = run("verify", out, "--json", "--core-key", key_id(core.keys.core.public))
    answer = json.loads(verified.stdout)
    assert (verified.exit_code, answer["ok"], answer["failures"], answer["pinned"]) == (0, True, [], True)
    assert answer["records"] == len(batch.records)
    assert answer["user_signatures"] >= answer["countersignatures"] > 0
    words = run("verify", out, "--lang", "zh")
    assert "核验通过" in words.stdout
    pdf = tmp_path / "record.pdf"
    assert run("report", number, "--out", pdf, "--lang", "zh", "--config", config).exit_code == 0
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.read_bytes())).pages]
    assert all(number in page for page in pages)
    assert answer["digest"][:8] in pages[0]
    again = run("export", number, "--out", out, "--config", config)
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)


def test_a_batch_that_nobody_issued_gives_one_sentence_and_no_file(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "none.zip"
    result = run("export", "B9999-0001", "--out", out, "--config", config)
    assert (result.exit_code, result.stderr) == (1, "No batch B9999-0001 was issued here. Check the number.\n")
    assert not out.exists()


def test_a_folder_that_is_not_there_gives_one_sentence(
    core: CoreUnderTest, kiosk: KioskUnderTest, config: Path, tmp_path: Path
) -> None:
    number = ServedBatch(kiosk).state.number
    result = run("report", number, "--out", tmp_path / "no" / "x.pdf", "--config", config)
    assert (result.exit_code, "cannot be written" in result.stderr) == (1, True)


def test_settings_that_cannot_be_read_give_one_sentence(tmp_path: Path) -> None:
    result = run("report", "B1", "--out", tmp_path / "x.pdf", "--config", tmp_path / "none.json")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


def test_a_failed_verification_ends_with_1(tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(b"nothing")
    result = run("verify", file, "--json")
    assert (result.exit_code, json.loads(result.stdout)["ok"]) == (1, False)


def test_records_of_other_batches_between_do_not_come_along(
    core: CoreUnderTest, kiosk: KioskUnderTest, config: Path, tmp_path: Path
) -> None:
    first, second = ServedBatch(kiosk), ServedBatch(kiosk)
    kiosk.send(kiosk.seal())
    for number, batch in enumerate((first, second)):
        assert write_export(config, batch.state.number, tmp_path / f"{number}.zip") == len(batch.records)
        assert run("verify", tmp_path / f"{number}.zip").exit_code == 0
