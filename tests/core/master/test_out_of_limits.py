"""The table `out_of_limits` of a step: what it may say, and every error in its line."""

import pytest

from core.language import LANGUAGES, worded
from core.master.check import check_master
from core.master.choice import Severity
from core.master.text import load_master
from tests.fakes.rehearsal import MASTER_TEXT

SAYS = (
    "        out_of_limits: {{severity: {severity}, hold: yes, text: {{en: Stop and call., zh: 停机，报告主管。}}}}\n"
)


def with_reaction(kind: str, line: str) -> str:
    """Put a line into the first step of a kind."""
    start = MASTER_TEXT.index(f"kind: {kind}\n")
    end = MASTER_TEXT.index("\n", start) + 1
    indent = len(MASTER_TEXT[:start]) - len(MASTER_TEXT[:start].rstrip(" "))
    return MASTER_TEXT[:end] + " " * indent + line.strip() + "\n" + MASTER_TEXT[end:]


def faults(kind: str, line: str) -> list[str]:
    found = check_master(with_reaction(kind, line), "m.yaml").faults
    assert all(worded(fault.finding, language) for fault in found for language in LANGUAGES)
    return [fault.finding.key for fault in found]


@pytest.mark.urs("F01", "F10")
def test_a_step_says_severity_hold_and_what_to_do() -> None:
    text = with_reaction("equipment_reading", SAYS.format(severity="major"))
    step = next(step for step in load_master(text).steps() if step.out_of_limits.hold)
    assert step.out_of_limits.severity == Severity.MAJOR
    assert step.out_of_limits.text is not None
    assert step.out_of_limits.text.zh == "停机，报告主管。"


@pytest.mark.parametrize(
    ("kind", "line", "key"),
    [
        ("line_clearance", "out_of_limits: {hold: yes}", "master.nothing_out_of_limits"),
        ("weigh", "out_of_limits: {severity: major}", "master.nothing_out_of_limits"),
        ("timer", "out_of_limits: {severity: grave}", "text_file.choice_wanted"),
        ("timer", "out_of_limits: {hold: maybe}", "text_file.choice_wanted"),
        ("timer", "out_of_limits: {hald: yes}", "text_file.key_unknown_meant"),
        ("timer", "out_of_limits: hold", "text_file.table_wanted"),
        ("timer", f"out_of_limits: {{text: {{en: {'x' * 71}, zh: 停机}}}}", "master.reaction_long"),
        ("timer", f"out_of_limits: {{text: {{en: stop, zh: {'停' * 36}}}}}", "master.reaction_long"),
    ],
)
def test_each_error_is_told(kind: str, line: str, key: str) -> None:
    assert key in faults(kind, line)


def test_a_critical_step_has_no_minor_exception() -> None:
    line = "out_of_limits: {severity: minor}"
    critical = [
        kind for kind in ("measurement", "yield", "reconciliation") if "master.critical_is_major" in faults(kind, line)
    ]
    assert critical
