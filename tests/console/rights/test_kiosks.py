"""Kiosks and keys: a kiosk makes its own keys, an administrator compares, registers, revokes and enrols anew."""

import stat
from pathlib import Path

import nkeys
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from console.flows.change import ChangeFlow
from console.flows.kiosk_registration import KioskRegistrationFlow
from console.flows.kiosks import KiosksFlow
from console.kiosk_keys import BUS, DEVICE, KeyFileTaken, make_keys, register_kiosk_keys
from core.announcement import Announcement, AnnouncementUnreadable, registered
from core.codes import identify
from core.record.chain import Head
from core.record.keys import PrivateKey
from core.record.nkey import raw_seed, user_public, user_seed
from tests.fakes.core import KioskUnderTest
from tests.fakes.seat import Seat

REASON = "a second weighing booth"


@given(st.binary(min_size=32, max_size=32))
def test_bus_keys_are_written_as_the_bus_reads_them(raw: bytes) -> None:
    assert user_seed(raw).encode() == nkeys.encode_seed(raw, nkeys.PREFIX_BYTE_USER)
    assert user_public(raw).encode() == nkeys.from_seed(bytearray(user_seed(raw).encode())).public_key
    assert raw_seed(user_seed(raw) + "\n") == raw


@pytest.mark.urs("11.10(h)")
def test_keys_are_made_once_and_are_their_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    made = make_keys(folder, "WEIGH-02", 1)
    assert make_keys(folder, "WEIGH-02", 1) == made
    assert all(stat.S_IMODE((folder / name).stat().st_mode) == 0o600 for name in (DEVICE, BUS))
    assert PrivateKey(bytes.fromhex((folder / DEVICE).read_text())).public.hex() == made.device
    (folder / BUS).write_text("no seed")
    with pytest.raises(KeyFileTaken):
        make_keys(folder, "WEIGH-02", 1)
    with pytest.raises(AnnouncementUnreadable):
        make_keys(tmp_path / "other", "no id", 1)


def test_the_command_shows_code_announcement_and_fingerprint_and_nothing_secret(tmp_path: Path) -> None:
    app = typer.Typer()
    app.callback()(lambda: None)
    register_kiosk_keys(app)
    done = CliRunner().invoke(app, ["kiosk-keys", "--kiosk", "WEIGH-02", "--dir", str(tmp_path)])
    made = make_keys(tmp_path, "WEIGH-02", 1)
    assert done.exit_code == 0, done.output
    assert made.text in done.output
    assert made.fingerprint in done.output
    assert (tmp_path / DEVICE).read_text() not in done.output
    assert "█" in done.output
    unfit = CliRunner().invoke(app, ["kiosk-keys", "--kiosk", "a b", "--dir", str(tmp_path / "other")])
    assert (unfit.exit_code, "WEIGH-02" in unfit.stderr) == (1, True)
    assert not (tmp_path / "other").exists()


async def scan(seat: Seat, text: str) -> None:
    await seat.flow.scan(identify(text.encode(), seat.core.clock.utc().date()))
    await seat.settle()


async def sign(seat: Seat, reason: str = REASON) -> None:
    assert isinstance(seat.flow, ChangeFlow), seat.flow.message
    await seat.type(reason)
    await seat.sign("admin1")
    assert not seat.flow.message, seat.flow.message
    await seat.press("enter")
    assert isinstance(seat.flow, KiosksFlow)


async def register(seat: Seat, announced: Announcement, *answers: str) -> None:
    """Scan, type what the kiosk shows and what else is asked, and sign."""
    await seat.show(KiosksFlow(seat.desk))
    await scan(seat, announced.text)
    assert isinstance(seat.flow, KioskRegistrationFlow), seat.flow.message
    for answer in (announced.fingerprint, *answers):
        await seat.type(answer)
    await sign(seat)


@pytest.mark.urs("11.10(h)")
async def test_a_kiosk_is_registered_by_what_its_own_screen_shows(seat: Seat, tmp_path: Path) -> None:
    announced = make_keys(tmp_path / "kiosk", "WEIGH-02", 1)
    await seat.sign_in("admin1")
    await register(seat, announced, "Weighing 2", "D-104")
    plant = seat.recorder.plant
    assert registered("WEIGH-02", plant) == announced
    assert (plant.kiosks["WEIGH-02"].room, plant.kiosks["WEIGH-02"].name.en) == ("D-104", "Weighing 2")


@pytest.mark.urs("11.10(h)", "11.300(c)")
async def test_new_keys_within_an_enrolment_are_registered_on_the_same_road_and_their_end_is_shown(
    seat: Seat, tmp_path: Path
) -> None:
    first, second = make_keys(tmp_path / "one", "WEIGH-02", 1), make_keys(tmp_path / "two", "WEIGH-02", 1)
    await seat.sign_in("admin1")
    await register(seat, first, "Weighing 2", "-")
    await register(seat, second)
    plant = seat.recorder.plant
    assert registered("WEIGH-02", plant) == second
    assert [key.closed for key in plant.keys if key.owner == "WEIGH-02"] == [False] * 4
    await choose(seat)
    ends = max(key.valid_to or "" for key in plant.keys if key.owner == "WEIGH-02")
    assert any(row.code.startswith(ends[:10]) for row in seat.flow.view.rows)


@pytest.mark.urs("11.10(h)")
async def test_another_fingerprint_registers_nothing_and_is_not_shown_before(seat: Seat, tmp_path: Path) -> None:
    announced = make_keys(tmp_path / "kiosk", "WEIGH-02", 1)
    await seat.sign_in("admin1")
    await seat.show(KiosksFlow(seat.desk))
    await scan(seat, announced.text[:-1] + ("A" if announced.text.endswith("7") else "7"))
    if isinstance(seat.flow, KioskRegistrationFlow):
        assert announced.fingerprint not in str(seat.flow.view)
        await seat.type(announced.fingerprint)
        assert isinstance(seat.flow, KioskRegistrationFlow)
        assert seat.flow.message
    await seat.show(KiosksFlow(seat.desk))
    await scan(seat, "CSK1/half/of/it")
    assert isinstance(seat.flow, KiosksFlow)
    assert seat.flow.message


async def choose(seat: Seat) -> None:
    for _ in range(sorted(seat.recorder.plant.kiosks).index("WEIGH-02")):
        await seat.press("down")


@pytest.mark.urs("11.10(h)", "11.300(c)")
async def test_a_kiosk_is_revoked_with_a_reason_and_enrolled_anew_with_new_keys(seat: Seat, tmp_path: Path) -> None:
    first, second = make_keys(tmp_path / "one", "WEIGH-02", 1), make_keys(tmp_path / "two", "WEIGH-02", 2)
    await seat.sign_in("admin1")
    await register(seat, first, "Weighing 2", "-")
    await choose(seat)
    await seat.press("f12")
    await seat.type("stolen")
    await sign(seat, "stolen")
    assert registered("WEIGH-02", seat.recorder.plant) is None
    await register(seat, second)
    assert registered("WEIGH-02", seat.recorder.plant) == second
    seat.core.clock.advance(2)
    kiosk = KioskUnderTest(seat.core, "KIOSK-01")
    kiosk.name, kiosk.head = "WEIGH-02", Head("WEIGH-02", 2)
    kiosk.device = PrivateKey(bytes.fromhex((tmp_path / "two" / DEVICE).read_text()))
    assert kiosk.send(kiosk.seal()).kept == 1
    await choose(seat)
    await seat.press("f5")
    assert any("enrolment 2, 1 records" in row.detail for row in seat.flow.view.rows)
