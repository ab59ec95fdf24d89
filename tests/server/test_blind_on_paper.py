"""A record printed in the middle of a blind count shows no first count; once both have counted, it shows all."""

import msgspec
import pytest

from core.acts import ActKind, Source, Subject, Value
from core.batch.evidence import Evidence, evidence
from core.language import text
from server.reports.batch_record import batch_document
from server.reports.wording import Languages
from tests.fakes.kinds import kinds_batch_at
from tests.fakes.rehearsal import Rehearsal
from tests.server.test_reports import LOG


def counted(number: str = "4711") -> Rehearsal:
    """Count the leaflets once, out of limits, after a count that was undone."""
    made = kinds_batch_at("value", "S112")
    step = made.master.step("S112")
    assert step is not None
    for value in ("5871", number):
        told = {"value": Value(value, "pcs", Source.COUNTED)}
        assert made.do(ActKind.VALUE_ENTERED, step, Subject(entry="value"), told) == ()
        if value == "5871":
            made.do(ActKind.ENTRIES_UNDONE, step, Subject(), facts={"reason": "miscounted"})
    made.record(ActKind.REFUSED, Subject(step="S112", entry="value"), attempt="ValueEntered", got_value=number)
    return made


def paper(made: Rehearsal, languages: Languages) -> str:
    found: Evidence = evidence(tuple(made.records), made.master, made.plant)
    return msgspec.json.encode(batch_document(found, LOG, languages)).decode()


@pytest.mark.urs("F09", "F16", "GMP 180")
@pytest.mark.parametrize("languages", ["en", "zh", "both"])
def test_paper_shows_no_first_count_before_the_second_is_there(languages: Languages) -> None:
    made = counted()
    printed = paper(made, languages)
    assert "4711 pcs" not in printed
    assert "5871 pcs" not in printed
    assert text("shown.counted", "zh" if languages == "zh" else "en") in printed
    step = made.master.step("S112")
    assert step is not None
    told = {"value": Value("4711", "pcs", Source.COUNTED)}
    second = Subject(entry="second_value")
    assert made.do(ActKind.SECOND_COUNT_MADE, step, second, told, None, made.counter(step)) == ()
    printed = paper(made, languages)
    assert "4711 pcs" in printed
    assert "5871 pcs" in printed


@pytest.mark.urs("F16", "F21")
def test_paper_shows_no_balance_of_a_reconciliation_that_is_still_to_be_counted_again() -> None:
    made = kinds_batch_at("issued", "S114")
    step = made.master.step("S114")
    assert step is not None
    lot = next(lot for lot in made.state.reserved.values() if made.plant.lots[lot].material == "PM-CTN")
    for name, number in {"issued": "6137", "used": "5849", "sampled": "0", "destroyed": "0", "returned": "0"}.items():
        value = {"value": Value(number, "pcs", Source.COUNTED)}
        assert made.do(ActKind.VALUE_ENTERED, step, Subject(entry=name, lot=lot), value) == ()
    made.follow(made.guidance())
    (case,) = made.state.cases.values()
    printed = paper(made, "both")
    assert case.id in printed
    for hidden in ("6137 pcs", "5849 pcs", "95.31"):
        assert hidden not in printed
