"""A terminal whose clock is off: people are warned, then no code is accepted, then nothing is signed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from console.clock_trust import ClockOff
from console.flows.devices_and_link import DevicesAndLinkFlow
from console.flows.sign_in import SignInFlow, begin_session
from console.recorder import Refused
from core.acts import ActKind, Manifest, ManifestLine, Meaning
from core.clock_state import Authentication, ClockState, TimeReport
from core.language import text
from core.secret import Secret
from screens.views import Tone
from server.db.tables.evidence import alarm, record_flag
from server.own_time import OwnTime
from server.service import Service
from tests.fakes.clock import Keeper, ManualClock
from tests.fakes.core import CoreUnderTest
from tests.fakes.seat import Seat

MANIFEST = Manifest("", "note", "Note of the shift", "en", (ManifestLine("note", "all quiet"),), ())


@pytest.fixture
async def off(core: CoreUnderTest, tmp_path: Path) -> AsyncIterator[Seat]:
    """The production kiosk with a clock of its own."""
    made = await Seat.open(core, tmp_path / "off", "KIOSK-01", ManualClock(core.clock.utc()))
    await made.checkup.look(lambda: None)
    yield made
    await made.close()


async def set_off(seat: Seat, seconds: float) -> None:
    """Put the kiosk's clock so far from the core's, and hear the core once."""
    seat.clock.jump((seat.core.clock.utc() - seat.clock.utc()).total_seconds() + seconds)
    await seat.following.refresh()


async def sign(seat: Seat) -> None:
    """Sign with a fresh code, while the two clocks go on together."""
    person = seat.recorder.plant.person_of_user("operator1")
    assert person is not None
    code = seat.code(person.id)
    seat.clock.advance(30)
    password = Secret(seat.passwords[person.id])
    await seat.desk.ceremony.sign(person, Meaning.PERFORMED, (MANIFEST,), password, Secret(code), "en", "session-1")


async def flags(seat: Seat) -> list[str]:
    await seat.send()
    return sorted(row[1] for row in seat.core.rows(record_flag))


@pytest.mark.urs("C09", "F11", "NMPA 21(1)")
@pytest.mark.parametrize(("seconds", "tone"), [(0, Tone.OK), (2.5, Tone.WARN), (-9, Tone.WARN)])
async def test_within_ten_seconds_codes_count_and_the_screen_says_so(off: Seat, seconds: float, tone: Tone) -> None:
    await set_off(off, seconds)
    view = SignInFlow(off.desk, off.checkup).view
    assert view.frame.header.clock_tone == tone
    assert (view.frame.message is None) == (tone is Tone.OK)
    await sign(off)
    when = (await off.own())[-1].when
    assert (when.offset_ms, when.clock) == (seconds * 1000, "synchronised" if tone is Tone.OK else "unsynchronised")
    assert await flags(off) == []


@pytest.mark.urs("C09", "F11")
@pytest.mark.parametrize(("seconds", "why"), [(11, ClockOff), (-11, ClockOff), (31, Refused)])
async def test_beyond_that_no_code_is_accepted_and_then_nothing_signed(
    off: Seat, seconds: float, why: type[Exception]
) -> None:
    await set_off(off, seconds)
    with pytest.raises(why, match=r"codes_end" if why is ClockOff else r"signing_ends"):
        await sign(off)
    assert "check_code" not in off.asked
    refused = (await off.own())[-1]
    assert refused.kind == ActKind.REFUSED
    mark = SignInFlow(off.desk, off.checkup).view.frame.message
    assert mark is not None
    assert mark.tone is Tone.FAIL
    await set_off(off, 0)
    await sign(off)
    assert "exception.clock_off" not in await flags(off)


async def test_signing_in_needs_a_right_clock_too_and_the_core_raises_an_alarm(off: Seat) -> None:
    await set_off(off, 12)
    with pytest.raises(ClockOff, match=r"codes_end"):
        await begin_session(off.desk, "operator1", Secret(off.passwords["P-0001"]), Secret("000000"))
    await off.watch().look()
    await off.send()
    assert ("clock.off", "KIOSK-01", "12") in {tuple(row[2:5]) for row in off.core.rows(alarm)}


async def test_the_check_and_the_page_of_devices_tell_who_keeps_the_clock(off: Seat) -> None:
    def row() -> tuple[Tone, str, str]:
        told = next(one for one in DevicesAndLinkFlow(off.desk, off.flow).view.link if one.label == title)
        check = next(one for one in off.checkup.checks if one.name == "clock")
        assert told.mark is not None
        return check.tone, told.mark.words, told.detail

    title = text("clock.title", "en")
    assert row() == (Tone.OK, "synchronised", "10.20.0.5 authentication unknown")
    for state, words in ((ClockState.UNSYNCHRONISED, "not synchronised"), (ClockState.UNKNOWN, "unknown")):
        off.keeper.says = TimeReport(state)
        await off.checkup.look(lambda: None)
        assert row() == (Tone.WARN, words, "")


@pytest.mark.urs("C09", "NMPA 21(1)")
async def test_devices_and_link_say_who_keeps_this_clock_and_the_cores_and_whether_that_is_proved(
    core: CoreUnderTest, tmp_path: Path
) -> None:
    kept = TimeReport(ClockState.SYNCHRONISED, "10.20.0.7", 12, "1", Authentication.NTS)
    own_time = OwnTime(core.clock, Keeper(kept), steady=True)
    await own_time.look()
    core.service = Service(core.store, core.keys, core.clock, own_time)
    seat = await Seat.open(core, tmp_path / "seat", "KIOSK-01")
    seat.keeper.says = TimeReport(ClockState.SYNCHRONISED, "10.20.0.5", 4, "1", Authentication.NONE)
    await seat.recorder.trust.ask_service()
    await seat.show(DevicesAndLinkFlow(seat.desk, SignInFlow(seat.desk, seat.checkup)))
    rows = {row.label: (row.code, row.detail) for row in seat.flow.view.link}
    assert rows["Clock of the core"] == ("0.012 s", "10.20.0.7 NTS")
    assert rows["Clock, from the core's"][1] == "10.20.0.5 not authenticated"
    await seat.close()
