"""`countersign core rights`: the matrix of rights as a file."""

import csv
import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from core.people import Role
from core.rights import RIGHTS
from server.commands import register
from server.config import CoreConfig, write_config
from tests.fakes.core import CoreUnderTest


def printed(core: CoreUnderTest, folder: Path, form: str) -> tuple[int, str]:
    config = folder / "core.json"
    settings = CoreConfig(
        site="demo",
        postgres_url=core.founded.postgres_url,
        nats_urls=("nats://127.0.0.1:1",),
        nats_seed=folder / "no.nk",
        keys=core.founded.folder,
        folder=folder,
    )
    write_config(config, settings)
    app = typer.Typer()
    register(app)
    done = CliRunner().invoke(app, ["core", "rights", "--config", str(config), "--format", form])
    return done.exit_code, done.output


def test_the_table_has_every_right_by_role_and_by_person(core: CoreUnderTest, tmp_path: Path) -> None:
    status, output = printed(core, tmp_path, "csv")
    rows = list(csv.reader(output.splitlines()))
    parting = rows.index([])
    roles, people = rows[:parting], rows[parting + 1 :]
    assert status == 0
    assert roles[0] == ["right", *(role.value for role in Role)]
    assert {row[0]: {role for role, yes in zip(Role, row[1:], strict=True) if yes} for row in roles[1:]} == RIGHTS
    ships = next(row for row in people if row[0] == "decide.ship")
    assert [user for user, yes in zip(people[0], ships, strict=True) if yes == "yes"] == ["warehouse1"]


def test_the_json_names_each_person_with_the_rights(core: CoreUnderTest, tmp_path: Path) -> None:
    status, output = printed(core, tmp_path, "json")
    people = {person["user_id"]: person for person in json.loads(output)["people"]}
    assert status == 0
    assert "decide.release" in people["ap1"]["rights"]
    assert "decide.release" not in people["admin1"]["rights"]


def test_another_format_is_refused_in_a_sentence(core: CoreUnderTest, tmp_path: Path) -> None:
    status, output = printed(core, tmp_path, "xml")
    assert status == 1
    assert "csv or json" in output
