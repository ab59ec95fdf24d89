"""Commands of the life of a master record, beside a running core: submit a draft, replay batches against it."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from core.master.schema import master_schema
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.server.test_core_commands import app, config
from tests.server.test_master_life import NEXT, approval, ask_as_engineer, decided, drafted, issue

__all__ = ["app", "config"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "next.yaml"
    path.write_text(NEXT, "utf-8")
    return path


@pytest.mark.urs("F01")
def test_a_submitted_text_is_a_draft_that_the_running_core_tells_and_approves(
    core: CoreUnderTest, kiosk: KioskUnderTest, app: typer.Typer, config: Path, file: Path
) -> None:
    submit = ["core", "submit-master", str(file), "--config", str(config)]
    done = CliRunner().invoke(app, submit)
    assert done.exit_code == 0, done.output
    assert "PCM500 version 2 is a draft, sha256" in done.output
    assert CliRunner().invoke(app, submit).output == done.output
    told = ask_as_engineer(kiosk, "drafts").body["drafts"]
    assert isinstance(told, list)
    assert len(told) == 1
    draft = drafted(core)
    assert draft.sha256 in done.output
    assert decided(kiosk, approval(draft)).refusal is None
    done = CliRunner().invoke(app, submit)
    assert done.exit_code == 1
    assert "version 2 was approved already" in done.output


def test_faults_are_told_by_line_and_nothing_is_kept(
    core: CoreUnderTest, app: typer.Typer, config: Path, file: Path
) -> None:
    file.write_text(NEXT.replace("material: RM-LAC", "material: RM-LAK", 1), "utf-8")
    done = CliRunner().invoke(app, ["core", "submit-master", str(file), "--config", str(config)])
    assert done.exit_code == 1
    line = next(n for n, text in enumerate(file.read_text("utf-8").splitlines(), 1) if "RM-LAK" in text)
    assert f"{file}:{line}: " in done.output
    assert "RM-LAC" in done.output
    assert core.again().writer.picture.draft_masters() == ()


@pytest.mark.urs("F01")
def test_recorded_batches_are_replayed_against_a_file(
    kiosk: KioskUnderTest, app: typer.Typer, config: Path, file: Path
) -> None:
    assert issue(kiosk).refusal is None
    done = CliRunner().invoke(app, ["master", "dry-run", str(file), "--config", str(config), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output) == {"batches": 1, "differently": []}


def test_the_schema_is_printed(app: typer.Typer) -> None:
    done = CliRunner().invoke(app, ["master", "schema"])
    assert done.exit_code == 0
    assert json.loads(done.output) == master_schema()
