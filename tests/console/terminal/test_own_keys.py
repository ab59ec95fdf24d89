"""A kiosk makes its own keys at its first start, once, and shows them to be registered; nobody else ever has them."""

from pathlib import Path

import pytest

from console.flows.devices_and_link import DevicesAndLinkFlow
from console.flows.flow import TaskFlow
from console.flows.own_keys import OwnKeysFlow
from console.kiosk_keys import ANNOUNCEMENT, make_first_keys, own_announcement
from console.settings import KeyFiles, key_files, load_settings
from core.announcement import read_announcement
from tests.console.terminal.station import RUN, write_station
from tests.fakes.pty_process import PtyProcess
from tests.fakes.terminal import Terminal


def station(folder: Path) -> tuple[Path, KeyFiles]:
    """Write a station whose keys are not there yet."""
    file = write_station(folder)
    for name in ("device.key", "kiosk.nk"):
        (folder / name).unlink()
    files = key_files(file)
    assert files is not None
    return file, files


@pytest.mark.urs("11.10(h)")
def test_at_its_first_start_it_makes_keys_for_its_owner_alone_and_only_then(tmp_path: Path) -> None:
    file, files = station(tmp_path)
    made = make_first_keys(files)
    assert made is not None
    assert read_announcement((tmp_path / ANNOUNCEMENT).read_text().strip()) == made == own_announcement(files)
    assert {item.stat().st_mode & 0o777 for item in (files.device, files.bus)} == {0o600}
    assert load_settings(file).kiosk == "KIOSK-01"
    assert make_first_keys(files) is None
    assert own_announcement(files) == made


def test_a_kiosk_that_has_recorded_before_makes_no_other_keys(tmp_path: Path) -> None:
    _, files = station(tmp_path)
    files.data.mkdir()
    (files.data / "outbox.db").touch()
    assert make_first_keys(files) is None
    assert not files.device.exists()
    assert own_announcement(files) is None


def test_a_station_file_that_cannot_be_read_makes_no_keys(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text("kiosk: [", encoding="utf-8")
    assert key_files(tmp_path / "station.yaml") is None
    assert key_files(tmp_path / "missing.yaml") is None


async def test_the_page_of_devices_shows_the_fingerprint_and_leads_to_the_code(
    terminal: Terminal, tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    terminal.desk.announced = make_first_keys(station(tmp_path / "own")[1])
    assert terminal.desk.announced is not None
    page = DevicesAndLinkFlow(terminal.desk, TaskFlow(terminal.desk))
    assert terminal.desk.announced.fingerprint in {row.code for row in page.view.link}
    await page.digit(1)
    shown = terminal.steps.gone[-1]
    assert isinstance(shown, OwnKeysFlow)
    assert " ".join(shown.view.typed[1:]) == terminal.desk.announced.fingerprint
    await shown.key("f3")
    assert terminal.steps.gone[-1] is page


def test_the_terminal_started_without_keys_shows_its_own(tmp_path: Path) -> None:
    _, files = station(tmp_path)
    with PtyProcess(["-c", RUN], folder=tmp_path) as running:
        running.shows("scan your badge")
        made = own_announcement(files)
        assert made is not None
        running.press_until(b"\x1bOS", made.fingerprint)
        running.press_until(b"1", "KEYS OF THIS KIOSK")
