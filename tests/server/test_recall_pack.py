"""The recall pack: the same answer with the core down, and nothing of it can be changed unseen."""

import json
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from core.acts import ActKind
from core.exposure import Exposure
from core.recall_pack import PackUnfit, recalled
from core.record.keys import PrivateKey
from core.times import utc_from
from server.recall import recall
from server.recall_pack import KEPT, pack_due, read_pack, write_pack
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.served import ServedBatch
from tests.server.test_proof_commands import config
from tests.server.test_recall import run, shipped
from tests.server.test_store import RELEASED, held, keep

__all__ = ["config"]


@pytest.mark.urs("F22", "CS 20", "C12")
def test_a_pack_answers_as_the_core_does(core: CoreUnderTest, batch: ServedBatch, tmp_path: Path) -> None:
    shipped(batch)
    raw = next(iter(batch.state.reserved.values()))
    key = core.keys.core
    write_pack(core.store, key, tmp_path, core.clock.utc())
    about, lines = read_pack(tmp_path, key.public)
    with core.store.unit() as unit:
        asked = recall(unit, (raw,))
    assert recalled(lines, (raw,)) == asked
    assert asked.shipments[0].contact
    assert about.size > 0
    told = run(raw, "--pack", tmp_path, "--core-key", key.public.hex(), "--json")
    assert told.exit_code == 0, told.output
    assert [one["quantity"] for one in json.loads(told.stdout)["shipments"]] == ["100"]
    assert run("L-NONE", "--pack", tmp_path).exit_code == 1
    assert run(raw).exit_code == 1


@pytest.mark.urs("F22", "C12")
def test_a_pack_answers_to_the_numbers_of_a_letter_and_names_firms_and_products(
    core: CoreUnderTest, batch: ServedBatch, tmp_path: Path
) -> None:
    write_pack(core.store, core.keys.core, tmp_path, core.clock.utc())
    _, lines = read_pack(tmp_path, None)
    plant = core.service.writer.picture.plant
    container, number = next(iter(batch.state.reserved.items()))
    lot = plant.lots[number]
    for name in (lot.supplier_lot, lot.manufacturer_lot, container, batch.state.number, number):
        with core.store.unit() as unit:
            asked = recall(unit, (name,))
        assert recalled(lines, (name,)) == asked, name
    first = recalled(lines, (lot.supplier_lot,)).lots[0]
    assert (first.number, first.supplier, first.manufacturer) == (number, lot.supplier, lot.manufacturer)
    assert first.name == plant.materials[lot.material].name
    told = run(lot.manufacturer_lot, "--pack", tmp_path)
    assert all(part in told.stdout for part in (first.outside, first.name.en, lot.supplier)), told.output


@pytest.mark.urs("F22", "C12")
def test_a_pack_answers_what_was_exposed_as_the_core_does(
    core: CoreUnderTest, batch: ServedBatch, tmp_path: Path
) -> None:
    keep(batch.kiosk, ActKind.STOCK_COUNTED, RELEASED, quantity="75")
    write_pack(core.store, core.keys.core, tmp_path, core.clock.utc())
    about, lines = read_pack(tmp_path, None)
    acts = [record.act for record in batch.records]
    rooms = sorted({act.subject.room for act in acts if act.subject.room})
    used = next(act.subject.equipment for act in acts if act.kind == ActKind.EQUIPMENT_SCANNED)
    person = core.service.writer.picture.plant.people[acts[-1].who.person or batch.operator.id]
    hour = utc_from(acts[0].when.utc).replace(minute=0, second=0, microsecond=0)
    late = core.clock.utc().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    windows = (None, None), (hour, late), (late, None), (None, hour), (hour, hour + timedelta(hours=1))
    things = (
        *(Exposure(room=rooms[0]), Exposure(equipment=used or ""), Exposure(person=person.user_id)),
        *(Exposure(person=person.id, room=rooms[-1]), Exposure()),
    )
    asked = [msgspec.structs.replace(thing, since=a, until=b) for thing in things for a, b in windows]
    answers: set[int] = set()
    for exposure in filter(lambda one: one.asked, asked):
        with core.store.unit() as unit:
            found = recall(unit, (), exposure)
        assert recalled(lines, (), exposure) == found, exposure
        answers.add(len(found.began))
    assert len(answers) > 1
    for unknown in (Exposure(room="NOWHERE"), Exposure(equipment="E-NONE"), Exposure(person="nobody")):
        with pytest.raises(PackUnfit) as refused:
            recalled(lines, (), unknown)
        assert refused.value.key.endswith("_unknown")
    day = (hour + timedelta(minutes=about.offset_min)).strftime("%Y-%m-%dT%H:%M:%S")
    told = run(
        "--room", rooms[0], "--from", day, "--pack", tmp_path, "--core-key", core.keys.core.public.hex(), "--json"
    )
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["began"]
    assert run("--pack", tmp_path).exit_code == 1


def test_a_pack_of_which_nobody_checked_the_signature_says_so(
    core: CoreUnderTest, kiosk: KioskUnderTest, tmp_path: Path
) -> None:
    write_pack(core.store, core.keys.core, tmp_path, core.clock.utc())
    lot = held(core, RELEASED).lot
    told = run(lot, "--pack", tmp_path, "--json")
    assert told.exit_code == 3
    assert "checked who signed" in told.stderr
    assert json.loads(told.stdout)["signature"] == "not checked"
    assert "checked who signed" in run(lot, "--pack", tmp_path).stderr
    good = run(lot, "--pack", tmp_path, "--core-key", core.keys.core.public.hex(), "--json")
    assert (good.exit_code, json.loads(good.stdout)["signature"]) == (0, "checked")
    assert "checked who signed" not in good.stderr


@pytest.mark.urs("C12")
def test_a_changed_pack_and_a_foreign_key_are_refused(core: CoreUnderTest, tmp_path: Path) -> None:
    key = core.keys.core
    written = write_pack(core.store, key, tmp_path, core.clock.utc())
    with pytest.raises(PackUnfit) as refused:
        read_pack(tmp_path, PrivateKey(bytes(range(32))).public)
    assert refused.value.key == "recall.pack.foreign"
    data = written.read_bytes()
    for bent in (data[:-10], data.replace(b"released", b"rejected", 1), data + b"{}\n"):
        written.write_bytes(bent)
        with pytest.raises(PackUnfit) as refused:
            read_pack(tmp_path, key.public)
        assert refused.value.key == "recall.pack.changed"
    seal = next(tmp_path.glob("*.seal.json"))
    seal.write_bytes(b"{}")
    with pytest.raises(PackUnfit) as refused:
        read_pack(tmp_path, key.public)
    assert refused.value.key == "recall.pack.unreadable"
    with pytest.raises(PackUnfit) as refused:
        read_pack(tmp_path / "nowhere", None)
    assert refused.value.key == "recall.pack.none"


def test_one_is_written_a_day_and_the_newest_are_kept(core: CoreUnderTest, tmp_path: Path) -> None:
    now, key = core.clock.utc(), core.keys.core
    assert pack_due(tmp_path, now, 480)
    for day in range(KEPT + 2):
        write_pack(core.store, key, tmp_path, now + timedelta(days=day))
    assert len(list(tmp_path.iterdir())) == 2 * KEPT
    assert not pack_due(tmp_path, now + timedelta(days=KEPT + 1), 480)
    assert pack_due(tmp_path, now + timedelta(days=KEPT + 2), 480)
