"""The outbox: what is stored, what is told, and what is refused."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from console.outbox import (
    Journey,
    NotStored,
    Outbox,
    OutboxBroken,
    OutboxError,
    OutboxForeign,
    OutboxTaken,
    ReceiptOutcome,
)
from core.language import worded
from core.record.canonical import Undecodable
from core.record.chain import Head, seal_record
from core.record.envelope import Unauthentic
from core.record.messages import Receipt, Verdict
from core.record.payload import CORE_STATION
from core.times import utc_text
from tests.fakes.clock import START
from tests.fakes.road import CORE, DEVICE, STRANGER, act, private, registry


@pytest.fixture
async def outbox(tmp_path: Path) -> AsyncIterator[Outbox]:
    opened = await Outbox.open(private(tmp_path), "K1")
    yield opened
    await opened.close()


def receipt(through: int, head: str, **changed: object) -> Receipt:
    fields: dict[str, object] = {"kiosk": "K1", "epoch": 1, "flagged": (), "quarantined": (), "utc": utc_text(START)}
    return Receipt(**{**fields, "through": through, "head": head, **changed})  # pyright: ignore[reportArgumentType]  (made loosely)


async def test_records_form_one_chain_over_restarts_and_enrolments(tmp_path: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    for epoch in (1, 1, 2):
        outbox = await Outbox.open(private(tmp_path), "K1", epoch)
        before = await outbox.head()
        first, second = await outbox.append_many([act(), act()], DEVICE)
        assert first.place.prev == before.sha256
        assert second.place.prev == first.sha256
        assert await outbox.head() == Head("K1", epoch, second.place.seq, second.sha256)
        seen.append((first.place.epoch, first.place.seq, first.place.boot))
        await outbox.check()
        await outbox.close()
    assert [place[:2] for place in seen] == [(1, 1), (1, 3), (2, 1)]
    assert len({place[2] for place in seen}) == 3


async def test_the_file_is_closed_to_other_users(outbox: Outbox, tmp_path: Path) -> None:
    await outbox.append(act(), DEVICE)
    folder = private(tmp_path).parent
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600] * len(list(folder.iterdir()))


async def test_own_and_others_records_of_a_batch_come_back_in_the_order_of_their_arrival(tmp_path: Path) -> None:
    outbox = await Outbox.open(private(tmp_path), "K1")
    decision = seal_record(act("decision"), Head(CORE_STATION), "boot", CORE)
    other = seal_record(act("elsewhere", batch="B-2"), Head(CORE_STATION, 1, 1, decision.sha256), "boot", CORE)
    first = await outbox.append(act("first"), DEVICE)
    assert await outbox.take_in([decision.envelope, first.envelope, other.envelope], registry()) == [decision, other]
    assert await outbox.take_in([decision.envelope], registry()) == []
    last = await outbox.append(act("last"), DEVICE)
    await outbox.close()
    outbox = await Outbox.open(private(tmp_path), "K1")
    assert await outbox.records("B-1") == [first, decision, last]
    assert await outbox.records("B-2") == [other]
    assert await outbox.records("B-3") == []
    assert (await outbox.tally()).stored == 2
    await outbox.close()


async def test_nothing_unverified_is_taken_in(outbox: Outbox) -> None:
    good = seal_record(act(), Head(CORE_STATION), "boot", CORE)
    forged = seal_record(act(), Head(CORE_STATION, 1, 1, good.sha256), "boot", STRANGER)
    with pytest.raises(Unauthentic):
        await outbox.take_in([good.envelope, forged.envelope], registry())
    with pytest.raises(Undecodable):
        await outbox.take_in([good.envelope, b"{}"], registry())
    assert await outbox.records("B-1") == []


async def test_another_record_under_a_known_id_is_not_taken_in(outbox: Outbox) -> None:
    decision = act("decision")
    good = seal_record(decision, Head(CORE_STATION), "boot", CORE)
    twin = seal_record(decision, Head(CORE_STATION), "another boot", CORE)
    await outbox.take_in([good.envelope], registry())
    with pytest.raises(OutboxBroken) as broken:
        await outbox.take_in([twin.envelope], registry())
    assert broken.value.key == "outbox.record_differs"


async def test_an_own_record_that_is_not_here_stops_signing(outbox: Outbox) -> None:
    unknown = seal_record(act(), Head("K1"), "boot", DEVICE)
    with pytest.raises(NotStored):
        await outbox.take_in([unknown.envelope], registry())
    assert await outbox.stopped()
    with pytest.raises(NotStored):
        await outbox.append(act(), DEVICE)


async def test_the_same_act_is_stored_once(outbox: Outbox) -> None:
    once = act()
    record = await outbox.append(once, DEVICE)
    with pytest.raises(NotStored) as twice:
        await outbox.append_many([act(), once], DEVICE)
    assert twice.value.key == "outbox.kept_already"
    assert await outbox.records("B-1") == [record]
    assert (await outbox.head()).seq == 1


async def test_a_record_that_could_not_be_sent_is_not_stored(outbox: Outbox) -> None:
    with pytest.raises(NotStored) as long:
        await outbox.append_many([act(), act("x" * 100_000)], DEVICE)
    assert long.value.key == "outbox.too_long"
    assert (await outbox.head()).seq == 0


async def test_an_append_whose_caller_went_away_is_done_all_the_same(outbox: Outbox) -> None:
    told: list[str] = []
    outbox.listen(lambda: told.append("changed"))
    waiting = asyncio.ensure_future(outbox.append(act(), DEVICE))
    await asyncio.sleep(0)
    waiting.cancel()
    assert (await outbox.head()).seq == 1
    assert told == ["changed"]


async def test_cached_bytes_survive_a_restart(tmp_path: Path) -> None:
    outbox = await Outbox.open(private(tmp_path), "K1")
    assert await outbox.cached("plant") is None
    await outbox.cache("plant", b"1")
    await outbox.cache("plant", b"2")
    await outbox.close()
    outbox = await Outbox.open(private(tmp_path), "K1")
    assert await outbox.cached("plant") == b"2"
    await outbox.close()


async def test_a_receipt_moves_what_it_covers_and_an_older_one_takes_nothing_back(outbox: Outbox) -> None:
    one, two, three = await outbox.append_many([act(), act(), act()], DEVICE)
    flagged = receipt(2, two.sha256, flagged=(Verdict(two.act.id, "late"), Verdict(three.act.id, "early")))
    assert await outbox.take_receipt(flagged) is ReceiptOutcome.TAKEN
    assert await outbox.take_receipt(receipt(1, one.sha256)) is ReceiptOutcome.TAKEN
    states = await outbox.standings([record.act.id for record in (one, two, three)])
    assert [(states[r.act.id].state, states[r.act.id].code) for r in (one, two, three)] == [
        (Journey.ACCEPTED, ""),
        (Journey.FLAGGED, "late"),
        (Journey.STORED, ""),
    ]
    assert await outbox.through() == 2
    tally = await outbox.tally()
    assert (tally.stored, tally.sent, tally.oldest) == (1, 0, utc_text(START))


@pytest.mark.parametrize("wrong", ["hash", "too far", "later enrolment"])
async def test_a_receipt_that_knows_more_than_the_outbox_is_told(outbox: Outbox, wrong: str) -> None:
    record = await outbox.append(act(), DEVICE)
    known = {
        "hash": receipt(1, "ab" * 32),
        "too far": receipt(2, "ab" * 32),
        "later enrolment": receipt(0, record.sha256, epoch=2),
    }[wrong]
    assert await outbox.take_receipt(known) is ReceiptOutcome.UNKNOWN_RECORD
    assert (await outbox.tally()).stored == 1


async def test_a_second_console_on_the_same_outbox_is_refused(outbox: Outbox, tmp_path: Path) -> None:
    with pytest.raises(OutboxTaken):
        await Outbox.open(private(tmp_path), "K1")


def _no_database(path: Path) -> None:
    path.write_bytes(b"this is a letter, not a database" * 100)


def _foreign_database(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE recipe (name TEXT)")
    database.close()


def _later_version(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()


def _open_folder(path: Path) -> None:
    path.parent.chmod(0o755)


def _folder_in_its_place(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "kiosk", "epoch", "key"),
    [
        (_no_database, "K1", 1, "outbox.no_outbox"),
        (_foreign_database, "K1", 1, "outbox.no_outbox"),
        (_later_version, "K1", 1, "outbox.version_unknown"),
        (_open_folder, "K1", 1, "outbox.folder_open"),
        (_folder_in_its_place, "K1", 1, "outbox.cannot_open"),
        (lambda _path: None, "K2", 1, "outbox.other_kiosk"),
        (lambda _path: None, "K1", 0, "outbox.enrolment_past"),
    ],
)
async def test_a_foreign_file_is_left_as_it_is_with_one_clear_sentence(
    tmp_path: Path, spoil: Callable[[Path], None], kiosk: str, epoch: int, key: str
) -> None:
    path = private(tmp_path)
    path.parent.mkdir(mode=0o700)
    if spoil not in (_no_database, _foreign_database):
        outbox = await Outbox.open(path, "K1")
        await outbox.append(act(), DEVICE)
        await outbox.close()
    spoil(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises((OutboxForeign, OutboxError)) as foreign:
        await Outbox.open(path, kiosk, epoch)
    assert foreign.value.key == key
    assert all(worded(foreign.value, language) for language in ("en", "zh"))
    assert (path.read_bytes() if path.is_file() else b"") == before


async def test_a_damaged_file_is_noticed_and_named(tmp_path: Path) -> None:
    path = private(tmp_path)
    outbox = await Outbox.open(path, "K1")
    sound = await outbox.append_many([act("x" * 3000) for _ in range(50)], DEVICE)
    await outbox.close()
    shutil.copy(path, tmp_path / "sound.db")
    size = path.stat().st_size
    noticed = 0
    for offset in range(8192, size, size // 12):
        damaged = bytearray((tmp_path / "sound.db").read_bytes())
        damaged[offset : offset + 600] = b"\x55" * 600
        path.write_bytes(damaged)
        try:
            outbox = await Outbox.open(path, "K1")
        except OutboxBroken:
            noticed += 1
            continue
        try:
            await outbox.check()
            # The bytes lie where SQLite keeps nothing.
            assert await outbox.records("B-1") == sound
        except OutboxBroken:
            noticed += 1
        await outbox.close()
    assert noticed >= 9


async def test_a_row_can_be_neither_deleted_nor_rewritten(tmp_path: Path) -> None:
    outbox = await Outbox.open(private(tmp_path), "K1")
    await outbox.append(act(), DEVICE)
    await outbox.close()
    database = sqlite3.connect(private(tmp_path))
    for statement in ("DELETE FROM record", "UPDATE record SET envelope = x'00'", "UPDATE record SET seq = 7"):
        with pytest.raises(sqlite3.IntegrityError):
            database.execute(statement)
    database.close()
