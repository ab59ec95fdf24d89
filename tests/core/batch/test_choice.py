"""Choices: an answer is one of those offered; one that is wrong opens an exception of its own severity."""

import pytest

from core.acts import ActKind, Subject
from core.batch.guide import Stage
from core.batch.manifest import step_manifest
from core.batch.review import review
from core.finding import Finding
from core.language import LANGUAGES, worded
from tests.fakes.kinds import kinds_batch_at
from tests.fakes.rehearsal import Rehearsal


def chosen(option: str) -> tuple[Rehearsal, tuple[Finding, ...]]:
    """Choose an answer in the choice of the batch."""
    batch = kinds_batch_at("choice", "S020")
    step = batch.master.step("S020")
    assert step is not None
    return batch, batch.do(ActKind.CHOICE_MADE, step, Subject(entry="choice"), None, {"option": option})


@pytest.mark.urs("F10")
def test_a_right_answer_is_signed_in_the_words_that_were_shown() -> None:
    batch, refused = chosen("even")
    step = batch.master.step("S020")
    assert step is not None
    assert refused == ()
    assert batch.state.cases == {}
    assert batch.guidance().stage == Stage.SIGN
    shown = [step_manifest(step, batch.state, language, batch.plant).lines[0].value for language in LANGUAGES]
    assert sorted(shown) == sorted(["Even", "均匀"])


@pytest.mark.urs("F10", "F13")
@pytest.mark.parametrize(("option", "severity"), [("uneven", "minor"), ("metal", "major")])
def test_a_wrong_answer_opens_an_exception_that_review_shows(option: str, severity: str) -> None:
    batch, refused = chosen(option)
    assert refused == ()
    (case,) = batch.state.cases.values()
    assert (case.severity, case.step, case.entry, case.what.key) == (severity, "S020", "choice", "exception.answered")
    assert all(worded(case.what, language) for language in LANGUAGES)
    assert batch.guidance().stage == Stage.EXPLAIN
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [(item.rule, item.severity, item.open) for item in found if item.case == case.id] == [
        ("answers", severity, True)
    ]


@pytest.mark.urs("F09")
@pytest.mark.parametrize("option", ["", "EVEN", "fine", "x" * 200])
def test_an_answer_that_is_not_offered_is_refused(option: str) -> None:
    batch, refused = chosen(option)
    assert [item.key for item in refused] == ["refusal.option_unknown"]
    assert len(refused[0].params["option"]) <= 32
    assert batch.state.step("S020").filled == {}


def test_a_batch_with_these_kinds_is_made_to_its_end() -> None:
    batch = kinds_batch_at("no such entry", "S999")
    assert batch.guidance().stage == Stage.COMPLETE
    assert batch.refusals == []
