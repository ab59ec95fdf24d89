"""Potency and compensation in the text of a master record: what is right is read, what is wrong has a line."""

from decimal import Decimal
from pathlib import Path

import pytest

from core.master.check import check_master
from core.master.model import Basis, Potency, WeighDispense

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
