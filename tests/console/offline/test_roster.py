"""A supervisor draws up the roster at the kiosk, signs it, and the kiosk has its code book."""

from datetime import timedelta

import msgspec
import pytest

from console.flows.roster import RosterFlow
from core.change_rules import change_refusals
from core.changes import change
from core.times import utc_from, utc_text
from core.token import Roster
from tests.fakes.core import CoreUnderTest
from tests.fakes.seat import Seat


async def shown(seat: Seat) -> RosterFlow:
    seat.enter_session("supervisor1")
    flow = RosterFlow(seat.desk)
    await seat.show(flow)
    return flow


def on(flow: RosterFlow) -> list[str]:
    people = flow.desk.recorder.plant.people
    return [people[person].user_id for person in flow.roster.people]


async def test_the_roster_that_holds_here_is_changed_signed_and_in_force_and_the_book_follows(seat: Seat) -> None:
    flow = await shown(seat)
    assert on(flow) == ["operator1", "operator2", "supervisor1"]
    first = seat.books.serial
    names = [item.name.split()[0] for item in flow.view.items]
    await seat.digit(names.index("operator1") + 1)
    assert on(flow) == ["operator2", "supervisor1"]
    await seat.press("f8")
    await seat.type("operator1 is ill")
    await seat.sign("supervisor1")
    assert seat.recorder.plant.rosters["R-1"].people == ("P-0002", "P-0004")
    assert seat.books.serial not in ("", first)
    assert seat.books.spare("P-0001") is None
    assert seat.books.spare("P-0002") is not None


async def test_times_are_typed_as_two_times_of_day_and_go_over_midnight(seat: Seat) -> None:
    flow = await shown(seat)
    await seat.press("f4")
    await seat.press("f4")
    for typed in ("", "14", "25:00 26:00", "１４:00 22:00"):
        await seat.type(typed)
        assert "two times of day" in flow.message
    await seat.type("22:00 6:00")
    begins, ends = utc_from(flow.roster.valid_from), utc_from(flow.roster.valid_to)
    assert (begins.hour, ends - begins) == (14, timedelta(hours=8))


async def test_kiosks_are_chosen_too_and_one_is_needed(seat: Seat) -> None:
    flow = await shown(seat)
    await seat.press("f4")
    names = [item.code for item in flow.view.items]
    await seat.digit(names.index("KIOSK-01") + 1)
    assert flow.roster.kiosks == ()
    await seat.press("f8")
    assert "needs a kiosk" in flow.message


async def test_nobody_is_on_two_rosters_at_a_time(core: CoreUnderTest, seat: Seat) -> None:
    from tests.fakes.rosters import put_on_roster

    put_on_roster(core, "R-2", ("QA-01",), ("P-0003",))
    await seat.following.refresh()
    flow = await shown(seat)
    names = [item.name.split()[0] for item in flow.view.items]
    await seat.digit(names.index("operator3") + 1)
    assert "R-2" in flow.message
    assert "operator3" not in on(flow)


@pytest.mark.parametrize(("hours", "good"), [(0, False), (-1, False), (8, True), (12, True), (13, False)])
async def test_a_roster_is_no_longer_than_a_book_may_live(seat: Seat, hours: int, good: bool) -> None:
    now = seat.core.clock.utc() + timedelta(days=2)
    item = Roster("R-9", ("KIOSK-01",), ("P-0003",), utc_text(now), utc_text(now + timedelta(hours=hours)))
    found = change_refusals((change("rosters", item.id, item),), seat.recorder.plant)
    assert (found == ()) is good


async def test_a_roster_whose_times_are_no_instants_is_refused_with_a_sentence(seat: Seat) -> None:
    item = msgspec.structs.replace(seat.recorder.plant.rosters["R-1"], valid_from="today")
    found = change_refusals((change("rosters", item.id, item),), seat.recorder.plant)
    assert [one.key for one in found] == ["change.refused.unreadable"]
