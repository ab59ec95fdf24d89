"""The guided start of a plant's first terminal: without a core it makes its keys, shows them, and says what is next."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.announcement import read_announcement
from tests.fakes.core import ROOT

STATION = """kiosk: KIOSK-01
site: site1
language: en
core:
  servers: [nats://127.0.0.1:1]
  nkey: keys/kiosk.nk
  device_key: keys/device.key
"""


@pytest.fixture
def station(tmp_path: Path) -> Path:
    file = tmp_path / "station.yaml"
    file.write_text(STATION, "utf-8")
    return file


def started(station: Path, *words: str) -> tuple[int, str]:
    """Start the terminal by its command; gives its status and what it said."""
    command = [sys.executable, "-m", "console", "kiosk", "--station", str(station), *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, " ".join(done.stderr.split())


@pytest.mark.urs("11.10(h)")
def test_a_terminal_that_knows_no_core_yet_makes_its_keys_and_says_what_is_next(station: Path) -> None:
    status, said = started(station)
    assert status == 2
    announced = read_announcement((station.parent / "keys/announcement.txt").read_text("ascii").strip())
    shown = re.search(r"KIOSK-01 has made its keys\. Fingerprint: ((?:[0-9a-f]{4} ?){6})", said)
    assert shown is not None
    assert shown[1].strip() == announced.fingerprint
    assert "countersign core found" in said
    assert "register this terminal at another" in said
    assert started(station) == (status, said)


def test_it_says_so_only_where_nothing_else_is_wrong_and_not_when_it_only_checks(station: Path) -> None:
    assert "has made its keys" not in started(station, "--check")[1]
    station.write_text(STATION.replace("servers: [nats://127.0.0.1:1]", "servers: 5"), "utf-8")
    assert "has made its keys" not in started(station)[1]
