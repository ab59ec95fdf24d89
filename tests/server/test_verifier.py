"""The verifier alone: a whole export passes, and any changed byte of it is found and named."""

import io
import json
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from server import verifier
from server.export import build_export
from server.verifier import Report
from tests.fakes.exports import unzipped, zipped
from tests.fakes.log import Founding, Station, exported, key
from tests.fakes.small_product import BATCH, RESULTS, keys, played, small_batch
from tests.second_verifier.agreement import verify

Export = tuple[Path, dict[str, bytes], list[str]]


FOUNDING = 11
"""Records by which the keys of `small_product` are stated: 9 keys, and 2 signatures on 5 of them."""


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Export:
    """Give the zip of a whole batch, its files, and the ids of its records in order, those of the founding first."""
    made, core = played(), key("CORE")
    made.enter_results(RESULTS)
    every = [*Founding(keys(), core).records, *made.records]
    data = build_export(exported(BATCH, made.records, keys(), core, earlier=(1, 64)), core)
    path = tmp_path_factory.mktemp("export") / "batch.zip"
    path.write_bytes(data)
    return path, unzipped(data), [record.act.id for record in every]


def rewritten(tmp_path: Path, files: dict[str, bytes], **changed: bytes) -> Report:
    """Verify the same export with some files changed; `_` in a name stands for its point."""
    bent = {**files, **{name.replace("_", "."): data for name, data in changed.items()}}
    return verifier.verify(zipped(tmp_path / "changed.zip", bent))


def named(report: Report) -> set[str]:
    return {failure.record for failure in report.failures}


@pytest.mark.urs("F34")
def test_a_whole_export_verifies_and_says_how_much_it_proved(export: Export) -> None:
    path, _, ids = export
    report = verify(path)
    assert report.ok, verifier.words(report)
    assert (report.records, report.device_signatures) == (len(ids), len(ids))
    assert (report.user_signatures, report.countersignatures) == (27, 9)
    assert [founder.split()[0] for founder in report.founders] == ["P-0001", "P-0002"]
    assert (report.checkpoints, report.witnesses, report.simulated) == (3, 0, 0)
    assert report.links == len(ids)


@pytest.mark.urs("F34", "11.10(a)")
@pytest.mark.parametrize("name", ["envelopes.jsonl", "acts.jsonl"])
def test_one_changed_byte_of_any_record_names_that_record(export: Export, tmp_path: Path, name: str) -> None:
    _, files, ids = export
    chance = random.Random(7)  # noqa: S311  # places to change, no secret
    lines = files[name].split(b"\n")
    for place, identity in enumerate(ids):
        line = bytearray(lines[place])
        line[chance.randrange(len(line))] ^= 1 << chance.randrange(8)
        changed = b"\n".join([*lines[:place], bytes(line), *lines[place + 1 :]])
        report = rewritten(tmp_path, files, **{name.replace(".", "_"): changed})
        assert identity in named(report), (place, identity)


@pytest.mark.urs("F34")
@pytest.mark.parametrize("place", [1, FOUNDING, 28, 108])
def test_every_class_of_byte_of_a_record_is_guarded(export: Export, tmp_path: Path, place: int) -> None:
    _, files, ids = export
    lines = files["envelopes.jsonl"].split(b"\n")
    line = lines[place]
    marks = (b"{", b'"payload"', b'"payloadType"', b"application/", b'"signatures"', b'"keyid"', b'"sig"', b"]", b"}")
    spots = [line.index(mark) for mark in marks]
    spots += [line.index(b'"keyid":"') + 12, line.index(b'"sig":"') + 30, line.index(b'"payload":"') + 400]
    for spot in spots:
        for byte in (line[spot] ^ 1, 0x0A, 0x20, 0x00):
            changed = line[:spot] + bytes([byte]) + line[spot + 1 :]
            data = b"\n".join([*lines[:place], changed, *lines[place + 1 :]])
            report = rewritten(tmp_path, files, envelopes_jsonl=data)
            assert ids[place] in named(report), (spot, byte)
            assert ids[place - 1] not in named(report)


@pytest.mark.parametrize("name", ["keys.json", "checkpoint.txt", "proofs.json", "export.json", "README.txt"])
def test_one_changed_byte_of_any_other_file_names_that_file(export: Export, tmp_path: Path, name: str) -> None:
    _, files, _ = export
    chance = random.Random(name)  # noqa: S311  # places to change, no secret
    for _ in range(40):
        data = bytearray(files[name])
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        report = rewritten(tmp_path, files, **{name.replace(".", "_"): bytes(data)})
        assert not report.ok
        assert named(report) & {name, "export.json"}


def test_a_bit_changed_anywhere_in_the_zip_is_found_or_changes_nothing_that_is_read(
    export: Export, tmp_path: Path
) -> None:
    path, files, _ = export
    data = path.read_bytes()
    chance = random.Random(11)  # noqa: S311  # places to change, no secret
    for _ in range(150):
        changed = bytearray(data)
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        target = tmp_path / "changed.zip"
        target.write_bytes(changed)
        if verifier.verify(target).ok:
            assert unzipped(bytes(changed)) == files


@pytest.mark.parametrize("part", [0, 1, 20, 0.3, 0.7, -300, -22, -1])
def test_a_zip_cut_short_gives_one_sentence(export: Export, tmp_path: Path, part: float) -> None:
    data = export[0].read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(data[: int(part * len(data)) if isinstance(part, float) else part])
    report = verify(cut)
    assert [failure.key for failure in report.failures] == ["no_zip"]


def test_a_file_that_is_no_zip_or_is_not_there_gives_one_sentence(tmp_path: Path) -> None:
    other = tmp_path / "letter.pdf"
    other.write_bytes(b"%PDF-1.7\n" * 100)
    assert [failure.key for failure in verify(other).failures] == ["no_zip"]
    assert [failure.key for failure in verify(tmp_path / "none.zip").failures] == ["no_file"]
    assert [failure.key for failure in verify(tmp_path).failures] == ["no_zip"]


def test_every_missing_file_is_named(export: Export, tmp_path: Path) -> None:
    _, files, _ = export
    for name in files:
        report = verify(zipped(tmp_path / "less.zip", {n: d for n, d in files.items() if n != name}))
        assert (name, "file_missing") in {(failure.record, failure.key) for failure in report.failures}


def test_a_file_that_nobody_signed_for_is_named(export: Export, tmp_path: Path) -> None:
    report = rewritten(tmp_path, export[1], note_txt=b"read me")
    assert [(failure.record, failure.key) for failure in report.failures] == [("note.txt", "file_extra")]


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/passwd", "a/../../b", "C:\\x", "a\\b", "a\x07b"])
def test_a_name_that_leads_out_of_the_zip_is_refused(export: Export, tmp_path: Path, name: str) -> None:
    report = verify(zipped(tmp_path / "evil.zip", {**export[1], name: b"x"}))
    assert [failure.key for failure in report.failures] == ["name_unsafe"]


def test_two_files_of_one_name_are_refused(export: Export, tmp_path: Path) -> None:
    path = zipped(tmp_path / "twice.zip", export[1])
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("keys.json", b"[]")
    assert [failure.key for failure in verify(path).failures] == ["file_twice"]


def test_a_zip_bomb_is_refused_before_it_is_expanded(export: Export, tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.zip", {**export[1], "big.bin": bytes(80_000_000)})
    assert [failure.key for failure in verify(path).failures] == ["too_large"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_by_a_method_that_no_export_has_is_refused_whole_or_damaged(
    export: Export, tmp_path: Path, method: int
) -> None:
    path = tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in export[1].items():
            archive.writestr(name, data)
    for place in (None, 60):
        changed = bytearray(path.read_bytes())
        if place is not None:
            changed[place : place + 40] = bytes(40)
        path.write_bytes(changed)
        assert [failure.key for failure in verify(path).failures] == ["no_zip"]


def test_what_cannot_be_given_to_another_process_is_verified_here(
    export: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_process: object) -> None:
        raise BlockingIOError("no room for a process")

    monkeypatch.setattr(verifier, "_AT_ONCE", 4)
    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", no_room)
    assert verifier.verify(export[0], processes=3).ok


def test_a_record_taken_out_is_named_though_all_others_hold(export: Export, tmp_path: Path) -> None:
    _, files, ids = export
    lines = files["envelopes.jsonl"].split(b"\n")
    report = rewritten(tmp_path, files, envelopes_jsonl=b"\n".join(lines[:40] + lines[41:]))
    assert ids[40] in named(report)


def test_an_export_of_another_core_passes_only_when_no_key_is_named(tmp_path: Path) -> None:
    core, other = Station("CORE"), key("another core")
    core.key = other
    made = small_batch(core=core)
    made.play()
    rows = [row for row in keys() if row.kind != "core"] + [core.registered()]
    path = tmp_path / "other.zip"
    path.write_bytes(build_export(exported(BATCH, made.records, rows, other), other))
    known = key("CORE")
    assert verify(path).ok
    assert not verify(path).pinned
    assert [failure.key for failure in verify(path, known.id).failures] == ["not_pinned"]
    assert verify(path, other.id).pinned


@pytest.mark.parametrize("text", ["abc", "xyz" * 8, "12" * 40])
def test_a_fingerprint_that_is_none_is_refused(export: Export, text: str) -> None:
    assert [failure.key for failure in verify(export[0], text).failures] == ["pin_unreadable"]


def test_a_fingerprint_may_be_written_with_blanks_and_colons(export: Export) -> None:
    found = verify(export[0]).core_key
    grouped = " ".join(found[n : n + 4].upper() for n in range(0, 64, 4))
    assert verify(export[0], grouped).ok


@pytest.mark.urs("F34")
def test_the_one_file_verifies_on_a_machine_without_the_product(export: Export, tmp_path: Path) -> None:
    path, files, _ = export
    alone = shutil.copy(verifier.__file__, tmp_path / "verifier.py")
    run = subprocess.run([sys.executable, "-I", alone, path, "--json"], capture_output=True, text=True, cwd=tmp_path)
    answer = json.loads(run.stdout)
    assert (run.returncode, answer["ok"], answer["failures"]) == (0, True, [])
    broken = zipped(tmp_path / "broken.zip", {**files, "acts.jsonl": files["acts.jsonl"][:-9]})
    run = subprocess.run([sys.executable, "-I", alone, broken], capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 1
    assert "NOT VERIFIED" in run.stdout


def test_both_languages_word_every_reason() -> None:
    assert all(english and chinese and english.isascii() for english, chinese in verifier.SENTENCES.values())
    assert not any("!" in text or "！" in text for pair in verifier.SENTENCES.values() for text in pair)


@pytest.mark.urs("F34")
def test_several_processes_find_what_one_finds(export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, files, ids = export
    lines = files["envelopes.jsonl"].split(b"\n")
    lines[40], lines[50] = lines[40][:-9] + b"A" + lines[40][-8:], lines[50].replace(b'"keyid"', b'"keyix"')
    bad = zipped(tmp_path / "bad.zip", {**files, "envelopes.jsonl": b"\n".join(lines)})
    one = [verifier.verify(file, processes=1).as_json() for file in (path, bad)]
    monkeypatch.setattr(verifier, "_AT_ONCE", 3)
    assert [verifier.verify(file, processes=2).as_json() for file in (path, bad)] == one
    assert [answer["ok"] for answer in one] == [True, False]
    assert {ids[40], ids[50]} <= named(verifier.verify(bad, processes=2))


def test_junk_in_place_of_any_file_never_ends_in_a_traceback(export: Export, tmp_path: Path) -> None:
    _, files, _ = export
    for name in verifier.REQUIRED:
        for junk in (b"", b"{}", b"[]", b"null", b"[1]", b'{"a":1}', b"\xff\xfe", b"[" * 5000, b'{"nodes":1}'):
            assert not verify(zipped(tmp_path / "junk.zip", {**files, name: junk})).ok


def test_an_empty_zip_says_what_is_missing(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    path = tmp_path / "empty.zip"
    path.write_bytes(buffer.getvalue())
    assert [failure.key for failure in verify(path).failures] == ["file_missing"]
