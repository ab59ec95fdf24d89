"""Passphrases: long, not listed, nothing of one's own; good ones pass."""

import pytest

from core.passphrase import passphrase_refusal
from core.secret import Secret

OWN = ("operator7", "Gao Yang", "高阳", "demo", "Countersign Demo Pharmaceutical Co., Ltd.", "复核示范药业有限公司")


def refusal(typed: str) -> str:
    found = passphrase_refusal(Secret(typed), OWN)
    return found.key if found else ""


@pytest.mark.urs("11.300(b)", "Draft 11")
@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "passphrase.short"),
        ("pear-lamp-7", "passphrase.short"),
        ("x" * 129, "passphrase.long"),
        ("passwordpassword", "passphrase.weak"),
        ("qwertyuiop12", "passphrase.weak"),
        ("aaaaaaaaaaaaaaaaaaaa", "passphrase.weak"),
        ("administrator123", "passphrase.weak"),
        ("operator7-plum-river", "passphrase.own"),
        ("plum OPERATOR7 river", "passphrase.own"),
        ("river-gao-lantern-4", "passphrase.own"),
        ("我是高阳我喜欢在星期天喝茶", "passphrase.own"),
        ("pharmaceutical-plum-river", "passphrase.own"),
        ("ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ", "passphrase.weak"),
    ],
)
def test_what_could_be_guessed_is_refused(typed: str, key: str) -> None:
    assert refusal(typed) == key


@pytest.mark.parametrize(
    "typed", ["plum-river-lantern-7", "correct horse battery staple", "我喜欢在星期天早晨喝一杯茶"]
)
def test_words_that_have_nothing_to_do_with_each_other_are_good(typed: str) -> None:
    assert refusal(typed) == ""


def test_a_weak_beginning_is_not_saved_by_length() -> None:
    assert refusal("password" * 9 + "Zq7#") == "passphrase.weak"
