"""Chains of stations: gapless, each record naming the one before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.acts import Act, ActKind, When, Who
from core.record.chain import Head, Joint, advanced, joint, seal_record
from core.record.envelope import open_envelope
from core.record.payload import GENESIS, Place, Record, decode_payload
from core.times import uuid7
from tests.fakes.log import BOOT, key
from tests.fakes.rehearsal import FOUNDED

ACT = Act(
    ActKind.LOCKED,
    uuid7(FOUNDED, bytes(10)),
    Who("P-0001"),
    When("2026-11-20T00:00:00.000000Z", 0, 480, "synchronised"),
)


def chain(length: int) -> list[Record]:
    head, records = Head("K-01"), list[Record]()
    for _ in range(length):
        record = seal_record(ACT, head, BOOT, key("K-01"))
        head = advanced(head, record.place, record.sha256)
        records.append(record)
    return records


def test_a_chain_begins_at_one_from_zeros_and_each_record_names_the_one_before() -> None:
    records = chain(4)
    assert [record.place.seq for record in records] == [1, 2, 3, 4]
    assert [record.place.prev for record in records] == [GENESIS, *(record.sha256 for record in records[:-1])]


def test_what_is_sealed_is_what_is_read() -> None:
    record = chain(2)[1]
    payload = decode_payload(open_envelope(record.envelope)[1])
    assert (payload.place, payload.act) == (record.place, record.act)


@given(st.integers(0, 6), st.integers(0, 9), st.booleans(), st.integers(1, 3))
def test_every_place_meets_a_head_in_exactly_one_way(at: int, seq: int, right: bool, epoch: int) -> None:
    head = Head("K-01", 2, at, "aa" * 32)
    place = Place("K-01", BOOT, epoch, seq, "aa" * 32 if right else "bb" * 32)
    expected = Joint.NEXT if right else Joint.FORK
    if epoch != 2:
        expected = Joint.FORK
    elif seq <= at:
        expected = Joint.SEEN
    elif seq > at + 1:
        expected = Joint.GAP
    assert joint(head, place) == expected


@pytest.mark.urs("11.10(a)")
def test_a_record_taken_out_exchanged_or_repeated_never_joins_as_next() -> None:
    records = chain(5)
    head = Head("K-01")
    for record in records[:2]:
        assert joint(head, record.place) == Joint.NEXT
        head = advanced(head, record.place, record.sha256)
    assert joint(head, records[3].place) == Joint.GAP
    assert joint(head, records[1].place) == Joint.SEEN
    fork = seal_record(ACT, Head("K-01", 1, 2, "cc" * 32), BOOT, key("K-01"))
    assert joint(head, fork.place) == Joint.FORK
