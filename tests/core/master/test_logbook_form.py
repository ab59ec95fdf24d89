"""Logbook forms as texts: the examples are sound, every fault has its line, and any other text gives faults alone."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.language import worded
from core.master.check import check_master
from core.master.logbook import About
from core.master.schema import form_schema
from core.master.text import load_master
from core.plant_text import read_plant
from core.yaml import read_yaml
from tests.core.master.test_schema import faults, plain
from tests.fakes.campaign import examples

ROOT = Path(__file__).parents[3]
FORMS = {path.stem: path.read_text("utf-8") for path in sorted((ROOT / "server/logbooks").glob("*.yaml"))}
PLANT = read_plant((ROOT / "server/plants/demo.yaml").read_text("utf-8"), "demo.yaml", date(2026, 11, 20)).plant
FRIDGE, CLEANING, SCANNER = FORMS["refrigerator"], FORMS["room-cleaning"], FORMS["scanner-check"]


def found(text: str) -> dict[str, str]:
    """Give the text of the line of each fault, by the key of its sentence."""
    lines = text.split("\n")
    return {fault.finding.key: lines[fault.line - 1].strip() for fault in check_master(text, "form.yaml", PLANT).faults}


@pytest.mark.urs("F31")
@pytest.mark.parametrize("name", FORMS)
def test_the_example_forms_are_sound_at_the_demo_plant_and_fit_the_schema(name: str) -> None:
    assert check_master(FORMS[name], name, PLANT).faults == ()
    assert list(faults(plain(read_yaml(FORMS[name]).root), form_schema())) == []


def test_the_example_of_the_reference_is_sound() -> None:
    [example] = re.findall(
        r"```yaml\n(.*?)```", (ROOT / "docs/reference/logbook-forms.md").read_text("utf-8"), re.DOTALL
    )
    checked = check_master(example, "example.yaml", PLANT)
    assert checked.faults == ()
    assert checked.record is not None
    assert checked.record.logbook is not None
    assert (checked.record.logbook.about, checked.record.logbook.every_s) == (About.LOCATION, 12 * 3600)


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        (SCANNER.replace("equipment_class: scanner\nevery", "every", 1), "logbook.class_missing", "about: equipment"),
        (
            SCANNER.replace("class: scanner", "class: scaner", 1),
            "master.class_unknown_meant",
            "equipment_class: scaner",
        ),
        (CLEANING.replace("cleans: yes\n", ""), "logbook.hold_unclean", "clean_hold: 72 h"),
        (FRIDGE.replace("[WR-01-01]", "[WR-01-02]"), "logbook.thing_unknown_meant", "things: [WR-01-02]"),
        (FRIDGE.replace("sign: performed", "sign: none"), "logbook.unsigned", "sign: none"),
        (FRIDGE.replace("form: logbook", "form: notebook"), "text_file.choice_wanted", "form: notebook"),
        (
            FRIDGE.replace("about: location", "about: location\nproduct: FP-PCM500"),
            "text_file.key_unknown",
            "product: FP-PCM500",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, key: str, line: str) -> None:
    assert found(text)[key] == line


def test_what_needs_material_or_a_batch_is_refused() -> None:
    text = FRIDGE.replace(
        "  - id: L010\n    kind: measurement\n",
        "  - id: L005\n    kind: sample\n    name: {en: a, zh: 甲}\n    text: {en: b, zh: 乙}\n    roles: [operator]\n"
        "    sign: performed\n    quantity: 1 pcs\n    specification: SP-PCM500\n  - id: L010\n    kind: measurement\n",
    )
    assert found(text) == {"logbook.kind_unfit": "kind: sample"}


def test_a_form_is_bound_to_its_thing() -> None:
    record = load_master(CLEANING)
    assert record.logbook is not None
    assert {operation.room for operation in record.operations()} == {""}


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_other_form_gives_faults_with_lines_or_a_sound_record(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(sorted(FORMS.values()))).split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        other = data.draw(
            st.sampled_from((*lines, "", "form: logbook", "every: 0 h", "about: []", "steps: {}", "\t", "- x"))
        )
        lines[at : at + data.draw(st.integers(0, 2))] = [other]
    checked = check_master("\n".join(lines), "form.yaml", PLANT)
    for fault in checked.faults:
        assert 1 <= fault.line <= len(lines) + 1
        assert worded(fault.finding, "zh")
    assert (checked.record is None) == bool(checked.faults)
