"""New keys of a kiosk before its old ones end: made by itself, registered by an administrator, taken up at once."""

import os
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from console.flows.devices_and_link import DevicesAndLinkFlow
from console.flows.flow import TaskFlow
from console.flows.own_keys import OwnKeysFlow
from console.key_renewal import KeyRenewal, finish_take_over
from console.kiosk_keys import KeysNotStored, make_first_keys, own_announcement
from console.next_key import next_file
from console.outbox import NotStored
from console.plant import CACHE, CACHE_TYPE, PlantMirror
from console.recorder import KeyEnded, KeyNotYet
from console.settings import KeyFiles
from core.acts import ActKind, Who
from core.announcement import key_rows
from core.key_times import WARNING
from core.plant import Kiosk, Plant
from core.policy import Policy
from core.record.envelope import seal
from core.record.keys import KeyKind, PrivateKey
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

    def register(self, ahead: timedelta = timedelta()) -> None:
        """Have the plant name the new keys, as once an administrator has signed, by a clock that may be ahead."""
        announced = self.renewal.announced
        assert announced is not None
        rows = key_rows(announced, utc_text(self.clock.utc() + ahead), Policy())
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


def test_a_full_disk_leaves_no_half_key_and_no_other_fault_than_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(tmp_path)
    disk.go_to_end(timedelta(days=9))
    before = sorted(tmp_path.iterdir())

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as no_room:
        no_room.setattr("os.fsync", full)
        assert not disk.renewal.look()
        assert not disk.renewal.look()
    assert sorted(tmp_path.iterdir()) == before
    told = disk.renewal.warning
    assert told is not None
    assert told.key == "kiosk.keys_unstored"
    assert not disk.renewal.look()
    assert disk.renewal.announced is not None
    told = disk.renewal.warning
    assert told is not None
    assert told.key == "kiosk.keys_ending"


def test_a_full_disk_at_the_first_start_leaves_no_half_pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = KeyFiles(KIOSK, 1, tmp_path / "device.key", tmp_path / "kiosk.nk", tmp_path / "data")
    link = os.link

    def full(draft: Path, file: Path) -> None:
        if file == files.bus:
            raise OSError(28, "No space left on device")
        link(draft, file)

    with monkeypatch.context() as no_room:
        no_room.setattr("os.link", full)
        with pytest.raises(KeysNotStored):
            make_first_keys(files)
    assert list(tmp_path.iterdir()) == []
    assert make_first_keys(files) is not None


async def test_new_keys_that_cannot_be_taken_up_now_leave_the_old_ones_in_use(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    old = own_announcement(disk.files)
    disk.go_to_end(timedelta(days=9))
    disk.renewal.look()
    new = disk.renewal.announced
    disk.register()

    async def no_room(_key: PrivateKey) -> None:
        raise NotStored("outbox.not_stored", reason="full")

    async def handed_on(_key: PrivateKey) -> None:
        return

    assert not await disk.renewal.take_up(no_room)
    assert (own_announcement(disk.files), disk.renewal.announced) == (old, new)
    assert await disk.renewal.take_up(handed_on)
    assert own_announcement(disk.files) == new


def test_new_keys_wait_until_they_hold_by_the_kiosks_own_clock(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.go_to_end(timedelta(days=9))
    disk.renewal.look()
    disk.register(ahead=timedelta(seconds=50))
    assert not disk.renewal.may_take_up(at_work=False)
    disk.clock.advance(50)
    assert disk.renewal.may_take_up(at_work=False)


def test_nobody_at_work_is_disturbed_until_the_old_keys_record_nothing_more(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.go_to_end(timedelta(days=1))
    disk.renewal.look()
    disk.register()
    assert not disk.renewal.may_take_up(at_work=True)
    assert disk.renewal.may_take_up(at_work=False)
    disk.clock.advance(86_400)
    assert disk.renewal.may_take_up(at_work=True)


async def test_the_kept_plant_is_believed_under_the_old_and_under_the_new_key(terminal: Terminal) -> None:
    old, new = PrivateKey(bytes(31) + b"1"), PrivateKey(bytes(31) + b"2")
    plant = msgspec.json.encode(terminal.recorder.plant)
    kept = terminal.outbox
    await kept.cache(CACHE, seal(CACHE_TYPE, plant, old))

    def mirror(key: PrivateKey) -> PlantMirror:
        return PlantMirror("demo", new.public.hex(), key, kept)

    assert not await mirror(new).load()
    await mirror(old).hand_on(new)
    assert await mirror(old).load(), "a power cut before the key files are exchanged"
    assert await mirror(new).load()


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


async def test_nothing_is_recorded_while_the_clock_is_before_the_key_begins(terminal: Terminal) -> None:
    recorder = terminal.recorder
    plant = recorder.plant
    begin = utc_text(terminal.clock.utc() + timedelta(seconds=31))
    later = tuple(
        msgspec.structs.replace(key, valid_from=begin) if key.kind == KeyKind.DEVICE else key for key in plant.keys
    )
    terminal.mirror.current = msgspec.structs.replace(plant, keys=later)
    before = await terminal.own_records()
    with pytest.raises(KeyNotYet):
        await recorder.record(recorder.act(Who(service="kiosk"), ActKind.KIOSK_STARTED))
    assert await terminal.own_records() == before
    terminal.clock.advance(1)
    await recorder.record(recorder.act(Who(service="kiosk"), ActKind.KIOSK_STARTED))
