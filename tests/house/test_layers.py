"""The layer contracts hold, and a planted violation of each kind is found."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOMS, ROOT

LINT = Path(sys.executable).with_name("lint-imports")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = tmp_path_factory.mktemp("layers")
    for room in ROOMS:
        shutil.copytree(ROOT / room, tree / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    return tree


def _linted(tree: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [LINT, "--no-cache"],
        cwd=tree,
        env={"PYTHONPATH": str(tree), "PATH": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold(tree: Path) -> None:
    linted = _linted(tree)
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize(
    ("room", "line", "contract"),
    [
        ("core", "import console", "console | server above screens | hardware above core"),
        ("hardware", "import screens", "console | server above screens | hardware above core"),
        ("server", "import console", "console | server above screens | hardware above core"),
        ("server", "import hardware", "the core service draws nothing and holds no device"),
        ("core", "import socket", "the domain has no IO"),
        ("screens", "import sqlite3", "screens have no IO"),
        ("console", "import sqlalchemy", "sqlalchemy, psycopg and alembic belong to server.db"),
        ("server", "import nats", "nats belongs to console.link and server.bus"),
        ("hardware", "import serial", "serial belongs to hardware.transport"),
    ],
)
def test_a_planted_violation_breaks_its_contract(tree: Path, room: str, line: str, contract: str) -> None:
    planted = tree / room / "planted.py"
    planted.write_text(f'"""Planted."""\n\n{line}\n')
    linted = _linted(tree)
    planted.unlink()
    assert linted.returncode == 1, linted.stdout + linted.stderr
    assert f"{contract} BROKEN" in linted.stdout
    assert f"{room}.planted" in linted.stdout
