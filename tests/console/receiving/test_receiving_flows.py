"""From the truck to the released lot at a terminal, decided by a real core."""

from decimal import Decimal
from typing import cast

import pytest

from console.flows.change import ChangeFlow
from console.flows.labels_due import LabelsDueFlow, LabelsResumedFlow
from console.flows.lot_sample import LotSampleFlow
from console.flows.master_data import ItemFlow, ItemsFlow, MasterDataFlow, ProposalsFlow
from console.flows.material_release import LotStateFlow, LotStateSignFlow, MaterialReleaseFlow
from console.flows.my_work import MyWorkFlow
from console.flows.policy import FIELDS, PolicyFlow
from console.flows.receive import ReceiveFlow
from console.flows.receive_answers import damages
from console.flows.receive_sign import ReceiptCheckFlow, ReceiptSignFlow
from console.flows.samples_due import SamplesDueFlow
from console.flows.sign import SignFlow
from core.acts import ActKind
from core.codes import identify
from core.plant import LotState
from core.proposals import TableUnfit
from core.supply_rows import COLUMNS, read_row, row_of
from server.db.tables.evidence import record
from server.proposals import keep_proposal
from tests.fakes.core import CoreUnderTest
from tests.fakes.seat import Seat

SUPPLIER_CODE = b"]d201069400000000271728112010S26112077\x1d21SN%03d"
SUPPLIED = "S26112077"
ANSWERS = (
    *("Lactose monohydrate 200M", "S26112077", "M261120-77", "2028-11-20", "-"),
    *("W-22-01", "4", "25.000", "-", "drums clean and sealed"),
)


async def scan(seat: Seat, raw: bytes) -> None:
    await seat.flow.scan(identify(raw, seat.core.clock.utc().date()))
    await seat.settle()


async def answer(seat: Seat, *answers: str) -> None:
    """Answer one question after another."""
    for text in answers:
        assert isinstance(seat.flow, ReceiveFlow)
        await seat.fill(**{seat.flow.view.fields[0].name: text})


async def at_the_dock(seat: Seat) -> None:
    await seat.sign_in("warehouse1")
    await seat.show(ReceiveFlow(seat.desk))
    await seat.digit(1)


async def received(seat: Seat) -> LabelsDueFlow:
    """Receive four drums of lactose up to their labels."""
    await at_the_dock(seat)
    for number in range(1, 5):
        await scan(seat, SUPPLIER_CODE % number)
        assert not seat.flow.message
    assert isinstance(seat.flow, ReceiveFlow)
    await answer(seat, *ANSWERS)
    assert isinstance(seat.flow, ReceiptSignFlow), seat.flow.message
    await seat.sign("warehouse1")
    assert isinstance(seat.flow, LabelsDueFlow), seat.flow.message
    return seat.flow


@pytest.mark.urs("GMP 106", "F23")
async def test_a_delivery_is_scanned_answered_signed_labelled_and_every_label_scanned_back(seat: Seat) -> None:
    flow = await received(seat)
    lot = next(lot for lot in seat.recorder.plant.lots.values() if lot.supplier_lot == "S26112077")
    containers = sorted(c.id for c in seat.recorder.plant.containers.values() if c.lot == lot.number)
    assert len(containers) == 4
    await seat.press("f3")
    assert seat.flow is flow
    assert seat.flow.message
    await scan(seat, b"]C0C-000101")
    assert seat.flow.message
    for identity in containers:
        await scan(seat, b"]d201069400000000271728112010" + f"{lot.number}\x1d21{identity}".encode())
    assert "4/4" in {row.code for row in flow.view.rows}
    await seat.press("enter")
    assert seat.seen[-1] == "home"
    await seat.send()
    kinds = [row[7] for row in sorted(seat.core.rows(record))]
    assert kinds.count(ActKind.LABEL_SCANNED_BACK.value) == 4


def labels_back(seat: Seat) -> str:
    """Read how many labels are back, and of how many."""
    return cast("LabelsDueFlow", seat.flow).view.rows[2].code


def lots_of_delivery(seat: Seat) -> list[str]:
    return [lot.number for lot in seat.core.service.writer.picture.plant.lots.values() if lot.supplier_lot == SUPPLIED]


@pytest.mark.urs("F28", "GMP 106")
async def test_after_a_lost_answer_the_same_signature_gives_the_same_lot_and_nothing_is_received_twice(
    seat: Seat,
) -> None:
    await at_the_dock(seat)
    await scan(seat, SUPPLIER_CODE % 1)
    await answer(seat, *ANSWERS)
    assert isinstance(seat.flow, ReceiptSignFlow)
    seat.lose_next("receive")
    await seat.sign("warehouse1")
    assert isinstance(seat.flow, ReceiptSignFlow)
    assert seat.flow.message
    await seat.sign("warehouse1")
    assert isinstance(seat.flow, LabelsDueFlow), seat.flow.message
    assert len(lots_of_delivery(seat)) == 1
    assert labels_back(seat) == "0/4"


@pytest.mark.urs("F28", "F23")
async def test_labels_that_are_not_back_come_again_by_themselves(seat: Seat) -> None:
    flow = await received(seat)
    due = flow.view.rows[1].code.split(" .. ")
    await scan(seat, f"]C0{due[0]}".encode())
    await seat.send()
    await seat.following.refresh()
    await seat.show(MyWorkFlow(seat.desk))
    assert isinstance(seat.flow, MyWorkFlow)
    assert seat.flow.view.items[0].name == "Labels to scan back"
    await seat.show(ReceiveFlow(seat.desk))
    assert isinstance(seat.flow, LabelsResumedFlow)
    assert labels_back(seat) == "0/3"
    printed = len(seat.devices.label_printer.jobs)
    await seat.press("f7")
    assert len(seat.devices.label_printer.jobs) == printed + 3
    for number in range(int(due[0][2:]) + 1, int(due[1][2:]) + 1):
        await scan(seat, f"]C0C-{number:06}".encode())
    await seat.press("enter")
    await seat.send()
    await seat.following.refresh()
    await seat.show(ReceiveFlow(seat.desk))
    assert isinstance(seat.flow, ReceiveFlow)


@pytest.mark.urs("GMP 106")
async def test_each_container_can_hold_another_quantity(seat: Seat) -> None:
    await at_the_dock(seat)
    await answer(seat, *ANSWERS[:7], "25.000, 5 12.500")
    assert "number and content" in seat.flow.message
    await answer(seat, "25.000, 4 12.500", *ANSWERS[8:])
    assert isinstance(seat.flow, ReceiptSignFlow), seat.flow.message
    lines = {line.label: line.value for line in seat.flow.manifest.lines}
    assert (lines["Content 1"], lines["Content 4"]) == ("25.000", "12.500")
    await seat.sign("warehouse1")
    assert isinstance(seat.flow, LabelsDueFlow), seat.flow.message
    (number,) = lots_of_delivery(seat)
    held = [c.net.value for c in seat.recorder.plant.containers.values() if c.lot == number]
    assert sum(held) == Decimal("87.5")


@pytest.mark.urs("GMP 106", "F11")
async def test_where_the_policy_says_so_a_second_person_verifies_the_receipt_on_the_screen(seat: Seat) -> None:
    await seat.sign_in("admin1")
    await seat.show(PolicyFlow(seat.desk))
    for _ in range(FIELDS.index("receipt_verified")):
        await seat.press("down")
    await seat.press("enter")
    await seat.press("f8")
    await seat.type("second pair of eyes")
    await seat.sign("admin1")
    assert seat.recorder.plant.policy.receipt_verified, seat.flow.message
    await at_the_dock(seat)
    await answer(seat, *ANSWERS)
    await seat.sign("warehouse1")
    assert isinstance(seat.flow, ReceiptCheckFlow), seat.flow.message
    assert lots_of_delivery(seat) == []
    await seat.badge("warehouse1")
    await seat.fill(password="x", code="123456")
    assert "may not give this signature" in seat.flow.message
    await seat.badge("operator1")
    secrets = {"password": seat.passwords[seat.person("operator1")], "code": "123456"}
    await seat.fill(**secrets)
    assert "every page" in seat.flow.message
    await seat.press("pagedown")
    assert seat.flow.view.page.startswith("Page 2 of 2")
    await seat.fill(**{**secrets, "code": seat.code(seat.person("operator1"))})
    assert isinstance(seat.flow, LabelsDueFlow), seat.flow.message
    assert len(lots_of_delivery(seat)) == 1


async def test_an_order_is_closed_short_with_a_reason(seat: Seat) -> None:
    await at_the_dock(seat)
    await seat.press("f8")
    assert isinstance(seat.flow, ChangeFlow)
    await seat.type("the rest will not come")
    await seat.sign("warehouse1")
    assert seat.recorder.plant.orders["PO-2611-018"].closed, seat.flow.message


async def test_a_wrong_code_is_refused_where_it_is_scanned(seat: Seat) -> None:
    await seat.sign_in("warehouse1")
    await seat.show(ReceiveFlow(seat.desk))
    await scan(seat, SUPPLIER_CODE % 1)
    assert "Choose the order line" in seat.flow.message
    await seat.digit(1)
    await scan(seat, b"]d20106940000000010")
    assert "not of this material" in seat.flow.message
    await scan(seat, SUPPLIER_CODE % 1)
    await scan(seat, SUPPLIER_CODE % 1)
    assert "scanned twice" in seat.flow.message
    await scan(seat, b"]d2010694000000002710OTHER")
    assert "by itself" in seat.flow.message
    await scan(seat, b"]C0W-22-01")
    assert not seat.flow.message
    assert isinstance(seat.flow, ReceiveFlow)
    await answer(seat, "Lactose")
    assert seat.flow.view.fields[0].value == "S26112077"


async def test_a_place_that_nobody_knows_is_told_where_it_is_typed(seat: Seat) -> None:
    await at_the_dock(seat)
    assert ANSWERS[5] == "W-22-01"
    await answer(seat, *ANSWERS[:5], "RM-01")
    assert "RM-01" in seat.flow.message
    await answer(seat, "W-22-01")
    assert not seat.flow.message


async def test_an_expired_delivery_goes_to_no_signature(seat: Seat) -> None:
    await at_the_dock(seat)
    await answer(seat, "Lactose", "S1", "M1", "2026-11-31")
    assert "Type the day" in seat.flow.message
    await answer(seat, "2026-11-19", *ANSWERS[4:8], "5 torn")
    assert "damaged" in seat.flow.message
    await answer(seat, "2 torn", "-")
    assert isinstance(seat.flow, ReceiveFlow)
    assert "Expired on 2026-11-19" in seat.flow.message
    assert seat.flow.view.fields[0].value == "Lactose"


async def test_fewer_containers_than_serial_numbers_are_not_taken(seat: Seat) -> None:
    await at_the_dock(seat)
    await scan(seat, SUPPLIER_CODE % 1)
    await scan(seat, SUPPLIER_CODE % 2)
    await answer(seat, *ANSWERS[:6], "1")
    assert "2 serial numbers were scanned" in seat.flow.message


async def test_without_an_order_only_approved_sources_are_offered(seat: Seat) -> None:
    await seat.sign_in("warehouse1")
    await seat.show(ReceiveFlow(seat.desk))
    assert isinstance(seat.flow, ReceiveFlow)
    assert len(seat.flow.view.items) == 1
    await seat.press("f4")
    assert len(seat.flow.view.items) == 7
    await seat.press("pagedown")
    assert len(seat.flow.view.items) == 2


def test_damage_is_read_by_the_number_of_the_container() -> None:
    assert damages("2 torn, 4 wet", 4) == {2: "torn", 4: "wet"}
    assert damages("-", 4) == {}
    for typed in ("torn", "5 torn", "2"):
        with pytest.raises(ValueError, match=r".+"):
            damages(typed, 4)


@pytest.mark.urs("GMP 229", "F30")
async def test_the_lot_is_sampled_tested_checked_by_another_and_released_by_name(seat: Seat) -> None:
    await received(seat)
    number = next(lot.number for lot in seat.recorder.plant.lots.values() if lot.supplier_lot == "S26112077")
    await seat.sign_in("qc1")
    await seat.show(SamplesDueFlow(seat.desk))
    await scan(seat, f"]C0S-{number}-01".encode())
    flow = seat.flow
    assert isinstance(flow, LotSampleFlow)
    for identity in flow.sample.containers:
        await scan(seat, f"]C0{identity}".encode())
    assert flow.sample.state == "drawn"
    await seat.fill(result="5.1")
    assert isinstance(seat.flow, SignFlow), seat.flow.message
    await seat.sign("qc1")
    await seat.sign_in("qc2")
    await seat.show(SamplesDueFlow(seat.desk))
    await scan(seat, f"]C0S-{number}-01".encode())
    await seat.press("f8")
    assert isinstance(seat.flow, SignFlow), seat.flow.message
    await seat.sign("qc2")
    await seat.sign_in("qa1")
    await seat.show(MaterialReleaseFlow(seat.desk))
    await scan(seat, f"]C0{number}".encode())
    assert isinstance(seat.flow, LotStateFlow)
    await seat.digit(1)
    await seat.fill(reason="complies")
    assert isinstance(seat.flow, LotStateSignFlow), seat.flow.message
    await seat.sign("qa1")
    assert isinstance(seat.flow, MaterialReleaseFlow), seat.flow.message
    lot = seat.recorder.plant.lots[number]
    assert (lot.state, lot.water) == (LotState.RELEASED, "5.1")


async def test_an_untested_lot_is_not_offered_for_release(seat: Seat) -> None:
    await received(seat)
    number = next(lot.number for lot in seat.recorder.plant.lots.values() if lot.supplier_lot == "S26112077")
    await seat.sign_in("qa1")
    await seat.show(LotStateFlow(seat.desk, number))
    assert isinstance(seat.flow, LotStateFlow)
    assert {item.name for item in seat.flow.view.items} == {"rejected", "on hold"}


async def test_a_source_is_withdrawn_on_the_screen_of_master_data(seat: Seat) -> None:
    await seat.sign_in("engineer1")
    await seat.show(MasterDataFlow(seat.desk))
    await seat.digit(3)
    assert isinstance(seat.flow, ItemsFlow)
    names = [item.code for item in seat.flow.view.items]
    await seat.digit(names.index("RM-LAC.S-002.S-003") + 1)
    await seat.digit(4)
    await seat.fill(cell="gone")
    await seat.press("f8")
    assert isinstance(seat.flow, ItemFlow)
    assert "gone does not fit" in seat.flow.message
    await seat.digit(4)
    await seat.fill(cell="withdrawn")
    await seat.press("f8")
    assert isinstance(seat.flow, ChangeFlow), seat.flow.message
    await seat.type("audit failed")
    await seat.sign("engineer1")
    await seat.badge("qa1")
    await seat.sign("qa1")
    assert not seat.flow.message, seat.flow.message
    assert seat.recorder.plant.approvals["RM-LAC.S-002.S-003"].state == "withdrawn"


async def test_an_order_is_placed_column_by_column(seat: Seat) -> None:
    await seat.sign_in("planner1")
    await seat.show(ItemsFlow(seat.desk, "orders"))
    await seat.press("f4")
    for cell in ("PO-2611-099", "S-006", "RM-MGS 10.000 kg", "no"):
        await seat.fill(cell=cell)
    await seat.press("f8")
    assert isinstance(seat.flow, ChangeFlow), seat.flow.message
    await seat.type("needed")
    await seat.sign("planner1")
    assert "PO-2611-099" in seat.recorder.plant.orders


async def test_a_table_of_master_data_is_proposed_and_signed(seat: Seat) -> None:
    table = "id,name,address\nS-101,New firm,Road 1\nS-102,Other firm,Road 2\n"
    proposal = keep_proposal(seat.core.service.writer, table, "firms.csv", "suppliers")
    assert keep_proposal(seat.core.service.writer, table, "firms.csv", "suppliers") == proposal
    assert "S-101" not in seat.recorder.plant.suppliers
    await seat.sign_in("engineer1")
    await seat.show(MasterDataFlow(seat.desk))
    await seat.press("f4")
    await seat.digit(1)
    assert isinstance(seat.flow, ChangeFlow), seat.flow.message
    await seat.type("new firms")
    await seat.sign("engineer1")
    await seat.badge("qa1")
    await seat.sign("qa1")
    assert not seat.flow.message, seat.flow.message
    assert {"S-101", "S-102"} <= set(seat.recorder.plant.suppliers)
    left = ProposalsFlow(seat.desk)
    await seat.show(left)
    assert left.view.items == ()


def test_every_fault_of_a_table_is_told_with_its_line_and_nothing_is_kept(core: CoreUnderTest) -> None:
    table = (
        "material,supplier,manufacturer,state,valid_from,valid_to\n"
        "RM-LAC,S-001,S-001,approved,2026-01-01,2027-01-01\n"
        "RM-LAC,S-999,S-001,approved,2026-01-01,2027-01-01\n"
        "RM-LAC,S-002,S-002,approved,2026-01-01,2025-01-01\n"
        "RM-LAC,S-002,S-002\n"
    )
    before = core.count(record)
    with pytest.raises(TableUnfit) as unfit:
        keep_proposal(core.service.writer, table, "sources.csv", "approvals")
    assert [fault.line for fault in unfit.value.faults] == [5]
    with pytest.raises(TableUnfit) as unfit:
        keep_proposal(core.service.writer, table.removesuffix("RM-LAC,S-002,S-002\n"), "sources.csv", "approvals")
    assert [(fault.line, fault.finding.key) for fault in unfit.value.faults] == [
        (3, "supply.refused.unknown"),
        (4, "change.refused.dates"),
    ]
    with pytest.raises(TableUnfit):
        keep_proposal(core.service.writer, "id,name\n", "firms.csv", "suppliers")
    assert core.count(record) == before


@pytest.mark.parametrize("kind", sorted(COLUMNS))
def test_every_item_of_the_plant_reads_back_from_its_row(core: CoreUnderTest, kind: str) -> None:
    plant = core.service.writer.picture.plant
    for item in getattr(plant, kind).values():
        assert read_row(plant, kind, row_of(kind, item)) == item
