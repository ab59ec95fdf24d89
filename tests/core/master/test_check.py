"""Checks of a master record: the tablets are sound; every planted error is found, alone and together."""

from datetime import date
from pathlib import Path

import pytest

from core.language import LANGUAGES, worded
from core.master.check import Checked, check_master
from core.master.model import SignPolicy
from core.master.text import MasterUnreadable, load_master
from core.plant_text import read_plant

ROOT = Path(__file__).parents[3]
TABLETS = (ROOT / "server/masters/tablets/master.yaml").read_text("utf-8")
PLANT = read_plant((ROOT / "server/plants/demo.yaml").read_text("utf-8"), "demo.yaml", date(2026, 11, 20)).plant


def checked(text: str) -> Checked:
    return check_master(text, "m.yaml", PLANT)


def found(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.finding.key) for fault in checked(text).faults]


def line_of(text: str, part: str, after: str = "") -> int:
    """Number the first line that holds a part, from the first line that holds `after` on."""
    start = text.index(after)
    return text.count("\n", 0, text.index(part, start)) + 1


def planted(change: tuple[str, str, str], text: str = TABLETS) -> str:
    """Replace a part by another, the first time it stands after a mark; lines stay where they are."""
    after, part, other = change
    start = text.index(part, text.index(after))
    changed = text[:start] + other + text[start + len(part) :]
    assert changed.count("\n") == text.count("\n")
    return changed


@pytest.mark.urs("F01")
def test_the_tablets_are_sound() -> None:
    result = checked(TABLETS)
    assert result.faults == ()
    assert result.record is not None
    assert 42 <= len(result.record.steps()) <= 46
    assert result.record == load_master(TABLETS)


def test_the_tablets_are_signed_less_than_thirty_times() -> None:
    policies = [step.sign for step in load_master(TABLETS).steps()]
    assert 20 <= sum(policy != SignPolicy.NONE for policy in policies) < 30


# After a mark, a part becomes another: the fault stands in the line of the part.
PLANTED: list[tuple[tuple[str, str, str], str]] = [
    (("\n", "version: 1", "version: one"), "text_file.whole_wanted"),
    (("\n", "strength: 500 mg", "strenght: 500 mg"), "text_file.key_unknown_meant"),
    (("\n", "specification: SP-PCM500", "specification: SP-PCM50"), "master.specification_unknown_meant"),
    (("material: RM-CCS", "quantity: 3.600 kg", "quantity: 3,600 kg"), "text_file.quantity_wanted"),
    (("id: S010", "roles: [operator]", "roles: [qa]"), "master.role_cannot_perform"),
    (("id: S020", "room: D-104", "room: D-106"), "master.room_differs"),
    (("id: S030", "sign: performed_verified", "sign: performed"), "master.critical_unverified"),
    (("id: S040", "target: 5.520", "target: 5.530"), "master.weighed_not_as_billed"),
    (("id: S050", "material: RM-PVP", "material: RM-PPV"), "master.not_on_bill_meant"),
    (("id: S070", "low: 0.712", "low: 0.732"), "master.limits_order"),
    (("id: S080", "lactose: S040.net", "lactose: S040.nett"), "master.entry_unknown"),
    (("id: S080", "paracetamol + lactose", "paracetamol ++ lactose"), "master.formula_unexpected"),
    (("id: S140", "equipment_class: granulator", "equipment_class: granulater"), "master.class_unknown_meant"),
    (("id: S150", "minimum: 5 min", "minimum: 5 kg"), "text_file.quantity_wanted"),
    (("id: S170", "kind: measurement", "kind: mesurement"), "text_file.choice_wanted_meant"),
    (("id: S210", "maximum: 60 min", "maximum: 20 min"), "master.timer_order"),
    (("id: S220", "alert_low: 1.20", "alert_low: 0.20"), "master.limit_outside"),
    (("id: S240", "RM-MGS]", "RM-PCM]"), "master.charged_twice"),
    (("id: S350", "id: S350", "id: S340"), "master.id_twice"),
    (("id: S370", "name:", "nane:"), "text_file.key_unknown_meant"),
    (("id: S380", "specification: SP-PCM500", "specification: QQ-1"), "master.specification_unknown"),
    (("id: S390", "material: BT-PCM500", "material: PM-CTN"), "master.yield_kind"),
    (("id: S440", "critical: yes", "critical: Yes"), "text_file.choice_wanted"),
]


@pytest.mark.parametrize(("change", "key"), PLANTED, ids=lambda value: value if isinstance(value, str) else "")
def test_each_planted_error_is_found_in_its_line(change: tuple[str, str, str], key: str) -> None:
    after, part, _ = change
    faults = found(planted(change))
    assert (line_of(TABLETS, part, after), key) in faults
    # Magnesium stearate is not charged in any more where paracetamol took its place: a fault of its own.
    assert len(faults) == (2 if key == "master.charged_twice" else 1)


@pytest.mark.urs("F01")
def test_more_than_twenty_planted_errors_are_found_at_once_and_nothing_else() -> None:
    text = TABLETS
    for change, _ in PLANTED:
        text = planted(change, text)
    expected = sorted((line_of(TABLETS, part, after), key) for (after, part, _), key in PLANTED)
    assert len(expected) >= 20
    assert sorted(found(text)) == expected


OTHERS: list[tuple[tuple[str, str, str], str]] = [
    (("\n", "batch_size: 120000 pcs", "batch_size: 0 pcs"), "text_file.quantity_wanted"),
    (("\n", "product: FP-PCM500", "product: RM-PCM"), "master.product_unknown"),
    (("\n", "shelf_life_months: 24", "shelf_life_months: 240"), "text_file.whole_wanted"),
    (("\n", "material: PM-LFT", "material: PM-CTN"), "master.id_twice"),
    (("\n", "material: PM-PVC", "material: PM-PVX"), "master.material_unknown_meant"),
    (("PM-PVC", "quantity: 36.000 kg", "quantity: 36 pcs"), "master.material_unit"),
    (("id: UP-200", "id: UP-200", "id: UP-100"), "master.id_twice"),
    (("id: OP-110", "room: D-104", "room: D-14"), "master.room_unknown_meant"),
    (("id: S010", "kind: line_clearance", "kind: instruction"), "master.clearance_first"),
    (("id: S030", "unit: kg", "unit: kilo"), "text_file.choice_wanted"),
    (("id: S030", "unit: kg", "unit: min"), "master.weigh_unit"),
    (("id: S030", "target: 60.000, ", ""), "master.weigh_limits"),
    (("id: S070", "low: 0.712", "low: 0.001"), "master.no_balance"),
    (("id: S080", "unit: kg", "unit: L"), "master.formula_result_unit"),
    (("id: S080", "croscarmellose + stearate", "croscarmelose + stearate"), "master.formula_name_unknown_meant"),
    (("id: S080", " + stearate", ""), "master.input_unused"),
    (("id: S080", "stearate: S070.net", "stearate: S170.value"), "master.input_later"),
    (("id: S080", "stearate: S070.net", "stearate: X9.net"), "master.step_unknown"),
    (("id: S080", "S070.net", "[S070, net]"), "text_file.text_wanted"),
    (("id: S140", "[RM-PCM, RM-LAC, RM-PVP]", "[RM-PCM, RM-LAC]"), "master.never_charged"),
    (("id: S140", "[RM-PCM, RM-LAC, RM-PVP]", "[]"), "text_file.list_wanted"),
    (("id: S220", "target: 2.00", "target: 2.90"), "master.target_alerts"),
    (("id: S340", "readings: 10", "readings: 0"), "text_file.whole_wanted"),
    (("id: S430", "copies: 2", "copies: 2.5"), "text_file.whole_wanted"),
    (("id: S440", "material: PM-CTN", "material: PM-FOIL"), "master.reconciliation_unit"),
    (("id: S470", "sign: performed", "sign: none"), "master.signature_unsigned"),
    (("id: S420", "material: PM-PVC", "room: E-201, material: PM-PVC"), "text_file.not_yaml"),
    (("id: S420", "equipment_class: packaging_line", "room: E-201"), ""),
]


@pytest.mark.parametrize(("change", "key"), OTHERS, ids=lambda value: value if isinstance(value, str) else "")
def test_other_errors_are_found_too(change: tuple[str, str, str], key: str) -> None:
    keys = [found_key for _, found_key in found(planted(change))]
    assert key in keys if key else keys == []


@pytest.mark.urs("F01", "GMP 230")
def test_a_product_of_which_no_sample_is_drawn_is_refused_before_a_batch_of_it_is_made() -> None:
    start, end = TABLETS.index("          - id: S380"), TABLETS.index("          - id: S390")
    without = TABLETS[:start] + TABLETS[end:]
    assert found(without) == [(line_of(without, "specification: SP-PCM500"), "master.never_sampled")]
    assert check_master(without, "m.yaml").faults == ()


def test_a_scan_target_names_exactly_one_thing() -> None:
    two = TABLETS.replace(
        "material: PM-PVC\n              - name", "material: PM-PVC\n                room: E-201\n              - name"
    )
    none = TABLETS.replace("                material: PM-PVC\n              - name", "              - name")
    assert [key for _, key in found(two)] == ["master.scan_target_kinds"]
    assert [key for _, key in found(none)] == ["master.scan_target_kinds"]


def test_a_key_that_stands_twice_is_a_fault_beside_the_others() -> None:
    text = planted(("\n", "version: 1", "code: PCM501")).replace("strength: 500 mg", "strength: ''")
    assert {key for _, key in found(text)} == {
        "text_file.key_twice",
        "text_file.key_missing",
        "text_file.text_wanted",
    }


def test_every_fault_is_worded_in_both_languages() -> None:
    for change, _ in (*PLANTED, *OTHERS):
        for fault in checked(planted(change)).faults:
            assert all(worded(fault.finding, language) for language in LANGUAGES)


def test_without_a_plant_its_codes_are_not_judged() -> None:
    changed = planted(("id: S140", "equipment_class: granulator", "equipment_class: kettle"))
    assert check_master(changed, "m.yaml").faults == ()
    assert len(checked(changed).faults) == 1


def test_loading_a_text_with_faults_says_how_many_and_where() -> None:
    with pytest.raises(MasterUnreadable) as caught:
        load_master(planted(("\n", "version: 1", "version: x")))
    assert caught.value.params["count"] == "1"
    assert caught.value.params["line"] == str(line_of(TABLETS, "version: 1"))
