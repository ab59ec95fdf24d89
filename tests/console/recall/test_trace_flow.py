"""Trace at a terminal of a real core: from a label or a typed number, of a lot or of whatever stands for lots."""

from typing import cast

import pytest

from console.flows.my_work import MyWorkFlow
from console.flows.trace import TraceFlow
from console.flows.trace_search import TraceSearchFlow
from core.codes import identify
from core.times import local_day
from screens.quality.trace import BranchView
from tests.fakes.seat import Seat


def rows(seat: Seat) -> list[BranchView]:
    return list(cast("TraceFlow", seat.flow).view.branches)


@pytest.mark.urs("F22")
async def test_a_supplier_s_number_is_typed_and_finds_its_lot_and_a_container_is_scanned(seat: Seat) -> None:
    plant = seat.desk.recorder.plant
    held = next(held for held in plant.containers.values() if plant.lots[held.lot].supplier_lot)
    found = plant.lots[held.lot]
    seat.enter_session("warehouse1")
    await seat.show(TraceSearchFlow(seat.desk))
    await seat.fill(number=found.supplier_lot)
    assert isinstance(seat.flow, TraceFlow)
    assert rows(seat)[0].code == found.number
    assert found.supplier_lot in rows(seat)[0].name
    await seat.press("f4")
    assert isinstance(seat.flow, TraceSearchFlow)
    await seat.fill(number="D-000000")
    assert rows(seat) == []
    assert "D-000000" in seat.flow.message
    await seat.flow.scan(identify(held.id.encode(), local_day(seat.clock.utc(), plant.offset_min)))
    assert rows(seat)[0].code == found.number


@pytest.mark.urs("F22")
async def test_a_label_of_a_container_that_left_the_stock_is_traced_all_the_same(seat: Seat) -> None:
    """A kiosk knows the containers in stock; the core knows all that ever were."""
    seat.enter_session("warehouse1")
    held = next(iter(seat.desk.recorder.plant.containers.values()))
    seat.mirror.current.containers.pop(held.id)
    await seat.show(MyWorkFlow(seat.desk))
    today = local_day(seat.clock.utc(), seat.desk.recorder.plant.offset_min)
    await seat.flow.scan(identify(held.id.encode(), today))
    await seat.settle()
    assert rows(seat)[0].code == held.lot
