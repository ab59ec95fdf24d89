"""Operating procedures in a master record: on a step, or on an operation for its steps; known to the plant."""

import pytest

from core.master.check import check_master
from core.master.text import load_master
from tests.fakes.rehearsal import MASTER_TEXT, rehearsal_plant


def test_a_step_without_a_procedure_has_that_of_its_operation() -> None:
    record = load_master(MASTER_TEXT)
    clearance, weighing = record.step("S010"), record.step("S030")
    assert clearance is not None
    assert weighing is not None
    assert (record.procedure_of(clearance), record.procedure_of(weighing)) == ("SOP-PR-005", "SOP-PR-014")


def test_a_record_without_procedures_asks_for_none() -> None:
    lines = [line for line in MASTER_TEXT.splitlines() if not line.strip().startswith("procedure:")]
    record = load_master("\n".join(lines))
    assert {record.procedure_of(step) for step in record.steps()} == {""}


@pytest.mark.urs("F20")
@pytest.mark.parametrize(
    ("code", "key"), [("SOP-PR-041x", "master.procedure_unknown_meant"), ("Q-1", "master.procedure_unknown")]
)
def test_a_procedure_that_the_plant_does_not_have_is_found_in_its_line(code: str, key: str) -> None:
    text = MASTER_TEXT.replace("SOP-PR-041", code, 1)
    line = next(number for number, words in enumerate(text.splitlines(), 1) if code in words)
    found = check_master(text, "m.yaml", rehearsal_plant()).faults
    assert [(fault.line, fault.finding.key) for fault in found] == [(line, key)]
