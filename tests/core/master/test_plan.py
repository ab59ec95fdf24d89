"""The plan of an in-process control in the text: each fault at its line."""

import pytest

from core.master.check import check_master
from core.master.kinds import InProcessControl
from core.master.plan import Plan
from tests.core.master.test_hold_time import PLANT
from tests.core.master.test_reference import EXAMPLE

PLAN = "plan: {every: 15 min, rounds: 8, within: 5 min, early: 2 min}"


@pytest.mark.urs("F10", "F01")
def test_a_plan_is_read_in_seconds() -> None:
    record = check_master(EXAMPLE, "example.yaml", PLANT).record
    assert record is not None
    plans = [s.detail.plan for s in record.steps() if isinstance(s.detail, InProcessControl) and s.detail.plan]
    assert plans == [Plan(900, 8, 300, 120)]
    assert plans[0].late_s == 300
    assert plans[0].opens_s == 120
    assert (Plan(900, 8).late_s, Plan(900, 8).opens_s) == (900, 90)


@pytest.mark.urs("F10", "F01")
@pytest.mark.parametrize(
    ("new", "key"),
    [
        ("plan: {every: 15 min, rounds: 8, within: 16 min}", "master.plan_within"),
        ("plan: {every: 15 min, rounds: 8, early: 8 min}", "master.plan_early"),
        ("plan: {every: 15 min, rounds: 1}", "text_file.whole_wanted"),
        ("plan: {every: 15 kg, rounds: 8}", "text_file.quantity_wanted"),
        ("plan: {every: 15 min}", "text_file.key_missing"),
        ("plan: {every: 15 min, rounds: 8, while: S100}", "text_file.key_unknown"),
    ],
)
def test_each_fault_stands_at_its_line(new: str, key: str) -> None:
    text = EXAMPLE.replace(PLAN, new)
    assert text != EXAMPLE
    line = text[: text.index(new)].count("\n") + 1
    found = check_master(text, "example.yaml", PLANT).faults
    assert [(fault.finding.key, fault.line) for fault in found] == [(key, line)]


def test_rounds_and_readings_together_have_a_limit() -> None:
    text = EXAMPLE.replace(PLAN, "plan: {every: 1 min, rounds: 200}").replace("readings: 2\n", "readings: 3\n")
    assert [fault.finding.key for fault in check_master(text, "example.yaml", PLANT).faults] == ["master.plan_size"]
