"""Canonical JSON: one byte form, strictly read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.record.canonical import Undecodable, canonical, strict_json

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
keys = st.text(st.characters(max_codepoint=0x7E, min_codepoint=0x20), max_size=6)
integers = st.integers(-(2**53) + 1, 2**53 - 1)
plain = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


def test_the_string_example_of_rfc_8785_3_2_2_2() -> None:
    assert canonical('\u20ac$\u000f\nA\'B"\\\\"/') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()


def test_the_sorting_example_of_rfc_8785_3_2_3() -> None:
    value = {"\u20ac": "e", "\r": "cr", "\ufb33": "d", "1": "one", "\U0001f600": "s", "\u0080": "c", "\u00f6": "o"}
    assert list(json.loads(canonical(value)).values()) == ["cr", "one", "c", "o", "e", "s", "d"]


def test_literals_and_nesting_have_no_blanks_and_sorted_keys() -> None:
    assert (
        canonical({"b": [1, True, None, -0], "a": {"z": "", "A": []}}) == b'{"a":{"A":[],"z":""},"b":[1,true,null,0]}'
    )


@given(plain)
def test_what_is_written_reads_as_itself_and_is_written_the_same_again(value: object) -> None:
    data = canonical(value)
    assert strict_json(data) == value
    assert canonical(strict_json(data)) == data


@given(plain)
def test_a_second_writer_agrees(value: object) -> None:
    assert canonical(value) == json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize("value", [1.5, float("nan"), [0.0], {"a": {"b": 1e300}}, 2**53, -(2**53), "\ud800", object()])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(Undecodable):
        canonical(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"x":{"a":1,"a":2}}',
        '{"步":1}'.encode(),
        b"1.0",
        b"1e3",
        b"NaN",
        b"Infinity",
        b"{",
        b"",
        b"\xff",
        b"[" * 100_000,
        b"9" * 5_000,
        '{"a":1}'.encode("utf-16"),
        '{"a":1}'.encode("utf-32-le"),
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":"\\ud800"}',
    ],
)
def test_bytes_that_are_not_strict_json_are_refused(data: bytes) -> None:
    with pytest.raises(Undecodable):
        strict_json(data)


def test_an_escaped_backslash_before_ud_is_no_surrogate() -> None:
    assert strict_json(b'{"a":"\\\\ud800"}') == {"a": "\\ud800"}
    assert strict_json(b'"\\ud83d\\ude00"') == "\U0001f600"


@given(st.binary(max_size=60) | st.text('{}[]",:\\u0123ad "', max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused_by_the_one_error(data: bytes) -> None:
    try:
        strict_json(data)
    except Undecodable:
        return
