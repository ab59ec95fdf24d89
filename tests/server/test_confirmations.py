"""The core's confirmation of a code is for one person, kiosk, purpose and record, and for two minutes."""

import msgspec
import pytest

from core.acts import Act, ActKind, Manifest, Meaning, Signature, Who
from core.times import local_text
from server.db.tables.evidence import record_flag
from tests.fakes.core import CoreUnderTest, KioskUnderTest

PERSON, OTHER = "P-0001", "P-0002"
MANIFEST = Manifest("", "note", "Note of the shift", "en", (), ())


def confirmed(kiosk: KioskUnderTest, purpose: str, person: str = PERSON) -> tuple[str, int]:
    answer = kiosk.ask("check_code", person=person, code=kiosk.code(person), purpose=purpose)
    assert answer.refusal is None, answer.refusal
    return str(answer.body["confirmation"]), int(str(answer.body["step"]))


def sign(kiosk: KioskUnderTest, check: str, step: int, person: str = PERSON) -> None:
    """Sign and send, naming a confirmation."""
    known = kiosk.core.service.writer.picture.plant.people[person]
    key = kiosk.user_key(person)
    act: Act = kiosk.act(ActKind.SIGNED, Who(person=person, session="session-1"))
    local = local_text(kiosk.core.clock.utc(), 480)
    claim = (person, known.user_id, known.name, known.roles[0].value, Meaning.PERFORMED, "", "", local, key.id)
    signature = Signature(*claim, step, check, (MANIFEST,))
    kiosk.send(kiosk.seal(msgspec.structs.replace(act, signature=signature), key))


def sign_in(kiosk: KioskUnderTest, check: str, step: int, session: str) -> None:
    facts = {"role": "operator", "why": "signed_in", "code_check": check, "code_step": str(step)}
    kiosk.send(kiosk.seal(kiosk.act(ActKind.SIGNED_IN, Who(person=PERSON, session=session), facts=facts)))


def flags(core: CoreUnderTest) -> set[str]:
    return {row[1] for row in core.rows(record_flag)}


@pytest.mark.parametrize(("later_s", "found"), [(0, set()), (110, set()), (130, {"exception.code_stale"})])
def test_a_confirmation_holds_for_two_minutes(
    core: CoreUnderTest, kiosk: KioskUnderTest, later_s: int, found: set[str]
) -> None:
    check, step = confirmed(kiosk, "sign")
    core.clock.advance(later_s)
    sign(kiosk, check, step)
    assert flags(core) == found


def test_a_confirmation_holds_for_one_signature(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    check, step = confirmed(kiosk, "sign")
    sign(kiosk, check, step)
    assert flags(core) == set()
    sign(kiosk, check, step)
    assert flags(core) == {"exception.code_used_before"}


@pytest.mark.parametrize(
    ("purpose", "person", "off"), [("sign_in", PERSON, 0), ("sign", OTHER, 0), ("sign", PERSON, 1)]
)
def test_a_confirmation_of_something_else_signs_nothing(
    core: CoreUnderTest, kiosk: KioskUnderTest, purpose: str, person: str, off: int
) -> None:
    check, step = confirmed(kiosk, purpose, person)
    sign(kiosk, check, step + off)
    assert flags(core) == {"exception.code_of_another"}


def test_what_was_confirmed_for_another_kiosk_signs_nothing_here(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    check, step = confirmed(KioskUnderTest(core, "QA-01"), "sign")
    sign(kiosk, check, step)
    assert flags(core) == {"exception.code_of_another"}


def test_the_confirmation_of_a_sign_in_begins_one_session(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    check, step = confirmed(kiosk, "sign_in")
    sign_in(kiosk, check, step, "session-1")
    assert flags(core) == set()
    sign_in(kiosk, check, step, "session-2")
    assert flags(core) == {"exception.code_used_before"}


def test_a_sign_in_that_nobody_confirmed_is_flagged_once(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    sign_in(kiosk, "C-none", 7, "session-1")
    assert flags(core) == {"exception.session_unconfirmed"}
