"""Rounds of logbook forms at a terminal of a real core: opened by a label, filled in, signed, due again."""

from datetime import timedelta
from typing import cast

import pytest

from console.flows.logbooks import LogbooksFlow
from console.flows.measure import MeasurementFlow
from console.flows.my_work import MyWorkFlow
from console.flows.sign import SignFlow
from core.codes import identify
from core.logbook_forms import dues
from core.times import local_day
from screens.everyone.listed import ListedView
from server.db.store import Store
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest
from tests.fakes.forms import approve, form_text
from tests.fakes.seat import Seat

FRIDGE = "WR-01-01"


def listed(seat: Seat) -> ListedView:
    return cast("LogbooksFlow", seat.flow).view


async def scan(seat: Seat, label: str) -> None:
    await seat.flow.scan(identify(f"]C0{label}".encode(), seat.core.clock.utc().date()))
    await seat.settle()


async def at_the_list(seat: Seat, core: CoreUnderTest, form: str, user_id: str) -> None:
    """Have a form in force, and a person at the list of logbooks."""
    approve(core, form_text(form))
    await seat.following.refresh()
    await seat.sign_in(user_id)
    await seat.show(LogbooksFlow(seat.desk))


async def read(seat: Seat, *readings: str) -> None:
    for reading in readings:
        assert isinstance(seat.flow, MeasurementFlow), (seat.flow, seat.flow.message)
        await seat.type(reading)


@pytest.mark.urs("F31", "GMP 84")
async def test_a_round_is_opened_by_the_label_filled_in_signed_and_then_due_again(
    core: CoreUnderTest, seat: Seat
) -> None:
    await at_the_list(seat, core, "refrigerator", "warehouse1")
    [row] = listed(seat).items
    assert (row.code, row.mark.words if row.mark else "") == (FRIDGE, "due now")
    await scan(seat, FRIDGE)
    assert isinstance(seat.flow, MeasurementFlow), seat.flow.message
    await read(seat, "5.1", "6.0")
    await seat.digit(1)
    assert isinstance(seat.flow, SignFlow), seat.flow
    await seat.sign("warehouse1")
    await seat.send()
    await seat.following.refresh()
    [due] = dues(seat.recorder.plant, local_day(seat.clock.utc(), 480))
    assert due.last is not None
    assert (due.last.number, due.last.under_way) == ("R2611-0001", False)
    await seat.show(LogbooksFlow(seat.desk))
    assert listed(seat).items[0].mark.words == "due in 12 h"  # type: ignore[union-attr] - every row has one
    core.clock.advance(timedelta(hours=15).total_seconds())
    await seat.show(MyWorkFlow(seat.desk))
    first = cast("MyWorkFlow", seat.flow).view.items[0]
    assert (first.name, first.code) == ("Refrigerator reading", FRIDGE)
    assert first.mark is not None
    assert first.mark.words == "overdue 3 h"
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()
