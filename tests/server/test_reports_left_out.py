"""Printed records of batches in which steps were left out."""

import pytest

from core.acts import ActKind, Source, Subject, Value
from core.batch.evidence import evidence
from core.batch.guide import Stage
from server.reports.batch_record import batch_document, batch_record
from server.reports.mark import LogMark
from server.reports.parts import Note, StepHead, Table
from tests.core.batch.test_control_end import Pair, end
from tests.fakes.rehearsal import Rehearsal, rehearsal_plant
from tests.fakes.structured import Branch, Piece, structured
from tests.fakes.structured import Stage as Unit

LOG = LogMark(1, "ab" * 32)


@pytest.mark.urs("F03", "C02")
def test_paper_strikes_through_what_was_left_out_and_says_why() -> None:
    plant = rehearsal_plant()
    pieces = (Piece("measurement"), Piece("instruction", 1, 0), Piece("instruction"))
    batch = Rehearsal(master=structured(plant, (Unit(False, (Branch(pieces),)),)), plant=plant)
    batch.play(lambda made: (e := made.guidance().entry) is not None and e.unit == "kPa")
    measured = batch.guidance().step
    assert measured is not None
    low = {"value": Value("4.0", "kPa", Source.TYPED)}
    assert not batch.do(ActKind.VALUE_ENTERED, measured, Subject(entry="value"), low)
    batch.play()
    assert batch.guidance().stage == Stage.COMPLETE
    made = evidence(tuple(batch.records), batch.master, batch.plant)
    document = batch_document(made, LOG, "en")
    left_out = [part.number for part in document.parts if isinstance(part, StepHead) and part.left_out]
    assert left_out == ["5"]
    notes = [part.text for part in document.parts if isinstance(part, Note)]
    assert "-- Step 5 not needed, because step 4 gave 4.0 kPa, not above 5.0" in notes
    assert "only if step 4 is above 5.0" in notes
    assert batch_record(made, LOG, "both").startswith(b"%PDF-1.7")


@pytest.mark.urs("F10", "C02")
def test_paper_says_beside_what_a_control_ran_and_why_it_was_ended() -> None:
    batch = Pair()
    batch.begin_both()
    batch.round()
    assert end(batch, batch.control, "the press has stopped") == []
    batch.stop()
    batch.play()
    made = evidence(tuple(batch.records), batch.master, batch.plant)
    document = batch_document(made, LOG, "en")
    notes = [part.text for part in document.parts if isinstance(part, Note)]
    (ran,) = [note for note in notes if note.startswith("rounds due as long as Compress ran, 2026-11-20")]
    assert ran.endswith(": 1 taken")
    cells = [cell.text for part in document.parts if isinstance(part, Table) for row in part.rows for cell in row]
    assert "[X] 1 of 6 rounds taken: the press has stopped" in cells
    assert batch_record(made, LOG, "both").startswith(b"%PDF-1.7")
