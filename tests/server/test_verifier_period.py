"""The export of a period is a stretch of the log with nothing taken out, which both verifiers demand."""

from pathlib import Path

import msgspec
import pytest

from server.export import Export, build_export
from server.verifier import Report, words
from tests.fakes.log import exported, key
from tests.fakes.small_product import BATCH, keys, played
from tests.second_verifier.agreement import verify

EVER = {"from": "2000-01-01T00:00:00.000000Z", "to": "2100-01-01T00:00:00.000000Z"}


@pytest.fixture(scope="module")
def period() -> Export:
    """Give the stretch of a log after the founding, which is brought along."""
    made = exported(BATCH, played().records, keys(), key("CORE"), strangers=0)
    places = [record.index for record in made.records if not record.brought]
    return msgspec.structs.replace(made, about=EVER, places=(places[0], places[-1] + 1))


def checked(export: Export, path: Path) -> Report:
    path.write_bytes(build_export(export, key("CORE")))
    return verify(path)


def told(report: Report) -> list[tuple[str, str, dict[str, str]]]:
    return [(failure.record, failure.key, failure.params) for failure in report.failures]


@pytest.mark.urs("F34", "11.10(b)", "11.10(c)")
def test_a_whole_period_verifies_and_says_between_which_places_nothing_is_left_out(
    period: Export, tmp_path: Path
) -> None:
    report = checked(period, tmp_path / "whole.zip")
    assert report.ok, words(report)
    assert period.places is not None
    first, end = period.places
    assert report.places == f"{first}-{end - 1}"
    assert f"nothing is left out from place {first}-{end - 1} of the log" in words(report)


@pytest.mark.urs("F34", "11.10(c)")
@pytest.mark.parametrize("gone", [[0], [-1], [30], [0, 30, -1]])
def test_a_record_taken_out_of_a_period_leaves_its_place_behind(
    period: Export, tmp_path: Path, gone: list[int]
) -> None:
    inside = [record for record in period.records if not record.brought]
    out = sorted({inside[number].index for number in gone})
    less = msgspec.structs.replace(period, records=[one for one in period.records if one.index not in out])
    report = checked(less, tmp_path / "gap.zip")
    missing = [params for _, reason, params in told(report) if reason == "place_missing"]
    assert missing == [{"first": str(index), "last": str(index)} for index in out]


@pytest.mark.urs("F34")
def test_a_record_from_outside_is_no_record_of_the_period(period: Export, tmp_path: Path) -> None:
    assert period.places is not None
    first, end = period.places
    report = checked(msgspec.structs.replace(period, places=(first + 1, end)), tmp_path / "outside.zip")
    assert told(report) == [("export.json", "place_foreign", {"index": str(first)})]


@pytest.mark.urs("F34")
def test_a_period_that_claims_no_places_or_no_end_proves_nothing(period: Export, tmp_path: Path) -> None:
    bent = (
        msgspec.structs.replace(period, places=None),
        msgspec.structs.replace(period, places=(7, 7)),
        msgspec.structs.replace(period, about={"from": EVER["from"]}),
        msgspec.structs.replace(period, about={**EVER, "to": "tomorrow"}),
    )
    for one in bent:
        assert not checked(one, tmp_path / "bent.zip").ok


@pytest.mark.urs("F34")
def test_what_the_core_stated_outside_of_the_period_is_named(period: Export, tmp_path: Path) -> None:
    stated = [record for record in played().records if record.place.kiosk == "CORE"]
    last = stated[-1].act.when.utc
    report = checked(msgspec.structs.replace(period, about={**EVER, "to": last}), tmp_path / "late.zip")
    late = [record.act.id for record in stated if record.act.when.utc >= last]
    assert [(failure.record, failure.key) for failure in report.failures] == [(one, "not_of_period") for one in late]
