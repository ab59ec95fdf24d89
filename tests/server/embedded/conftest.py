"""Folders that the servers' account can reach, and a plant in a process of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.embedded.programs import nats_program
from tests.fakes.servers import reachable_folder
from tests.server.embedded.processes import NOBODY, Plant, python_for


@pytest.fixture
def folder() -> Iterator[Path]:
    with reachable_folder() as path:
        yield path


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
