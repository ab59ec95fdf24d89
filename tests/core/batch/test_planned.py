"""In-process control by plan: due times from the acts, late rounds with their lateness, statistics over all rounds."""

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest

from core.acts import ActKind, Meaning, Source, Subject, Value
from core.batch.entries import entries
from core.batch.fold import fold
from core.batch.guide import Stage
from core.batch.manifest import step_manifest
from core.batch.planned import due_at, due_rounds, statistics
from core.batch.review import review
from core.master.model import MasterBatchRecord, Step
from core.times import utc_from
from tests.core.batch.test_correction import correct, sign
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.small_product import master, small_batch

IPC, EVERY = "S90", 900


def recipe() -> MasterBatchRecord:
    """Give the small product with three rounds of three masses, every 15 minutes, late after 5."""
    plain = msgspec.to_builtins(master())
    for procedure in plain["procedures"]:
        for operation in procedure["operations"]:
            for step in operation["steps"]:
                if step["id"] == IPC:
                    step["detail"]["plan"] = {"every_s": EVERY, "rounds": 3, "within_s": 300}
    return msgspec.convert(plain, MasterBatchRecord, strict=False)


def begun() -> tuple[Rehearsal, Step]:
    batch = small_batch(recipe=recipe())
    batch.play(lambda r: (s := r.guidance().step) is not None and s.id == IPC and r.guidance().stage == Stage.ENTRY)
    step = batch.master.step(IPC)
    assert step is not None
    batch.judged = True
    return batch, step


def take(batch: Rehearsal, step: Step, *values: str) -> list[str]:
    """Take readings and let the mean be worked out."""
    for value in values:
        entry = batch.guidance().entry
        assert entry is not None
        typed = {"value": Value(value, "mg", Source.TYPED)}
        found = batch.do(ActKind.VALUE_ENTERED, step, Subject(entry=entry.name), typed)
        if found:
            return [item.key for item in found]
        entry = batch.guidance().entry
        if entry is not None and entry.act == ActKind.VALUE_CALCULATED:
            assert batch.fill(step, entry) == ()
    return []


def to_due(batch: Rehearsal, step: Step, nth: int, late_s: int = 0) -> None:
    due = due_at(step, batch.state, nth)
    assert due is not None
    batch.now = due + timedelta(seconds=late_s - 1)


@pytest.mark.urs("F10")
def test_rounds_are_numbered_through_each_with_its_mean() -> None:
    step = recipe().step(IPC)
    assert step is not None
    names = [entry.name for entry in entries(step)]
    assert names == [
        *("reading_1", "reading_2", "reading_3", "mean_1"),
        *("reading_4", "reading_5", "reading_6", "mean_2"),
        *("reading_7", "reading_8", "reading_9", "mean_3"),
    ]


@pytest.mark.urs("F10")
def test_a_round_is_due_an_interval_after_the_one_before_and_not_taken_in_advance() -> None:
    batch, step = begun()
    started = batch.state.step(IPC).started
    assert started is not None
    assert due_at(step, batch.state, 1) == utc_from(started.act.when.utc)
    assert take(batch, step, "600.0", "601.0", "602.0") == []
    first = utc_from(batch.state.step(IPC).filled["reading_1"].act.when.utc)
    assert due_at(step, batch.state, 2) == first + timedelta(seconds=EVERY)
    assert take(batch, step, "600.0") == ["refusal.control_early"]
    to_due(batch, step, 2, late_s=-EVERY // 10 - 1)
    assert take(batch, step, "600.0") == ["refusal.control_early"]
    assert batch.refusals[-1][1][0].params.keys() == {"n", "t", "from_"}
    to_due(batch, step, 2, late_s=-EVERY // 10)
    assert take(batch, step, "600.0") == []
    assert batch.state.cases == {}


@pytest.mark.urs("F10")
def test_a_round_is_due_until_somebody_begins_it() -> None:
    batch, step = begun()
    take(batch, step, "600.0", "601.0", "602.0")
    due = due_at(step, batch.state, 2)
    assert due is not None
    assert due_rounds(batch.state, batch.master, due - timedelta(seconds=1)) == ()
    (found,) = due_rounds(batch.state, batch.master, due + timedelta(seconds=301))
    assert (found.step, found.nth, found.due, found.late_s, found.over_s(due)) == (step, 2, due, 300, 0)
    to_due(batch, step, 2)
    take(batch, step, "600.0")
    assert due_rounds(batch.state, batch.master, due + timedelta(days=1)) == ()


@pytest.mark.urs("F10", "F13")
def test_a_late_round_opens_an_exception_that_states_the_lateness() -> None:
    batch, step = begun()
    take(batch, step, "600.0", "601.0", "602.0")
    to_due(batch, step, 2, late_s=300)
    assert take(batch, step, "600.0", "600.0", "600.0") == []
    assert batch.state.cases == {}
    to_due(batch, step, 3, late_s=12 * 60)
    take(batch, step, "600.0")
    (case,) = batch.state.cases.values()
    due = due_at(step, batch.state, 3)
    assert due is not None
    said = (due + timedelta(hours=8)).strftime("%H:%M")
    assert (case.what.key, dict(case.what.params)) == ("exception.control_late", {"n": "3", "t": said, "m": "12"})
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [item.case for item in found if item.rule == "late"] == [case.id]
    assert fold(tuple(batch.records), batch.master) == batch.state


@pytest.mark.urs("F10", "F13")
def test_a_late_reading_out_of_limits_opens_both_exceptions() -> None:
    batch, step = begun()
    take(batch, step, "600.0", "601.0", "602.0")
    to_due(batch, step, 2, late_s=600)
    take(batch, step, "640.0")
    assert sorted(case.what.key for case in batch.state.cases.values()) == [
        "exception.control_late",
        "exception.out_of_limits",
    ]
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    keys = {(item.rule, item.what.key) for item in found if item.case}
    assert keys == {("limits", "exception.out_of_limits"), ("late", "exception.control_late")}


@pytest.mark.urs("F10")
def test_the_statistics_are_those_of_all_readings_and_stand_in_what_is_signed() -> None:
    batch, step = begun()
    take(batch, step, "600.0", "601.0", "602.0")
    to_due(batch, step, 2)
    take(batch, step, "598.0")
    found = statistics(step, batch.state.step(IPC).filled)
    assert found is not None
    assert (found.n, found.mean, found.low, found.high, found.spread, found.s) == (
        *(4, Decimal("600.25"), Decimal("598.0"), Decimal("602.0"), Decimal("4.0")),
        Decimal("1.71"),
    )
    lines = step_manifest(step, batch.state, "en", batch.plant).lines
    assert lines[-1].value == "n 4, mean 600.25, 598.0 .. 602.0, range 4.0, s 1.71 mg"


@pytest.mark.urs("F26")
def test_a_corrected_reading_sets_only_the_mean_of_its_own_round_aside() -> None:
    batch, step = begun()
    for nth in (1, 2, 3):
        to_due(batch, step, nth)
        take(batch, step, "600.0", "601.0", "602.0")
    batch.judged = False
    batch.play(lambda r: (s := r.guidance().step) is not None and s.id != IPC)
    batch.judged = True
    assert correct(batch, IPC, "reading_5", "607.0") == []
    assert sign(batch, batch.operator, Meaning.PERFORMED) == []
    assert sign(batch, batch.supervisor, Meaning.VERIFIED) == []
    assert [*batch.state.former[IPC][0].recorded.filled] == ["mean_2"]
    guided = batch.guidance()
    assert (guided.stage, guided.entry and guided.entry.name) == (Stage.ENTRY, "mean_2")
    assert batch.fill(step, guided.entry) == ()  # type: ignore[arg-type]  # it is due
    assert batch.state.step(IPC).filled["mean_2"].act.values["value"].value == "603.00"
