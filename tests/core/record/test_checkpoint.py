"""Checkpoints as signed notes."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.record.canonical import Undecodable
from core.record.checkpoint import Checkpoint, cosign, read_checkpoint, sign_checkpoint
from core.record.envelope import Unauthentic
from tests.fakes.log import key

CORE = key("CORE")
POINT = Checkpoint("countersign/test", 88412, bytes(range(32)))
NOTE = sign_checkpoint(POINT, CORE)


def test_a_note_has_the_form_of_c2sp() -> None:
    lines = NOTE.split("\n")
    assert lines[:4] == ["countersign/test", "88412", base64.b64encode(bytes(range(32))).decode(), ""]
    assert lines[4].startswith("— countersign/test ")
    assert lines[5:] == [""]


def test_the_vector_of_the_note_key_hash() -> None:
    raw = base64.b64decode(NOTE.split(" ")[-1])
    assert len(raw) == 68
    assert CORE.sign(POINT.body()) == raw[4:]


def test_a_note_reads_as_what_was_signed() -> None:
    assert read_checkpoint(NOTE, CORE.public) == POINT


def test_a_witness_adds_a_line_that_does_not_disturb_the_cores() -> None:
    twice = cosign(cosign(NOTE, "K-01", key("K-01"), 1_795_000_000), "K-02", key("K-02"), 1_795_000_001)
    assert read_checkpoint(twice, CORE.public) == POINT
    assert [line.split(" ")[1] for line in twice.splitlines() if line.startswith("—")] == [POINT.origin, "K-01", "K-02"]


def test_other_signers_lines_are_left_alone() -> None:
    assert read_checkpoint(NOTE + "— K-01 AAAAAAA=\n", CORE.public) == POINT


@pytest.mark.parametrize(
    "note",
    [
        NOTE.replace("88412", "88413"),
        NOTE.replace("countersign/test\n88412", "countersign/fork\n88412"),
        NOTE.replace("AAEC", "AAED", 1),
        NOTE.partition("— ")[0],
    ],
)
def test_a_note_that_was_changed_is_unauthentic(note: str) -> None:
    assert note != NOTE
    with pytest.raises(Unauthentic):
        read_checkpoint(note, CORE.public)


def test_another_key_is_refused() -> None:
    with pytest.raises(Unauthentic):
        read_checkpoint(NOTE, key("other").public)


@pytest.mark.parametrize(
    "note", ["", "x", "a\nb\nc\n\n", "a\n1\n*\n\n— a *\n", "a\n1\nAAAA\nmore\n\n— a AAAA\n", "a\n1\nAAAA\n\n— a\n"]
)
def test_text_that_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(Undecodable):
        read_checkpoint(note, CORE.public)


@given(st.text(max_size=80))
def test_any_text_is_refused_by_the_declared_errors(note: str) -> None:
    with pytest.raises((Undecodable, Unauthentic)):
        read_checkpoint(note, CORE.public)
