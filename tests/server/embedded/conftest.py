"""Folders that the servers' account can reach, and a plant in a process of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.embedded.programs import nats_program
from tests.server.embedded.processes import NOBODY, Plant, python_for


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="cs-"))
    if os.geteuid() == 0:
        path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def plant(folder: Path) -> Iterator[Callable[[int | None], Plant]]:
    started: list[Plant] = []

    def start(uid: int | None = None) -> Plant:
        words = [sys.executable, str(Path(__file__).with_name("plant.py")), str(folder), str(nats_program().path)]
        if uid is not None:
            os.chown(folder, uid, uid)
            words[3] = str(shutil.copy(nats_program().path, folder / "nats-server"))
            words += ["--as", str(uid), str(python_for(NOBODY, folder))]
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        started.append(Plant(process))
        return started[-1]

    yield start
    for running in started:
        running.end()
