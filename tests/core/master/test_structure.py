"""Conditions, blocks, repeats, optional steps and parallel operations in the text: read, expanded, checked."""

from datetime import date
from pathlib import Path

import pytest

from core.language import LANGUAGES
from core.master.check import check_master
from core.master.condition import Condition, Relation
from core.master.diff import differences, touched_steps, worded_difference
from core.master.model import MasterBatchRecord
from core.master.schema import master_schema
from core.plant_text import read_plant
from core.text_fault import TextFault, worded_fault
from core.yaml import read_yaml
from tests.core.master.test_schema import faults as schema_faults
from tests.core.master.test_schema import plain
from tests.fakes.structured import EXAMPLE, clearance, structured_text

ROOT = Path(__file__).parents[3]
PLANT = read_plant((ROOT / "server/plants/demo.yaml").read_text("utf-8"), "demo.yaml", date(2026, 11, 20)).plant
TEXT = structured_text(EXAMPLE)


def record(text: str = TEXT) -> MasterBatchRecord:
    checked = check_master(text, "m.yaml", PLANT)
    assert checked.record is not None, checked.faults
    return checked.record


def found(old: str, new: str, text: str = TEXT) -> tuple[TextFault, ...]:
    assert old in text
    faults = check_master(text.replace(old, new, 1), "m.yaml", PLANT).faults
    for fault in faults:
        assert all(worded_fault(fault, language).isprintable() for language in LANGUAGES)
    return faults


def line_of(part: str) -> int:
    return TEXT.count("\n", 0, TEXT.index(part)) + 1


@pytest.mark.urs("F01")
def test_a_block_is_expanded_for_every_use_and_round_with_its_parameters_and_references() -> None:
    made = record()
    ids = [step.id for step in made.steps()]
    assert ids[7:16] == [f"S6-{turn}-{place}" for turn in (1, 2, 3) for place in (1, 2, 3)]
    assert made.step("S6-1-1") is not None
    first, note = made.step("S6-1-1"), made.step("S6-2-3")
    assert first is not None
    assert note is not None
    assert first.name.en == "Test of S6"
    assert first.line == line_of("- id: T1")
    again = Condition("S6-1-2.choice", Relation.IS_NOT, "done")
    assert note.when == (Condition("S6-2-1.value", Relation.ABOVE, "3.0"), again)
    assert [step.id for step in made.steps() if step.until] == ["S6-3-2"]


@pytest.mark.urs("F03")
def test_steps_of_parallel_operations_have_no_order_and_all_others_have_that_of_the_text() -> None:
    made = record()
    assert made.precedes("D2", "S2")
    assert made.precedes("S2", "S4")
    assert not made.precedes("S2", "S6-1-1")
    assert not made.precedes("S6-1-1", "S2")
    assert made.precedes("S7", "S8")
    assert made.precedes("S4", "S9-1-1")


CASES = [
    ("when: {of: S2.choice, is: fail}", "when: {of: S2.choice, is: fial}", "master.option_unknown_meant"),
    ("when: {of: S2.choice, is: fail}", "when: {of: S2.choice, iss: fail}", "text_file.key_unknown_meant"),
    ("when: {of: S2.choice, is: fail}", "when: {of: S2.choice, is: fail, above: 1}", "master.condition_relations"),
    ("when: {of: S2.choice, is: fail}", "when: {of: S2.choice}", "master.condition_relations"),
    ("when: {of: S2.choice, is: fail}", "when: {of: S2.choice, above: 5}", "master.condition_entry"),
    ("when: {of: S2.choice, is: fail}", "when: {of: S4.value, above: 5.0}", "master.condition_later"),
    ("when: {of: S2.choice, is: fail}", "when: {of: S3.done, is: fail}", "master.condition_later"),
    ("when: {of: S2.choice, is: fail}", "when: {of: S99.choice, is: fail}", "master.step_unknown"),
    ("when: {of: S2.choice, is: fail}", "when: {of: S2.choice, above: much}", "text_file.number_wanted"),
    ("when: {of: S2.choice, is: fail}", "optional: yes\n            critical: yes", "master.optional_critical"),
    ("block: TEST", "block: TESD", "master.block_unknown_meant"),
    ("with: {low: 0.5, what: S6}", "with: {low: 0.5, whad: S6}", "master.parameter_unknown_meant"),
    ("with: {low: 0.5, what: S6}", "with: {low: 0.5}", "master.parameter_missing"),
    ("{until: {of: T2.choice, is: done}, most: 3}", "{most: 3}", "master.repeat_forms"),
    ("{until: {of: T2.choice, is: done}, most: 3}", "{times: 101}", "text_file.whole_wanted"),
    (
        "{until: {of: T2.choice, is: done}, most: 3}",
        "{until: {of: T9.choice, is: done}, most: 3}",
        "block_step_unknown",
    ),
    ("parameters: [low, what]", "parameters: [low, what, high]", "master.parameter_unused"),
    ("limits: {low: $low, high: 9.0}", "limits: {low: $lov, high: 9.0}", "master.parameter_unknown"),
    ("      - kind: instruction\n", "      - block: TEST\n        kind: instruction\n", "master.block_in_block"),
    ("    parallel: yes", "    parallel: perhaps", "text_file.choice_wanted"),
    (
        "            sign: performed\n            material: FP",
        "            sign: performed\n            when: {of: S2.choice, is: pass}\n            material: FP",
        "master.material_uncertain",
    ),
    (
        "            sign: performed_verified\n            critical: yes\n            material",
        "            optional: yes\n            sign: performed\n            material",
        "master.material_uncertain",
    ),
    (
        "            items: [{en: Empty, zh: 无遗留物}]",
        "            items: [{en: Empty, zh: 无遗留物}]\n            optional: yes",
        "master.clearance_left_out",
    ),
]


@pytest.mark.urs("F01")
@pytest.mark.parametrize(("old", "new", "key"), CASES)
def test_every_planted_error_of_structure_is_found(old: str, new: str, key: str) -> None:
    assert key.removeprefix("master.") in [fault.finding.key.removeprefix("master.") for fault in found(old, new)]


def test_a_fault_in_a_block_points_into_the_block_and_names_its_first_use() -> None:
    faults = found("unit: kPa\n        decimals: 1", "unit: kPaa\n        decimals: 1")
    assert [(fault.line, fault.finding.key) for fault in faults] == [
        (line_of("- id: T1") + 6, "text_file.choice_wanted_meant")
    ]
    line = line_of("- block: TEST")
    assert worded_fault(faults[0], "en").endswith(f"(In block TEST, used as S6 in line {line}.)")
    assert "步骤模块 TEST" in worded_fault(faults[0], "zh")


def test_a_fault_of_meaning_in_a_block_names_its_use_too() -> None:
    faults = found("when: {of: T1.value, above: 3.0}", "when: {of: T1.valeu, above: 3.0}")
    assert {(fault.line, fault.finding.key) for fault in faults} == {
        (line_of("when: {of: T1.value, above: 3.0}"), "master.condition_entry")
    }
    assert all(fault.within is not None for fault in faults)


PARALLEL = (
    """
  - id: UP-900
    name: {en: Beside, zh: 并行}
    parallel: yes
    operations:
      - id: OP-901
        name: {en: One, zh: 一}
        room: D-106
        steps:
"""
    + clearance("P1", "D-106")
    + """\
          - id: P2
            kind: measurement
            name: {en: Measure, zh: 测量}
            text: {en: Measure., zh: 请测量。}
            roles: [operator]
            sign: none
            optional: yes
            unit: kPa
            decimals: 1
            limits: {low: 0.0, high: 9.0}
      - id: OP-902
        name: {en: Two, zh: 二}
        room: D-110
        steps:
"""
    + clearance("P3", "D-110")
    + """\
          - id: P4
"""
)
STEP = (
    "            name: {en: Last, zh: 末步}\n            text: {en: Do., zh: 请执行。}\n            roles: [operator]\n"
)
CALCULATION = (
    f"{STEP}            sign: none\n            kind: calculation\n            unit: kPa\n            decimals: 1\n"
)
BESIDE = [
    (f"{CALCULATION}            formula: a\n            inputs: {{a: P2.value}}\n", {"not_before", "input_uncertain"}),
    (
        f"{STEP}            sign: none\n            kind: instruction\n"
        "            when: {of: P2.value, above: 1.0}\n",
        {"not_before"},
    ),
    (
        f"{STEP}            sign: performed\n            kind: yield\n            material: BT-PCM500\n"
        "            theoretical: 120000 pcs\n            limits: {low: 95.0, high: 101.0}\n",
        {"output_parallel"},
    ),
]


@pytest.mark.urs("F03")
@pytest.mark.parametrize(("step", "keys"), BESIDE)
def test_nothing_rests_on_what_runs_beside_it_and_no_lot_is_put_out_there(step: str, keys: set[str]) -> None:
    text = TEXT.replace("  - id: UP-999", f"{PARALLEL.lstrip(chr(10))}{step}  - id: UP-999", 1)
    faults = check_master(text, "m.yaml", PLANT).faults
    assert {fault.finding.key.removeprefix("master.") for fault in faults} == keys


def test_blocks_cannot_make_a_record_of_more_steps_than_are_read() -> None:
    uses = "".join(
        f"          - block: TEST\n            id: U{n}\n            with: {{low: 0.5, what: U}}\n"
        f"            repeat: {{times: 100}}\n"
        for n in range(40)
    )
    text = TEXT.replace("          - block: TEST\n", f"{uses}          - block: TEST\n", 1)
    faults = check_master(text, "m.yaml", PLANT).faults
    assert "master.too_many_steps" in {fault.finding.key for fault in faults}
    assert len(faults) < 20


def test_the_schema_takes_blocks_uses_and_conditions() -> None:
    schema = master_schema()
    assert list(schema_faults(plain(read_yaml(TEXT).root), schema)) == []
    for old, new in (
        ("is: fail", "iss: fail"),
        ("with: {low", "wiht: {low"),
        ("times: 2", "times: x"),
    ):
        assert old in TEXT
        assert list(schema_faults(plain(read_yaml(TEXT.replace(old, new, 1)).root), schema)), old


def test_a_changed_condition_and_a_stage_made_parallel_are_told_in_words() -> None:
    other = record(
        TEXT.replace("of: S2.choice, is: fail", "of: S2.choice, is: pass", 1).replace("    parallel: yes\n", "", 1)
    )
    told = differences(record(), other)
    words = dict(worded_difference(item, "zh") for item in told)
    assert words["步骤 S3 执行条件"] == "S2.choice = fail -> S2.choice = pass"
    assert words["单元程序 UP-100 岗位操作并行"] == "yes -> no"
    assert {"S3", "S1", "S7"} <= touched_steps(told, other)


TABLETS = (ROOT / "server/masters/tablets/master.yaml").read_text("utf-8")


@pytest.mark.urs("F01")
@pytest.mark.parametrize("said", ["optional: yes", "when: {of: S170.value, below: 2.00}"])
def test_the_one_sample_by_which_the_product_is_tested_is_always_drawn(said: str) -> None:
    kind = "            kind: sample\n"
    assert TABLETS.count(kind) == 1
    keys = [fault.finding.key for fault in found(kind, f"{kind}            {said}\n", TABLETS)]
    assert keys == ["master.sample_uncertain"]


VIAL = (ROOT / "server/masters/vial/master.yaml").read_text("utf-8")


@pytest.mark.urs("F01", "GMP 163")
def test_nobody_alone_decides_that_a_critical_step_is_not_needed() -> None:
    verdict = VIAL.index("- id: verdict")
    signed = VIAL.index("sign: performed_verified", verdict)
    alone = f"{VIAL[:signed]}sign: performed{VIAL[signed + len('sign: performed_verified') :]}"
    assert check_master(VIAL, "m.yaml").faults == ()
    faults = check_master(alone, "m.yaml").faults
    assert {fault.finding.key for fault in faults} == {"master.decided_alone"}
    assert {fault.line for fault in faults} == {alone.count("\n", 0, signed) + 1}
    assert all(worded_fault(fault, language) for fault in faults for language in LANGUAGES)
