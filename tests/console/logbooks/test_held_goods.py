"""Goods in a refrigerator on hold: taken out by the store and quality together, on hold by themselves or free again."""

from typing import cast

import pytest

from console.flows.held_goods import HeldGoodsFlow, SettleGoodsFlow
from console.flows.two_signers import Stage
from core.acts import ActKind, Subject
from core.fefo import usable
from core.held_goods import GoodsHold, held_goods_refusals
from core.plant import Container, Plant
from core.stock import container_refusals
from core.times import local_day
from screens.everyone.form import FormView
from server.db.store import Store
from server.rebuild import rebuild
from tests.console.logbooks.test_rounds import FRIDGE, at_the_list, read, scan
from tests.console.store.test_store_flows import secrets
from tests.fakes.core import CoreUnderTest
from tests.fakes.seat import Seat


def plant_of(seat: Seat) -> Plant:
    return seat.recorder.plant


def form(seat: Seat) -> FormView:
    return cast("FormView", seat.flow.view)


async def stand_in_the_fridge(seat: Seat, core: CoreUnderTest) -> list[Container]:
    """Put three released containers there, and read a temperature out of limits."""
    await at_the_list(seat, core, "refrigerator", "warehouse1")
    day = local_day(seat.clock.utc(), 480)
    chosen = [c for c in plant_of(seat).containers.values() if usable(plant_of(seat), c, day)][:3]
    session = seat.desk.session
    assert session is not None
    for container in chosen:
        about = Subject(lot=container.lot, container=container.id)
        facts = {"from": container.location, "to": FRIDGE}
        await seat.recorder.record(seat.recorder.act(session.who, ActKind.CONTAINER_MOVED, about, None, facts))
    await scan(seat, FRIDGE)
    await read(seat, "9.4")
    await seat.digit(1)
    await seat.badge("supervisor1")
    await seat.digit(1)
    await seat.sign("supervisor1")
    await seat.send()
    await seat.following.refresh()
    assert plant_of(seat).rounds[f"LB-FRIDGE/{FRIDGE}"].held
    return chosen


async def signed_by_both(seat: Seat, first: str, second: str, reason: str) -> None:
    await seat.fill(reason=reason)
    await secrets(seat, first)
    await seat.fill(user_id=second)
    await secrets(seat, second)


@pytest.mark.urs("F31")
async def test_goods_leave_a_place_on_hold_by_two_signatures_and_stay_on_hold_until_quality_lets_them_go(
    core: CoreUnderTest, seat: Seat
) -> None:
    first, second, third = await stand_in_the_fridge(seat, core)
    material, day = plant_of(seat).lots[first.lot].material, local_day(seat.clock.utc(), 480)
    await seat.sign_in("warehouse1")
    await seat.show(HeldGoodsFlow(seat.desk))
    assert [(item.name, item.code) for item in form(seat).items] == [(FRIDGE, "3 containers")]
    await scan(seat, FRIDGE)
    await scan(seat, first.id)
    await scan(seat, second.id)
    await scan(seat, first.location)
    await seat.digit(1)
    labels = {line.label: line.value for line in cast("SettleGoodsFlow", seat.flow).manifest().lines}  # type: ignore[union-attr] - it is drawn once a digit is pressed
    assert (labels["From"], labels["To"], labels["The goods"]) == (FRIDGE, first.location, "stay on hold")
    await signed_by_both(seat, "warehouse1", "qa1", "9.4 C for two hours")
    assert cast("SettleGoodsFlow", seat.flow).stage is Stage.DONE, seat.flow.message
    await seat.following.refresh()
    now = plant_of(seat).containers
    assert [(now[c.id].location, bool(now[c.id].held)) for c in (first, second, third)] == [
        (first.location, True),
        (first.location, True),
        (FRIDGE, False),
    ]
    keys = [item.key for item in container_refusals(plant_of(seat), first.id, material, "-", day)]
    assert "store.container_held" in keys
    assert not usable(plant_of(seat), now[first.id], day)
    await seat.show(HeldGoodsFlow(seat.desk))
    assert [item.name for item in form(seat).items] == [FRIDGE, *sorted((first.id, second.id))]
    await scan(seat, first.id)
    await signed_by_both(seat, "warehouse1", "qa1", "stability data cover it")
    assert cast("SettleGoodsFlow", seat.flow).stage is Stage.DONE, seat.flow.message
    await seat.following.refresh()
    assert usable(plant_of(seat), plant_of(seat).containers[first.id], day)
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


async def test_what_may_not_leave_or_may_not_go_there_is_told_at_once(core: CoreUnderTest, seat: Seat) -> None:
    first, *_ = await stand_in_the_fridge(seat, core)
    other = next(c for c in plant_of(seat).containers.values() if c.location not in (FRIDGE, first.location))
    await seat.sign_in("warehouse1")
    await seat.show(SettleGoodsFlow(seat.desk, FRIDGE))
    await scan(seat, other.id)
    assert "does not stand in" in seat.flow.message
    await scan(seat, FRIDGE)
    assert "Scan another place" in seat.flow.message
    await scan(seat, "W-99-99")
    assert "W-99-99" in seat.flow.message
    assert len(form(seat).items) == 1
    await seat.digit(3)
    await scan(seat, first.location)
    await seat.digit(2)
    await seat.fill(reason="door was open for a minute")
    await secrets(seat, "warehouse1")
    await seat.fill(user_id="supervisor1")
    await secrets(seat, "supervisor1")
    assert cast("SettleGoodsFlow", seat.flow).stage is Stage.SECOND

    def refused(names: list[str], to: str, hold: GoodsHold) -> str:
        return held_goods_refusals(plant_of(seat), names, to, hold)[0].key

    assert refused([], other.location, GoodsHold.STAYS) == "held_goods.named"
    assert refused([first.id, first.id], other.location, GoodsHold.STAYS) == "held_goods.named"
    assert refused([first.id, other.id], other.location, GoodsHold.STAYS) == "held_goods.places"
    assert refused([other.id], other.location, GoodsHold.LIFTED) == "held_goods.free"
