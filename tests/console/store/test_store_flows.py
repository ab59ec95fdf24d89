"""The store at a terminal of a real core: scans move, count and split; two signatures adjust and destroy."""

import re
from decimal import Decimal
from typing import cast

import pytest

from console.flows.expiry import ExpiryFlow
from console.flows.labels_due import LabelsDueFlow
from console.flows.my_work import MyWorkFlow
from console.flows.picking import PickingFlow
from console.flows.stock_act import StockActFlow
from console.flows.store import StoreFlow
from core.codes import identify
from core.fefo import earlier, usable
from core.people import Role
from core.plant import Container
from core.times import local_day
from screens.everyone.form import FormView
from tests.fakes.core import KioskUnderTest
from tests.fakes.seat import Seat
from tests.server.test_audit import by_role
from tests.server.test_store import QUARANTINED, RELEASED, flags


def form(seat: Seat) -> FormView:
    return cast("FormView", seat.flow.view)


async def scan(seat: Seat, label: str) -> None:
    await seat.flow.scan(identify(f"]C0{label}".encode(), seat.core.clock.utc().date()))
    await seat.settle()


async def begun(seat: Seat, user_id: str, digit: int) -> None:
    """Sign in and open a task of the store."""
    await seat.sign_in(user_id)
    await seat.show(StoreFlow(seat.desk))
    await seat.digit(digit)
    # A screen draws after each change, in the middle of an action too.
    seat.flow.listen(lambda: [form(seat)].clear())


async def held(seat: Seat, name: str) -> Container:
    await seat.send()
    await seat.following.refresh()
    return seat.recorder.plant.containers[name]


async def test_the_list_of_work_leads_to_the_store(seat: Seat) -> None:
    await seat.sign_in("warehouse1")
    await seat.show(MyWorkFlow(seat.desk))
    names = [item.name for item in cast("MyWorkFlow", seat.flow).view.items]
    await seat.digit(names.index("Store") + 1)
    assert isinstance(seat.flow, StoreFlow)
    assert len(form(seat).items) == 9


async def test_two_scans_move_a_container(seat: Seat) -> None:
    await begun(seat, "warehouse1", 1)
    await scan(seat, RELEASED)
    await scan(seat, "W-04-01")
    assert "on record" in form(seat).words
    assert (await held(seat, RELEASED)).location == "W-04-01"
    assert flags(seat.core) == []


async def test_a_container_moves_without_the_core_too(seat: Seat) -> None:
    await begun(seat, "warehouse1", 1)
    seat.online = False
    await scan(seat, RELEASED)
    await scan(seat, "W-04-01")
    seat.online = True
    assert (await held(seat, RELEASED)).location == "W-04-01"


async def test_a_wrong_scan_is_said_and_the_task_goes_on(seat: Seat) -> None:
    await begun(seat, "warehouse1", 1)
    await scan(seat, "C-999999")
    assert "not known" in seat.flow.message
    await scan(seat, RELEASED)
    await scan(seat, (await held(seat, RELEASED)).location)
    assert "already" in seat.flow.message
    await scan(seat, "W-04-01")
    assert seat.flow.message == ""
    assert (await held(seat, RELEASED)).location == "W-04-01"


async def labelled(seat: Seat, *names: str) -> None:
    """Stick on the labels that were printed, and scan each back."""
    assert isinstance(seat.flow, LabelsDueFlow), seat.flow.message
    assert seat.flow.view.rows[1].code == ", ".join(names)
    for name in names:
        await seat.press("enter")
        assert isinstance(seat.flow, LabelsDueFlow)
        await scan(seat, name)
    await seat.press("enter")
    assert isinstance(seat.flow, StockActFlow)


def printed(seat: Seat, labels: int = 1) -> list[str]:
    """Give the net quantities on the last labels."""
    jobs = b"".join(seat.devices.label_printer.jobs[-labels:]).decode()
    told = re.sub(r"_([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), jobs)
    return [f"{Decimal(net).normalize():f}" for net in re.findall(r"Net ([0-9.]+) kg", told)]


@pytest.mark.urs("F23")
async def test_a_part_goes_into_a_new_container_with_a_number_and_a_label_of_its_own_and_back(seat: Seat) -> None:
    await begun(seat, "warehouse1", 3)
    await scan(seat, RELEASED)
    await seat.fill(quantity="12,5")
    assert seat.flow.message
    await seat.fill(quantity="12.5")
    await scan(seat, "W-04-01")
    assert printed(seat, 2) == ["12.5", "62.5"]
    part = await held(seat, f"{RELEASED}-01")
    assert (str(part.net.value), part.labelled) == ("12.5", False)
    assert not (await held(seat, RELEASED)).labelled
    await labelled(seat, part.id, RELEASED)
    assert (await held(seat, part.id)).labelled
    assert (await held(seat, RELEASED)).labelled
    await seat.show(StockActFlow(seat.desk, "merge"))
    await scan(seat, RELEASED)
    await scan(seat, part.id)
    await scan(seat, part.id)
    await seat.press("f8")
    assert printed(seat) == ["75"]
    await labelled(seat, RELEASED)
    assert (await held(seat, part.id)).ended == "merged"
    assert str((await held(seat, RELEASED)).net.value) == "75"
    assert (await held(seat, RELEASED)).labelled
    assert flags(seat.core) == []


class ManyBatches(PickingFlow):
    """Picking in a plant where more batches have something reserved than a page shows."""

    def _batches(self) -> list[str]:
        return [f"B2611-{number:04}" for number in range(1, 21)]


async def test_a_batch_on_a_later_page_is_picked_for(seat: Seat) -> None:
    await seat.sign_in("warehouse1")
    await seat.show(ManyBatches(seat.desk))
    assert [len(form(seat).items), form(seat).items[0].name] == [9, "B2611-0001"]
    for _ in range(5):
        await seat.press("pagedown")
    assert [item.name for item in form(seat).items] == ["B2611-0019", "B2611-0020"]
    await seat.press("pageup")
    await seat.digit(1)
    assert form(seat).frame.subject == "B2611-0010"
    await seat.press("f12")
    assert form(seat).items[0].name == "B2611-0001"


async def test_without_the_core_no_number_is_given_twice(seat: Seat) -> None:
    await begun(seat, "warehouse1", 3)
    seat.online = False
    for number in ("01", "02"):
        await seat.show(StockActFlow(seat.desk, "split"))
        await scan(seat, RELEASED)
        await seat.fill(quantity="5")
        await scan(seat, "W-04-01")
        assert printed(seat) == {"01": ["70"], "02": ["65"]}[number]
        await labelled(seat, f"{RELEASED}-{number}", RELEASED)
    seat.online = True
    assert str((await held(seat, f"{RELEASED}-02")).net.value) == "5"
    assert flags(seat.core) == []


async def test_a_label_is_replaced_with_its_reason(seat: Seat) -> None:
    await begun(seat, "warehouse1", 6)
    await scan(seat, RELEASED)
    await seat.fill(reason="torn")
    await labelled(seat, f"{RELEASED}-01")
    assert (await held(seat, RELEASED)).ended == "relabelled"
    assert str((await held(seat, f"{RELEASED}-01")).net.value) == "75"


async def test_two_count_blindly_and_two_sign_the_difference(seat: Seat) -> None:
    await begun(seat, "warehouse1", 2)
    await scan(seat, RELEASED)
    assert "75" not in str(form(seat).rows)
    await seat.fill(quantity="74.2")
    await seat.show(StoreFlow(seat.desk))
    await seat.digit(7)
    await seat.digit(1)
    assert "Another person" in seat.flow.message
    await seat.sign_in("supervisor1")
    await seat.show(StoreFlow(seat.desk))
    await seat.digit(7)
    assert "74.2" not in str(form(seat))
    await seat.digit(1)
    await scan(seat, RELEASED)
    await seat.fill(quantity="74.2")
    await seat.send()
    await seat.sign_in("warehouse1")
    await seat.show(StoreFlow(seat.desk))
    await seat.digit(7)
    await seat.digit(1)
    await seat.fill(reason="spilled while weighing")
    await secrets(seat, "warehouse1")
    await seat.fill(user_id="qa1")
    await secrets(seat, "qa1")
    assert "booked" in form(seat).words, seat.flow.message
    assert str((await held(seat, RELEASED)).net.value) == "74.2"
    assert flags(seat.core) == []


async def secrets(seat: Seat, user_id: str) -> None:
    """Type both secrets of a person."""
    person = seat.person(user_id)
    await seat.fill(password=seat.passwords[person], code=seat.code(person))
    await seat.send()


async def test_a_container_is_destroyed_before_a_witness_who_is_somebody_else(seat: Seat) -> None:
    await begun(seat, "warehouse1", 8)
    await scan(seat, QUARANTINED)
    await seat.fill(reason="wet")
    await secrets(seat, "warehouse1")
    await seat.fill(user_id="warehouse1")
    await secrets(seat, "warehouse1")
    assert "may not give" in seat.flow.message
    await seat.press("f12")
    await seat.fill(user_id="supervisor1")
    await secrets(seat, "supervisor1")
    assert "booked" in form(seat).words, seat.flow.message
    assert (await held(seat, QUARANTINED)).ended == "destroyed"


async def test_the_containers_of_a_batch_are_put_aside_and_missing_ones_named(seat: Seat) -> None:
    batch, mine = issued(seat)
    await begun(seat, "warehouse1", 9)
    await seat.following.refresh()
    await seat.digit(1)
    room = next(iter(seat.recorder.plant.rooms))
    await scan(seat, f"R-{room}")
    assert all(name in form(seat).words for name in mine)
    for name in mine:
        await scan(seat, name)
        assert seat.flow.message == ""
    assert batch in form(seat).words
    assert "put aside" in form(seat).words
    assert {seat.recorder.plant.containers[name].location for name in mine} == {room}
    assert flags(seat.core) == []


@pytest.mark.urs("F05")
async def test_an_earlier_expiry_is_passed_over_only_with_a_reason_on_record(seat: Seat) -> None:
    batch, _ = issued(seat)
    await begun(seat, "warehouse1", 9)
    await seat.following.refresh()
    await seat.digit(1)
    await scan(seat, f"R-{next(iter(seat.recorder.plant.rooms))}")
    plant = seat.recorder.plant
    today = local_day(seat.core.clock.utc(), 480)
    free = [c for c in plant.containers.values() if c.reserved_for is None and usable(plant, c, today)]
    chosen = next(c for c in free if earlier(plant, c, today) is not None)
    await scan(seat, chosen.id)
    assert "expires earlier" in seat.flow.message
    await seat.fill(reason="front row, older one blocked")
    assert seat.flow.message == ""
    assert (await held(seat, chosen.id)).reserved_for == batch


async def test_what_expires_soon_is_listed_soonest_first(seat: Seat) -> None:
    await seat.sign_in("warehouse1")
    await seat.show(ExpiryFlow(seat.desk))
    listed = form(seat).items
    assert listed[0].code == "L-231120-03"
    shown = len(listed)
    await seat.press("f4")
    await seat.press("f4")
    assert len(form(seat).items) >= shown
    assert all(item.mark is not None for item in form(seat).items)


def issued(seat: Seat) -> tuple[str, list[str]]:
    """Have a batch issued at another kiosk; gives it with its reserved containers."""
    other = KioskUnderTest(seat.core, "KIOSK-01")
    answer = other.ask_as(by_role(seat.core, Role.PLANNER), "issue_batch", master="PCM500")
    assert answer.refusal is None, answer.refusal
    return str(answer.body["batch"]), cast("list[str]", answer.body["reserved"])
