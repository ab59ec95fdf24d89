"""The station file: everything that is wrong, at once, each with its line."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.app.collector import WedgeStart
from console.settings import SettingsUnreadable, load_device_key, load_settings
from core.errors import CountersignError
from core.language import LANGUAGES, worded
from hardware.row import DeviceKind, SerialFrom
from tests.console.terminal.station import write_station

GOOD = """\
kiosk: KIOSK-01
site: demo
room: D-104
lock_minutes: 3
language: en
core:
  servers: [nats://127.0.0.1:4222]
  nkey: kiosk.nk
  device_key: device.key
  public: {public}
devices:
  - name: Balance XPR10
    kind: balance
    driver: mt_sics
    url: serial:/dev/balance
    serial: B123456789
    equipment: E-BAL-01
    calibrated_to: 2027-01-31
    unit: kg
    capacity: 10
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kiosk.nk").write_text("SUA", encoding="ascii")
    key = tmp_path / "device.key"
    key.write_text("11" * 32 + "\n", encoding="ascii")
    key.chmod(0o600)
    return tmp_path


def written(folder: Path, text: str) -> Path:
    file = folder / "station.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def faults(folder: Path, text: str) -> list[tuple[int, str]]:
    file = written(folder, text)
    with pytest.raises(SettingsUnreadable) as caught:
        load_settings(file)
    return [(fault.line, worded(fault.finding, "en")) for fault in caught.value.faults]


def good(**changed: str) -> str:
    text = GOOD.format(public="22" * 32)
    for old, new in changed.items():
        assert old in text
        text = text.replace(old, new)
    return text


def test_a_good_file_gives_everything_with_paths_beside_it(folder: Path) -> None:
    read = load_settings(written(folder, good()))
    assert (read.kiosk, read.site, read.room, read.epoch, read.language) == ("KIOSK-01", "demo", "D-104", 1, "en")
    assert (read.data, read.device_key) == (folder / "data", folder / "device.key")
    assert read.lock_minutes == 3
    [row] = read.devices
    assert (row.kind, row.equipment, str(row.calibrated_to)) == (DeviceKind.BALANCE, "E-BAL-01", "2027-01-31")
    assert not read.simulated
    assert load_device_key(read.device_key).id


def test_all_faults_come_at_once_with_their_lines(folder: Path) -> None:
    text = """\
kiosk: KIOSK 01
language: fr
lock_minutes: 0
colour: blue
core:
  servers: [nats://127.0.0.1:4222]
  nkey: missing.nk
  device_key: nowhere.key
  public: 1234
devices:
  - name: Balance
    kind: ballance
    driver: mt_sics
    url: serial:/dev/x
    serial: S
    calibrated_to: 31.01.2027
  - name: Balance
    kind: balance
    driver: mt_sics
    url: serial:/dev/y
    serial: T
"""
    found = faults(folder, text)
    assert [line for line, _ in found] == [1, 1, 2, 3, 4, 7, 8, 9, 12, 16, 17]
    said = " ".join(sentence for _, sentence in found)
    for part in ("site", "colour", "missing.nk", "nowhere.key", "public key", "registered twice", "2027-01-31"):
        assert part in said


@pytest.mark.parametrize("text", ["", "- a\n", "kiosk: [", "a: 1\na: 2\n", "&x kiosk: K\n", "\x00"])
def test_what_is_no_station_file_is_told_in_sentences(folder: Path, text: str) -> None:
    assert faults(folder, text)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsUnreadable) as caught:
        load_settings(tmp_path / "none.yaml")
    [fault] = caught.value.faults
    assert "cannot be read" in worded(fault.finding, "en")


def test_a_key_file_that_others_can_read_is_refused(folder: Path) -> None:
    (folder / "device.key").chmod(0o640)
    [(line, sentence)] = faults(folder, good())
    assert line == 9
    assert "chmod 600" in sentence
    with pytest.raises(CountersignError):
        load_device_key(folder / "device.key")


def test_a_key_file_with_something_else_is_refused_without_showing_it(folder: Path) -> None:
    (folder / "device.key").write_text("hunter2", encoding="ascii")
    [(_, sentence)] = faults(folder, good())
    assert "hunter2" not in sentence


def test_the_demos_clock_or_a_simulator_marks_what_is_recorded(folder: Path) -> None:
    assert load_settings(written(folder, good() + "clock: plant.clock\n")).simulated
    simulated = good(**{"    serial: B123456789": "    serial: B123456789\n    simulated: yes"})
    assert load_settings(written(folder, simulated)).simulated


@given(text=st.text(max_size=400))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_or_refused_with_sentences(folder: Path, text: str) -> None:
    file = folder / "any.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(SettingsUnreadable) as caught:
        load_settings(file)
    for fault in caught.value.faults:
        for language in LANGUAGES:
            assert worded(fault.finding, language)


def test_the_example_of_the_reference_is_a_good_file(folder: Path) -> None:
    page = (Path(__file__).resolve().parents[3] / "docs/reference/station.md").read_text(encoding="utf-8")
    example = "\n".join(line[4:] for line in page.splitlines() if line.startswith("    "))
    example = example.replace("keys/", "").replace("5f2c...", "22" * 32)
    read = load_settings(written(folder, example))
    assert (read.kiosk, read.devices[0].equipment) == ("WEIGH-01", "E-BAL-01")


def test_the_file_says_how_a_scan_that_comes_as_keys_begins(tmp_path: Path) -> None:
    file = write_station(tmp_path)
    assert load_settings(file).wedge is WedgeStart.STX
    file.write_text(f"{file.read_text()}wedge: timing\n", encoding="utf-8")
    assert load_settings(file).wedge is WedgeStart.TIMING
    file.write_text(file.read_text().replace("wedge: timing", "wedge: keys"), encoding="utf-8")
    with pytest.raises(SettingsUnreadable):
        load_settings(file)


def test_a_balance_may_be_known_by_its_label(tmp_path: Path) -> None:
    file = write_station(tmp_path)
    row = "name: Balance, kind: balance, driver: ohaus, url: 'tcp://10.0.0.9:4001', serial: '80', serial_from: label"
    file.write_text(f"{file.read_text()}devices:\n  - {{{row}}}\n", encoding="utf-8")
    (read,) = load_settings(file).devices
    assert (read.serial_from, read.identity().by_label) == (SerialFrom.LABEL, True)
