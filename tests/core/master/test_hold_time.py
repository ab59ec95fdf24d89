"""The text of a hold time: what it runs after, how long, and when it warns."""

from datetime import date
from pathlib import Path

import pytest

from core.master.check import check_master
from core.master.diff import differences
from core.plant_text import read_plant
from tests.core.master.test_reference import EXAMPLE

ROOT = Path(__file__).parents[3]
PLANT = read_plant((ROOT / "server/plants/demo.yaml").read_text("utf-8"), "demo.yaml", date(2026, 11, 20)).plant


def faults(old: str, new: str) -> list[tuple[str, int]]:
    """Change one line of the hold time; give key and line of each fault."""
    at = EXAMPLE.index("kind: hold_time")
    text = EXAMPLE[:at] + EXAMPLE[at:].replace(old, new, 1)
    assert text != EXAMPLE
    line = text[: text.index(new, at)].count("\n") + 1
    return [(fault.finding.key, fault.line - line) for fault in check_master(text, "example.yaml", PLANT).faults]


@pytest.mark.urs("F10", "F01")
@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("warn: 20 h", "warn: 24 h", "master.hold_warn"),
        ("after: S060", "after: S999", "master.hold_step_unknown"),
        ("after: S060", "after: S063", "master.not_before"),
        ("maximum: 24 h", "maximum: 24 kg", "text_file.quantity_wanted"),
        ("maximum: 24 h", "maximun: 24 h", "text_file.key_unknown_meant"),
    ],
)
def test_each_fault_stands_at_its_line(old: str, new: str, key: str) -> None:
    found = faults(old, new)
    assert found[0][1] == 0
    assert found[0][0].startswith(key.removesuffix("_meant"))


def test_what_was_meant_is_named() -> None:
    found = check_master(EXAMPLE.replace("after: S060", "after: S06O"), "example.yaml", PLANT).faults
    assert [fault.finding.params.get("meant") for fault in found] == ["S060"]


def test_a_longer_hold_time_is_a_difference_in_the_words_of_the_domain() -> None:
    old = check_master(EXAMPLE, "example.yaml", PLANT).record
    new = check_master(EXAMPLE.replace("maximum: 24 h", "maximum: 48 h"), "example.yaml", PLANT).record
    assert old is not None
    assert new is not None
    assert [(item.id, item.field, item.old, item.new) for item in differences(old, new)] == [
        ("S063", "maximum_s", "86400", "172800")
    ]
