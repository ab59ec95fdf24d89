"""Equipment at the kiosk: registered, calibrated, maintained, out of service and back, each signed, in its logbook."""

from datetime import timedelta

import msgspec
import pytest

from console.flows.change import ChangeFlow
from console.flows.equipment import EquipmentFlow, ServiceFlow
from console.flows.master_data import ItemFlow, ItemsFlow
from console.flows.usage_log import UsageLogFlow
from core.change_rules import change_refusals
from core.changes import change
from core.codes import identify
from core.equipment_change import service_of, service_timing
from core.plant import EquipmentItem, EquipmentState, Plant
from core.stock import equipment_refusals
from core.times import local_day
from core.usage.line import Kept, UsageKind
from server.db.statements import select
from server.db.store import Store
from server.db.tables.usage import usage_line
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.seat import Seat
from tests.server.test_receiving import changed

BALANCE = "E-BAL-01"


def plant_of(seat: Seat) -> Plant:
    return seat.recorder.plant


async def signed(seat: Seat, first: str, second: str = "") -> None:
    """Give the reason and sign the change that is shown, as one person or as two."""
    assert isinstance(seat.flow, ChangeFlow), (seat.flow, seat.flow.message)
    await seat.type("as planned")
    for number, user in enumerate(filter(None, (first, second))):
        if number:
            await seat.type(user)
        await seat.sign(user)
    await seat.following.refresh()


def kinds(core: CoreUnderTest, thing: str) -> list[str]:
    with core.store.unit() as unit:
        rows = unit.rows(select(usage_line.c.kind).where(usage_line.c.thing == thing).order_by(usage_line.c.seq))
    return [row.kind for row in rows]


@pytest.mark.urs("F17", "F19", "GMP 94")
async def test_calibration_maintenance_and_service_are_signed_and_stand_in_the_logbook(
    core: CoreUnderTest, seat: Seat
) -> None:
    today = local_day(seat.clock.utc(), 480)
    await seat.sign_in("engineer1")
    await seat.show(EquipmentFlow(seat.desk))
    await seat.flow.scan(identify(f"]C0{BALANCE}".encode(), today))
    await seat.settle()
    assert isinstance(seat.flow, ServiceFlow)
    await seat.digit(1)
    await seat.fill(number="JL-2611-0077", until="next year")
    assert "is no day" in seat.flow.message
    await seat.fill(number=" ", until=(today + timedelta(days=300)).isoformat())
    assert "certificate" in seat.flow.message
    await seat.fill(number="JL-2611-0077", until=(today + timedelta(days=900)).isoformat())
    assert "Correct the day" in seat.flow.message
    await seat.fill(number="JL-2611-0077", until=(today + timedelta(days=365)).isoformat())
    await signed(seat, "engineer1", "qa1")
    item = plant_of(seat).equipment[BALANCE]
    assert (item.certificate, item.calibrated_to) == ("JL-2611-0077", today + timedelta(days=365))
    await seat.show(ServiceFlow(seat.desk, BALANCE))
    await seat.digit(2)
    await seat.fill(number="M-88", until=(today + timedelta(days=90)).isoformat())
    await signed(seat, "engineer1", "supervisor1")
    await seat.show(ServiceFlow(seat.desk, BALANCE))
    await seat.digit(3)
    await signed(seat, "engineer1")
    item = plant_of(seat).equipment[BALANCE]
    assert (item.maintenance, item.state) == ("M-88", EquipmentState.MAINTENANCE)
    assert [found.key for found in equipment_refusals(item, item.room, today)] == ["refusal.equipment_out_of_use"]
    await seat.show(ServiceFlow(seat.desk, BALANCE))
    await seat.digit(4)
    await signed(seat, "engineer1", "qa1")
    assert equipment_refusals(plant_of(seat).equipment[BALANCE], item.room, today) == ()
    told = UsageLogFlow(seat.desk).about((Kept.EQUIPMENT, BALANCE))
    assert {"JL-2611-0077", "M-88"} <= {row.detail for row in told}
    found = kinds(core, BALANCE)[-4:]
    assert found == [UsageKind.CALIBRATION, UsageKind.MAINTENANCE, UsageKind.STATE, UsageKind.STATE]
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


@pytest.mark.urs("F17")
async def test_new_equipment_is_registered_on_the_screen_and_not_used_before_it_was_calibrated(seat: Seat) -> None:
    today = local_day(seat.clock.utc(), 480)
    await seat.sign_in("engineer1")
    await seat.show(ItemsFlow(seat.desk, "equipment"))
    await seat.press("f4")
    assert isinstance(seat.flow, ItemFlow)
    cells = ("E-BAL-09", "Bench balance", "台式天平", "balance", "D-104", "SN-9", "365", "-", "20 g", "6 kg", "-", "90")
    for cell in cells:
        await seat.fill(cell=cell)
    await seat.press("f8")
    await signed(seat, "engineer1", "qa1")
    item = plant_of(seat).equipment["E-BAL-09"]
    assert (item.serial, item.calibration_days, str(item.minimum)) == ("SN-9", 365, "20 g")
    assert item.dirty_hold_s == 90 * 60
    assert [found.key for found in equipment_refusals(item, "D-104", today)] == ["refusal.never_calibrated"]


async def test_a_change_of_equipment_is_of_one_sort_and_says_what_is_wrong(seat: Seat) -> None:
    plant, today = plant_of(seat), local_day(seat.clock.utc(), 480)
    item = plant.equipment[BALANCE]
    later = today + timedelta(days=30)

    def refused(**changed: object) -> str:
        after = msgspec.structs.replace(item, **changed)
        changes = (change("equipment", after.id, after),)
        found = (*change_refusals(changes, plant), *service_timing(changes, plant, today))
        return found[0].key if found else ""

    assert refused(calibrated_to=later, certificate="C-1") == ""
    assert refused(calibrated_to=later, certificate=" ") == "equipment.refused.certificate"
    assert refused(calibrated_to=today, certificate="C-1") == "equipment.refused.next"
    assert refused(maintained_to=later) == "equipment.refused.maintenance"
    assert refused(calibrated_to=later, certificate="C-1", serial="X") == "equipment.refused.by_acts"
    assert refused(state=EquipmentState.DIRTY) == "equipment.refused.by_acts"
    assert refused(checked_on=later) == "equipment.refused.by_acts"
    assert refused(equipment_class="press") == "equipment.refused.class"
    assert refused(room="NOWHERE") == "supply.refused.unknown"
    assert refused(calibration_days=-1) == "equipment.refused.interval"
    other = next(one for one in plant.equipment.values() if one.serial and one.id != BALANCE)
    assert refused(serial=other.serial) == "equipment.refused.serial"
    assert service_of(None, item) is None
    new = EquipmentItem("E-NEW", item.name, "balance", item.room, calibrated_to=later, certificate="C-1")
    assert change_refusals((change("equipment", "E-NEW", new),), plant)[0].key == "equipment.refused.by_acts"


def test_one_person_may_not_put_equipment_back_into_service(core: CoreUnderTest) -> None:
    kiosk = KioskUnderTest(core)
    plant = core.service.writer.picture.plant
    item = msgspec.structs.replace(plant.equipment[BALANCE], state=EquipmentState.ON_HOLD)
    engineer = next(p.id for p in plant.people.values() if p.user_id == "engineer1")
    assert changed(kiosk, change("equipment", item.id, item), by=[engineer]).refusal is None
    back = msgspec.structs.replace(item, state=EquipmentState.CLEAN)
    answer = changed(kiosk, change("equipment", item.id, back), by=[engineer])
    assert answer.refusal is not None
    assert answer.refusal.key == "change.refused.signatures"
