"""Potency and compensation in the text of a master record: what is right is read, what is wrong has a line."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from core.coding import part_number, pattern_refusals
from core.master.check import check_master
from core.master.kinds import Basis, Potency, WeighDispense
from core.plant_text import read_plant
from core.quantity import Quantity
from core.supply import CodingRule

PLANT_TEXT = (Path(__file__).parents[3] / "server/plants/demo.yaml").read_text("utf-8")
TABLETS = (Path(__file__).parents[3] / "server/masters/tablets/master.yaml").read_text("utf-8")
INDENT = "            "
ACTIVE, FILLER = f"{INDENT}material: RM-PCM\n", f"{INDENT}material: RM-LAC\n"
POTENCY = f"{INDENT}potency: {{assay: 100.0, basis: dried, decimals: 3}}\n"


def with_lines(active: str, filler: str = "") -> str:
    return TABLETS.replace(ACTIVE, ACTIVE + active, 1).replace(FILLER, FILLER + filler, 1)


@pytest.mark.urs("F07")
def test_potency_and_the_filler_that_makes_up_for_it_are_read() -> None:
    checked = check_master(with_lines(POTENCY, f"{INDENT}compensates: S030\n"), "t.yaml")
    assert checked.faults == ()
    assert checked.record is not None
    details = {step.id: step.detail for step in checked.record.steps()}
    active, filler = details["S030"], details["S040"]
    assert isinstance(active, WeighDispense)
    assert isinstance(filler, WeighDispense)
    assert active.potency == Potency(Decimal("100.0"), Basis.DRIED, 3)
    assert filler.compensates == "S030"


@pytest.mark.urs("F07", "F01")
@pytest.mark.parametrize(
    ("active", "filler", "key"),
    [
        ("potency: {assay: 0, basis: as_is, decimals: 3}", "", "master.potency_assay"),
        ("potency: {assay: 151, basis: as_is, decimals: 3}", "", "master.potency_assay"),
        ("potency: {assay: 100, basis: dry, decimals: 3}", "", "text_file.choice_wanted"),
        ("potency: {assay: 100, basis: dried}", "", "text_file.key_missing"),
        ("potency: {assay: 100, basis: dried, decimals: 9}", "", "text_file.whole_wanted"),
        ("", "compensates: S030", "master.compensates_unknown"),
        ("", "compensates: S999", "master.compensates_unknown"),
        ("compensates: S040", "potency: {assay: 100, basis: dried, decimals: 3}", "master.compensates_unknown"),
    ],
)
def test_each_fault_has_its_line(active: str, filler: str, key: str) -> None:
    text = with_lines(f"{INDENT}{active}\n" if active else "", f"{INDENT}{filler}\n" if filler else "")
    (fault,) = check_master(text, "t.yaml").faults
    wrong = filler if "compensates" in filler else active
    assert (fault.finding.key, fault.line) == (key, text.count("\n", 0, text.index(wrong)) + 1)


@pytest.mark.urs("F06", "F07")
def test_what_a_lot_may_hold_at_least_must_still_be_within_reach_of_a_balance() -> None:
    plant = read_plant(PLANT_TEXT, "demo.yaml", date(2026, 11, 20)).plant
    text = with_lines(POTENCY)
    assert check_master(text, "t.yaml", plant).faults == ()
    small = {
        name: msgspec.structs.replace(item, capacity=Quantity(Decimal("61.000"), "kg"))
        for name, item in plant.equipment.items()
        if item.equipment_class == "balance"
    }
    narrow = msgspec.structs.replace(plant, equipment={**plant.equipment, **small})
    assert check_master(TABLETS, "t.yaml", narrow).faults == ()
    (fault,) = check_master(text, "t.yaml", narrow).faults
    assert fault.finding.key == "master.no_balance_potency"
    assert "potency" in text.splitlines()[fault.line - 1]


def test_the_number_of_a_part_follows_the_whole_it_came_out_of() -> None:
    day = date(2026, 11, 20)
    assert part_number({}, "C-000101", day, ["C-000101", "C-000101-01"]) == "C-000101-02"
    assert part_number({}, "C-000101-02", day, ["C-000101-02"]) == "C-000101-03"
    rule = CodingRule("part", "{container}-{n:02}")
    assert pattern_refusals(rule) == ()
    for pattern, why in (
        ("C-{n:06}", "coding_part"),
        ("{container}-{n:03}", "coding_label"),
        ("{container}", "coding_pattern"),
    ):
        assert [found.key for found in pattern_refusals(CodingRule("part", pattern))] == [f"supply.refused.{why}"]
