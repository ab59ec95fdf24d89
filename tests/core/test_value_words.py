"""Values of a fixed list are read in words; free text and what nobody knows stay as they are."""

import pytest

from core.value_words import value_words


@pytest.mark.parametrize(
    ("field", "value", "english", "chinese"),
    [
        ("roles", "operator, qc_head", "Operator, QC head", "操作人员、质量控制负责人"),
        ("roles", "operator, of_later", "Operator, of_later", "操作人员、of_later"),
        ("kind", "user", "user", "个人"),
        ("state", "on_hold", "on hold", "冻结"),
        ("state", "lost", "lost", "遗失"),
        ("active", "no", "no", "否"),
        ("state", "disconnected", "disconnected", "未连接"),
        ("check", "shift", "shift start check", "班前检查"),
        ("result", "failed", "not passed", "未通过"),
        ("check_clock", "warn", "to be watched", "需注意"),
        ("check_printer", "ok", "in order", "正常"),
        ("name", "operator", "operator", "operator"),
        ("revoked_because", "lost, stolen", "lost, stolen", "lost, stolen"),
        ("roles", "", "", ""),
    ],
)
def test_a_value_is_worded_by_its_field(field: str, value: str, english: str, chinese: str) -> None:
    assert (value_words(field, value, "en"), value_words(field, value, "zh")) == (english, chinese)
