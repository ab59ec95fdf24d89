"""The core's commands: what they print, and exit status 0 only when the thing asked for holds."""

import json
from contextlib import closing
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from core.record.keys import KeyKind, held_key
from server.commands import register
from server.config import CoreConfig, write_config
from server.core_commands import OTHER_SCHEMA
from server.db import alone
from server.db.migrate import check_schema
from server.db.statements import text
from server.db.store import Store
from server.keys import KeysUnreadable, create_keys, load_keys
from server.opening import FoundedBefore
from tests.fakes.core import CoreUnderTest, KioskUnderTest, found_demo

ROOT = Path(__file__).parents[2]


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    register(made)
    return made


@pytest.fixture
def config(core: CoreUnderTest, tmp_path: Path) -> Path:
    path = tmp_path / "core.json"
    settings = CoreConfig(
        site="demo",
        postgres_url=core.founded.postgres_url,
        postgres_owner_url=core.owner_url,
        nats_urls=("nats://127.0.0.1:1",),
        nats_seed=tmp_path / "no.nk",
        keys=core.founded.folder,
        folder=tmp_path / "out",
    )
    write_config(path, settings)
    return path


def test_the_settings_are_readable_by_their_owner_alone(config: Path) -> None:
    assert config.stat().st_mode & 0o077 == 0


def test_a_rebuild_ends_in_the_same_rows_and_says_so(app: typer.Typer, config: Path) -> None:
    done = CliRunner().invoke(app, ["core", "rebuild", "--config", str(config), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["differing"] == []


def test_a_rebuild_tells_which_table_was_tampered_with(core: CoreUnderTest, app: typer.Typer, config: Path) -> None:
    owner = Store(core.owner_url)
    with owner.unit() as unit:
        unit.do(text("UPDATE lot SET state = 'released'"))
    owner.close()
    done = CliRunner().invoke(app, ["core", "rebuild", "--config", str(config)])
    assert done.exit_code == 1
    assert "  lot" in done.output.splitlines()
    assert CliRunner().invoke(app, ["core", "rebuild", "--config", str(config)]).exit_code == 0


SCHEMA_SENTENCE = (
    "The tables of this database were made by another version of Countersign. Run that version, or found the plant "
    "in an empty database."
)


@pytest.mark.parametrize(
    "altered",
    [
        ("COMMENT ON TABLE alembic_version IS 'of an older program'",),
        ("COMMENT ON TABLE alembic_version IS NULL", "ALTER TABLE lot ADD COLUMN colour text"),
    ],
    ids=["made by other scripts", "without a fingerprint"],
)
def test_a_database_of_another_version_is_told_in_one_sentence_and_not_served(
    core: CoreUnderTest, app: typer.Typer, config: Path, altered: tuple[str, ...]
) -> None:
    owner = Store(core.owner_url)
    with owner.unit() as unit:
        for statement in altered:
            unit.do(text(statement))
    owner.close()
    done = CliRunner().invoke(app, ["core", "run", "--config", str(config)])
    assert (done.exit_code, done.output.strip()) == (OTHER_SCHEMA, SCHEMA_SENTENCE)
    examined = CliRunner().invoke(app, ["core", "doctor", "--config", str(config)])
    assert SCHEMA_SENTENCE in examined.output.splitlines()


def test_a_core_beside_a_running_one_is_refused_in_one_sentence(
    core: CoreUnderTest, app: typer.Typer, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alone, "PREDECESSOR_S", 0.05)
    with closing(alone.Alone(core.founded.postgres_url)) as running:
        running.take()
        done = CliRunner().invoke(app, ["core", "run", "--config", str(config)])
    assert done.output.strip() == "A core of this plant is running already. Stop it first."
    assert done.exit_code == 1


def test_a_database_that_was_restored_without_its_comments_is_served(core: CoreUnderTest) -> None:
    owner = Store(core.owner_url)
    with owner.unit() as unit:
        unit.do(text("COMMENT ON TABLE alembic_version IS NULL"))
    owner.close()
    check_schema(core.founded.postgres_url)


def test_the_doctor_finds_a_changed_balance_and_a_missing_bus(
    core: CoreUnderTest, app: typer.Typer, config: Path
) -> None:
    owner = Store(core.owner_url)
    with owner.unit() as unit:
        unit.do(text("UPDATE stock SET qty = qty + 1 WHERE container = (SELECT min(container) FROM stock)"))
    owner.close()
    done = CliRunner().invoke(app, ["core", "doctor", "--config", str(config), "--json"])
    assert done.exit_code == 1
    assert {"doctor.balance", "bus.key_missing"} <= {fault["key"] for fault in json.loads(done.output)}


def test_a_trace_is_printed_to_its_suppliers(core: CoreUnderTest, app: typer.Typer, config: Path) -> None:
    lot = next(iter(core.founded.plant.lots.values()))
    done = CliRunner().invoke(app, ["trace", lot.number, "--config", str(config)])
    assert done.exit_code == 0
    assert lot.supplier in done.output
    unknown = CliRunner().invoke(app, ["trace", "NO-LOT", "--config", str(config)])
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert unknown.stderr.startswith("NO-LOT is no lot, container, donation, donor or batch of this plant.")


def test_missing_settings_are_told_in_one_sentence(app: typer.Typer, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["trace", "X", "--config", str(tmp_path / "none.json")])
    assert done.exit_code == 1
    assert "cannot be read" in done.output
    assert "Traceback" not in done.output


def test_a_plant_is_founded_once(core: CoreUnderTest, tmp_path: Path) -> None:
    with pytest.raises(FoundedBefore):
        found_demo(core.owner_url, tmp_path / "keys")


def test_founding_keeps_what_the_plant_file_says(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    plant = core.service.writer.picture.plant
    assert len(plant.people) == len(core.founded.seeds)
    assert {lot.supplier for lot in plant.lots.values()} != {""}
    held = {person: held_key(plant.keys, KeyKind.USER, person) for person in plant.people}
    assert None not in held.values()
    assert held["P-0001"] is not None
    assert kiosk.user_key("P-0001").id == held["P-0001"].id


def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    create_keys(tmp_path / "keys")
    (tmp_path / "keys" / "pepper.key").chmod(0o644)
    with pytest.raises(KeysUnreadable, match=r"pepper\.key"):
        load_keys(tmp_path / "keys")


def test_keys_that_exist_are_kept(tmp_path: Path) -> None:
    assert create_keys(tmp_path / "keys").pepper == create_keys(tmp_path / "keys").pepper
