"""Attachments: the first bytes say what a file is, and the judge takes only kinds and sizes of the master record."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.acts import ActKind, Subject
from core.attached import JPEG, LONGEST_NAME, MEGABYTE, PDF, PNG, media_type, shown_name, shown_size
from core.batch.attached_again import AGAIN, attached_at
from core.batch.guide import Stage
from core.batch.manifest import step_manifest
from core.batch.review import review
from core.language import LANGUAGES, worded
from core.master.model import MasterBatchRecord
from core.master.text import load_master
from tests.fakes.kinds import KINDS, kinds_batch_at
from tests.fakes.rehearsal import Rehearsal

GOOD = {"sha256": "0f" * 32, "name": "bowl.jpg", "type": JPEG, "size": "1000"}


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", JPEG),
        (b"\x89PNG\r\n\x1a\n\x00", PNG),
        (b"%PDF-1.7\n", PDF),
        (b"", ""),
        (b"%PDF", ""),
        (b"MZ\x90\x00", ""),
        (b"GIF89a", ""),
        (b"\x89PNG\n\x1a\n", ""),
        (b"<svg xmlns=", ""),
    ],
)
def test_the_first_bytes_say_what_a_file_is(data: bytes, media: str) -> None:
    assert media_type(data) == media


@given(st.text(max_size=300))
def test_any_name_can_stand_in_a_record(name: str) -> None:
    shown = shown_name(name)
    assert shown.isprintable()
    assert 1 <= len(shown) <= LONGEST_NAME


def test_sizes_are_written_for_people() -> None:
    assert [shown_size(size) for size in (0, 1023, 204_800, 5 * MEGABYTE)] == ["0 B", "1023 B", "200 kB", "5.0 MB"]


@pytest.mark.urs("F09")
@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({}, ""),
        ({"type": PDF, "size": str(MEGABYTE)}, ""),
        ({"size": str(MEGABYTE + 1)}, "refusal.file_large"),
        ({"size": "0"}, "refusal.file_empty"),
        ({"size": "-5"}, "refusal.file_empty"),
        ({"size": "1e3"}, "refusal.file_empty"),
        ({"type": "text/html"}, "refusal.file_kind"),
        ({"sha256": "0F" * 32}, "refusal.file_unfit"),
        ({"sha256": "0f" * 31}, "refusal.file_unfit"),
        ({"name": ""}, "refusal.file_unfit"),
        ({"name": "x" * 101}, "refusal.file_unfit"),
        ({"name": "a\x1b[31m.jpg"}, "refusal.file_unfit"),
    ],
)
def test_only_a_fit_file_is_attached(changes: dict[str, str], key: str) -> None:
    batch = kinds_batch_at("file", "S050")
    step = batch.master.step("S050")
    assert step is not None
    found = batch.do(ActKind.FILE_ATTACHED, step, Subject(entry="file"), None, GOOD | changes)
    assert [item.key for item in found] == ([key] if key else [])
    assert all(worded(item, language) for item in found for language in LANGUAGES)
    assert batch.guidance().stage == (Stage.ENTRY if key else Stage.SIGN)


@pytest.mark.parametrize("lost", list(GOOD))
def test_a_file_without_one_of_its_facts_is_refused(lost: str) -> None:
    batch = kinds_batch_at("file", "S050")
    step = batch.master.step("S050")
    assert step is not None
    facts = {name: fact for name, fact in GOOD.items() if name != lost}
    found = batch.do(ActKind.FILE_ATTACHED, step, Subject(entry="file"), None, facts)
    assert [item.key for item in found] == ["refusal.value_missing"]


def test_what_is_signed_names_file_size_and_hash() -> None:
    batch = kinds_batch_at("file", "S050")
    step = batch.master.step("S050")
    assert step is not None
    batch.do(ActKind.FILE_ATTACHED, step, Subject(entry="file"), None, GOOD)
    assert step_manifest(step, batch.state, "en", batch.plant).lines[0].value == "bowl.jpg  1000 B  # 0f0f0f0f0f0f0f0f"


def twice() -> MasterBatchRecord:
    """Give the record with two attachments, one after the other."""
    plain = msgspec.to_builtins(load_master(KINDS))
    for operation in (o for procedure in plain["procedures"] for o in procedure["operations"]):
        steps = [(step, step | {"id": "S051"}) if step["id"] == "S050" else (step,) for step in operation["steps"]]
        operation["steps"] = [step for both in steps for step in both]
    return msgspec.convert(plain, MasterBatchRecord, strict=False)


@pytest.mark.urs("F09", "F14")
def test_the_same_file_is_attached_again_only_where_somebody_has_seen_it_and_the_review_shows_it() -> None:
    batch = Rehearsal(master=twice())
    batch.play(lambda r: (s := r.guidance().step) is not None and s.id == "S051" and r.guidance().stage == Stage.ENTRY)
    step = batch.master.step("S051")
    assert step is not None
    same = batch.state.step("S050").filled["file"].act.facts
    (found,) = batch.do(ActKind.FILE_ATTACHED, step, Subject(entry="file"), None, same)
    place = f"{batch.state.number} S050"
    assert (found.key, found.params["place"]) == ("refusal.file_again", place)
    for other in ("", "B2611-9999 S050", "x" * 81):
        refused = batch.do(ActKind.FILE_ATTACHED, step, Subject(entry="file"), None, same | {AGAIN: other})
        assert [item.key for item in refused] == ["refusal.file_unfit"]
    assert batch.do(ActKind.FILE_ATTACHED, step, Subject(entry="file"), None, same | {AGAIN: place}) == ()
    shown = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [(item.step, item.what.params["place"]) for item in shown if item.rule == "attached_once"] == [
        ("S051", place)
    ]


def test_what_was_undone_is_attached_no_more_and_another_batch_is_named_by_who_knows_it() -> None:
    batch = kinds_batch_at("file", "S050")
    step = batch.master.step("S050")
    assert step is not None
    for facts in (GOOD, GOOD | {AGAIN: "B2611-0007 S050"}):
        assert batch.do(ActKind.FILE_ATTACHED, step, Subject(entry="file"), None, facts) == ()
        assert attached_at(GOOD["sha256"], batch.state) == f"{batch.state.number} S050"
        assert batch.do(ActKind.ENTRIES_UNDONE, step) == ()
        assert attached_at(GOOD["sha256"], batch.state) == ""
