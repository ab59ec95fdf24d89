"""Alarms: told to QA and to the kiosk, acknowledged on record; and what was tried in a person's name is told to him."""

import msgspec
import pytest

from core.acts import ActKind, Who
from core.alarms import MOST_AN_HOUR, AlarmLine
from core.people import Role
from server.arrivals import Arrived
from server.db.store import Store
from server.db.tables.evidence import quarantine, record_flag
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.server.test_audit import by_role, enter

PERSON, OTHER = "P-0001", "P-0002"


def wrong(kiosk: KioskUnderTest, person: str = PERSON, times: int = 1) -> None:
    for _ in range(times):
        assert kiosk.ask("check_code", person=person, code="000000", purpose="sign_in").refusal is not None


def alarms(kiosk: KioskUnderTest, verb: str, name: str = "alarms", **body: object) -> list[AlarmLine]:
    answer = kiosk.ask(verb, **body)
    assert answer.refusal is None, answer.refusal
    return msgspec.convert(answer.body[name], list[AlarmLine])


@pytest.mark.urs("11.300(d)", "C11")
def test_the_owner_is_told_what_was_tried_since_the_sign_in_before(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    other = KioskUnderTest(core, "QA-01")
    wrong(kiosk)
    first, code = enter(kiosk, PERSON), kiosk.shown(PERSON)
    assert [line.kind for line in alarms(kiosk, "attempts", "attempts", session=first)] == ["code.wrong"]
    core.clock.advance(1)
    wrong(other, times=2)
    assert other.ask("check_code", person=PERSON, code=code, purpose="sign_in").refusal is not None
    wrong(other, OTHER)
    second = enter(kiosk, PERSON)
    told = alarms(kiosk, "attempts", "attempts", session=second)
    assert [(line.kind, line.kiosk) for line in told] == [("code.replayed", "QA-01"), *[("code.wrong", "QA-01")] * 2]
    core.clock.advance(1)
    assert alarms(kiosk, "attempts", "attempts", session=enter(kiosk, PERSON)) == []


@pytest.mark.urs("11.300(d)")
def test_attempts_that_the_owner_disowns_raise_an_alarm(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    wrong(kiosk, times=2)
    facts = {"attempts": "2", "alarms": "1,2", "kiosks": kiosk.name, "since": ""}
    taken = kiosk.send(kiosk.seal(kiosk.act(ActKind.ATTEMPT_DISOWNED, Who(PERSON, "s"), facts=facts)))
    assert [alarm.kind for alarm in taken.alarms] == ["attempt.disowned"]
    (line,) = alarms(kiosk, "alarms", session=enter(kiosk, by_role(core, Role.QA)))
    assert (line.kind, line.person, line.kiosk) == ("attempt.disowned", PERSON, kiosk.name)


@pytest.mark.urs("11.300(d)")
def test_the_alarm_of_a_kiosk_is_shown_there_until_somebody_acknowledges_it(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    office = KioskUnderTest(core, "QA-01")
    wrong(kiosk, "", 20)
    (line,) = alarms(kiosk, "kiosk_alarms")
    assert (line.kind, line.detail) == ("codes.guessed_at_kiosk", "20")
    assert alarms(office, "kiosk_alarms") == []
    qa = by_role(core, Role.QA)
    facts = {"alarm": str(line.id), "kind": line.kind, "comment": "cleaning staff, talked to"}
    session = enter(office, qa)
    office.send(office.seal(office.act(ActKind.ALARM_ACKNOWLEDGED, Who(qa, session), facts=facts)))
    assert alarms(kiosk, "kiosk_alarms") == []
    assert alarms(office, "alarms", session=session) == []
    told = alarms(office, "alarms", session=session, all=True)
    assert (told[0].kind, told[0].by, told[0].comment) == ("codes.guessed_at_kiosk", qa, facts["comment"])
    assert len(told) == 20
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


def test_a_flood_from_one_kiosk_hides_no_other_alarm_and_keeps_every_byte(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    office, junk = KioskUnderTest(core, "QA-01"), [f"junk {number}".encode() for number in range(60)]
    facts = {"attempts": "1", "alarms": "1", "kiosks": office.name, "since": ""}
    office.send(office.seal(office.act(ActKind.ATTEMPT_DISOWNED, Who(PERSON, "s"), facts=facts)))
    taken = core.service.intake.take([Arrived(kiosk.name, data) for data in junk])
    assert taken.quarantined == core.count(quarantine) == 60
    session = enter(office, by_role(core, Role.QA))
    first = alarms(office, "alarms", session=session)
    rest = alarms(office, "alarms", session=session, before=first[-1].id)
    assert [line.kind for line in (*first, *rest)].count("attempt.disowned") == 1
    assert {line.kiosk for line in first} == {kiosk.name}
    assert len([*first, *rest]) == 1 + MOST_AN_HOUR
    core.clock.advance(3700)
    core.service.intake.take([Arrived(kiosk.name, b"junk of the next hour")])
    assert alarms(office, "alarms", session=session)[0].id > first[0].id


def test_an_acknowledgement_without_the_right_is_flagged_and_counts_for_nothing(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    wrong(kiosk, times=5)
    qa = by_role(core, Role.QA)
    session = enter(kiosk, qa)
    (line,) = alarms(kiosk, "alarms", session=session)
    facts = {"alarm": str(line.id), "kind": line.kind, "comment": ""}
    kiosk.send(kiosk.seal(kiosk.act(ActKind.ALARM_ACKNOWLEDGED, Who(OTHER, session), facts=facts)))
    kiosk.send(kiosk.seal(kiosk.act(ActKind.ALARM_ACKNOWLEDGED, Who(qa, "s"), facts=facts)))
    gone = {**facts, "alarm": "4711"}
    kiosk.send(kiosk.seal(kiosk.act(ActKind.ALARM_ACKNOWLEDGED, Who(qa, session), facts=gone)))
    assert {row[1] for row in core.rows(record_flag)} == {
        "exception.not_entitled",
        "exception.no_session",
        "exception.alarm_unknown",
    }
    assert len(alarms(kiosk, "alarms", session=enter(kiosk, qa))) == 1


def test_alarms_come_in_pages_and_for_qa_and_the_administrator_alone(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    wrong(kiosk, "", 45)
    session = enter(kiosk, by_role(core, Role.ADMIN))
    first = kiosk.ask("alarms", session=session, all=True)
    lines = msgspec.convert(first.body["alarms"], list[AlarmLine])
    assert (len(lines), first.body["more"]) == (20, True)
    older = alarms(kiosk, "alarms", session=session, all=True, before=lines[-1].id)
    assert older[0].id < lines[-1].id
    refused = kiosk.ask("alarms", session=enter(kiosk, PERSON)).refusal
    assert refused is not None
    assert refused.key == "decision.not_entitled"


def test_a_review_of_the_trail_by_somebody_without_the_right_is_flagged(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    facts = {"filter": "all", "from": "0", "to": "9", "entries": "10", "conclusion": "no_finding"}
    qa = by_role(core, Role.QA)
    session = enter(kiosk, qa)
    kiosk.send(kiosk.seal(kiosk.act(ActKind.AUDIT_TRAIL_REVIEWED, Who(qa, session), facts=facts)))
    assert core.count(record_flag) == 0
    kiosk.send(kiosk.seal(kiosk.act(ActKind.AUDIT_TRAIL_REVIEWED, Who(OTHER, session), facts=facts)))
    assert {row[1] for row in core.rows(record_flag)} == {"exception.not_entitled"}
    kiosk.leave()
    kiosk.send(kiosk.seal(kiosk.act(ActKind.AUDIT_TRAIL_REVIEWED, Who(qa, session), facts=facts)))
    assert {row[1] for row in core.rows(record_flag)} == {"exception.not_entitled", "exception.no_session"}


def test_nobody_acknowledges_an_alarm_before_it_is_raised_and_a_rebuild_knows_that_too(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    qa = by_role(core, Role.QA)
    session = enter(kiosk, qa)
    for number in range(1, 9):
        noted = {"alarm": str(number), "kind": "code.wrong", "comment": "in advance"}
        act = kiosk.act(ActKind.ALARM_ACKNOWLEDGED, Who(qa, session), facts=noted)
        kiosk.send(kiosk.seal(act))
    wrong(kiosk, times=2)
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()
    session = enter(kiosk, by_role(core, Role.QA))
    assert len([line for line in alarms(kiosk, "alarms", session=session, all=True) if line.by]) == 0
