"""New keys of a kiosk before its old ones end: made by itself, registered by an administrator, taken up at once."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from console.flows.devices_and_link import DevicesAndLinkFlow
from console.flows.flow import TaskFlow
from console.flows.own_keys import OwnKeysFlow
from console.key_renewal import KeyRenewal, finish_take_over
from console.kiosk_keys import make_first_keys, own_announcement
from console.next_key import next_file
from console.recorder import KeyEnded
from console.settings import KeyFiles
from core.acts import ActKind, Who
from core.announcement import key_rows
from core.key_times import WARNING
from core.plant import Kiosk, Plant
from core.policy import Policy
from core.record.keys import KeyKind
from core.times import utc_from, utc_text
from core.words import Words
from tests.fakes.clock import START, ManualClock
from tests.fakes.terminal import Terminal

KIOSK = "KIOSK-01"


class Disk:
    """The keys of a kiosk on its disk, the plant as it knows it, and its clock."""

    def __init__(self, folder: Path) -> None:
        self.files = KeyFiles(KIOSK, 1, folder / "device.key", folder / "kiosk.nk", folder / "data")
        made = make_first_keys(self.files)
        assert made is not None
        self.clock = ManualClock()
        rows = key_rows(made, utc_text(START), Policy())
        kiosk = Kiosk(KIOSK, Words("Weighing", "称量"), None, 1, made.nkey)
        self.plant = msgspec.structs.replace(Plant("demo", Words("", ""), 480, 1), kiosks={KIOSK: kiosk}, keys=rows)
        self.end = utc_from(rows[0].valid_to or "")
        self.renewal = KeyRenewal(self.files, rows[0].id, lambda: self.plant, self.clock.utc)

    def go_to_end(self, before: timedelta) -> None:
        self.clock.advance((self.end - before - self.clock.utc()).total_seconds())

    def register(self) -> None:
        """Have the plant name the new keys, as once an administrator has signed."""
        announced = self.renewal.announced
        assert announced is not None
        rows = key_rows(announced, utc_text(self.clock.utc()), Policy())
        self.plant = msgspec.structs.replace(self.plant, keys=(*self.plant.keys, *rows))


@pytest.mark.urs("11.10(h)", "11.300(c)")
def test_new_keys_are_made_thirty_days_before_the_end_and_taken_up_once_they_are_registered(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.go_to_end(WARNING + timedelta(minutes=1))
    assert (disk.renewal.look(), disk.renewal.announced, disk.renewal.warning) == (False, None, None)
    disk.clock.advance(60)
    assert not disk.renewal.look()
    new = disk.renewal.announced
    assert new is not None
    assert (new.epoch, new.kiosk) == (1, KIOSK)
    assert new != own_announcement(disk.files)
    assert not disk.renewal.look()
    assert disk.renewal.announced == new, "it was made once"
    assert {next_file(file).stat().st_mode & 0o777 for file in (disk.files.device, disk.files.bus)} == {0o600}
    warning = disk.renewal.warning
    assert warning is not None
    assert warning.key == "kiosk.keys_ending"
    disk.register()
    assert disk.renewal.look()
    disk.renewal.take_over()
    assert own_announcement(disk.files) == new
    assert disk.renewal.announced is None


@pytest.mark.parametrize("made", ["neither", "device", "both"])
def test_a_power_cut_while_keys_are_made_or_taken_up_leaves_one_whole_pair(tmp_path: Path, made: str) -> None:
    disk = Disk(tmp_path)
    old = own_announcement(disk.files)
    disk.go_to_end(timedelta(days=1))
    disk.renewal.look()
    new = disk.renewal.announced
    assert new is not None
    if made == "neither":
        next_file(disk.files.bus).unlink()
        finish_take_over(disk.files)
        assert own_announcement(disk.files) == old
        assert not disk.renewal.look()
        again = disk.renewal.announced
        assert again is not None
        assert (again.device, again.nkey != new.nkey) == (new.device, True)
        return
    if made == "device":
        next_file(disk.files.device).replace(disk.files.device)
    finish_take_over(disk.files)
    assert own_announcement(disk.files) == (new if made == "device" else old)


def test_a_revoked_kiosk_makes_no_new_keys(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    closed = tuple(msgspec.structs.replace(key, revoked_because="stolen") for key in disk.plant.keys)
    disk.plant = msgspec.structs.replace(disk.plant, keys=closed)
    disk.go_to_end(timedelta())
    assert not disk.renewal.look()
    assert disk.renewal.announced is None


async def test_the_page_of_devices_shows_the_new_keys_while_they_wait(terminal: Terminal, tmp_path: Path) -> None:
    disk = Disk(tmp_path / "keys")
    disk.go_to_end(timedelta(days=9))
    disk.renewal.look()
    terminal.desk.announced = own_announcement(disk.files)
    terminal.desk.next_announced = lambda: disk.renewal.announced
    terminal.desk.key_warning = lambda: disk.renewal.warning
    page = DevicesAndLinkFlow(terminal.desk, TaskFlow(terminal.desk))
    new = disk.renewal.announced
    assert new is not None
    assert new.fingerprint in {row.code for row in page.view.link}
    assert "F4, 2" in str(page.view.frame.message)
    await page.digit(2)
    shown = terminal.steps.gone[-1]
    assert isinstance(shown, OwnKeysFlow)
    assert " ".join(shown.view.typed[1:]) == new.fingerprint


@pytest.mark.urs("11.10(h)", "11.300(c)")
async def test_nothing_is_recorded_by_a_key_that_has_ended(terminal: Terminal) -> None:
    recorder = terminal.recorder
    plant = recorder.plant
    end = utc_text(terminal.clock.utc() + timedelta(minutes=1))
    ending = tuple(
        msgspec.structs.replace(key, valid_to=end) if key.kind == KeyKind.DEVICE else key for key in plant.keys
    )
    terminal.mirror.current = msgspec.structs.replace(plant, keys=ending)
    before = await terminal.own_records()
    act = recorder.act(Who(service="kiosk"), ActKind.KIOSK_STARTED)
    await recorder.record(act)
    terminal.clock.advance(60)
    with pytest.raises(KeyEnded):
        await recorder.record(recorder.act(Who(service="kiosk"), ActKind.KIOSK_STARTED))
    assert len(await terminal.own_records()) == len(before) + 1
