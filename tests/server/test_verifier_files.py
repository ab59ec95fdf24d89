"""Attached files in an export: both verifiers hold each against the record that names it, and against the list."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.acts import ActKind, Subject
from core.record.digest import sha256_hex
from core.record.envelope import open_envelope
from core.record.payload import Record
from server.export import ExportError, attached_names, build_export
from server.verifier import Report, main, words
from tests.fakes.exports import dsse, jcs, unzipped, zipped
from tests.fakes.log import exported, key
from tests.fakes.small_product import BATCH, keys, small_batch
from tests.second_verifier.agreement import verify

PHOTO, LETTER, OTHER = b"\xff\xd8\xff" + bytes(range(256)) * 400, b"%PDF-1.7\n" + bytes(9_000), b"\x89PNG\r\n\x1a\n"
HERE, LATE, STRANGE = (
    f"files/{sha256_hex(data)}.{end}" for data, end in ((PHOTO, "jpg"), (LETTER, "pdf"), (OTHER, "png"))
)


def attaching(data: bytes, media: str, **changed: str) -> dict[str, str]:
    return {"sha256": sha256_hex(data), "name": "bowl", "type": media, "size": str(len(data)), **changed}


def records(*attached: Mapping[str, str]) -> list[Record]:
    batch = small_batch()
    for facts in attached:
        batch.record(ActKind.FILE_ATTACHED, Subject(step="S10", entry="file"), None, "", **facts)
    return batch.records


def export(made: list[Record], attachments: Mapping[str, bytes]) -> dict[str, bytes]:
    plain = exported(BATCH, made, keys(), key("CORE"))
    return unzipped(build_export(msgspec.structs.replace(plain, attachments=attachments), key("CORE")))


@pytest.fixture
def files() -> dict[str, bytes]:
    """Give the files of an export: one photo is here, one document has not reached the core."""
    made = records(attaching(PHOTO, "image/jpeg"), attaching(LETTER, "application/pdf"), attaching(PHOTO, "image/jpeg"))
    return export(made, {HERE: PHOTO})


def signed(path: Path, files: Mapping[str, bytes], *, listed: bool = True, **changed: Any) -> Report:
    """Have the core sign a list that is changed, or that holds whatever the files are, and verify by both."""
    plain = json.loads(open_envelope(files["export.json"])[1])
    hashes = {name: sha256_hex(data) for name, data in files.items() if name != "export.json"}
    plain |= {"files": hashes if listed else plain["files"], **changed}
    kept = {name: value for name, value in plain.items() if value is not None}
    index = dsse("application/vnd.countersign.export+json", jcs(kept), key("CORE"))
    return verify(zipped(path / "bent.zip", {**files, "export.json": index}))


def told(report: Report) -> list[tuple[str, str]]:
    return [(failure.record, failure.key) for failure in report.failures]


@pytest.mark.urs("F26", "F34")
def test_files_that_are_here_hash_to_what_records_name_and_the_list_names_those_that_have_not_arrived(
    files: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = signed(tmp_path, files)
    assert report.ok, words(report)
    assert (report.files, report.files_missing) == (1, [LATE])
    assert json.loads(open_envelope(files["export.json"])[1])["files_missing"] == [LATE]
    assert f"attached files are those that the records name; missing when the export was made: {LATE}." in words(report)
    assert f"导出时缺失：{LATE}。" in words(report, "zh")
    assert main([str(tmp_path / "bent.zip"), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["files"], answer["files_missing"]) == (1, [LATE])


@pytest.mark.urs("F34")
def test_an_export_without_attached_files_names_none(tmp_path: Path) -> None:
    plain = export(records(), {})
    assert "files_missing" not in json.loads(open_envelope(plain["export.json"])[1])
    report = signed(tmp_path, plain)
    assert (report.ok, report.files, report.files_missing) == (True, 0, [])
    assert "missing when the export was made: -." in words(report)


@pytest.mark.urs("F26", "F34")
def test_other_bytes_under_the_name_that_a_record_gives_are_found_though_the_core_signed_for_them(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    bent = {**files, HERE: PHOTO[:-1] + b"\x00"}
    assert told(signed(tmp_path, bent)) == [(HERE, "file_other")]
    assert told(signed(tmp_path, bent, listed=False)) == [(HERE, "file_changed"), (HERE, "file_other")]


@pytest.mark.urs("F26", "F34")
def test_a_file_left_out_is_named_unless_the_signed_list_says_that_it_is_missing(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    less = {name: data for name, data in files.items() if name != HERE}
    assert told(signed(tmp_path, less)) == [(HERE, "file_not_here")]
    assert told(signed(tmp_path, less, listed=False)) == [(HERE, "file_missing"), (HERE, "file_not_here")]
    assert told(signed(tmp_path, files, files_missing=None)) == [(LATE, "file_not_here")]
    report = signed(tmp_path, less, files_missing=[HERE, LATE])
    assert (report.ok, report.files, report.files_missing) == (True, 0, sorted([HERE, LATE]))


@pytest.mark.urs("F34")
def test_a_file_is_not_here_and_missing_at_once(files: dict[str, bytes], tmp_path: Path) -> None:
    assert told(signed(tmp_path, files, files_missing=[HERE, LATE])) == [(HERE, "file_said_missing")]
    assert told(signed(tmp_path, {**files, LATE: LETTER})) == [(LATE, "file_said_missing")]


@pytest.mark.urs("F34")
@pytest.mark.parametrize("name", [STRANGE, f"files/{sha256_hex(PHOTO)}.png", "files/note.txt", "files/"])
def test_a_file_that_no_record_attaches_is_refused_even_when_the_core_lists_it(
    files: dict[str, bytes], tmp_path: Path, name: str
) -> None:
    data = OTHER if name == STRANGE else PHOTO if name.endswith(".png") else b""
    assert told(signed(tmp_path, {**files, name: data})) == [(name, "file_unnamed")]
    assert told(signed(tmp_path, files, files_missing=[LATE, name])) == [(name, "file_unnamed")]


@pytest.mark.urs("F34")
@pytest.mark.parametrize("missing", [LATE, {LATE: 1}, [LATE, 1], 7, True])
def test_a_list_of_missing_files_of_another_shape_is_no_list(
    files: dict[str, bytes], tmp_path: Path, missing: object
) -> None:
    assert told(signed(tmp_path, files, files_missing=missing)) == [("export.json", "list_unreadable")]


@pytest.mark.parametrize("facts", [{"type": "text/html"}, {"sha256": "ab"}, {"sha256": sha256_hex(PHOTO).upper()}])
def test_a_record_whose_facts_name_no_file_asks_for_none(tmp_path: Path, facts: dict[str, str]) -> None:
    made = records(attaching(PHOTO, "image/jpeg", **facts))
    assert attached_names([record.envelope for record in made]) == set()
    report = signed(tmp_path, export(made, {}))
    assert (report.ok, report.files, report.files_missing) == (True, 0, [])


@pytest.mark.urs("F34")
def test_the_file_of_a_record_that_does_not_hold_is_named_by_none(files: dict[str, bytes], tmp_path: Path) -> None:
    lines = files["acts.jsonl"].split(b"\n")
    place = next(number for number, line in enumerate(lines) if sha256_hex(LETTER).encode() in line)
    lines[place] += b" "
    report = signed(tmp_path, {**files, "acts.jsonl": b"\n".join(lines)})
    assert [reason for _, reason in told(report)] == ["copy_differs", "file_unnamed"]


def test_a_file_that_zips_very_well_is_no_zip_bomb(tmp_path: Path) -> None:
    empty = b"%PDF-1.7\n" + bytes(900_000)
    name = f"files/{sha256_hex(empty)}.pdf"
    plain = exported(BATCH, records(attaching(empty, "application/pdf")), keys(), key("CORE"))
    path = tmp_path / "empty.zip"
    path.write_bytes(build_export(msgspec.structs.replace(plain, attachments={name: empty}), key("CORE")))
    report = verify(path)
    assert (report.ok, report.files) == (True, 1)


@pytest.mark.urs("F34")
def test_an_export_that_no_verifier_would_read_is_not_made() -> None:
    plain = exported(BATCH, records(), keys(), key("CORE"))
    many = {f"note-{number}.txt": b"" for number in range(1_000)}
    with pytest.raises(ExportError, match="export_large"):
        build_export(msgspec.structs.replace(plain, attachments=many), key("CORE"))
