"""Keys of a kiosk that end and are renewed: a chain goes on under the new key, and never back under the old one."""

from pathlib import Path

import msgspec
import pytest

from core.acts import ActKind, Subject
from core.record.keys import KeyKind, PublicKey, public_key
from core.record.payload import Record
from server import verifier
from server.verifier import Report
from tests.fakes.exports import by_hand, entry
from tests.fakes.log import START, Founding, key
from tests.fakes.small_product import BATCH, KIOSK, keys, small_batch
from tests.second_verifier.agreement import verify

FOUNDERS = ("P-0001", "P-0002")
END = "2027-01-01T00:00:00.000000Z"
LATER = "2028-01-01T00:00:00.000000Z"
SECOND = "K-01, second key"
CORE = next(row for row in keys() if row.owner == "CORE")
USERS = tuple(public_key(key(person), KeyKind.USER, person, START) for person in FOUNDERS)


def device(name: str = KIOSK, since: str = START, end: str | None = END) -> PublicKey:
    return msgspec.structs.replace(public_key(key(name), KeyKind.DEVICE, KIOSK, since), valid_to=end)


class Kiosk:
    """A founded plant and the records of one kiosk, by whichever of its keys."""

    def __init__(self, *rows: PublicKey) -> None:
        self.made = Founding((CORE, *USERS), key("CORE"))
        self.rows = {row.id: row for row in (CORE, *USERS)}
        self.batch = small_batch()
        self.register(*rows)

    def register(self, *rows: PublicKey) -> None:
        for row in rows:
            self.rows[row.id] = row
            self.made.decide(row, signers=FOUNDERS[:1])

    def says(self, name: str, *, times: int = 1) -> list[Record]:
        self.batch.stations[KIOSK].key = key(name)
        return [self.batch.record(ActKind.CONFIRMED, Subject(step="S10", entry="item_1")) for _ in range(times)]

    def checked(self, tmp_path: Path) -> Report:
        rows = [self.rows[identity] for identity in sorted(self.rows)]
        lines = [entry(record) for record in self.batch.records]
        return verify(by_hand(tmp_path / "kiosk.zip", BATCH, lines, rows, key("CORE"), self.made.records))


def found(report: Report) -> list[tuple[str, str]]:
    return [(failure.record, failure.key) for failure in report.failures]


def instant(record: Record, *, after: bool = False) -> str:
    """Give the instant of a record, or the next one."""
    made = record.act.when.utc
    return f"{made[:-7]}{int(made[-7:-1]) + after:06d}Z"


@pytest.mark.urs("11.10(h)", "11.300(c)")
def test_a_chain_goes_on_over_two_keys_that_were_both_registered(tmp_path: Path) -> None:
    kiosk = Kiosk(device(), device(SECOND))
    first, second = kiosk.says(KIOSK, times=2), kiosk.says(SECOND, times=2)
    report = kiosk.checked(tmp_path)
    assert report.ok, verifier.words(report)
    assert second[0].place.prev == first[-1].sha256
    assert (second[0].place.epoch, second[0].place.seq) == (first[-1].place.epoch, first[-1].place.seq + 1)


@pytest.mark.urs("11.10(h)", "11.300(c)")
def test_the_old_key_writes_nothing_more_into_a_chain_that_has_gone_on_under_the_new_one(tmp_path: Path) -> None:
    kiosk = Kiosk(device())
    kiosk.says(KIOSK)
    [renewed] = kiosk.says(SECOND)
    kiosk.register(device(SECOND, instant(renewed)))
    stale = kiosk.says(KIOSK, times=2)
    kiosk.says(SECOND)
    assert found(kiosk.checked(tmp_path)) == [(record.act.id, "key_superseded") for record in stale]


@pytest.mark.urs("11.10(h)")
def test_a_renewal_by_a_key_that_nobody_registered_signs_nothing(tmp_path: Path) -> None:
    kiosk = Kiosk(device())
    [stranger] = kiosk.says(SECOND)
    assert found(kiosk.checked(tmp_path)) == [(stranger.act.id, "signatures_count")]
    kiosk.rows[device(SECOND).id] = device(SECOND)
    assert found(kiosk.checked(tmp_path)) == [(stranger.act.id, "key_not_stated")]
    kiosk.made.state(device(SECOND))
    assert [why for _, why in found(kiosk.checked(tmp_path))] == ["key_not_decided", "key_not_stated"]


@pytest.mark.urs("11.300(c)")
@pytest.mark.parametrize("after", [False, True])
def test_a_key_is_good_up_to_the_end_that_it_was_registered_with_and_not_at_it(tmp_path: Path, after: bool) -> None:
    draft = Kiosk(device())
    [last] = draft.says(KIOSK)
    kiosk = Kiosk(device(end=instant(last, after=after)))
    [last] = kiosk.says(KIOSK)
    assert found(kiosk.checked(tmp_path)) == ([] if after else [(last.act.id, "key_not_valid")])


@pytest.mark.urs("11.300(c)")
@pytest.mark.parametrize("end", [LATER, None])
def test_an_end_is_not_put_off_by_the_registry_or_by_the_core_alone(tmp_path: Path, end: str | None) -> None:
    kiosk = Kiosk(device())
    kiosk.says(KIOSK)
    put_off = device(end=end)
    kiosk.rows[put_off.id] = put_off
    assert [why for _, why in found(kiosk.checked(tmp_path))] == ["key_differs"]
    stated = kiosk.made.state(put_off)
    assert found(kiosk.checked(tmp_path))[0] == (stated.act.id, "key_not_decided")
    kiosk.made.records.pop()
    kiosk.made.unwind()
    kiosk.register(put_off)
    assert kiosk.checked(tmp_path).ok


def bent(row: PublicKey, field: str) -> PublicKey:
    other: dict[str, object] = {
        "owner": "K-02",
        "kind": KeyKind.USER,
        "public": key("stranger").public.hex(),
        "valid_from": "2026-01-02T00:00:00.000000Z",
        "valid_to": LATER,
        "revoked_because": "lost",
    }
    return msgspec.structs.replace(row, **{field: other[field]})


@pytest.mark.urs("11.70")
@pytest.mark.parametrize("where", ["registry", "statement"])
@pytest.mark.parametrize("name", [KIOSK, SECOND])
@pytest.mark.parametrize("field", ["owner", "kind", "public", "valid_from", "valid_to", "revoked_because"])
def test_no_field_of_a_kiosks_key_is_changed_unseen(tmp_path: Path, where: str, name: str, field: str) -> None:
    kiosk = Kiosk(device(), device(SECOND))
    kiosk.says(KIOSK)
    kiosk.says(SECOND)
    assert kiosk.checked(tmp_path).ok
    row = bent(device(name), field)
    if where == "registry":
        kiosk.rows[row.id] = row
    else:
        kiosk.made.state(row)
    report = kiosk.checked(tmp_path)
    assert not report.ok


def test_a_key_that_ends_at_once_ends_what_comes_after_and_nothing_before(tmp_path: Path) -> None:
    kiosk = Kiosk(device())
    [first] = kiosk.says(KIOSK)
    revoked = msgspec.structs.replace(device(end=instant(first, after=True)), revoked_because="stolen")
    kiosk.rows[revoked.id] = revoked
    kiosk.made.state(revoked)
    [second] = kiosk.says(KIOSK)
    assert found(kiosk.checked(tmp_path)) == [(second.act.id, "key_not_valid")]
