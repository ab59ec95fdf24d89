"""A hold beats a reservation: it ends on record, and the planner is told what the batch lacks."""

import pytest

from console.flows.my_work import MyWorkFlow
from core.acts import ActKind, Meaning, Subject
from core.held_goods import GoodsHold
from core.lot_state import lot_state_manifest
from core.plant import LotState
from server.db.store import Store
from server.db.tables.evidence import record
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.seat import Seat
from tests.fakes.served import ServedBatch
from tests.server.test_receiving import QA, REASON, plant_of, signed, state_asked


def rows(seat: Seat) -> list[tuple[str, str, str]]:
    assert isinstance(seat.flow, MyWorkFlow)
    return [(item.code, item.mark.words if item.mark else "", item.detail) for item in seat.flow.view.items]


@pytest.mark.urs("GMP 229")
async def test_a_hold_ends_what_is_reserved_of_the_lot_and_the_planner_sees_what_is_missing(
    core: CoreUnderTest, seat: Seat
) -> None:
    kiosk = KioskUnderTest(core)
    batch = ServedBatch(kiosk)
    name, number = next(
        (name, lot) for name, lot in batch.state.reserved.items() if plant_of(core).lots[lot].material == "RM-PCM"
    )
    await seat.sign_in("planner1")
    await seat.following.refresh()
    await seat.show(MyWorkFlow(seat.desk))
    assert [mark for code, mark, _ in rows(seat) if code == batch.state.number] == ["ready"]
    lot = plant_of(core).lots[number]
    manifest = lot_state_manifest(lot, LotState.ON_HOLD, REASON, [], plant_of(core), "en")
    signature = signed(kiosk, QA, Meaning.REVIEWED, manifest)
    assert state_asked(kiosk, number, LotState.ON_HOLD, signature).refusal is None
    assert plant_of(core).containers[name].reserved_for is None
    assert [row[7] for row in core.rows(record)].count(ActKind.RESERVATION_ENDED.value) == 1
    await seat.following.refresh()
    ((_, mark, detail),) = [row for row in rows(seat) if row[0] == batch.state.number]
    assert mark == "material missing"
    assert f"{name} {number}" in detail
    state = seat.recorder.batch(batch.state.number).state
    assert name not in state.reserved
    assert state.unreserved == {name: number}
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


async def test_a_container_that_stays_on_hold_by_itself_is_reserved_no_longer(core: CoreUnderTest) -> None:
    batch = ServedBatch(KioskUnderTest(core))
    (one, lot), (other, _), *_ = batch.state.reserved.items()
    told = {"from": "WR-01-01", "to": "W-02-01", "round": "R2611-0001", "reason": REASON, "person": QA}
    for name, hold in ((one, GoodsHold.STAYS), (other, GoodsHold.LIFTED)):
        with core.service.writer.writing() as writing:
            about = Subject(lot=plant_of(core).containers[name].lot, container=name)
            writing.decide(ActKind.HELD_GOODS_SETTLED, about, facts={**told, "hold": hold.value})
    now = plant_of(core).containers
    assert (now[one].lot, now[one].held, now[one].reserved_for) == (lot, "R2611-0001", None)
    assert (now[other].held, now[other].reserved_for) == ("", batch.state.number)
