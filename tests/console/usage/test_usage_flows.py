"""The logbooks of equipment and rooms at a terminal of a real core."""

from typing import cast

import pytest

from console.flows.audit_record import AuditRecordFlow
from console.flows.my_work import MyWorkFlow
from console.flows.usage_line import UsageLineFlow
from console.flows.usage_log import UsageLogFlow
from console.flows.usage_thing import UsageThingFlow
from core.codes import identify
from screens.everyone.listed import ListedView
from screens.views import Tone
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.forms import approve, form_text
from tests.fakes.seat import Seat
from tests.fakes.served import ServedBatch
from tests.server.test_dirty_hold import left_dirty
from tests.server.test_usage_log import checked
from tests.server.test_usage_standing import cleaned


def listed(seat: Seat) -> ListedView:
    return cast("ListedView", seat.flow.view)


async def scan(seat: Seat, label: str) -> None:
    await seat.flow.scan(identify(f"]C0{label}".encode(), seat.core.clock.utc().date()))
    await seat.settle()


@pytest.mark.urs("F17", "GMP 86")
async def test_a_scan_shows_last_product_batch_and_cleaning_and_a_line_leads_to_its_records(
    core: CoreUnderTest, kiosk: KioskUnderTest, seat: Seat
) -> None:
    batch = ServedBatch(kiosk)
    batch.play(lambda played: len(played.state.dispensed) == 2)
    kiosk.leave()
    checked(kiosk)
    await seat.sign_in("engineer1")
    await seat.show(MyWorkFlow(seat.desk))
    await scan(seat, "E-BAL-01")
    assert isinstance(seat.flow, UsageThingFlow)
    shown = listed(seat)
    assert [item.mark.words for item in shown.items if item.mark] == ["check", "use", "master data"]
    assert shown.rows[0].mark is not None
    assert shown.rows[0].mark.words == "clean"
    assert (shown.rows[1].code, shown.rows[1].detail[:25]) == (batch.state.number, "Paracetamol tablets 500 mg"[:25])
    await seat.digit(2)
    assert isinstance(seat.flow, UsageLineFlow)
    assert listed(seat).items[0].name.startswith("equipment scanned")
    assert listed(seat).rows[1].code == batch.state.number
    await seat.press("pagedown")
    assert "S040" in listed(seat).items[0].name
    await seat.digit(1)
    assert isinstance(seat.flow, AuditRecordFlow)
    assert seat.flow.message == ""
    assert any(row.label == "act.subject.batch" for row in seat.flow.view.rows)
    await seat.press("f3")
    await seat.press("f3")
    await seat.press("f3")
    assert seat.seen[-1] == "home"


@pytest.mark.urs("F17", "GMP 84")
async def test_the_state_by_the_logbook_and_what_is_left_of_a_cleaning_are_shown(
    core: CoreUnderTest, kiosk: KioskUnderTest, seat: Seat
) -> None:
    approve(core, form_text("equipment-cleaning"), kiosk)
    cleaned(kiosk, "E-GRAN-01")
    await seat.sign_in("engineer1")
    await seat.following.refresh()
    await seat.show(MyWorkFlow(seat.desk))
    await scan(seat, "E-GRAN-01")
    (state, _, cleaning, _) = listed(seat).rows
    assert (state.mark.words if state.mark else "", state.detail[:15]) == ("clean", "clean for 71 h ")
    assert cleaning.code == "R2611-0001"
    core.clock.advance(73 * 3600)
    state = listed(seat).rows[0]
    assert (state.mark.words if state.mark else "", state.detail[:23]) == ("dirty", "clean hold ended at 202")


@pytest.mark.urs("F17", "F18", "GMP 84")
async def test_a_countdown_says_in_the_logbook_and_in_my_work_within_what_time_cleaning_has_to_begin(
    core: CoreUnderTest, kiosk: KioskUnderTest, seat: Seat
) -> None:
    approve(core, form_text("equipment-cleaning"), kiosk)
    cleaned(kiosk)
    kiosk.leave()
    left_dirty(core, hours=4)
    await seat.sign_in("operator1")
    await seat.following.refresh()
    await seat.show(MyWorkFlow(seat.desk))
    work = cast("MyWorkFlow", seat.flow).view

    def row() -> tuple[str, Tone] | None:
        marks = [item.mark for item in cast("MyWorkFlow", seat.flow).view.items if item.code == "E-GRAN-01"]
        return (marks[0].words, marks[0].tone) if marks and marks[0] is not None else None

    assert work.items
    assert row() is not None
    assert row()[0].startswith("to be cleaned in 19 h ")  # type: ignore[index] - it is there
    core.clock.advance(21 * 3600)
    assert row()[0].startswith("cleaning late by 1 h 0")  # type: ignore[index] - it is there
    assert row()[1] == Tone.FAIL  # type: ignore[index] - it is there
    await scan(seat, "E-GRAN-01")
    state = listed(seat).rows[0]
    assert (state.mark.words if state.mark else "", state.detail[:16]) == ("dirty", "cleaning late by")


@pytest.mark.urs("F17", "F27")
async def test_a_cleaning_counts_at_the_terminal_that_holds_its_round_before_the_core_says_so(
    core: CoreUnderTest, kiosk: KioskUnderTest, seat: Seat
) -> None:
    approve(core, form_text("equipment-cleaning"), kiosk)
    first = cleaned(kiosk)
    await seat.following.refresh()
    assert seat.recorder.plant.standings == core.service.writer.picture.plant.standings
    await seat.recorder.take_in([record.envelope for record in first.records])
    assert seat.recorder.plant.standings == core.service.writer.picture.plant.standings
    second = cleaned(kiosk)
    for number, record in enumerate(second.records, 1):
        await seat.recorder.take_in([record.envelope])
        before = first if number < len(second.records) else second
        assert seat.recorder.plant.standings["equipment/E-GRAN-01"].batch == before.state.number
    assert seat.recorder.plant.standings == core.service.writer.picture.plant.standings
    await seat.recorder.load()  # as after a power cut
    assert seat.recorder.plant.standings["equipment/E-GRAN-01"].batch == second.state.number


@pytest.mark.urs("F17")
async def test_a_room_is_found_by_its_name_and_its_label_and_a_foreign_label_is_refused(
    core: CoreUnderTest, kiosk: KioskUnderTest, seat: Seat
) -> None:
    await seat.sign_in("engineer1")
    await seat.show(UsageLogFlow(seat.desk))
    assert len(listed(seat).items) == 8
    await seat.press("f4")
    await seat.type("granul")
    names = [item.code for item in listed(seat).items]
    assert "E-GRAN-01" in names
    assert "E-PRESS-01" not in names
    await scan(seat, "E-NONE-01")
    assert "E-NONE-01 is not registered" in seat.flow.message
    await scan(seat, "R-D-104")
    assert isinstance(seat.flow, UsageThingFlow)
    assert listed(seat).rows[0].label == "Last use"
    assert listed(seat).items[0].name == "registered"
    await seat.press("f3")
    assert isinstance(seat.flow, UsageLogFlow)
    seat.online = False
    await scan(seat, "R-D-106")
    assert seat.flow.message
