"""Corrections, repeats and comments on paper: the old value struck through, the new one signed, the reason."""

from pathlib import Path

import pytest

from core.acts import ActKind, Meaning, Subject, Who
from core.batch.evidence import Evidence, evidence
from server.export import build_export
from server.reports.batch_record import batch_document, batch_record
from server.reports.mark import LogMark
from server.reports.parts import Document, Note, Panel, Plot, Table
from server.verifier import verify
from tests.core.batch.test_correction import correct, judged, last, play, sign, until
from tests.fakes.log import exported, key
from tests.fakes.small_product import keys

LOG = LogMark(88412, "ab12cd34" * 8)


@pytest.fixture(scope="module")
def changed() -> Evidence:
    """Give a batch with a corrected value, a step done twice, and a comment."""
    batch = until(judged(), "S80")
    assert correct(batch, "S70", "value", "2.50", "digits swapped") == []
    assert sign(batch, batch.operator, Meaning.PERFORMED) == []
    assert sign(batch, batch.supervisor, Meaning.VERIFIED) == []
    step = batch.master.step("S50")
    assert step is not None
    assert batch.do(ActKind.STEP_REPEATED, step, Subject(), None, {"reason": "wrong tag"}, batch.supervisor) == ()
    about = Subject(batch=batch.state.number, step="S60")
    assert batch.put(batch.act(ActKind.COMMENT_MADE, Who(person="P-0001"), about, None, {"comment": "hot day"})) == ()
    play(batch)
    assert last(batch).in_force
    return evidence(tuple(batch.records), batch.master, batch.plant)


def struck(document: Document) -> list[str]:
    tables = [part for part in document.parts if isinstance(part, Table)]
    return [cell.text for table in tables for row in table.rows for cell in row if cell.style == "struck"]


@pytest.mark.urs("F26", "11.10(e)")
def test_old_and_new_value_stand_on_paper_and_the_old_one_is_struck_through(changed: Evidence) -> None:
    document = batch_document(changed, LOG, "en")
    assert "2.00%" in struck(document)
    assert "2.50%" not in struck(document)
    (panel,) = [part for part in document.parts if isinstance(part, Panel) and "CR-" in part.head]
    assert panel.lines[:2] == ("Value: 2.00% → 2.50%", "Reason: digits swapped")


@pytest.mark.urs("F26")
def test_the_former_round_of_a_repeated_step_stands_struck_through_with_its_signature(changed: Evidence) -> None:
    document = batch_document(changed, LOG, "both")
    assert any("1500" in text for text in struck(document))
    assert any("performed" in text for text in struck(document))
    tables = [part for part in document.parts if isinstance(part, Table)]
    assert any("wrong tag" in cell.text for table in tables for row in table.rows for cell in row)
    notes = [part.text for part in document.parts if isinstance(part, Note)]
    assert any("hot day" in note for note in notes)


@pytest.mark.urs("F10")
def test_the_readings_of_a_control_stand_with_their_statistics_and_their_course(changed: Evidence) -> None:
    document = batch_document(changed, LOG, "en")
    (plot,) = [part for part in document.parts if isinstance(part, Plot)]
    assert len(plot.points) == 3
    assert [line.text for line in plot.limits] == ["570", "630"]
    notes = [part.text for part in document.parts if isinstance(part, Note)]
    assert any(note.startswith("Statistics: n 3, mean 600.00") for note in notes)
    assert batch_record(changed, LOG, "both").startswith(b"%PDF")


@pytest.mark.urs("F26")
def test_an_export_with_corrections_and_repeats_verifies(changed: Evidence, tmp_path: Path) -> None:
    path, core = tmp_path / "batch.zip", key("CORE")
    path.write_bytes(build_export(exported(changed.state.number, changed.records, keys(), core), core))
    report = verify(path)
    assert report.ok
    assert report.digest == changed.digest
