"""The judge of the store: what may be stated about containers, by whom, and where they may stand."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from core.acts import Act, ActKind, Source, Subject, Value, When, Who
from core.lot_sample import lot_sample_refusals
from core.people import Role
from core.plant import Lot, LotState, Plant, RoundLine
from core.plant_text import read_plant
from core.returned import returned_number
from core.rights import RIGHTS
from core.specified import in_force_facts
from core.stock import container_refusals
from core.store_judge import RIGHT_OF, place_for, place_refusal, put_away, store_refusals
from core.supply import Location
from core.words import Words

ROOT = Path(__file__).parents[2]
FULL = read_plant((ROOT / "server/plants/demo.yaml").read_text("utf-8"), "demo.yaml", date(2026, 11, 20)).plant
ONE, TWIN, OTHER = "C-000101", "C-000102", "C-000113"
PLACES = {
    "W-01": Location("W-01", Words("Rack", "货架"), "", "ambient", 1),
    "W-02": Location("W-02", Words("Rack", "货架"), "", "ambient", 0),
    "K-01": Location("K-01", Words("Cold store", "冷库"), "", "cold", 0),
}


def stored() -> Plant:
    """The demo plant with three places, its material needing `ambient`, and one container at W-01."""
    lot = FULL.lots[FULL.containers[ONE].lot]
    material = msgspec.structs.replace(FULL.materials[lot.material], storage="ambient")
    moved = {TWIN: msgspec.structs.replace(FULL.containers[TWIN], location="W-01")}
    return msgspec.structs.replace(
        FULL,
        locations=PLACES,
        materials={**FULL.materials, material.code: material},
        containers={**FULL.containers, **moved},
    )


PLANT = stored()


def role_of(role: Role, plant: Plant = PLANT) -> str:
    return next(person.id for person in plant.people.values() if role in person.roles)


def stated(
    kind: ActKind, quantity: str | None = None, container: str = ONE, by: Role = Role.WAREHOUSE, **facts: str
) -> Act:
    values = {} if quantity is None else {"quantity": Value(quantity, "kg", Source.TYPED)}
    held = PLANT.containers.get(container)
    about = Subject(container=container, lot=held.lot if held else None, record=facts.pop("record", None))
    facts = {name.rstrip("_"): value for name, value in facts.items()}
    when = When("2026-11-20T06:00:00.000000Z", 1, 480, "synchronised")
    return Act(kind, "a", Who(person=role_of(by)), when, about, values, facts)


def refusals(act: Act, plant: Plant = PLANT) -> list[str]:
    return [found.key for found in store_refusals(act, plant)]


GOOD: dict[ActKind, Act] = {
    ActKind.CONTAINER_MOVED: stated(ActKind.CONTAINER_MOVED, to="W-02"),
    ActKind.STOCK_COUNTED: stated(ActKind.STOCK_COUNTED, "0"),
    ActKind.CONTAINER_SPLIT: stated(ActKind.CONTAINER_SPLIT, "74.999", into="C-900001", to="W-02"),
    ActKind.CONTAINERS_MERGED: stated(ActKind.CONTAINERS_MERGED, from_=TWIN),
    ActKind.CONTAINER_RELABELLED: stated(ActKind.CONTAINER_RELABELLED, into="C-900001", reason="torn"),
    ActKind.MATERIAL_RETURNED: stated(ActKind.MATERIAL_RETURNED, "3", batch="B2611-0001", to="W-02"),
}


def reserved() -> Plant:
    kept = msgspec.structs.replace(PLANT.containers[ONE], reserved_for="B2611-0001")
    return msgspec.structs.replace(PLANT, containers={**PLANT.containers, ONE: kept})


@pytest.mark.urs("11.10(g)")
@pytest.mark.parametrize("kind", sorted(RIGHT_OF))
def test_the_judge_lets_whom_the_matrix_names(kind: ActKind) -> None:
    act = GOOD[kind]
    plant = reserved() if kind == ActKind.MATERIAL_RETURNED else PLANT
    let: set[Role] = set()
    for role in Role:
        person = msgspec.structs.replace(plant.people[act.who.person or ""], roles=(role,))
        held = msgspec.structs.replace(plant, people={**plant.people, person.id: person})
        if refusals(act, held) == []:
            let.add(role)
    assert let == set(RIGHTS[RIGHT_OF[kind]])


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (stated(ActKind.CONTAINER_MOVED, container="C-999999", to="W-02"), "store.container_unknown"),
        (stated(ActKind.CONTAINER_MOVED, to=PLANT.containers[ONE].location), "store.already_there"),
        (stated(ActKind.CONTAINER_MOVED, to="w 02"), "store.location_form"),
        (stated(ActKind.CONTAINER_MOVED, to="W-77"), "store.location_unknown"),
        (stated(ActKind.CONTAINER_MOVED, to="K-01"), "store.storage_class"),
        (stated(ActKind.CONTAINER_MOVED, to="W-01"), "store.location_full"),
        (stated(ActKind.CONTAINER_MOVED, to="W-02", batch="B2611-0001"), "store.not_reserved"),
        (stated(ActKind.STOCK_COUNTED, "-1"), "store.quantity_negative"),
        (stated(ActKind.STOCK_COUNTED), "store.quantity_missing"),
        (stated(ActKind.STOCK_COUNTED, "1", first_by=role_of(Role.WAREHOUSE), record="r"), "store.same_counter"),
        (stated(ActKind.STOCK_COUNTED, "1", record="r"), "store.count_unnamed"),
        (stated(ActKind.CONTAINER_SPLIT, "0", into="C-900001", to="W-02"), "store.nothing"),
        (stated(ActKind.CONTAINER_SPLIT, "75", into="C-900001", to="W-02"), "store.too_much"),
        (stated(ActKind.CONTAINER_SPLIT, "1", into="X-1", to="W-02"), "store.label_form"),
        (stated(ActKind.CONTAINER_SPLIT, "1", into=TWIN, to="W-02"), "store.label_used"),
        (stated(ActKind.CONTAINERS_MERGED, from_=""), "store.merge_named"),
        (stated(ActKind.CONTAINERS_MERGED, from_=ONE), "store.merge_named"),
        (stated(ActKind.CONTAINERS_MERGED, from_=f"{TWIN},{TWIN}"), "store.merge_named"),
        (stated(ActKind.CONTAINERS_MERGED, from_=OTHER), "store.other_lot"),
        (stated(ActKind.CONTAINER_RELABELLED, into="C-900001", reason=" "), "store.reason_missing"),
        (stated(ActKind.MATERIAL_RETURNED, "3", to="W-02", batch=""), "store.not_reserved"),
    ],
)
def test_each_refusal_has_its_own_reason(act: Act, why: str) -> None:
    assert refusals(act)[0] == why


def test_containers_of_different_reservations_do_not_merge() -> None:
    assert refusals(GOOD[ActKind.CONTAINERS_MERGED], reserved()) == ["store.merge_reserved"]


@pytest.mark.urs("F31")
def test_what_stands_in_a_place_on_hold_goes_into_no_batch_and_into_no_other_container() -> None:
    plant, material, today = reserved(), FULL.lots[FULL.containers[ONE].lot].material, date(2026, 11, 20)
    stands = msgspec.structs.replace(plant.containers[ONE], location="W-02")
    plant = msgspec.structs.replace(plant, containers={**plant.containers, ONE: stands})
    assert container_refusals(plant, ONE, material, "B2611-0001", today) == ()
    line = {"LB-FRIDGE/W-02": RoundLine("R2611-0001", "2026-11-18T02:00:00.000000Z", held=True)}
    held = msgspec.structs.replace(plant, rounds=line)
    found = container_refusals(held, ONE, material, "B2611-0001", today)
    assert [item.key for item in found] == ["store.location_held"]
    from_there = msgspec.structs.replace(PLANT, rounds={"LB-FRIDGE/W-01": line["LB-FRIDGE/W-02"]})
    assert refusals(GOOD[ActKind.CONTAINERS_MERGED]) == []
    assert refusals(GOOD[ActKind.CONTAINERS_MERGED], from_there) == ["store.location_held"]


@pytest.mark.parametrize("state", [LotState.QUARANTINE, LotState.ON_HOLD, LotState.REJECTED])
def test_a_hold_beats_a_reservation_when_goods_are_put_aside(state: LotState) -> None:
    held = reserved()
    lot = msgspec.structs.replace(held.lots[held.containers[ONE].lot], state=state)
    plant = msgspec.structs.replace(held, lots={**held.lots, lot.number: lot})
    assert refusals(stated(ActKind.CONTAINER_MOVED, to="W-02", batch="B2611-0001"), plant) == ["store.lot_not_released"]
    assert refusals(stated(ActKind.CONTAINER_MOVED, to="W-02"), plant) == []


def test_the_suggested_place_is_of_the_storage_class_and_has_room() -> None:
    assert put_away(PLANT, PLANT.containers[ONE]) == "W-02"
    cold = msgspec.structs.replace(PLANT, locations={"K-01": PLACES["K-01"]})
    assert put_away(cold, PLANT.containers[ONE]) is None


@pytest.mark.urs("GMP 136")
def test_returns_of_one_lot_stand_apart_whatever_the_plant_registers() -> None:
    origin = PLANT.lots[PLANT.containers[ONE].lot]
    first, second = (
        msgspec.structs.replace(origin, number=returned_number(origin.number, n), supplier_lot=origin.number)
        for n in (1, 2)
    )
    moved = msgspec.structs.replace(PLANT.containers[ONE], lot=first.number, location="W-02")
    lots = {**PLANT.lots, first.number: first, second.number: second}
    plant = msgspec.structs.replace(PLANT, lots=lots, containers={**PLANT.containers, ONE: moved})
    for registered in (plant, msgspec.structs.replace(plant, locations={})):
        assert refused_place(registered, second, "W-02") == "returns.kept_apart"
        assert refused_place(registered, first, "W-02") == ""
        assert refused_place(registered, origin, "W-02") == ""
    assert refused_place(plant, second, "K-01") == "store.storage_class"
    assert refused_place(plant, second, "W-01") == "store.location_full"
    assert place_for(plant, second, "C-900001") is None


def refused_place(plant: Plant, lot: Lot, place: str) -> str:
    found = place_refusal(plant, lot, "C-900001", place)
    return found.key if found else ""


def test_acts_of_other_kinds_are_not_judged_here() -> None:
    assert refusals(stated(ActKind.CONTAINER_SCANNED, container="C-999999")) == []


@pytest.mark.parametrize(
    ("own", "room", "allowed"),
    [
        ("C", "not graded", True),
        ("", "C", True),
        ("", "A in B", True),
        ("D", "A in B", False),
        ("", "not graded", False),
    ],
)
def test_a_place_must_be_of_the_grade_of_the_material_by_itself_or_by_its_room(
    own: str, room: str, allowed: bool
) -> None:
    name = next(iter(PLANT.rooms))
    lot = PLANT.lots[PLANT.containers[ONE].lot]
    material = msgspec.structs.replace(PLANT.materials[lot.material], grade="C")
    place = msgspec.structs.replace(PLACES["W-02"], grade=own, room=name)
    graded = msgspec.structs.replace(
        PLANT,
        materials={**PLANT.materials, material.code: material},
        rooms={**PLANT.rooms, name: msgspec.structs.replace(PLANT.rooms[name], grade=room)},
        locations={**PLACES, place.id: place},
    )
    moved = stated(ActKind.CONTAINER_MOVED, to="W-02")
    assert refusals(moved, graded) == ([] if allowed else ["store.grade"])
    if own == "":
        assert refusals(stated(ActKind.CONTAINER_MOVED, to=name), graded) == ([] if allowed else ["store.grade"])


@pytest.mark.urs("F30")
@pytest.mark.parametrize(
    ("changes", "facts", "why"),
    [
        ({}, {}, None),
        ({"sample": "S-L-000000-01-01"}, {}, "refusal.sample_number"),
        ({"lot": "L-1"}, {}, "refusal.sample_number"),
        ({}, {"specification": "SP-RM-LAC"}, "refusal.sample_other"),
        ({}, {"containers": OTHER}, "lot_sample.refused.container"),
        ({}, {"containers": ""}, "lot_sample.refused.container"),
    ],
)
def test_the_sample_of_a_lot_is_drawn_from_its_containers_under_its_number(
    changes: dict[str, str], facts: dict[str, str], why: str | None
) -> None:
    lot = PLANT.lots[PLANT.containers[ONE].lot]
    about = msgspec.structs.replace(Subject(lot=lot.number, sample=f"S-{lot.number}-01"), **changes)
    by = in_force_facts(PLANT, PLANT.materials[lot.material].specification)
    said = {**by, "containers": f"{ONE},{TWIN}", **facts}
    act = msgspec.structs.replace(stated(ActKind.SAMPLE_DRAWN, by=Role.QC_ANALYST), subject=about, facts=said)
    assert [found.key for found in lot_sample_refusals(act, PLANT)] == ([why] if why else [])
    by_another = msgspec.structs.replace(act, who=Who(person=role_of(Role.WAREHOUSE)))
    assert [found.key for found in lot_sample_refusals(by_another, PLANT)] == ["refusal.role_result"]
