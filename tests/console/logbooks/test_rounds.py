"""Rounds of logbook forms at a terminal of a real core: opened by a label, filled in, signed, due again."""

from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from console.flows.exception import ExceptionFlow
from console.flows.logbooks import LogbooksFlow
from console.flows.measure import MeasurementFlow
from console.flows.my_work import MyWorkFlow
from console.flows.round_review import RoundCaseFlow, RoundReviewFlow, rounds_for
from console.flows.sign import SignFlow
from console.flows.void import VoidFlow, VoidListFlow
from core.acts import Act, ActKind, Meaning, Source, Subject, Value, Who
from core.batch.manifest_round import round_manifest
from core.batch.rounds import performers
from core.codes import identify
from core.language import text
from core.logbook_forms import dues
from core.people import Role
from core.store_judge import store_refusals
from core.times import local_day
from screens.everyone.listed import ListedView
from screens.views import Tone
from server.db.statements import func, select
from server.db.store import Store
from server.db.tables.batches import logbook_round
from server.db.tables.evidence import record_flag
from server.proof import read_evidence
from server.queries import rounds
from server.rebuild import rebuild
from server.reports.batch_record import batch_document, batch_record
from server.reports.mark import LogMark
from server.reports.parts import Facts, Section
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.forms import approve, form_text
from tests.fakes.seat import Seat
from tests.server.test_usage_standing import ServedRound

FRIDGE = "WR-01-01"


def listed(seat: Seat) -> ListedView:
    return cast("LogbooksFlow", seat.flow).view


async def scan(seat: Seat, label: str) -> None:
    await seat.flow.scan(identify(f"]C0{label}".encode(), seat.core.clock.utc().date()))
    await seat.settle()


async def at_the_list(seat: Seat, core: CoreUnderTest, form: str, user_id: str) -> None:
    """Have a form in force, and a person at the list of logbooks."""
    approve(core, form_text(form))
    await seat.following.refresh()
    await seat.sign_in(user_id)
    await seat.show(LogbooksFlow(seat.desk))


def moved_to(seat: Seat, location: str) -> Act:
    """Make the act of a warehouse worker who moves some container."""
    container = next(item for item in seat.recorder.plant.containers.values() if not item.ended)
    about = Subject(container=container.id, lot=container.lot)
    who = Who(person=seat.person("warehouse1"))
    return seat.recorder.act(who, ActKind.CONTAINER_MOVED, about, None, {"from": container.location, "to": location})


async def read(seat: Seat, *readings: str) -> None:
    for reading in readings:
        assert isinstance(seat.flow, MeasurementFlow), (seat.flow, seat.flow.message)
        await seat.type(reading)


@pytest.mark.urs("F31", "GMP 84")
async def test_a_round_is_opened_by_the_label_filled_in_signed_and_then_due_again(
    core: CoreUnderTest, seat: Seat
) -> None:
    await at_the_list(seat, core, "refrigerator", "warehouse1")
    [row] = listed(seat).items
    assert (row.code, row.mark.words if row.mark else "") == (FRIDGE, "due now")
    await scan(seat, FRIDGE)
    assert isinstance(seat.flow, MeasurementFlow), seat.flow.message
    await read(seat, "5.1", "6.0")
    await seat.digit(1)
    assert isinstance(seat.flow, SignFlow), seat.flow
    await seat.sign("warehouse1")
    await seat.send()
    await seat.following.refresh()
    [due] = dues(seat.recorder.plant, local_day(seat.clock.utc(), 480))
    assert due.last is not None
    assert (due.last.number, due.last.under_way) == ("R2611-0001", False)
    await seat.show(LogbooksFlow(seat.desk))
    assert listed(seat).items[0].mark.words == "due in 12 h"  # type: ignore[union-attr] - every row has one
    core.clock.advance(timedelta(hours=15).total_seconds())
    await seat.show(MyWorkFlow(seat.desk))
    first = cast("MyWorkFlow", seat.flow).view.items[0]
    assert (first.name, first.code) == ("Refrigerator reading", FRIDGE)
    assert first.mark is not None
    assert first.mark.words == "overdue 3 h"
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


async def finished_round(seat: Seat, core: CoreUnderTest, *readings: str) -> None:
    """Fill in a refrigerator reading up to the performer's signature."""
    await at_the_list(seat, core, "refrigerator", "warehouse1")
    await scan(seat, FRIDGE)
    await read(seat, *readings)
    await seat.digit(1)
    await seat.sign("warehouse1")


async def to_review(seat: Seat, user_id: str) -> RoundReviewFlow:
    await seat.sign_in(user_id)
    await seat.show(RoundReviewFlow(seat.desk))
    return cast("RoundReviewFlow", seat.flow)


@pytest.mark.urs("F31")
async def test_a_complete_round_is_closed_by_the_review_of_somebody_who_had_no_part_in_it(
    core: CoreUnderTest, seat: Seat
) -> None:
    await finished_round(seat, core, "5.1", "6.0")
    await seat.sign_in("warehouse1")
    assert rounds_for(seat.desk, seat.recorder.plant.people[seat.person("warehouse1")]) == []
    await to_review(seat, "supervisor1")
    await seat.digit(1)
    assert isinstance(seat.flow, SignFlow)
    lines = {line.label: line.value for line in seat.flow.manifest.lines}
    assert lines["1 Temperature now"] == "5.1℃"
    await seat.sign("supervisor1")
    left = cast("RoundReviewFlow", seat.flow)
    assert left.view.items == ()
    batch = seat.recorder.batch("R2611-0001")
    first = batch.master.steps()[0]
    filled = batch.state.step(first.id).filled["value"]
    about = Subject(batch="R2611-0001", step=first.id, entry="value", record=filled.reference.id)
    facts = {"field": "value", "old": "5.1 ℃", "new": "5.2 ℃", "sha256": filled.reference.sha256, "reason": "slip"}
    value = {"value": Value("5.2", "℃", Source.TYPED)}
    for kind in (ActKind.CORRECTION_MADE, ActKind.STEP_REPEATED):
        person = {ActKind.CORRECTION_MADE: "warehouse1", ActKind.STEP_REPEATED: "supervisor1"}[kind]
        act = seat.recorder.act(Who(person=seat.person(person)), kind, about, value, facts)
        assert [found.key for found in seat.recorder.judged(act)] == ["refusal.round_reviewed"]
    await seat.send()
    with core.store.unit() as unit:
        assert unit.value(select(logbook_round.c.state)) == "closed"
        assert [line.number for line in rounds(unit)] == []
        assert unit.value(select(func.count()).select_from(record_flag)) == 0
    assert len(seat.recorder.batches()) == 1
    await seat.recorder.load()
    await seat.following.refresh()
    assert seat.recorder.batches() == ()


@pytest.mark.urs("F31")
async def test_a_reading_out_of_limits_holds_the_round_until_quality_has_decided(
    core: CoreUnderTest, seat: Seat
) -> None:
    await at_the_list(seat, core, "refrigerator", "warehouse1")
    await scan(seat, FRIDGE)
    await read(seat, "9.4")
    assert isinstance(seat.flow, ExceptionFlow)
    await seat.digit(1)
    await seat.badge("supervisor1")
    await seat.digit(1)
    await seat.sign("supervisor1")
    assert isinstance(seat.flow, ExceptionFlow)
    await seat.send()
    await seat.following.refresh()
    assert seat.recorder.plant.rounds["LB-FRIDGE/WR-01-01"].held
    await seat.show(LogbooksFlow(seat.desk))
    mark = listed(seat).items[0].mark
    assert mark is not None
    assert (mark.tone, mark.words) == (Tone.FAIL, "on hold")
    [held] = store_refusals(moved_to(seat, FRIDGE), seat.recorder.plant)
    assert held.key == "store.location_held"
    await to_review(seat, "qa1")
    await seat.digit(1)
    case = cast("RoundCaseFlow", seat.flow)
    assert FRIDGE in case.view.words
    await seat.digit(3)
    await seat.sign("qa1")
    await seat.sign_in("warehouse1")
    await seat.show(seat.desk.ways.step("R2611-0001"))
    await read(seat, "7.9")
    await seat.digit(1)
    await seat.sign("warehouse1")
    await seat.send()
    await seat.following.refresh()
    assert not seat.recorder.plant.rounds["LB-FRIDGE/WR-01-01"].held


async def test_without_the_core_no_round_is_opened_and_an_open_one_goes_on(core: CoreUnderTest, seat: Seat) -> None:
    await at_the_list(seat, core, "refrigerator", "warehouse1")
    seat.online = False
    await scan(seat, FRIDGE)
    assert "numbered by the core" in listed(seat).frame.message.words  # type: ignore[union-attr] - it is shown
    assert seat.recorder.batches() == ()
    seat.online = True
    await scan(seat, FRIDGE)
    seat.online = False
    await read(seat, "5.1", "6.0")
    await seat.digit(1)
    assert isinstance(seat.flow, SignFlow)
    seat.online = True
    await seat.send()
    with core.store.unit() as unit:
        assert unit.value(select(logbook_round.c.state)) == "in_process"


async def test_a_round_on_paper_names_its_thing_and_who_reviewed_it(core: CoreUnderTest, seat: Seat) -> None:
    await finished_round(seat, core, "5.1", "6.0")
    await seat.send()
    with core.store.unit() as unit:
        evidence = read_evidence(unit, core.service.writer.picture, "R2611-0001")
    document = batch_document(evidence, LogMark(88412, "ab12cd34" * 8), "en")
    assert (document.title, document.batch, document.heading_left) == (
        "Logbook round",
        "Round R2611-0001",
        "About WR-01-01",
    )
    told = {pair.label: pair.value for part in document.parts if isinstance(part, Facts) for pair in part.pairs}
    assert told["State"] == "complete, not closed"
    assert "Expiry date" not in told
    assert "Review" in {part.title for part in document.parts if isinstance(part, Section)}
    assert batch_record(evidence, LogMark(88412, "ab12cd34" * 8), "both").startswith(b"%PDF")


@pytest.mark.urs("F31", "F27")
async def test_a_round_that_was_reviewed_elsewhere_waits_at_no_terminal(core: CoreUnderTest, tmp_path: Path) -> None:
    approve(core, form_text("room-cleaning"))
    made = ServedRound(KioskUnderTest(core), form_text("room-cleaning"), "D-104")
    made.play()
    seat = await Seat.open(core, tmp_path, "QA-01")
    await seat.following.refresh()
    people = seat.recorder.plant.people.values()
    entitled = (person for person in people if Role.SUPERVISOR in person.roles)
    supervisor = next(person for person in entitled if person.id not in performers(made.state))
    assert [batch.state.number for batch, _ in rounds_for(seat.desk, supervisor)] == [made.state.number]
    reviewed = round_manifest(made.state, made.master, "en", made.plant)
    assert made.sign(reviewed, supervisor, Meaning.REVIEWED) == ()
    with core.store.unit() as unit:
        assert unit.value(select(logbook_round.c.state)) == "closed"
    await seat.following.refresh()
    assert rounds_for(seat.desk, supervisor) == []
    await seat.close()


@pytest.mark.urs("F31", "F02")
async def test_quality_voids_a_round_opened_in_error_and_the_next_one_is_opened_at_once(
    core: CoreUnderTest, seat: Seat
) -> None:
    await at_the_list(seat, core, "refrigerator", "warehouse1")
    await scan(seat, FRIDGE)
    await seat.send()
    await seat.sign_in("qa1")
    await seat.following.refresh()
    await seat.show(VoidListFlow(seat.desk))
    shown = cast("VoidListFlow", seat.flow).view
    assert [(item.code, item.open) for item in shown.items] == [("R2611-0001", True)]
    await seat.digit(1)
    assert cast("VoidFlow", seat.flow).view.rows[0].label == text("logbook.round_of", "en")
    await seat.type("the label of the other refrigerator was scanned")
    await seat.sign("qa1")
    assert seat.recorder.batch("R2611-0001").state.decided == ActKind.BATCH_VOIDED
    await seat.following.refresh()
    await seat.sign_in("warehouse1")
    await seat.show(LogbooksFlow(seat.desk))
    assert listed(seat).items[0].mark.words == "due now"  # type: ignore[union-attr] - every row has one
    await scan(seat, FRIDGE)
    assert isinstance(seat.flow, MeasurementFlow), seat.flow.message
    assert seat.flow.batch == "R2611-0002"
    with core.store.unit() as unit:
        assert [line.number for line in rounds(unit)] == ["R2611-0002"]
        evidence = read_evidence(unit, core.service.writer.picture, "R2611-0001")
    document = batch_document(evidence, LogMark(88412, "ab12cd34" * 8), "en")
    told = {pair.label: pair.value for part in document.parts if isinstance(part, Facts) for pair in part.pairs}
    assert told["State"] == "voided"


@pytest.mark.urs("F31", "F13")
async def test_what_a_round_has_found_is_not_voided_away(core: CoreUnderTest, seat: Seat) -> None:
    await at_the_list(seat, core, "refrigerator", "warehouse1")
    await scan(seat, FRIDGE)
    await read(seat, "9.4")
    await seat.sign_in("qa1")
    await seat.show(VoidListFlow(seat.desk))
    item = cast("VoidListFlow", seat.flow).view.items[0]
    assert (item.open, item.mark and item.mark.words) == (False, "exception open")
    await seat.digit(1)
    assert text("refusal.void_case", "en", round="R2611-0001") == seat.flow.message
