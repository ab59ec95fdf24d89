"""Both verifiers on whole batches with everything that can happen in one, as the rules of making allow it."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.acts import ActKind, Subject
from core.batch.guide import Stage
from core.record.chain import Head, advanced
from core.record.digest import record_digest
from core.record.envelope import RECORD_TYPE
from core.record.keys import PublicKey
from core.record.payload import CORE_STATION, Record
from server.export import build_export
from server.verifier import Report, words
from tests.core.batch import test_correction as correcting
from tests.core.batch import test_hold_time as holding
from tests.core.batch.test_structures import OTHER, PLANT, Core, follow
from tests.fakes.exports import by_hand, dsse, entry, jcs
from tests.fakes.kinds import kinds_batch
from tests.fakes.log import Founding, Station, exported, key
from tests.fakes.rehearsal import KIOSK, Rehearsal
from tests.fakes.small_product import BATCH, keys, small_batch
from tests.fakes.structured import Branch, Piece, structured
from tests.fakes.structured import Stage as Unit
from tests.second_verifier.agreement import verify


def verified(records: Sequence[Record], registered: Sequence[PublicKey], path: Path) -> Report:
    """Export records and have both verifiers look; they must agree, and nothing fails."""
    number = records[0].act.subject.batch or ""
    path.write_bytes(build_export(exported(number, records, registered, key(CORE_STATION)), key(CORE_STATION)))
    report = verify(path)
    assert report.ok, words(report)
    assert report.records - report.brought == len(records)
    return report


def kinds(records: Sequence[Record]) -> set[ActKind]:
    return {record.act.kind for record in records}


def rejected(made: Sequence[Record], batch: Rehearsal, /, **facts: str) -> list[tuple[str, bytes, bytes]]:
    """Reject a batch in the words of the core, and give what an export lists."""
    first = len(Founding(keys(), key(CORE_STATION)).records)
    stated = {
        "checkpoint": f"log\n{first + len(made)}\n",
        "records": str(len(made)),
        "digest": record_digest(record.sha256 for record in made),
    }
    batch.decide(ActKind.BATCH_REJECTED, Subject(), facts={**stated, **facts})
    return [entry(record) for record in (*made, batch.records[-1])]


@pytest.mark.urs("F34", "11.10(a)")
def test_an_export_of_a_decided_batch_holds_all_that_the_decision_counted(tmp_path: Path) -> None:
    batch = small_batch()
    lines = rejected(tuple(batch.records), batch)
    good = verify(by_hand(tmp_path / "good.zip", BATCH, lines, keys(), key(CORE_STATION)))
    assert good.ok, words(good)
    assert [told.split()[0] for told in good.complete] == [BATCH]
    assert "nothing is left out of batch" in words(good)
    less = verify(by_hand(tmp_path / "less.zip", BATCH, [*lines[:-2], lines[-1]], keys(), key(CORE_STATION)))
    assert [(fault.record, fault.key) for fault in less.failures] == [(lines[-1][0], "records_left_out")]
    assert less.complete == []


@pytest.mark.urs("F34")
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"digest": "0" * 64}, "records_left_out"),
        ({"records": "7"}, "records_left_out"),
        ({"checkpoint": "log\n1\n"}, "records_left_out"),
        ({"checkpoint": "log"}, "act_incomplete"),
        ({"checkpoint": "log\n-1\n"}, "act_incomplete"),
        ({"checkpoint": "log\n 9\n"}, "act_incomplete"),
    ],
)
def test_a_decision_that_counts_otherwise_is_named(tmp_path: Path, facts: dict[str, str], reason: str) -> None:
    batch = small_batch()
    lines = rejected(tuple(batch.records), batch, **facts)
    report = verify(by_hand(tmp_path / "bad.zip", BATCH, lines, keys(), key(CORE_STATION)))
    assert [(fault.record, fault.key) for fault in report.failures] == [(lines[-1][0], reason)]


@pytest.mark.urs("F34")
@pytest.mark.parametrize(
    "act",
    [
        {"subject": {}, "facts": {"records": "0", "digest": record_digest(())}},
        {"subject": {"batch": ["x"]}, "facts": {"records": "0", "digest": record_digest(())}},
        {"facts": {"checkpoint": ["log\n99\n"]}},
        {"facts": ["records"]},
        {"facts": []},
        {"facts": ""},
    ],
)
def test_a_decision_of_another_shape_is_named_by_both_and_claims_nothing(
    tmp_path: Path, act: dict[str, object]
) -> None:
    batch = small_batch()
    *lines, (identity, _, data) = rejected(tuple(batch.records), batch)
    plain = json.loads(data)
    facts = act.get("facts")
    bent = {**act, "facts": {**plain["act"]["facts"], **facts}} if isinstance(facts, dict) else act
    payload = jcs({**plain, "act": {**plain["act"], **bent}})
    envelope = dsse(RECORD_TYPE, payload, key(CORE_STATION))
    path = by_hand(tmp_path / "bent.zip", BATCH, [*lines, (identity, envelope, payload)], keys(), key(CORE_STATION))
    report = verify(path)
    assert [(fault.record, fault.key) for fault in report.failures] == [(identity, "act_incomplete")]
    assert report.complete == []


@pytest.mark.urs("F34", "F26")
def test_corrections_repeats_and_comments(tmp_path: Path) -> None:
    batch = correcting.until(correcting.judged(), "S80")
    correcting.made(batch, "S70", "value", "2.50")
    assert correcting.say(batch, "light flickers") == ()
    correcting.until(batch, "S90")
    assert correcting.repeat(batch, "S70") == []
    correcting.play(batch)
    assert batch.refusals == []
    assert kinds(batch.records) >= {ActKind.CORRECTION_MADE, ActKind.STEP_REPEATED, ActKind.COMMENT_MADE}
    report = verified(batch.records, keys(), tmp_path / "corrected.zip")
    assert report.countersignatures > 0


@pytest.mark.urs("F11", "F34")
def test_blind_second_counts_and_a_file_that_has_not_arrived(tmp_path: Path) -> None:
    batch = kinds_batch()
    batch.play()
    assert batch.refusals == []
    assert kinds(batch.records) >= {ActKind.SECOND_COUNT_MADE, ActKind.FILE_ATTACHED, ActKind.SETTING_MADE}
    report = verified(batch.records, batch.plant.keys, tmp_path / "kinds.zip")
    assert report.files_missing == [f"files/{'ab' * 32}.jpg"]


@pytest.mark.urs("F11", "F26", "F34")
def test_a_blind_count_that_was_made_anew(tmp_path: Path) -> None:
    batch = kinds_batch()
    batch.play(lambda made: (step := made.guidance().step) is not None and step.id == "S114")
    assert correcting.repeat(batch, "S112", batch.supervisor.id) == []
    batch.play()
    assert batch.refusals == []
    counted = [record.act.subject.step for record in batch.records if record.act.kind == ActKind.SECOND_COUNT_MADE]
    assert counted.count("S112") == 2
    verified(batch.records, batch.plant.keys, tmp_path / "counts.zip")


@pytest.mark.urs("F34", "F10")
@pytest.mark.parametrize("hours", [3, 30])
def test_hold_times_kept_and_overrun(tmp_path: Path, hours: float) -> None:
    batch, step = holding.held(hours)
    assert holding.end(batch, step) == []
    batch.judged = False
    batch.play()
    assert ActKind.HOLD_ENDED in kinds(batch.records)
    verified(batch.records, keys(), tmp_path / "held.zip")


@pytest.mark.urs("F34", "F03", "F27")
def test_operations_in_parallel_at_two_kiosks_with_steps_left_out(tmp_path: Path) -> None:
    branch = Branch((Piece("instruction", optional=True, verified=True), Piece("measurement"), Piece("choice")))
    core = Core(structured(PLANT, (Unit(parallel=True, branches=(branch, branch)),)))
    issued = core.log[-1]  # by a station of its own, whose chain goes on here
    core.station.head = advanced(Head(CORE_STATION), issued.place, issued.sha256)
    for chance in range(200):
        seat = core.seats[chance // 5 % 2]
        follow(seat, 0)
        seat.synchronise()
        if seat.guidance().stage == Stage.COMPLETE:
            break
    assert core.state.outputs
    stations = [record.place.kiosk for record in core.log]
    assert {*stations} == {CORE_STATION, KIOSK, OTHER}
    assert ActKind.STEP_NOT_APPLICABLE in kinds(core.log)
    verified(core.log, (*PLANT.keys, Station(OTHER).registered()), tmp_path / "parallel.zip")
