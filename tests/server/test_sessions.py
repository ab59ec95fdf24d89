"""Sessions: a decision is asked for by the person who is signed in at that very kiosk, and by nobody in his name."""

import pytest

from core.acts import ActKind, Who
from core.record.messages import Answer
from server.db.store import Store
from server.db.tables.evidence import alarm, record_flag
from server.db.tables.sessions import session as session_table
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest

PLANNER, SUPERVISOR, OPERATOR = "P-0011", "P-0004", "P-0001"
MASTER = "PCM500"


def issue(kiosk: KioskUnderTest, person: str, session: str) -> str:
    answer: Answer = kiosk.ask("issue_batch", master=MASTER, person=person, session=session)
    return answer.refusal.key if answer.refusal else ""


def flags(core: CoreUnderTest) -> list[str]:
    return [row[1] for row in core.rows(record_flag)]


@pytest.mark.urs("11.10(g)", "F12")
def test_a_batch_is_issued_in_the_session_of_the_planner_at_that_kiosk_only(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    session, other = kiosk.signed_in(PLANNER), KioskUnderTest(core, "QA-01")
    assert issue(kiosk, PLANNER, "no-such-session") == "decision.session_unknown"
    assert issue(kiosk, PLANNER, "") == "decision.session_unknown"
    assert issue(other, PLANNER, session) == "decision.session_other"
    assert issue(kiosk, SUPERVISOR, session) == "decision.session_other"
    assert issue(kiosk, PLANNER, session) == ""
    assert [row[2] for row in core.rows(alarm)] == ["request.foreign_session"] * 2


@pytest.mark.parametrize("kind", [ActKind.SIGNED_OUT, ActKind.LOCKED, ActKind.KIOSK_STARTED])
def test_a_session_that_has_ended_asks_for_nothing_more(
    core: CoreUnderTest, kiosk: KioskUnderTest, kind: ActKind
) -> None:
    session = kiosk.signed_in(PLANNER)
    kiosk.leave(kind)
    assert issue(kiosk, PLANNER, session) == "decision.session_ended"
    assert issue(kiosk, PLANNER, kiosk.signed_in(PLANNER)) == ""


def test_whoever_signs_in_next_ends_the_session_before(kiosk: KioskUnderTest) -> None:
    session = kiosk.signed_in(PLANNER)
    kiosk.signed_in(SUPERVISOR)
    assert issue(kiosk, PLANNER, session) == "decision.session_ended"


def test_a_sign_in_that_is_still_on_its_way_is_said_to_be_unknown_and_counts_once_it_is_there(
    kiosk: KioskUnderTest,
) -> None:
    given = kiosk.ask("check_code", person=PLANNER, code=kiosk.code(PLANNER), purpose="sign_in")
    facts = {"code_check": str(given.body["confirmation"]), "code_step": str(given.body["step"])}
    record = kiosk.seal(kiosk.act(ActKind.SIGNED_IN, Who(person=PLANNER, session="session-9"), facts=facts))
    assert issue(kiosk, PLANNER, "session-9") == "decision.session_unknown"
    kiosk.send(record)
    assert issue(kiosk, PLANNER, "session-9") == ""


@pytest.mark.urs("11.10(g)")
def test_a_sign_in_without_a_checked_code_of_that_person_at_that_kiosk_opens_no_session_and_is_flagged(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    assert issue(kiosk, PLANNER, kiosk.enter(PLANNER, {"code_check": "invented"})) == "decision.session_unknown"
    given = kiosk.ask("check_code", person=OPERATOR, code=kiosk.code(OPERATOR), purpose="sign_in")
    check = {"code_check": str(given.body["confirmation"]), "code_step": str(given.body["step"])}
    assert issue(kiosk, PLANNER, kiosk.enter(PLANNER, check)) == "decision.session_unknown"
    elsewhere = KioskUnderTest(core, "QA-01")
    assert issue(elsewhere, OPERATOR, elsewhere.enter(OPERATOR, check)) == "decision.not_entitled"
    for_signing = kiosk.ask("check_code", person=PLANNER, code=kiosk.code(PLANNER), purpose="sign")
    signing = {"code_check": str(for_signing.body["confirmation"])}
    assert issue(kiosk, PLANNER, kiosk.enter(PLANNER, signing)) == "decision.session_unknown"
    unconfirmed, another = "exception.session_unconfirmed", "exception.code_of_another"
    assert flags(core) == [unconfirmed, another, another, unconfirmed]


def test_a_person_whose_right_is_gone_asks_in_vain_though_the_session_is_open(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    assert issue(kiosk, OPERATOR, kiosk.signed_in(OPERATOR)) == "decision.not_entitled"


def test_sessions_are_the_same_after_a_rebuild(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    kiosk.signed_in(PLANNER)
    kiosk.signed_in(SUPERVISOR)
    kiosk.leave()
    assert len(core.rows(session_table)) == 2
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()
