"""One-time codes: RFC vectors, once per person over all kiosks, locks that last, answers that give nothing away."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import msgspec
import pytest

from core.acts import ActKind
from core.policy import Policy
from core.record.envelope import open_envelope
from core.record.payload import decode_payload
from server.codes import STEP_S, current_code
from server.db.tables.evidence import alarm, record
from server.db.tables.secrets import code_use, confirmation, token_secret, user_secret
from server.enrolment import state_item
from tests.fakes.core import CoreUnderTest, KioskUnderTest

PERSON = "P-0001"
TRIES = Policy().tries


def check(kiosk: KioskUnderTest, code: str, person: str = PERSON, purpose: str = "sign") -> str:
    """Ask for a check; gives "" when confirmed, else the key of the refusal."""
    answer = kiosk.ask("check_code", person=person, code=code, purpose=purpose)
    return answer.refusal.key if answer.refusal else ""


def accepted(core: CoreUnderTest) -> list[dict[str, str]]:
    """Give what the core has stated of right codes after wrong ones."""
    with core.store.unit() as unit:
        rows = unit.rows(record.select().where(record.c.kind == ActKind.CODE_ACCEPTED.value))
    return [dict(decode_payload(open_envelope(bytes(row.envelope))[1]).act.facts) for row in rows]


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    """Source: RFC 6238, appendix B, SHA-1, last six digits."""
    assert current_code(b"12345678901234567890", datetime.fromtimestamp(seconds, UTC)) == code


def test_codes_are_those_of_rfc_4226() -> None:
    """Source: RFC 4226, appendix D: the counter is the number of the time step."""
    values = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
    shown = [
        current_code(b"12345678901234567890", datetime.fromtimestamp(step * STEP_S, UTC)) for step in range(len(values))
    ]
    assert shown == values


@pytest.mark.urs("F11")
def test_a_code_is_good_once(kiosk: KioskUnderTest) -> None:
    code = kiosk.code(PERSON)
    assert check(kiosk, code) == ""
    assert check(kiosk, code) == "refusal.code_used"


@pytest.mark.urs("11.200(a)(2)", "11.300(b)")
def test_a_code_is_good_once_over_all_kiosks(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    code = kiosk.code(PERSON)
    assert check(kiosk, code) == ""
    assert check(KioskUnderTest(core, "QA-01"), code) == "refusal.code_used"


@pytest.mark.urs("F11", "11.200(a)(2)")
def test_of_two_kiosks_that_race_with_one_code_exactly_one_wins(core: CoreUnderTest) -> None:
    kiosks = KioskUnderTest(core), KioskUnderTest(core, "QA-01")
    services = core.service, core.again()
    with ThreadPoolExecutor(2) as threads:
        for _ in range(40):
            code = kiosks[0].code(PERSON)
            requests = [k.request("check_code", {"person": PERSON, "code": code, "purpose": "s"}) for k in kiosks]
            racing = zip(kiosks, requests, services, strict=True)
            answers = [threads.submit(kiosk.answered, request, service) for kiosk, request, service in racing]
            won = [answer.result().refusal is None for answer in answers]
            assert sorted(won) == [False, True]
    assert core.count(confirmation) == 40


def test_a_code_before_the_last_one_used_is_not_good_any_more(kiosk: KioskUnderTest) -> None:
    older = kiosk.code(PERSON)
    assert check(kiosk, kiosk.code(PERSON)) == ""
    assert check(kiosk, older) == "refusal.code_used"


@pytest.mark.parametrize(("drift", "good"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_one_step_of_drift_is_taken_and_no_more(
    core: CoreUnderTest, kiosk: KioskUnderTest, drift: int, good: bool
) -> None:
    middle = datetime.fromtimestamp(core.clock.utc().timestamp() // 30 * 30 + 15 + drift, UTC)
    core.clock.advance(15 - core.clock.utc().timestamp() % 30)
    code = current_code(core.founded.seeds[PERSON], middle)
    request = kiosk.request("check_code", {"person": PERSON, "code": code, "purpose": "sign"})
    assert (kiosk.answered(request).refusal is None) is good


@pytest.mark.parametrize("code", ["", "12345", "1234567", "１２３４５６", "12 456", "abcdef", "٠٠٠٠٠٠", "x" * 10_000])
def test_what_is_no_code_is_not_accepted(kiosk: KioskUnderTest, code: str) -> None:
    assert check(kiosk, code) == "refusal.not_accepted"


def test_full_width_digits_of_a_right_code_are_not_accepted(kiosk: KioskUnderTest) -> None:
    wide = kiosk.code(PERSON).translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert check(kiosk, wide) == "refusal.not_accepted"


def test_an_unknown_person_is_answered_like_a_wrong_code(kiosk: KioskUnderTest) -> None:
    assert check(kiosk, "000000", person="P-9999") == check(kiosk, "000000") == "refusal.not_accepted"


@pytest.mark.urs("11.10(d)", "Draft 11")
def test_five_failures_lock_for_a_quarter_of_an_hour_over_a_restart(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    for _ in range(TRIES - 1):
        assert check(kiosk, "000000") == "refusal.not_accepted"
    assert check(kiosk, "000000") == "refusal.locked"
    again = core.again()
    right = kiosk.ask_at(again, "check_code", person=PERSON, code=kiosk.code(PERSON), purpose="sign")
    assert right.refusal is not None
    assert right.refusal.key == "refusal.locked"
    core.clock.advance(15 * 60)
    assert check(kiosk, kiosk.code(PERSON)) == ""
    assert core.rows(code_use)[0][2] == 0


@pytest.mark.urs("11.10(d)", "Draft 11")
def test_a_right_code_ends_the_count_of_wrong_ones_by_a_record(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    assert check(kiosk, kiosk.code(PERSON)) == ""
    assert accepted(core) == []
    for _ in range(2):
        check(kiosk, "000000")
    assert check(kiosk, kiosk.code(PERSON)) == ""
    assert accepted(core) == [{"person": PERSON, "kiosk": kiosk.name, "failures": "2"}]
    assert core.rows(code_use)[0][2] == 0


@pytest.mark.urs("11.10(d)", "Draft 11")
def test_an_unknown_person_never_locks_and_counts_at_the_kiosk(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    for _ in range(TRIES + 1):
        assert check(kiosk, "000000", person="") == "refusal.not_accepted"
    assert core.count(code_use) == 0
    assert [row[2] for row in core.rows(alarm)] == ["code.wrong"] * (TRIES + 1)


def test_a_code_of_another_time_is_told_as_that_and_counts(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    early = kiosk.code(PERSON)
    core.clock.advance(150)
    assert check(kiosk, early) == "refusal.code_skewed"
    assert core.rows(code_use)[0][2] == 1
    assert [row[2] for row in core.rows(alarm)] == ["code.skewed"]


def test_an_old_code_that_was_used_is_a_replay_and_not_a_skewed_token(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    code = kiosk.code(PERSON)
    assert check(kiosk, code) == ""
    core.clock.advance(150)
    assert check(kiosk, code) == "refusal.code_used"
    assert [row[2] for row in core.rows(alarm)] == ["code.replayed"]


def test_a_right_code_forgives_earlier_failures(kiosk: KioskUnderTest) -> None:
    for _ in range(3):
        for _ in range(TRIES - 1):
            assert check(kiosk, "000000") == "refusal.not_accepted"
        assert check(kiosk, kiosk.code(PERSON)) == ""


@pytest.mark.urs("11.300(d)", "CS 14", "C11")
def test_every_failure_is_reported_and_many_at_one_kiosk_raise_an_alarm(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    people = sorted(core.founded.plant.people)[:5]
    for person in people:
        for _ in range(TRIES - 1):
            check(kiosk, "000000", person=person)
    kinds = [row[2] for row in core.rows(alarm)]
    assert kinds.count("code.wrong") == 20
    assert kinds.count("codes.guessed_at_kiosk") == 1
    core.clock.advance(3601)
    for _ in range(19):
        check(kiosk, "000000", person="")
    assert [row[2] for row in core.rows(alarm)].count("codes.guessed_at_kiosk") == 1
    check(kiosk, "000000", person="")
    assert [row[2] for row in core.rows(alarm)].count("codes.guessed_at_kiosk") == 2


def test_the_same_request_again_gets_the_same_confirmation(kiosk: KioskUnderTest) -> None:
    request = kiosk.request("check_code", {"person": PERSON, "code": kiosk.code(PERSON), "purpose": "sign"})
    assert kiosk.answered(request).body == kiosk.answered(request).body


@pytest.mark.urs("11.200(a)(3)", "C10", "NMPA 22(3)")
def test_no_seed_and_no_password_lies_readable_in_the_database(core: CoreUnderTest) -> None:
    stored = str([*core.rows(user_secret), *core.rows(token_secret)])
    for person, seed in core.founded.seeds.items():
        assert seed.hex() not in stored
        assert base64.b32encode(seed).decode() not in stored
        assert core.founded.passwords[person] not in stored
        assert seed not in {bytes(row[3]) for row in core.rows(token_secret)}


def test_a_tightened_policy_locks_sooner_and_longer(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    policy = msgspec.structs.replace(core.service.writer.picture.plant.policy, version=2, tries=3, lock_min=60)
    with core.service.writer.writing() as writing:
        state_item(writing, "policy", "policy", policy)
    assert [check(kiosk, "000000") for _ in range(3)] == ["refusal.not_accepted"] * 2 + ["refusal.locked"]
    core.clock.advance(59 * 60)
    assert check(kiosk, kiosk.code(PERSON)) == "refusal.locked"
    core.clock.advance(60)
    assert check(kiosk, kiosk.code(PERSON)) == ""
