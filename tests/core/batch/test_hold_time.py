"""Hold times: from the record alone, judged to the second, and past the maximum closed only by QA."""

from datetime import timedelta

import msgspec
import pytest

from core.acts import ActKind, Meaning, Source, Subject, Value
from core.batch.fold import fold
from core.batch.guide import Stage
from core.batch.holding import SINCE, held_since, running_holds
from core.batch.manifest import step_manifest
from core.batch.progress import finished
from core.batch.review import review
from core.finding import Finding
from core.master.model import MasterBatchRecord, Step
from core.people import Role
from core.times import utc_from, utc_text
from tests.core.batch.test_correction import correct, last, sign
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.small_product import master, small_batch, with_step

HOUR = 3600
HOLD = "S60"


def recipe() -> MasterBatchRecord:
    """Give the small product with a hold time of a day where it lets the mass rest."""
    plain = msgspec.to_builtins(master())
    for procedure in plain["procedures"]:
        for operation in procedure["operations"]:
            for step in operation["steps"]:
                if step["id"] == HOLD:
                    step["detail"] = {"type": "hold_time", "after": "S50", "maximum_s": 24 * HOUR, "warn_s": 20 * HOUR}
    return msgspec.convert(plain, MasterBatchRecord, strict=False)


def held(hours: float = 0) -> tuple[Rehearsal, Step]:
    """Play up to the end of the hold time, so many hours after it began."""
    batch = small_batch(recipe=recipe())
    batch.play(lambda r: (s := r.guidance().step) is not None and s.id == HOLD and r.guidance().stage == Stage.ENTRY)
    batch.now = utc_from(held_since(batch.state, "S50") or "") + timedelta(hours=hours)
    step = batch.master.step(HOLD)
    assert step is not None
    batch.judged = True
    return batch, step


def end(batch: Rehearsal, step: Step, **other: str) -> list[str]:
    since = other.get("since", held_since(batch.state, "S50") or "")
    seconds = int((batch.now - utc_from(held_since(batch.state, "S50") or "")).total_seconds()) + 1
    value = {"value": Value(other.get("value", str(seconds)), "s", Source.CALCULATED)}
    found: tuple[Finding, ...] = batch.do(ActKind.HOLD_ENDED, step, Subject(entry="held"), value, {SINCE: since})
    return [item.key for item in found]


@pytest.mark.urs("F18", "GMP 84")
def test_a_hold_time_that_is_kept_ends_by_its_act_and_reads_in_hours() -> None:
    batch, step = held(3)
    assert end(batch, step) == []
    assert batch.state.cases == {}
    assert finished(step, batch.state)
    assert [line.value for line in step_manifest(step, batch.state, "en", batch.plant).lines] == ["3 h 00 min"]
    assert fold(tuple(batch.records), batch.master) == batch.state


def end_since(batch: Rehearsal, step: Step, since: str) -> list[str]:
    """End the hold time as one that began at an instant that the test knows by itself."""
    seconds = int((batch.now - utc_from(since)).total_seconds()) + 1
    value = {"value": Value(str(seconds), "s", Source.CALCULATED)}
    found: tuple[Finding, ...] = batch.do(ActKind.HOLD_ENDED, step, Subject(entry="held"), value, {SINCE: since})
    return [item.key for item in found]


@pytest.mark.urs("F13", "F18", "GMP 84")
def test_past_the_maximum_the_step_is_closed_only_by_the_signature_of_quality() -> None:
    batch, step = held(24.1)
    assert end(batch, step) == []
    (case,) = batch.state.cases.values()
    assert (case.what.key, case.what.params["held"]) == ("exception.hold_over", "24 h 06 min")
    batch.judged = False
    batch.play(lambda r: r.guidance().stage == Stage.HOLD)
    batch.judged = True
    assert batch.state.cases[case.id].production is not None
    assert not finished(step, batch.state)
    batch.dispose(case.id, batch.person(Role.QA), Meaning.APPROVED, step)
    assert batch.state.cases[case.id].closed
    assert finished(step, batch.state)


@pytest.mark.urs("F18", "GMP 84")
@pytest.mark.parametrize(("seconds", "over"), [(-1, False), (0, False), (1, True)])
def test_it_is_over_from_the_second_after_its_maximum(seconds: int, over: bool) -> None:
    batch, step = held(24)
    batch.now += timedelta(seconds=seconds - 1)  # the next act is a second later
    assert end(batch, step) == []
    assert bool(batch.state.cases) is over
    assert batch.state.held() is over


@pytest.mark.urs("F14")
def test_the_review_counts_the_hold_time_shows_a_warning_and_an_overrun() -> None:
    for hours, expected in ((1, []), (21, [("review.hold_warned", False)]), (25, [("exception.hold_over", True)])):
        batch, step = held(hours)
        assert end(batch, step) == []
        found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
        assert [(item.what.key, item.open) for item in found if item.rule == "late"] == expected


@pytest.mark.urs("F18")
def test_nobody_ends_it_with_another_length_or_from_another_beginning() -> None:
    batch, step = held(2)
    assert end(batch, step, value="60") == ["refusal.calculation"]
    later = utc_text(utc_from(held_since(batch.state, "S50") or "") + timedelta(hours=1))
    assert end(batch, step, since=later) == ["refusal.hold_since"]
    batch.now = utc_from(held_since(batch.state, "S50") or "") - timedelta(minutes=5)
    assert end(batch, step) == ["refusal.hold_clock"]


@pytest.mark.urs("F18", "F27")
def test_it_runs_from_the_last_act_recorded_counts_down_from_the_records_and_stops_when_it_is_ended() -> None:
    batch, step = held(5)
    (hold,) = running_holds(fold(tuple(batch.records), batch.master), batch.master)
    recorded = batch.state.step("S50").filled["reading"].act.when.utc
    assert (hold.since, hold.maximum_s, hold.warn_s) == (recorded, 24 * HOUR, 20 * HOUR)
    assert hold.passed_s(batch.now) == 5 * HOUR
    assert end(batch, step) == []
    assert running_holds(batch.state, batch.master) == ()


@pytest.mark.urs("F26")
def test_a_correction_begins_no_hold_time_anew() -> None:
    batch, _ = held(5)
    before = held_since(batch.state, "S50")
    assert correct(batch, "S50", "reading", "1490") == []
    assert sign(batch, batch.operator, Meaning.PERFORMED) == []
    assert sign(batch, batch.supervisor, Meaning.VERIFIED) == []
    assert last(batch).in_force
    assert held_since(batch.state, "S50") == before


@pytest.mark.urs("F18", "GMP 84")
def test_neither_a_late_performer_nor_a_late_checker_begins_it_later() -> None:
    batch = small_batch(recipe=with_step("S50", recipe(), sign="performed_verified"))
    batch.play(lambda r: r.guidance().stage == Stage.SIGN and r.state.step("S50").filled != {})
    recorded = batch.state.step("S50").filled["reading"].act.when.utc
    for _ in ("performed", "verified"):
        batch.now += timedelta(hours=13)
        assert [hold.since for hold in running_holds(batch.state, batch.master)] == [recorded]
        batch.follow(batch.guidance())
    batch.play(lambda r: (s := r.guidance().step) is not None and s.id == HOLD and r.guidance().stage == Stage.ENTRY)
    step = batch.master.step(HOLD)
    assert step is not None
    batch.judged = True
    assert end_since(batch, step, recorded) == []
    (case,) = batch.state.cases.values()
    assert (case.what.key, case.what.params["held"]) == ("exception.hold_over", "26 h 00 min")
