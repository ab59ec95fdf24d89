"""The plan of an in-process control in the text: each fault at its line."""

import pytest

from core.master.check import check_master
from core.master.choice import Severity
from core.master.kinds import InProcessControl
from core.master.plan import Plan
from tests.core.master.test_hold_time import PLANT
from tests.core.master.test_reference import EXAMPLE
from tests.fakes.beside import BESIDE

PLAN = "plan: {every: 15 min, rounds: 8, within: 5 min, early: 2 min}"


@pytest.mark.urs("F10", "F01")
def test_a_plan_is_read_in_seconds() -> None:
    record = check_master(EXAMPLE, "example.yaml", PLANT).record
    assert record is not None
    plans = [s.detail.plan for s in record.steps() if isinstance(s.detail, InProcessControl) and s.detail.plan]
    assert plans == [Plan(900, 8, 300, 120), Plan(600, 24, 300, None, "OP-210", Severity.MAJOR)]
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
        ("plan: {every: 15 min, rounds: 8, during: S100}", "text_file.key_unknown"),
        ("plan: {every: 15 min, rounds: 8, while: S100}", "master.plan_while_order"),
        ("plan: {every: 15 min, rounds: 8, while: S098}", "master.plan_while_order"),
        ("plan: {every: 15 min, rounds: 8, while: OP-220}", "master.plan_while_order"),
        ("plan: {every: 15 min, rounds: 8, while: OP-22O}", "master.plan_while_unknown_meant"),
        ("plan: {every: 15 min, rounds: 8, while: nothing}", "master.plan_while_unknown"),
        ("plan: {every: 15 min, rounds: 8, ended: never}", "text_file.choice_wanted"),
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


def faults(old: str = "", new: str = "") -> list[str]:
    assert old in BESIDE
    return [fault.finding.key for fault in check_master(BESIDE.replace(old, new), "beside.yaml").faults]


KNOWN = set(faults())
"""What the short record lacks of a whole one: it makes nothing."""


@pytest.mark.urs("F10", "F01")
@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("sign: performed\n            readings", "sign: none\n            readings", "master.plan_while_unsigned"),
        ("    parallel: yes\n", "", "master.plan_while_order"),
        ("while: OP-110}", "while: S030}", "master.plan_while_order"),
        ("while: OP-110}", "while: S0200}", "master.plan_while_unknown_meant"),
        ("while: OP-110}", "ended: none}", ""),
        (
            "            roles: [operator]\n            sign: performed_verified\n",
            "            roles: [operator]\n            sign: performed\n            optional: yes\n",
            "",
        ),
    ],
)
def test_a_control_runs_beside_what_is_open_with_it_and_is_signed(old: str, new: str, key: str) -> None:
    assert {*faults(old, new)} - KNOWN == ({key} if key else set())


@pytest.mark.urs("F10", "F01")
def test_what_a_control_runs_beside_is_always_done_with_it() -> None:
    optional = (
        "            sign: performed_verified\n",
        "            sign: performed_verified\n            optional: yes\n",
    )
    text = BESIDE.replace("while: OP-110", "while: S020").replace(*optional)
    found = [fault.finding.key for fault in check_master(text, "beside.yaml").faults]
    assert set(found) - KNOWN == {"master.plan_while_uncertain"}


@pytest.mark.urs("F10", "F01")
def test_a_critical_control_is_not_ended_in_silence_and_no_calculation_rests_on_a_round() -> None:
    line = next(line for line in EXAMPLE.splitlines() if PLAN in line)
    space = line[: line.index(PLAN)]
    critical = EXAMPLE.replace(line, f"{space}critical: yes\n{space}plan: {{every: 15 min, rounds: 8, ended: none}}")
    found = [fault.finding.key for fault in check_master(critical, "example.yaml", PLANT).faults]
    assert "master.plan_ended_critical" in found
    resting = ("id: S099", "kind: calculation", "formula: a", "inputs: {a: S098.mean_1}", "unit: mg", "decimals: 1")
    common = ("name: {en: Mean, zh: 平均}", "text: {en: Mean., zh: 平均。}", "roles: [operator]", "sign: none")
    step = "\n".join((f"{space[:-2]}- {resting[0]}", *(f"{space}{item}" for item in (*resting[1:], *common))))
    found = [
        f.finding.key for f in check_master(EXAMPLE.replace(line, f"{line}\n{step}"), "example.yaml", PLANT).faults
    ]
    assert found == ["master.input_planned"]
