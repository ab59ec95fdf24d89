"""The audit trail as data: words to search by, days as typed, groups of kinds, and filters as they are kept."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.acts import Act, ActKind, When, Who
from core.finding import Finding
from core.language import LANGUAGES
from core.trail import (
    DateUnfit,
    KindGroup,
    TrailEntry,
    TrailFilter,
    group_of,
    instant_asked,
    is_change,
    item_of,
    words_asked,
    words_of,
)
from core.trail_words import about_words, besides, group_words, kind_words, told, why_words


def act(kind: ActKind, /, **facts: str) -> Act:
    return Act(kind, "", Who(service="core"), When("", 0, 0, ""), facts=facts)


@given(st.text(max_size=80))
def test_every_text_is_found_by_its_own_words(text: str) -> None:
    """Each word asked for is the beginning of a word of the text, and holds nothing that a query would read."""
    found = words_of([text])
    for word in words_asked(text):
        assert any(kept.startswith(word) for kept in found)
        assert not set(word) & set("'\\&|!()<>* \x00")
    for word in found:
        assert not set(word) & set("'\\&|!()<>* \x00")


@pytest.mark.parametrize(
    ("asked", "found"),
    [("l-2408", True), ("240817", True), ("天平", True), ("平门", True), ("关", True), ("天门", False), ("817", False)],
)
def test_codes_are_found_whole_and_in_parts_and_chinese_by_pairs(asked: str, found: bool) -> None:
    kept = words_of(["L-240817-03 天平门未关"])
    assert all(any(word.startswith(part) for word in kept) for part in words_asked(asked)) is found


@pytest.mark.parametrize(
    ("typed", "end", "instant"),
    [
        ("2026-11-20", False, "2026-11-19T16:00:00.000000Z"),
        ("2026-11-20", True, "2026-11-20T16:00:00.000000Z"),
        (" 2026-11-20 14:30 ", False, "2026-11-20T06:30:00.000000Z"),
        ("2026-11-20 14:30", True, "2026-11-20T06:31:00.000000Z"),
        ("", True, ""),
    ],
)
def test_a_day_is_a_day_of_the_plant(typed: str, end: bool, instant: str) -> None:
    assert instant_asked(typed, 480, end=end) == instant


@pytest.mark.parametrize("typed", ["yesterday", "2026-02-30", "20.11.2026", "2026-11-20 25:00", "0001-01-01"])
def test_what_is_no_day_of_any_calendar_is_refused(typed: str) -> None:
    with pytest.raises(DateUnfit, match=r"audit\.date_unfit"):
        instant_asked(typed, 480, end=False)


def test_changes_of_rights_stand_apart_from_those_of_settings() -> None:
    assert group_of(act(ActKind.PLANT_CHANGED, kind="people", id="P-1", body="{}")) is KindGroup.RIGHTS
    assert group_of(act(ActKind.PLANT_CHANGED, kind="policy", id="policy", body="{}")) is KindGroup.SETTINGS
    assert item_of(act(ActKind.PLANT_CHANGED, kind="people", id="P-1", body="{}")) == "people/P-1"
    assert group_of(act(ActKind.WEIGHT_TAKEN)) is KindGroup.EXECUTION


def test_what_replaces_a_value_is_a_change() -> None:
    assert is_change(act(ActKind.LOT_STATE_CHANGED, old="released", new="on_hold"))
    assert is_change(act(ActKind.LABEL_PRINTED, copies="1", reprint="1"))
    assert not is_change(act(ActKind.LABEL_PRINTED, copies="1"))


def test_a_filter_is_kept_as_it_was_asked() -> None:
    assert TrailFilter().told() == "all"
    assert TrailFilter(batch="B2611-0042", changes=True).told() == "batch=B2611-0042 changes=yes"


def test_words_are_there_for_every_group_and_what_has_none_stands_as_it_is() -> None:
    for language in LANGUAGES:
        assert all(group_words(group, language) != group.value or language == "en" for group in KindGroup)
        assert kind_words("TeleportedLater", language) == "TeleportedLater"
        assert told(Finding("refusal.of_tomorrow", {"x": "1"}), language) == "refusal.of_tomorrow 1"
        assert told(Finding("refusal.code_used", {}), language) == "refusal.code_used"


def test_an_entry_is_about_batch_and_step_first() -> None:
    entry = TrailEntry(1, "", "", "", "", "", "", "", about=(("lot", "L-1"), ("batch", "B-1"), ("step", "ST-1")))
    assert about_words(entry, "en") == "B-1 ST-1 L-1"


CHECKED = TrailEntry(
    *(9, "", ActKind.DEVICE_CHECKED.value, KindGroup.SYSTEM.value, "", "", "K-01", ""),
    told=(("device", "Balance"), ("state", "fault"), ("reason_got", "B1"), ("reason_want", "B2"), ("check_disk", "ok")),
    why="device.wrong_serial",
)


@pytest.mark.urs("C05")
def test_what_a_check_found_is_read_in_words_and_its_reason_as_the_sentence_that_was_shown() -> None:
    assert why_words(CHECKED, "zh") == "Balance：序列号为 B1，登记为 B2。请连接已登记的外设，或联系设备工程师。"
    assert besides(CHECKED, "zh") == (("外设", "Balance"), ("状态", "故障"), ("磁盘", "正常"))
    assert besides(CHECKED, "en") == (("device", "Balance"), ("state", "fault"), ("disk", "in order"))


def test_a_reason_in_a_persons_own_words_or_without_its_values_stands_as_it_is() -> None:
    for why, told_besides in (("looked at the camera", ()), ("device.wrong_serial", (("device", "Balance"),))):
        entry = msgspec.structs.replace(CHECKED, why=why, told=told_besides)
        assert why_words(entry, "zh") == why
