"""The plant file: the demo plant is whole and fit for the tablets; what is wrong is told line by line."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.codes.check_digits import check_digit_holds
from core.codes.model import CodeKind
from core.codes.plant import read_plant_label
from core.language import LANGUAGES, worded
from core.master.kinds import WeighDispense
from core.master.text import load_master
from core.people import Role
from core.plant import LotState, MaterialKind
from core.plant_text import PlantUnreadable, read_plant
from tests.fakes.campaign import examples

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "server/plants/demo.yaml").read_text("utf-8")
TODAY = date(2026, 11, 20)
DEMO = read_plant(TEXT, "demo.yaml", TODAY)
PLANT = DEMO.plant
TABLETS = load_master((ROOT / "server/masters/tablets/master.yaml").read_text("utf-8"))


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(PlantUnreadable) as caught:
        read_plant(text, "p.yaml", TODAY)
    assert all(worded(fault.finding, language) for fault in caught.value.faults for language in LANGUAGES)
    return [(fault.line, fault.finding.key) for fault in caught.value.faults]


def line_of(part: str) -> int:
    return TEXT.count("\n", 0, TEXT.index(part)) + 1


def test_the_demo_plant_is_marked_as_simulated_and_has_people_for_every_signature() -> None:
    assert PLANT.simulated
    roles = {role for person in PLANT.people.values() for role in person.roles}
    assert roles >= set(Role) - {Role.AUDITOR}
    assert len([p for p in PLANT.people.values() if Role.OPERATOR in p.roles]) >= 3
    assert DEMO.passwords.keys() == PLANT.people.keys()
    assert len(set(DEMO.passwords.values())) == len(PLANT.people)


@pytest.mark.urs("C07", "NMPA 22(1)")
def test_no_administrator_holds_a_gmp_role() -> None:
    assert all(p.roles == (Role.ADMIN,) for p in PLANT.people.values() if Role.ADMIN in p.roles)


def test_every_label_of_the_demo_plant_reads_as_what_it_is() -> None:
    for kind, labels in {
        CodeKind.LOT: PLANT.lots.keys(),
        CodeKind.CONTAINER: PLANT.containers.keys(),
        CodeKind.EQUIPMENT: PLANT.equipment.keys(),
        CodeKind.ROOM: [f"R-{room}" for room in PLANT.rooms],
        CodeKind.BADGE: [f"U-{person.user_id}" for person in PLANT.people.values()],
    }.items():
        for label in labels:
            read = read_plant_label(label)
            assert read is not None
            assert read[0] == kind


def test_every_gtin_holds_and_stands_for_one_material() -> None:
    gtins = [material.gtin for material in PLANT.materials.values() if material.gtin]
    assert len(gtins) == len(set(gtins)) >= 10
    assert all(check_digit_holds(gtin) for gtin in gtins)


@pytest.mark.urs("F05")
def test_each_weighing_of_the_tablets_finds_two_released_lots_in_containers_that_suffice() -> None:
    for step in TABLETS.steps():
        if isinstance(step.detail, WeighDispense):
            high = step.detail.limits.high
            assert high is not None
            fit = {
                lot.number
                for container in PLANT.containers.values()
                if (lot := PLANT.lots[container.lot]).material == step.detail.material
                and lot.state == LotState.RELEASED
                and lot.expiry is not None
                and lot.expiry >= TODAY
                and container.net.to(step.detail.unit).value >= high
            }
            assert len(fit) == 2
            assert len({PLANT.lots[number].expiry for number in fit}) == 2


def test_the_demo_plant_has_a_lot_for_each_refusal() -> None:
    states = {lot.state for lot in PLANT.lots.values()}
    assert states >= {LotState.QUARANTINE, LotState.ON_HOLD, LotState.RELEASED}
    assert any(lot.expiry is not None and lot.expiry < TODAY for lot in PLANT.lots.values())
    assert any(e.calibrated_to is not None and e.calibrated_to < TODAY for e in PLANT.equipment.values())


def test_every_raw_material_and_the_product_have_a_specification() -> None:
    specified = {specification.material for specification in PLANT.specifications.values()}
    raw = {code for code, material in PLANT.materials.items() if material.kind == MaterialKind.RAW}
    assert specified == raw | {TABLETS.product}


def test_relative_dates_count_from_the_day_of_founding() -> None:
    later = read_plant(TEXT, "demo.yaml", TODAY + timedelta(days=400)).plant
    for number, lot in PLANT.lots.items():
        assert lot.expiry is not None
        assert later.lots[number].expiry == lot.expiry + timedelta(days=400)
    assert later.equipment["E-BAL-01"].checked_on == TODAY + timedelta(days=400)


@pytest.mark.parametrize(
    ("part", "other", "key"),
    [
        ("roles: [admin]", "roles: [admin, qa]", "plant_file.admin_alone"),
        ("password: plum-river-lantern-7", "password: plum", "plant_file.password_short"),
        ("user_id: operator2", "user_id: operator1", "plant_file.twice"),
        ('gtin: "06940000000010"', 'gtin: "06940000000011"', "plant_file.gtin"),
        ("material: RM-LAC", "material: RM-LCA", "plant_file.unknown_meant"),
        ("net: 75.000 kg", "net: 75000 g", "plant_file.net_unit"),
        ("expiry: +420 d", "expiry: 2028-02-30", "plant_file.day"),
        ("expiry: +420 d", "expiry: +9999999999 d", "plant_file.day"),
        ("state: quarantine", "state: quarantined", "text_file.choice_wanted_meant"),
        ("capacity: 150.000 kg", "capacity: 0.010 kg", "plant_file.balance_range"),
        ("{id: C-000102", "{id: C-000101", "plant_file.twice"),
        ("location: W-01-01", "place: W-01-01", "text_file.key_unknown"),
        ("offset_min: 480", "offset_min: 4800", "text_file.whole_wanted"),
        ("low: 98.0", "low: 108.0", "master.limits_order"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(part: str, other: str, key: str) -> None:
    found = faults(TEXT.replace(part, other, 1))
    assert key in [found_key for _, found_key in found]
    assert any(abs(line - line_of(part)) <= 1 or found_key == "plant_file.twice" for line, found_key in found)


def test_all_faults_come_at_once() -> None:
    text = TEXT.replace("roles: [admin]", "roles: [admni]", 1).replace("state: on_hold", "state: held")
    assert faults(text) == [
        (line_of("roles: [admin]"), "text_file.choice_wanted_meant"),
        (line_of("state: on_hold"), "text_file.choice_wanted"),
    ]


CHUNKS = TEXT.split("\n  - ")


@settings(max_examples=examples(400), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["people", "rooms", "materials", "lots", "equipment", "specifications"]),
    st.sampled_from(CHUNKS[1:]),
    st.integers(0, 400),
    st.integers(0, 20),
    st.sampled_from(["", ": ", "\n", "{", "]", "'", "&a ", "\x00", "-9", "１", "+1 d", "\t"]),
)
def test_a_broken_plant_gives_declared_faults_only(section: str, chunk: str, at: int, length: int, piece: str) -> None:
    text = f"site: x\n{section}:\n  - {chunk[:at]}{piece}{chunk[at + length :]}\n"
    with pytest.raises(PlantUnreadable):
        read_plant(text, "p.yaml", TODAY)
