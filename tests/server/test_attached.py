"""Attached files: bytes come in parts, are kept when their hash is right, hold up a release, go into exports."""

import base64
from collections.abc import Mapping
from pathlib import Path

import pytest

from console.attached import AttachedFiles
from core.acts import ActKind, Subject, Who
from core.ports import Unreachable
from core.record.digest import sha256_hex
from server.attached import MOST_PARTS, PART_BYTES, exported_files, file_bytes, missing_files
from server.db.errors import DatabaseRefused
from server.db.statements import text
from server.db.tables.evidence import alarm, attached_file, attached_part
from server.export import attached_names
from server.file_quota import FULL, NEAR_FULL, FileQuota
from server.service import Service
from tests.fakes.core import CoreUnderTest, KioskUnderTest

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 4000
SHA256 = sha256_hex(PHOTO)


def part(data: bytes, number: int, parts: int, sha256: str = SHA256) -> dict[str, object]:
    return {"sha256": sha256, "part": number, "parts": parts, "data": base64.b64encode(data).decode()}


def halves() -> tuple[bytes, ...]:
    return tuple(PHOTO[at : at + PART_BYTES] for at in range(0, len(PHOTO), PART_BYTES))


def kept(core: CoreUnderTest, sha256: str = SHA256) -> bytes | None:
    with core.store.unit() as unit:
        return file_bytes(unit, sha256)


@pytest.mark.urs("F26", "F27")
def test_parts_in_any_order_and_sent_again_make_the_file_once(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    pieces = halves()
    assert len(pieces) == 3
    for number in (2, 0, 0):
        assert kiosk.ask("keep_file", **part(pieces[number], number, 3)).body == {"complete": False}
    assert kept(core) is None
    assert kiosk.ask("keep_file", **part(pieces[1], 1, 3)).body == {"complete": True}
    assert kept(core) == PHOTO
    assert kiosk.ask("keep_file", **part(pieces[0], 0, 3)).body == {"complete": True}
    assert (core.count(attached_file), core.count(attached_part)) == (1, 0)
    for attempt in ("DELETE FROM attached_file", "UPDATE attached_file SET data = ''"):
        with pytest.raises(DatabaseRefused), core.store.unit() as unit:
            unit.do(text(attempt))


@pytest.mark.urs("F26")
def test_bytes_that_are_another_file_are_not_kept_and_the_right_ones_can_still_come(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    pieces = halves()
    kiosk.ask("keep_file", **part(b"x" * 10, 0, 2))
    assert kiosk.ask("keep_file", **part(pieces[1], 1, 2)).body == {"complete": False, "differs": True}
    assert (kept(core), core.count(attached_part)) == (None, 0)
    for number, piece in enumerate(pieces):
        kiosk.ask("keep_file", **part(piece, number, 3))
    assert kept(core) == PHOTO


def test_parts_whose_rest_never_comes_make_room_after_a_week(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    kiosk.ask("keep_file", **part(halves()[0], 0, 3))
    core.clock.advance(8 * 24 * 3600)
    kiosk.ask("keep_file", **part(b"x", 0, 2, sha256_hex(b"other")))
    assert core.count(attached_part) == 1


def small(core: CoreUnderTest, **limits: int) -> Service:
    """Open the core again with little room for files."""
    return Service(core.store, core.keys, core.clock, files=FileQuota(**limits))


def sent(kiosk: KioskUnderTest, service: Service, data: bytes) -> str:
    """Send a file whole; gives the key of the refusal, or ""."""
    pieces = [data[at : at + PART_BYTES] for at in range(0, len(data), PART_BYTES)]
    for number, piece in enumerate(pieces):
        told = part(piece, number, len(pieces), sha256_hex(data))
        refusal = kiosk.ask_at(service, "keep_file", **told).refusal
        if refusal is not None:
            return refusal.key
    return ""


def raised(core: CoreUnderTest, kind: str) -> list[tuple[str, str]]:
    with core.store.unit() as unit:
        return [(row.kiosk, row.detail) for row in unit.rows(alarm.select().where(alarm.c.kind == kind))]


@pytest.mark.urs("F26")
def test_the_core_warns_before_files_fill_it_and_refuses_clearly_then(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    service = small(core, total=1_000_000)
    assert sent(kiosk, service, b"a" * 790_000) == ""
    assert raised(core, NEAR_FULL) == []
    assert sent(kiosk, service, b"b" * 20_000) == ""
    assert [detail.partition(" %")[0] for _, detail in raised(core, NEAR_FULL)] == ["80"]
    for _ in range(3):
        assert sent(kiosk, service, b"c" * 600_000) == "decision.files_full"
    assert [name for name, _ in raised(core, FULL)] == [kiosk.name]
    assert sent(kiosk, service, b"a" * 790_000) == ""
    assert sent(kiosk, service, b"d" * 170_000) == ""
    assert [detail.partition(" %")[0] for _, detail in raised(core, NEAR_FULL)] == ["80", "95"]
    assert (core.count(attached_file), core.count(attached_part)) == (3, 0)
    core.clock.advance(25 * 3600)
    assert sent(kiosk, service, b"c" * 600_000) == "decision.files_full"
    assert len(raised(core, FULL)) == 2


@pytest.mark.urs("F26")
def test_one_kiosk_fills_neither_a_day_nor_the_room_of_others(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    service, other = small(core, kiosk_a_day=700_000), KioskUnderTest(core, "QA-01")
    assert sent(kiosk, service, b"a" * 600_000) == ""
    assert sent(kiosk, service, b"b" * 500_000) == "decision.files_of_kiosk"
    assert sent(other, service, b"b" * 500_000) == ""
    core.clock.advance(25 * 3600)
    assert sent(kiosk, service, b"c" * 500_000) == ""
    too_many = part(b"x", 0, MOST_PARTS + 1)
    refusal = kiosk.ask("keep_file", **too_many).refusal
    assert refusal is not None
    assert refusal.key == "decision.file_too_large"


def test_files_that_never_become_whole_make_room_for_those_that_do(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    service, other = small(core, waiting=1_000_000), KioskUnderTest(core, "QA-01")
    kiosk.ask_at(service, "keep_file", **part(halves()[0], 0, 3))
    other.ask_at(service, "keep_file", **part(halves()[0], 0, 3))
    for name in (b"first", b"second", b"third"):
        core.clock.advance(1)
        kiosk.ask_at(service, "keep_file", **part(b"x" * PART_BYTES, 0, 2, sha256_hex(name)))
    with core.store.unit() as unit:
        left = {(row.kiosk, row.sha256) for row in unit.rows(attached_part.select())}
    mine = {(kiosk.name, sha256_hex(name)) for name in (b"second", b"third")}
    assert left == {*mine, (other.name, SHA256)}


@pytest.mark.parametrize(
    "body",
    [
        part(b"", 0, 1),
        part(b"x" * (PART_BYTES + 1), 0, 1),
        part(b"x", 1, 1),
        part(b"x", -1, 1),
        part(b"x", 0, 0),
        part(b"x", 0, 1, "../../etc"),
        part(b"x", 0, 1, SHA256.upper()),
        {**part(b"x", 0, 1), "data": "no base64 !"},
    ],
)
def test_what_is_no_part_of_a_file_is_refused(
    core: CoreUnderTest, kiosk: KioskUnderTest, body: dict[str, object]
) -> None:
    answer = kiosk.ask("keep_file", **body)
    assert answer.refusal is not None
    assert answer.refusal.key == "decision.file_part"
    assert core.count(attached_part) == 0


@pytest.mark.urs("F34")
def test_a_file_that_a_record_names_is_missing_until_its_bytes_are_here_and_then_goes_into_the_export(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    facts = {"sha256": SHA256, "name": "bowl.jpg", "type": "image/jpeg", "size": str(len(PHOTO))}
    about = Subject(batch="B2611-0001", step="S050", entry="file")
    sealed = kiosk.seal(kiosk.act(ActKind.FILE_ATTACHED, Who(person="P-0001"), about, None, facts))
    kiosk.send(sealed)
    (name,) = attached_names([sealed.envelope])
    assert name == f"files/{SHA256}.jpg"
    with core.store.unit() as unit:
        assert missing_files(unit, "B2611-0001") == [SHA256]
        assert exported_files(unit, [name]) == {}
    for number, piece in enumerate(halves()):
        kiosk.ask("keep_file", **part(piece, number, 3))
    with core.store.unit() as unit:
        assert missing_files(unit, "B2611-0001") == []
        assert exported_files(unit, [name]) == {name: PHOTO}


async def test_a_kept_file_that_went_bad_on_the_disk_holds_up_no_other(
    core: CoreUnderTest, kiosk: KioskUnderTest, tmp_path: Path
) -> None:
    asked: list[object] = []

    async def ask(verb: str, body: Mapping[str, object], timeout_s: float = 5.0) -> Mapping[str, object]:
        asked.append(body["sha256"])
        return dict(kiosk.ask(verb, **body).body)

    (tmp_path / ("0" * 64)).mkdir()  # it cannot be read
    (tmp_path / ("1" * 64)).write_bytes(PHOTO)  # other bytes than were taken
    (tmp_path / SHA256).write_bytes(PHOTO)
    files = AttachedFiles(tmp_path / "in", tmp_path, ask)
    await files.carry()
    assert kept(core) == PHOTO
    assert set(asked) == {SHA256}
    assert await files.waiting() == ("0" * 64, "1" * 64)


@pytest.mark.urs("F27")
async def test_what_a_kiosk_has_taken_waits_for_the_core_and_leaves_only_when_the_core_holds_it(
    core: CoreUnderTest, kiosk: KioskUnderTest, tmp_path: Path
) -> None:
    online = False

    async def ask(verb: str, body: Mapping[str, object], timeout_s: float = 5.0) -> Mapping[str, object]:
        if not online:
            raise Unreachable("link.offline")
        answer = kiosk.ask(verb, **body)
        assert answer.refusal is None
        return dict(answer.body)

    files = AttachedFiles(tmp_path / "in", tmp_path / "data" / "attached", ask)
    files.watched.mkdir()
    (files.watched / "bowl.jpg").write_bytes(PHOTO)
    assert (await files.take("bowl.jpg", len(PHOTO))).sha256 == SHA256
    await files.carry()
    assert await files.waiting() == (SHA256,)
    again = AttachedFiles(files.watched, tmp_path / "data" / "attached", ask)
    online = True
    await again.carry()
    assert await again.waiting() == ()
    assert kept(core) == PHOTO
