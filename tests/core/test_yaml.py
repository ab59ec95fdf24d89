"""Reading YAML: text with lines, refusals with lines, never anything but declared errors."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.yaml import SIZE_LIMIT, Items, Scalar, Table, YamlError, read_yaml
from tests.fakes.campaign import examples


def test_scalars_stay_the_text_that_was_written() -> None:
    root = read_yaml("a: 060.00\nb: yes\nc: ~\nd: 2026-11-20\ne: 0x1F\n").root
    assert isinstance(root, Table)
    assert [value.text for _, value in root.entries if isinstance(value, Scalar)] == [
        "060.00",
        "yes",
        "~",
        "2026-11-20",
        "0x1F",
    ]


def test_every_node_knows_its_line() -> None:
    root = read_yaml("# comment\na:\n  - x\n  - {b: c}\n").root
    assert isinstance(root, Table)
    key, value = root.entries[0]
    assert isinstance(value, Items)
    assert (key.line, value.items[0].line, value.items[1].line) == (2, 3, 4)


def test_a_key_that_stands_twice_is_told_and_the_first_one_holds() -> None:
    document = read_yaml("a: 1\nb: 2\na: 3\n")
    assert document.doubled == (Scalar("a", 3),)
    assert isinstance(document.root, Table)
    assert [value for key, value in document.root.entries if key.text == "a"] == [Scalar("1", 1)]


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("", "text_file.empty", 1),
        ("# nothing\n", "text_file.empty", 1),
        ("a: 1\nb: &x 2\n", "text_file.anchor", 2),
        ("a: 1\nb: *x\n", "text_file.anchor", 2),
        ("a: &a [x]\nb: &b [*a, *a]\n", "text_file.anchor", 1),
        ("<<: *x\n", "text_file.anchor", 1),
        ("a: !!int 3\n", "text_file.tag", 1),
        ("a: !x 3\n", "text_file.tag", 1),
        ("%YAML 1.1\n---\na: 1\n", "text_file.directive", 1),
        ("a: 1\n---\nb: 2\n", "text_file.second_document", 2),
        ("a: 1\n? [b]\n: c\n", "text_file.key_not_text", 2),
        ("a: b: c\n", "text_file.not_yaml", 1),
        ("a: 1\n\tb: 2\n", "text_file.not_yaml", 2),
        ("a: 1\nb: \x00\n", "text_file.bad_character", 2),
        ("a: \ud800\n", "text_file.bad_character", 1),
        ('a: "\\UFFFFFFFF"\n', "text_file.bad_character", 1),
        ("[" * 2000, "text_file.too_deep", 1),
        ("- " * 2000, "text_file.too_deep", 1),
        ("x" * (SIZE_LIMIT + 1), "text_file.too_long", 1),
    ],
)
def test_what_is_refused_is_refused_with_its_line(text: str, key: str, line: int) -> None:
    with pytest.raises(YamlError) as caught:
        read_yaml(text)
    assert (caught.value.key, caught.value.line) == (key, line)


PIECES = st.lists(
    st.sampled_from(
        [*"abc012 :,-?[]{}#&*!|>'\"%@`\n\t\\~.<", "\r", "\x85", "\ufeff", "\U0001f600", "\x07", ": ", "- "]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=examples(3000), deadline=None)
@given(PIECES | st.text(max_size=40))
def test_any_text_is_read_or_refused_by_a_declared_error(text: str) -> None:
    assert 1 <= line_of_refusal(text) <= len(re.split("[\n\r\x85\u2028\u2029]", text)) + 1


def line_of_refusal(text: str) -> int:
    try:
        read_yaml(text)
    except YamlError as error:
        return error.line
    return 1
