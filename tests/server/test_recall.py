"""Recall over a real batch: from a raw material, or from equipment, room and person, to stock and customers."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
import typer
from typer.testing import CliRunner, Result

from core.acts import ActKind, Meaning
from core.exposure import Exposure
from core.people import Role
from core.recall import Recall
from core.record.canonical import canonical
from core.times import utc_from
from server.exposure import RecallUnfit
from server.recall import recall
from server.recall_commands import register_recall
from tests.fakes.core import CoreUnderTest
from tests.fakes.served import ServedBatch
from tests.server.test_proof_commands import config
from tests.server.test_release import decide, enter_results, read_samples
from tests.server.test_store import RELEASED, held, keep

__all__ = ["config"]


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    register_recall(app)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def asked(core: CoreUnderTest, *lots: str, exposure: Exposure | None = None) -> Recall:
    with core.store.unit() as unit:
        return recall(unit, lots, exposure)


def shipped(batch: ServedBatch) -> str:
    """Release the batch and ship 100 of its finished lot in two shipments; gives the lot."""
    enter_results(batch)
    read_samples(batch)
    assert decide(batch, "release", Meaning.RELEASED).refusal is None
    lot, plant = batch.state.outputs[-1].lot, batch.kiosk.core.service.writer.picture.plant
    unit = plant.materials[plant.lots[lot].material].unit
    for quantity in ("60", "40"):
        wish = {"lot": lot, "customer": next(iter(plant.customers)), "quantity": quantity, "unit": unit}
        assert batch.kiosk.ask_as(batch.person(Role.WAREHOUSE).id, "ship", **wish).refusal is None
    return lot


@pytest.mark.urs("F22")
def test_a_recall_begins_from_the_number_by_which_the_supplier_knows_a_lot_or_a_donor_is_known(
    core: CoreUnderTest, batch: ServedBatch
) -> None:
    plant = batch.kiosk.core.service.writer.picture.plant
    raw = plant.lots[next(iter(batch.state.reserved.values()))]
    found = asked(core, raw.supplier_lot)
    assert raw.number in found.began
    assert asked(core, *found.began) == found


@pytest.mark.urs("F22", "GMP 136", "CS 20")
def test_a_raw_material_is_recalled_from_stock_and_from_customers_and_balances(
    core: CoreUnderTest, batch: ServedBatch, config: Path
) -> None:
    finished, raw = shipped(batch), next(iter(batch.state.reserved.values()))
    found = asked(core, raw)
    lots = {lot.number: lot for lot in found.lots}
    assert lots[raw].depth == 0
    assert lots[finished].depth > 0
    assert [(one.lot, one.quantity) for one in found.shipments] == [(finished, "100")]
    assert Decimal(lots[finished].flows["customer"]) == -100
    assert all(lot.balanced for lot in found.lots)
    for lot in found.lots:
        stands = [Decimal(one.quantity) for one in found.containers if one.lot == lot.number]
        assert sum(stands, Decimal(0)) == Decimal(lot.in_stock) == sum(map(Decimal, lot.flows.values()), Decimal(0))
    told = run(raw, "--json", "--config", config)
    assert told.exit_code == 0, told.output
    answer = json.loads(told.stdout)
    assert answer["seconds"] < 10
    assert [one["lot"] for one in answer["shipments"]] == [finished]
    words = run(raw, "--mock", "--config", config).stdout
    assert words.startswith("MOCK RECALL\n")
    assert "answered in" in words


@pytest.mark.urs("F22")
def test_what_was_exposed_is_found_by_equipment_room_person_and_time(core: CoreUnderTest, batch: ServedBatch) -> None:
    plant = core.service.writer.picture.plant
    outputs = {output.lot for output in batch.state.outputs}
    room = next(record.act.subject.room for record in batch.records if record.act.subject.room)
    used = batch.records[-1].act.who.person or batch.operator.id
    now = core.clock.utc()
    for exposure in (
        Exposure(room=room),
        Exposure(person=used),
        Exposure(person=plant.people[used].user_id, room=room),
        Exposure(since=now - timedelta(days=1), until=now + timedelta(days=1)),
        *(Exposure(equipment=item) for item in _used(batch)[:1]),
    ):
        assert set(asked(core, exposure=exposure).began) == outputs, exposure
    over = Exposure(room=room, since=now + timedelta(days=1))
    assert asked(core, exposure=over).began == ()
    idle = next(person.id for person in plant.people.values() if Role.ENGINEER in person.roles)
    assert asked(core, exposure=Exposure(person=idle)).lots == ()


@pytest.mark.urs("F22")
def test_a_room_is_asked_for_where_the_kiosk_stood_at_that_time(core: CoreUnderTest, batch: ServedBatch) -> None:
    plant, lot = core.service.writer.picture.plant, held(core, RELEASED).lot
    scanned = {record.act.subject.room for record in batch.records}
    rooms = [room for room in plant.rooms if room not in {*scanned, "QA-OFFICE"}][:2]
    last = utc_from(batch.records[-1].act.when.utc)
    core.clock.advance(max(0.0, (last - core.clock.utc()).total_seconds()) + 60)
    for room in rooms:
        placed = msgspec.structs.replace(plant.kiosks[batch.kiosk.name], room=room)
        with core.service.writer.writing() as writing:
            facts = {"kind": "kiosks", "id": placed.id, "body": canonical(placed).decode()}
            writing.decide(ActKind.PLANT_CHANGED, facts=facts)
        assert asked(core, exposure=Exposure(room=room)).began == ()
        core.clock.advance(60)
        keep(batch.kiosk, ActKind.STOCK_COUNTED, RELEASED, quantity="75")
        assert asked(core, exposure=Exposure(room=room)).began == (lot,)
        core.clock.advance(60)
    first, second = rooms
    assert asked(core, exposure=Exposure(room=first)).began == (lot,)
    since = core.clock.utc() - timedelta(seconds=100)
    assert asked(core, exposure=Exposure(room=first, since=since)).began == ()
    assert asked(core, exposure=Exposure(room=second, since=since)).began == (lot,)


def _used(batch: ServedBatch) -> list[str]:
    scanned = (record.act.subject.equipment for record in batch.records if record.act.kind == "EquipmentScanned")
    return [equipment for equipment in scanned if equipment]


@pytest.mark.parametrize(
    ("lots", "exposure", "why"),
    [
        ((), None, "recall.nothing"),
        (("L-999999-01",), None, "recall.lot_unknown"),
        ((), Exposure(equipment="E-NONE"), "recall.equipment_unknown"),
        ((), Exposure(room="NOWHERE"), "recall.room_unknown"),
        ((), Exposure(person="nobody"), "recall.person_unknown"),
    ],
)
def test_what_is_not_known_is_said(
    core: CoreUnderTest, lots: tuple[str, ...], exposure: Exposure | None, why: str
) -> None:
    with pytest.raises(RecallUnfit) as refused:
        asked(core, *lots, exposure=exposure)
    assert refused.value.key == why


def test_the_command_says_what_is_wrong(config: Path) -> None:
    told = run("L-999999-01", "--config", config)
    assert told.exit_code == 1
    assert "not known" in told.output
