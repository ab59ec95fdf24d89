"""Audit trail, attempts, alarms and unlocking at a terminal of a real core, by the methods that screens call."""

from pathlib import Path

import msgspec
import pytest

from console.flows.alarms import AlarmsFlow
from console.flows.attempts import AttemptsFlow
from console.flows.audit_filter import AuditFilterFlow
from console.flows.audit_record import AuditRecordFlow
from console.flows.audit_review import AuditReviewFlow
from console.flows.audit_trail import PAGE, AuditTrailFlow
from console.flows.locked_persons import LockedPersonsFlow, UnlockFlow
from console.flows.sign_in import SignInFlow
from core.acts import Act, ActKind
from core.language import text
from core.people import Role
from core.policy import Policy
from core.secret import Secret
from core.trail import TrailFilter
from server.db.tables.evidence import record
from server.enrolment import state_item
from server.records import record_from
from tests.fakes.core import CoreUnderTest
from tests.fakes.seat import Seat

TRIES = Policy().tries


def user(seat: Seat, role: Role) -> str:
    return next(p.user_id for p in seat.recorder.plant.people.values() if role in p.roles)


async def sign_in(seat: Seat, user_id: str, *, password: str | None = None, code: str | None = None) -> SignInFlow:
    """Sign in through the screen; what follows is shown."""
    flow = SignInFlow(seat.desk, seat.checkup)
    await seat.show(flow)
    known = seat.recorder.plant.person_of_user(user_id)
    secret = password if password is not None or known is None else seat.core.founded.passwords[known.id]
    shown = code if code is not None or known is None else seat.kiosk.code(known.id)
    await flow.sign_in(user_id, Secret(secret or "x"), Secret(shown or "000000"))
    await seat.settle()
    return flow


async def fail(seat: Seat, user_id: str, times: int = 1) -> None:
    """Try a wrong code so many times."""
    for _ in range(times):
        await sign_in(seat, user_id, code="000000")


def acts(core: CoreUnderTest, kind: ActKind) -> list[Act]:
    with core.store.unit() as unit:
        rows = unit.rows(record.select().where(record.c.kind == kind.value).order_by(record.c.seq))
    found = [record_from(bytes(row.envelope)) for row in rows]
    return [kept.act for kept in found if kept is not None]


def shown(flow: AuditTrailFlow) -> list[str]:
    return [item.name for item in flow.view.items]


# ------------------------------------------------------------------ the trail


@pytest.mark.urs("11.10(e)")
async def test_why_a_record_is_flagged_stands_in_words_below_the_list(seat: Seat) -> None:
    flags = '{"exception.record_fault":{"fault":"id_malformed"}}'
    with seat.core.service.writer.writing() as writing:
        writing.decide(ActKind.RECORD_FLAGGED, facts={"index": "0", "sha256": "ab" * 32, "flags": flags})
    await sign_in(seat, user(seat, Role.QA))
    trail = AuditTrailFlow(seat.desk)
    await seat.show(trail)
    while not next(item for item in trail.view.items if item.chosen).name.startswith("record flagged"):
        await seat.press("down")
    told = [row.detail for row in trail.view.rows]
    assert text("exception.record_fault", "en", fault="id_malformed") in told
    assert not any("{" in line for line in told)


@pytest.mark.urs("11.10(e)", "F14")
async def test_the_trail_turns_pages_from_the_core_both_ways(seat: Seat) -> None:
    await sign_in(seat, user(seat, Role.QA))
    trail = AuditTrailFlow(seat.desk)
    await seat.show(trail)
    assert len(trail.view.items) == PAGE
    assert "signed in" in shown(trail)[0]
    first = shown(trail), trail.view.rows
    for _ in range(PAGE):
        await seat.press("down")
    assert trail.view.items[0].chosen
    assert (shown(trail), trail.view.rows) != first
    await seat.press("up")
    assert shown(trail) == first[0]
    assert trail.view.items[PAGE - 1].chosen


@pytest.mark.urs("11.10(e)")
async def test_a_filter_is_set_by_digits_and_finds_what_it_says(seat: Seat) -> None:
    await fail(seat, "operator1")
    await sign_in(seat, user(seat, Role.QA))
    await seat.show(AuditTrailFlow(seat.desk))
    await seat.press("f4")
    assert isinstance(seat.flow, AuditFilterFlow)
    await seat.digit(8)
    await seat.badge("operator1")
    await seat.digit(6)
    await seat.type("yesterday")
    assert "is no day" in seat.flow.message
    await seat.type("2026-11-20")
    await seat.press("f3")
    assert isinstance(seat.flow, AuditTrailFlow)
    (item,) = seat.flow.view.items
    assert (item.code, item.name.split()[0]) == ("operator1", "refused")
    assert "not accepted" in seat.flow.view.rows[0].detail
    await seat.press("f4")
    await seat.press("f12")
    await seat.press("f3")
    assert len(seat.flow.view.items) == PAGE


@pytest.mark.urs("11.10(e)")
async def test_a_digit_opens_the_record_with_its_place_in_chain_and_log(seat: Seat) -> None:
    await sign_in(seat, user(seat, Role.SUPERVISOR))
    await seat.show(AuditTrailFlow(seat.desk, TrailFilter(kiosk=seat.kiosk.name)))
    await seat.digit(1)
    flow = seat.flow
    assert isinstance(flow, AuditRecordFlow)
    told = {row.label: row for row in flow.view.rows}
    assert told["Log"].mark is not None
    assert told["Log"].mark.words == "in the log"
    assert told["act.kind"].detail == "SignedIn"
    assert told["Signature"].detail.startswith(f"terminal {seat.kiosk.name}")
    await seat.press("pagedown")
    assert flow.view.first > 0
    await seat.press("f3")
    assert isinstance(seat.flow, AuditTrailFlow)


@pytest.mark.urs("11.10(e)", "F14", "Annex 11 9", "Draft 12")
async def test_a_review_of_the_trail_is_itself_an_act(seat: Seat) -> None:
    await sign_in(seat, user(seat, Role.QA))
    await seat.show(AuditTrailFlow(seat.desk, TrailFilter(group="rights", changes=True)))
    await seat.press("f8")
    flow = seat.flow
    assert isinstance(flow, AuditReviewFlow)
    await seat.press("f8")
    await seat.digit(2)
    await seat.type("P-0003 got a role without a form")
    assert isinstance(seat.flow, AuditTrailFlow)
    await seat.send()
    (act,) = acts(seat.core, ActKind.AUDIT_TRAIL_REVIEWED)
    assert act.facts["filter"] == "group=rights changes=yes"
    assert (act.facts["conclusion"], act.facts["comment"]) == ("finding", "P-0003 got a role without a form")
    assert int(act.facts["entries"]) > 0
    assert int(act.facts["from"]) < int(act.facts["to"])
    await seat.show(AuditTrailFlow(seat.desk))
    assert "audit trail reviewed" in shown(seat.flow)[0]  # type: ignore[arg-type] - the flow just opened


async def test_without_the_core_it_is_said_and_nothing_is_lost(seat: Seat) -> None:
    await sign_in(seat, user(seat, Role.QA))
    trail = AuditTrailFlow(seat.desk)
    await seat.show(trail)
    before = shown(trail)
    seat.online = False
    await seat.press("f5")
    assert "cannot be reached" in trail.message
    assert shown(trail) == before


# ------------------------------------------------------------------ attempts in one's name


@pytest.mark.urs("11.300(d)", "C11")
async def test_what_was_tried_is_shown_at_the_next_sign_in_and_can_be_disowned(
    seat: Seat, core: CoreUnderTest, tmp_path: Path
) -> None:
    other = await Seat.open(core, tmp_path, "KIOSK-01")
    await sign_in(seat, "operator1")
    core.clock.advance(30)
    await fail(other, "operator1", 2)
    await sign_in(seat, "operator1")
    flow = seat.flow
    assert isinstance(flow, AttemptsFlow)
    assert [(item.name, item.code) for item in flow.view.items] == [("wrong password or code", "KIOSK-01")] * 2
    await seat.press("f6")
    await seat.press("enter")
    assert seat.seen[-1] == "home"
    await seat.send()
    (act,) = acts(core, ActKind.ATTEMPT_DISOWNED)
    assert (act.facts["attempts"], act.facts["kiosks"]) == ("2", "KIOSK-01")
    await sign_in(seat, user(seat, Role.QA))
    await seat.show(AlarmsFlow(seat.desk))
    assert "operator1 disowns attempts" in seat.flow.view.items[0].name
    await other.close()


@pytest.mark.urs("11.300(d)")
async def test_tries_while_locked_are_one_record_a_minute_at_the_kiosk_and_told_whole_at_the_sign_in(
    seat: Seat, core: CoreUnderTest
) -> None:
    await fail(seat, "operator1", TRIES + 25)
    await seat.send()
    kept = [act.facts for act in acts(core, ActKind.REFUSED)]
    assert [facts["why"] for facts in kept] == ["refusal.not_accepted"] * (TRIES - 1) + ["refusal.locked"]
    core.clock.advance(61)
    await fail(seat, "operator1", 1)
    await seat.send()
    assert acts(core, ActKind.REFUSED)[-1].facts["times"] == "26"
    core.clock.advance(15 * 60)
    await sign_in(seat, "operator1")
    assert isinstance(seat.flow, AttemptsFlow)
    told = seat.flow.view
    assert "tried while locked, 6 times" in [item.name for item in told.items]
    assert "refused attempts: 31, re-used codes: 0" in told.rows[0].detail


async def test_nothing_is_shown_where_nothing_was_tried(seat: Seat) -> None:
    await sign_in(seat, "operator1")
    assert seat.seen[-1] == "home"
    assert not isinstance(seat.flow, AttemptsFlow)


# ------------------------------------------------------------------ alarms


@pytest.mark.urs("11.300(d)")
async def test_twenty_refused_secrets_raise_an_alarm_that_the_kiosk_shows_until_it_is_acknowledged(seat: Seat) -> None:
    await fail(seat, "nobody1", 20)
    flow = seat.flow
    assert isinstance(flow, SignInFlow)
    await seat.show(SignInFlow(seat.desk, seat.checkup))
    message = seat.flow.view.frame.message
    assert message is not None
    assert message.words.startswith("KIOSK ALARM: 20 refused secrets")
    await sign_in(seat, user(seat, Role.ADMIN))
    await seat.show(AlarmsFlow(seat.desk))
    await seat.press("f8")
    await seat.type("looked at the camera, cleaning staff")
    alarms = seat.flow
    assert isinstance(alarms, AlarmsFlow)
    assert alarms.view.items[0].mark is not None
    assert alarms.view.items[0].mark.words == "acknowledged"
    await seat.press("f5")
    assert alarms.view.items == ()
    await seat.press("f4")
    assert len(alarms.view.items) == 8
    seat.desk.session = None
    again = SignInFlow(seat.desk, seat.checkup)
    await seat.show(again)
    assert again.view.frame.message is None


# ------------------------------------------------------------------ unlocking


@pytest.mark.urs("11.10(d)")
async def test_the_administrator_unlocks_over_a_signature(seat: Seat) -> None:
    await fail(seat, "operator1", TRIES)
    admin = user(seat, Role.ADMIN)
    await sign_in(seat, admin)
    await seat.show(LockedPersonsFlow(seat.desk))
    (item,) = seat.flow.view.items
    assert "operator1" in item.name
    await seat.digit(1)
    assert seat.flow.screen == "sign"
    await seat.sign(admin)
    listed = seat.flow
    assert isinstance(listed, LockedPersonsFlow)
    assert listed.view.items == ()
    (act,) = acts(seat.core, ActKind.PERSON_UNLOCKED)
    assert act.facts["person"] == seat.person(admin)
    await sign_in(seat, "operator1")
    assert isinstance(seat.flow, AttemptsFlow)


async def test_a_wrong_password_at_unlocking_unlocks_nobody(seat: Seat) -> None:
    await fail(seat, "operator1", TRIES)
    qa = user(seat, Role.QA)
    await sign_in(seat, qa)
    await seat.show(LockedPersonsFlow(seat.desk))
    await seat.digit(1)
    await seat.sign(qa, password="wrong")
    assert isinstance(seat.flow, UnlockFlow)
    assert "not accepted" in seat.flow.message
    assert acts(seat.core, ActKind.PERSON_UNLOCKED) == []


# ------------------------------------------------------------------ refusals


@pytest.mark.urs("11.200(a)(1)")
async def test_a_wrong_password_and_a_wrong_code_are_told_alike(seat: Seat) -> None:
    wrong_code = await sign_in(seat, "operator1", code="000000")
    wrong_password = await sign_in(seat, "operator1", password="wrong")
    assert wrong_code.message == wrong_password.message != ""


@pytest.mark.urs("11.200(a)(1)")
@pytest.mark.parametrize(("user_id", "password"), [("operator1", "wrong"), ("operator1", None), ("nobody1", "x")])
async def test_a_core_that_cannot_be_reached_is_never_told_as_a_wrong_code(
    seat: Seat, user_id: str, password: str | None
) -> None:
    await sign_in(seat, "operator1")
    seat.online = False
    flow = await sign_in(seat, user_id, password=password)
    assert flow.message
    assert "not accepted" not in flow.message


async def test_a_used_code_counts_down_to_the_next_one(seat: Seat) -> None:
    code = seat.kiosk.code(seat.person("operator1"))
    await sign_in(seat, "operator1", code=code)
    flow = await sign_in(seat, "operator1", code=code)
    assert "Next code in" in flow.message
    person = seat.recorder.plant.people[seat.person("operator1")]
    wait = seat.desk.ceremony.code_wait_s(person, seat.core.clock.utc())
    assert 0 < wait <= 30
    seat.core.clock.advance(1)
    assert seat.desk.ceremony.code_wait_s(person, seat.core.clock.utc()) == wait - 1
    seat.core.clock.advance(wait)
    assert seat.desk.ceremony.code_wait_s(person, seat.core.clock.utc()) == 0


async def test_the_alarm_of_the_kiosk_comes_up_in_the_middle_of_the_work_too(seat: Seat) -> None:
    await fail(seat, "nobody1", 19)
    qa = user(seat, Role.QA)
    await fail(seat, "operator1")
    seat.desk.alarms = ()
    await sign_in(seat, qa)
    await seat.show(LockedPersonsFlow(seat.desk))
    assert seat.desk.alarms
    message = LockedPersonsFlow(seat.desk).view.frame.message
    assert message is not None
    assert "KIOSK ALARM" in message.words


async def test_every_refusal_at_the_sign_in_has_its_own_sentence_and_is_on_record(seat: Seat) -> None:
    closed = msgspec.structs.replace(seat.recorder.plant.people[seat.person("operator2")], active=False)
    with seat.core.service.writer.writing() as writing:
        state_item(writing, "people", closed.id, closed)
    await seat.following.refresh()
    used = seat.kiosk.code(seat.person("operator1"))
    await sign_in(seat, "operator1", code=used)
    said = [(await sign_in(seat, "operator1", code=used)).message]
    early = seat.kiosk.shown(seat.person("qa1"))
    seat.core.clock.advance(150)
    said.append((await sign_in(seat, "qa1", code=early)).message)
    said.append((await sign_in(seat, "nobody1")).message)
    said.append((await sign_in(seat, "operator2", password="x", code="000000")).message)
    await fail(seat, "operator1", TRIES - 1)
    said.append((await sign_in(seat, "operator1", code="000000")).message)
    assert len(set(said)) == 5
    await seat.send()
    refused = [act.facts["why"] for act in acts(seat.core, ActKind.REFUSED)]
    assert [why for why in refused if why != "refusal.not_accepted"] == [
        "refusal.code_used",
        "refusal.code_skewed",
        "refusal.account_closed",
        "refusal.locked",
    ]
    assert {act.facts["attempt"] for act in acts(seat.core, ActKind.REFUSED)} == {"SignedIn"}
