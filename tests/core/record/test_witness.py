"""Whatever a log shows, in whatever order, a witness never finds good what does not extend what it found good."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.record.canonical import Undecodable
from core.record.checkpoint import Checkpoint, cosign, cosignature, read_cosignature, sign_checkpoint
from core.record.envelope import Unauthentic
from core.record.log import EMPTY_ROOT, consistency, root
from core.record.witness import Witnessed, witnessed
from tests.fakes.log import Log, key

COMMON, LONGEST = 11, 24


def history(name: str) -> Log:
    """A log that has its first records in common with every other one, and no later one."""
    log = Log()
    for number in range(LONGEST):
        log.append(b"common %d" % number if number < COMMON else f"{name} {number}".encode())
    return log


HISTORIES = {name: history(name) for name in ("true", "false")}
SHOWN = st.tuples(st.sampled_from(sorted(HISTORIES)), st.integers(1, LONGEST), st.booleans())


def point(name: str, size: int, origin: str = "countersign/test") -> Checkpoint:
    return Checkpoint(origin, size, root(size, HISTORIES[name].node))


def same_past(one: tuple[str, int], other: tuple[str, int]) -> bool:
    return one[0] == other[0] or min(one[1], other[1]) <= COMMON


@pytest.mark.urs("F34")
@given(st.lists(SHOWN, max_size=12))
def test_what_a_witness_finds_good_is_one_history(shown: list[tuple[str, int, bool]]) -> None:
    seen: tuple[str, int] | None = None
    for name, size, honest in shown:
        claimed = None if seen is None else point(*seen)
        since = seen[1] if seen else 0
        tree = HISTORIES[name].node
        proof = consistency(since, size, tree) if honest and 0 < since <= size else [b"\x00" * 32]
        verdict = witnessed(claimed, point(name, size), proof)
        if seen is None:
            assert verdict == Witnessed.FIRST
        elif size < since:
            assert verdict == Witnessed.ROLLED_BACK
        elif not honest or not same_past(seen, (name, size)):
            assert verdict == Witnessed.FORKED
        else:
            assert verdict == (Witnessed.SAME if size == since else Witnessed.EXTENDED)
        if not verdict.contradicts:
            # What lies in the common past says nothing about which history it is of.
            seen = (name, size)


def test_a_log_of_another_name_is_another_log() -> None:
    other = point("true", 5, "countersign/other")
    assert witnessed(point("true", 5), other, []) == Witnessed.FORKED


def test_an_empty_log_extends_into_any() -> None:
    empty = Checkpoint("countersign/test", 0, EMPTY_ROOT)
    assert witnessed(empty, point("true", 5), []) == Witnessed.EXTENDED


# ------------------------------------------------------------------ cosignatures

NOTE = sign_checkpoint(point("true", 7), key("CORE"))
WITNESS = key("K-01")


@pytest.mark.parametrize("seconds", [0, 1, 1_795_000_000, 2**63 - 1])
def test_a_cosignature_reads_as_the_time_that_was_signed(seconds: int) -> None:
    line = cosignature(NOTE, "K-01", WITNESS, seconds)
    assert read_cosignature(NOTE, line, "K-01", WITNESS.public) == seconds
    assert cosign(NOTE, "K-01", WITNESS, seconds) == f"{NOTE}{line}\n"
    assert read_cosignature(cosign(NOTE, "K-02", key("K-02"), 5), line, "K-01", WITNESS.public) == seconds


@pytest.mark.parametrize(
    ("note", "witness", "public"),
    [
        (sign_checkpoint(point("false", 20), key("CORE")), "K-01", WITNESS.public),
        (NOTE, "K-02", WITNESS.public),
        (NOTE, "K-01", key("K-02").public),
    ],
)
def test_a_cosignature_holds_for_its_note_its_witness_and_its_key_alone(note: str, witness: str, public: bytes) -> None:
    with pytest.raises(Unauthentic):
        read_cosignature(note, cosignature(NOTE, "K-01", WITNESS, 1_795_000_000), witness, public)


@given(st.text(max_size=120))
def test_any_text_for_a_cosignature_is_refused_by_the_declared_errors(line: str) -> None:
    for text in (line, f"\N{EM DASH} K-01 {line}"):
        with pytest.raises((Undecodable, Unauthentic)):
            read_cosignature(NOTE, text, "K-01", WITNESS.public)
