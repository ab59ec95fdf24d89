"""Each further step kind: sound texts are read, every planted error is found in its line."""

from datetime import date
from pathlib import Path

import pytest

from core.language import LANGUAGES, worded
from core.master.check import check_master
from core.master.diff import differences, worded_difference
from core.master.text import load_master
from core.plant_text import read_plant
from tests.fakes.kinds import KINDS

ROOT = Path(__file__).parents[3]
PLANT = read_plant((ROOT / "server/plants/demo.yaml").read_text("utf-8"), "demo.yaml", date(2026, 11, 20)).plant


@pytest.mark.urs("F01")
def test_the_record_with_these_kinds_is_sound() -> None:
    assert check_master(KINDS, "m.yaml", PLANT).faults == ()


# After a mark, a part becomes another: the fault stands in the line of the part.
PLANTED: list[tuple[str, str, str, str]] = [
    ("kind: choice", "exception: minor", "exception: miner", "text_file.choice_wanted_meant"),
    ("kind: choice", "- id: uneven", "- id: even", "master.option_twice"),
    ("kind: choice", "zh: 不均匀", "zh: 均匀", "master.option_twice"),
    ("kind: choice", "options:", "option:", "text_file.key_unknown_meant"),
    ("kind: environment_check", "high: 26.0", "high: 16.0", "master.limits_order"),
    ("kind: environment_check", "limits: {low: 10}", "limits: {target: 10}", "master.reading_unlimited"),
    ("kind: environment_check", "tag: humidity", "tag: temperature", "master.reading_twice"),
    ("kind: environment_check", "zh: 相对湿度", "zh: 温度", "master.reading_twice"),
    ("kind: environment_check", "class: room_monitor", "class: room_monitr", "master.class_unknown_meant"),
    ("kind: environment_check", "unit: Pa", "unit: bar", "text_file.choice_wanted"),
    ("id: S112", "sign: blind_second_count", "sign: blind_second_counts", "text_file.choice_wanted_meant"),
    ("id: S020", "sign: performed", "sign: blind_second_count", "master.blind_uncounted"),
    ("kind: equipment_setting", "tolerance: 1", "tolerance: -1", "master.setting_tolerance"),
    ("kind: equipment_setting", "tolerance: 1", "tolerance: 150", "master.setting_tolerance"),
    ("kind: equipment_setting", "tolerance: 1", "tolerance: 1 r/min", "text_file.number_wanted"),
    ("kind: equipment_setting", "value: 150 r/min", "value: 150 rpm", "text_file.quantity_wanted"),
    ("kind: equipment_setting", "class: granulator", "class: granulater", "master.class_unknown_meant"),
    ("kind: attachment", "largest_mb: 1", "largest_mb: 21", "text_file.whole_wanted"),
    ("kind: attachment", "types: [photo, pdf]", "types: [photos, pdf]", "text_file.choice_wanted_meant"),
    ("kind: attachment", "types: [photo, pdf]", "types: [pdf, pdf]", "text_file.item_twice"),
    ("kind: attachment", "types: [photo, pdf]", "types: []", "text_file.list_wanted"),
    ("kind: choice", "exception: minor", "excepton: minor", "text_file.key_unknown_meant"),
]


@pytest.mark.urs("F01")
@pytest.mark.parametrize(("after", "part", "other", "key"), PLANTED)
def test_a_planted_error_is_found_in_its_line(after: str, part: str, other: str, key: str) -> None:
    start = KINDS.index(part, KINDS.index(after))
    text = KINDS[:start] + other + KINDS[start + len(part) :]
    faults = check_master(text, "m.yaml", PLANT).faults
    assert (text.count("\n", 0, start) + 1, key) in [(fault.line, fault.finding.key) for fault in faults]
    assert all(worded(fault.finding, language) for fault in faults for language in LANGUAGES)


@pytest.mark.parametrize(
    ("kept", "key"),
    [(slice(0, 2), "master.options_count"), (slice(2, 9), "master.options_all_wrong")],
)
def test_a_choice_needs_two_answers_of_which_one_opens_nothing(kept: slice, key: str) -> None:
    head, rest = KINDS.split("            options:\n")
    options, _, tail = rest.partition("          - id: S")
    lines = options.splitlines(keepends=True)[kept]
    text = f"{head}            options:\n{''.join(lines)}          - id: S{tail}"
    assert key in [fault.finding.key for fault in check_master(text, "m.yaml", PLANT).faults]


@pytest.mark.urs("F01")
@pytest.mark.parametrize(("part", "other"), [("unit: pcs", "unit: kg"), ("decimals: 0", "decimals: 1")])
def test_only_whole_pieces_are_counted_a_second_time(part: str, other: str) -> None:
    head, tail = KINDS.split("id: S112")
    faults = check_master(f"{head}id: S112{tail.replace(part, other, 1)}", "m.yaml", PLANT).faults
    assert [fault.finding.key for fault in faults] == ["master.blind_uncounted"]


@pytest.mark.parametrize(
    ("part", "other", "said"),
    [("exception: minor", "exception: major", "options 2 exception minor -> major")],
)
def test_a_difference_is_told_in_words(part: str, other: str, said: str) -> None:
    found = differences(load_master(KINDS), load_master(KINDS.replace(part, other, 1)))
    assert [worded_difference(item, "zh") for item in found]
    assert said in " / ".join(" ".join(worded_difference(item, "en")) for item in found)


@pytest.mark.urs("F01", "F24")
@pytest.mark.parametrize(
    ("value", "sound"), [("-45 ℃", True), ("0 ℃", True), ("-150 r/min", False), ("0 r/min", False)]
)
def test_a_freeze_dryer_is_set_below_zero_and_no_stirrer(value: str, sound: bool) -> None:
    head, tail = KINDS.split("kind: equipment_setting")
    text = f"{head}kind: equipment_setting{tail.replace('value: 150 r/min', f'value: {value}', 1)}"
    assert text != KINDS
    assert (check_master(text, "m.yaml", PLANT).faults == ()) == sound
