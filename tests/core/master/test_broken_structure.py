"""Whatever a text with blocks, conditions and parallel operations holds: faults with lines, or a sound record.

The soak profile (`make soak`) tries twenty thousand of each; a broken text is never more work than a bounded one.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.master.blocks import MOST_STEPS
from core.master.check import check_master
from core.master.text import load_master
from core.text_fault import worded_fault
from tests.core.master.test_broken_text import CHANGES, EDITS, PLANT, broken, rewritten
from tests.fakes.structured import structured_text

TEXT = structured_text()
BLOCKS, REST = TEXT.split("code: STRUCT\n")
LINES = TEXT.splitlines()
PIECES = (
    *("when: {of: S2.choice, is: fail}", "when: {of: , is: }", "when: {of: S6-1-1.value, below: 9}", "when: []"),
    *("repeat: {times: 100}", "repeat: {until: {of: T1.value, above: 1}, most: 99}", "repeat: {}", "repeat: x"),
    *("parallel: yes", "parallel: no", "optional: yes", "optional: 1", "block: TEST", "block: S6", "block: {}"),
    *("id: S1", "id: S6", "id: T1", "id:", "with: {low: 1}", "with: {}", "with: [a]", "- block: TEST", "blocks: []"),
    *("$", "$$", "$low", "$nothing", "parameters: [a, a]", "parameters: x", "steps: []", "inputs: {a: T1.value}"),
    *("of: T1", "of: .", "of: T1.value.x", "is_not: done", "at_least: -0", "at_most: 1e5", "above: $low"),
)
"""What is put into a line, or in its place."""

PLACED = st.lists(
    st.tuples(
        st.integers(0, len(LINES) - 1), st.sampled_from(PIECES), st.sampled_from(["instead", "before", "within"])
    ),
    min_size=1,
    max_size=4,
)


def placed(edits: list[tuple[int, str, str]]) -> str:
    """Put pieces of structure at the indentation of a line: in its place, before it, or as its value."""
    lines = list(LINES)
    for at, piece, how in edits:
        old = lines[at]
        pad = old[: len(old) - len(old.lstrip())]
        key = old.partition(":")[0]
        lines[at] = {"instead": pad + piece, "before": f"{pad}{piece}\n{old}", "within": f"{key}: {piece}"}[how]
    return "\n".join(lines) + "\n"


def judge(text: str) -> None:
    checked = check_master(text, "m.yaml", PLANT)
    assert (checked.record is None) == bool(checked.faults)
    assert len({(fault.line, fault.finding.key, *fault.finding.params.items()) for fault in checked.faults}) == len(
        checked.faults
    )
    lines = len(text.splitlines()) + 1
    for fault in checked.faults:
        assert 1 <= fault.line <= lines
        assert worded_fault(fault, "zh").isprintable()
    if checked.record is not None:
        assert len(checked.record.steps()) <= MOST_STEPS
        assert load_master(text) == checked.record


@pytest.mark.urs("F01")
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PLACED)
def test_misplaced_structure_gives_declared_faults_only(edits: list[tuple[int, str, str]]) -> None:
    judge(placed(edits))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS)
def test_broken_blocks_give_declared_faults_only(edits: list[tuple[int, int, str, bool]]) -> None:
    judge(f"{broken(BLOCKS, edits)}code: STRUCT\n{REST}")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(LINES) - 10), CHANGES)
def test_wrong_lines_of_structure_give_declared_faults_only(start: int, changes: list[tuple[int, str, str]]) -> None:
    head, tail = LINES[:start], LINES[start:]
    judge("\n".join(head) + "\n" + rewritten("\n".join(tail), changes))


@pytest.mark.parametrize("nodes", [1, 40])
def test_many_uses_of_a_large_block_are_bounded(nodes: int) -> None:
    """The largest text of uses, each of the largest block, comes to no more than is read."""
    step = BLOCKS[BLOCKS.index("      - kind: instruction") :]
    large = BLOCKS + "".join(step.replace("above: 3.0", f"above: {n}.0") for n in range(nodes * 20))
    mark = "          - block: TEST\n"
    values = "            with: {{low: 0.5, what: U}}\n            repeat: {{times: 100}}\n"
    use = f"{mark}            id: U{{n}}\n" + values
    uses = "".join(use.format(n=n) for n in range(200))
    text = large + "code: STRUCT\n" + REST.replace(mark, f"{uses}{mark}", 1)
    faults = check_master(text, "m.yaml", PLANT).faults
    assert "master.too_many_steps" in {fault.finding.key for fault in faults}
