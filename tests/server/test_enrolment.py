"""Enrolment at the core: what a kiosk prepared holds with two signatures, within the hour, and not before."""

import msgspec
import pytest

from core.changes import change
from core.people import Person, Role
from core.record.keys import KeyKind, public_key
from core.record.messages import Answer
from core.record.sealed import WrongPassword
from core.times import utc_text
from core.token import TokenState
from server.db.tables.secrets import pending_key, pending_token, token_secret, user_secret
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.enrolling import Enroller

ADMIN, SECOND, QA, OPERATOR = "P-0013", "P-0014", "P-0008", "P-0001"


@pytest.fixture
def enroller(core: CoreUnderTest) -> Enroller:
    return Enroller(KioskUnderTest(core, "QA-01"))


def refusal(answer: Answer) -> str:
    return answer.refusal.key if answer.refusal else ""


def good(enroller: Enroller, person: str, code: str) -> bool:
    return enroller.kiosk.ask("check_code", person=person, code=code, purpose="sign").refusal is None


def fresh(enroller: Enroller, seed: bytes) -> str:
    return enroller.codes(seed)[1]


@pytest.mark.urs("F11", "11.100(b)", "11.300(a)")
def test_two_enrol_a_person_who_then_signs_with_a_key_and_a_token_of_his_own(enroller: Enroller) -> None:
    changes, seed = enroller.new_person("newbie7", "lake-pencil-thunder-9", Role.OPERATOR)
    person = changes[0].id
    assert not good(enroller, person, fresh(enroller, seed))
    assert refusal(enroller.sign(changes, ADMIN, SECOND)) == ""
    assert good(enroller, person, fresh(enroller, seed))
    assert enroller.kiosk.ask("wrapped_key", person=person).refusal is None
    assert enroller.core.count(pending_key) == enroller.core.count(pending_token) == 0


@pytest.mark.urs("11.200(a)(3)", "F11")
def test_one_enroller_alone_puts_nothing_in_force(enroller: Enroller) -> None:
    changes, seed = enroller.new_person("newbie7", "lake-pencil-thunder-9", Role.OPERATOR)
    assert refusal(enroller.sign(changes, ADMIN)) == "change.refused.signatures"
    assert not good(enroller, changes[0].id, fresh(enroller, seed))


def test_what_was_prepared_holds_for_an_hour(enroller: Enroller) -> None:
    changes, _ = enroller.new_person("newbie7", "lake-pencil-thunder-9", Role.OPERATOR)
    enroller.core.clock.advance(3601)
    assert refusal(enroller.sign(changes, ADMIN, SECOND)) == "core.enrolment_missing"


def test_a_token_whose_codes_were_not_confirmed_does_not_begin(enroller: Enroller) -> None:
    person = str(enroller.got("enrol_begin")["person"])
    private = enroller.key(person, "lake-pencil-thunder-9")
    token, seed = enroller.app(person, "newbie7")
    changes = enroller.changes(Person(person, "newbie7", "N", (Role.OPERATOR,)), private, token)
    code = fresh(enroller, seed)
    assert refusal(enroller.ask("enrol_codes", token=token, codes=(code, code))) == "enrol.codes_wrong"
    assert refusal(enroller.sign(changes, ADMIN, SECOND)) == "core.enrolment_missing"
    assert enroller.core.count(user_secret) == enroller.core.count(token_secret) == 14


def test_every_step_asked_again_gives_the_same(enroller: Enroller) -> None:
    request = enroller.kiosk.request("enrol_begin", {"session": enroller.session})
    person = str(enroller.kiosk.answered(request).body["person"])
    assert enroller.kiosk.answered(request).body["person"] == person
    assert enroller.app(person, "newbie7") == enroller.app(person, "newbie7")
    token, seed = enroller.app(person, "newbie7")
    codes = enroller.codes(seed)
    enroller.got("enrol_codes", token=token, codes=codes)
    enroller.got("enrol_codes", token=token, codes=codes)
    assert enroller.core.count(pending_token) == 1


@pytest.mark.urs("11.100(a)")
def test_person_ids_are_given_out_once(enroller: Enroller) -> None:
    ids = [str(enroller.got("enrol_begin")["person"]) for _ in range(3)]
    assert ids == ["P-0015", "P-0016", "P-0017"]
    assert refusal(enroller.ask("enrol_pepper", person="P-0099", key="00" * 8)) == "enrol.person_unknown"


@pytest.mark.parametrize("person", [OPERATOR, QA])
def test_only_an_administrator_in_session_prepares_an_enrolment(core: CoreUnderTest, person: str) -> None:
    other = Enroller(KioskUnderTest(core, "QA-01"), person)
    assert refusal(other.ask("enrol_begin")) == "decision.not_entitled"
    assert refusal(other.kiosk.ask("enrol_begin", session="none")) == "decision.not_signed_in"


def test_a_key_that_did_not_sign_its_own_wrapping_is_not_taken(enroller: Enroller) -> None:
    person = str(enroller.got("enrol_begin")["person"])
    private = enroller.key(person, "lake-pencil-thunder-9")
    kept = enroller.core.rows(pending_key)[0]
    wrapped = {**kept[4], "salt": "00" * 16}
    body = {"person": person, "public": private.public.hex(), "wrapped": wrapped, "proof": "00" * 64}
    assert refusal(enroller.ask("enrol_key", **body)) == "enrol.key_wrong"


@pytest.mark.urs("11.300(c)")
def test_a_lost_token_counts_no_more_at_once_and_a_replacement_ends_on_its_day(enroller: Enroller) -> None:
    core, plant = enroller.core, enroller.core.service.writer.picture.plant
    old = plant.tokens[f"{OPERATOR}-T1"]
    lost = change("tokens", old.id, msgspec.structs.replace(old, state=TokenState.LOST))
    assert refusal(enroller.sign((lost,), ADMIN)) == ""
    assert not good(enroller, OPERATOR, enroller.kiosk.code(OPERATOR))
    token, seed = enroller.app(OPERATOR, "operator1")
    assert token == f"{OPERATOR}-T2"
    enroller.got("enrol_codes", token=token, codes=enroller.codes(seed))
    today = core.clock.utc().date()
    temporary = msgspec.structs.replace(old, id=token, tested=today, until=today)
    assert refusal(enroller.sign((change("tokens", token, temporary),), ADMIN, SECOND)) == ""
    assert good(enroller, OPERATOR, fresh(enroller, seed))
    core.clock.advance(24 * 3600)
    assert not good(enroller, OPERATOR, fresh(enroller, seed))


def test_two_tokens_are_never_active_for_one_person(enroller: Enroller) -> None:
    plant = enroller.core.service.writer.picture.plant
    old = plant.tokens[f"{OPERATOR}-T1"]
    token, seed = enroller.app(OPERATOR, "operator1")
    enroller.got("enrol_codes", token=token, codes=enroller.codes(seed))
    new = change("tokens", token, msgspec.structs.replace(old, id=token))
    kept = change("tokens", old.id, msgspec.structs.replace(old, until=old.tested))
    assert refusal(enroller.sign((new,), ADMIN, SECOND)) == "change.refused.token_held"
    assert refusal(enroller.sign((new, kept), ADMIN, SECOND)) == "change.refused.token_held"


@pytest.mark.urs("11.300(b)", "11.200(a)(3)")
def test_a_reset_by_two_closes_the_old_key_with_a_date_and_the_old_password_opens_nothing(enroller: Enroller) -> None:
    core, plant = enroller.core, enroller.core.service.writer.picture.plant
    old = core.service.writer.picture.registry.held(KeyKind.USER, OPERATOR)
    assert old is not None
    private = enroller.key(OPERATOR, "another-lake-pencil-3")
    now = utc_text(core.clock.utc())
    closed = msgspec.structs.replace(old, valid_to=now, revoked_because="forgotten password")
    new = public_key(private, KeyKind.USER, OPERATOR, now)
    changes = change("keys", old.id, closed), change("keys", new.id, new)
    assert refusal(enroller.sign(changes, ADMIN, SECOND)) == ""
    held = core.service.writer.picture.registry.held(KeyKind.USER, OPERATOR)
    assert held is not None
    assert held.id == new.id
    assert plant.keys != core.service.writer.picture.plant.keys
    with pytest.raises(WrongPassword):
        enroller.kiosk.user_key(OPERATOR)
