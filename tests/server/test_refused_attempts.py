"""A flood of refused one-time codes: all are counted, few become records, and owner and trail are told the number."""

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from core.acts import ActKind
from core.alarms import GUESSED, AlarmLine
from core.people import Role
from core.secret import Secret
from server.db.store import Store
from server.db.tables.attempts import refused_count
from server.db.tables.evidence import alarm, record
from server.evidence_check import evidence_faults
from server.rebuild import rebuild
from server.records import record_from
from server.refused_attempts import ALONE_AN_HOUR
from tests.fakes.campaign import rounds
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.server.test_alarms import alarms
from tests.server.test_audit import by_role, enter

PERSON = "P-0001"


def attack(core: CoreUnderTest, times: int, kiosk: str = "KIOSK-01", person: str = PERSON) -> None:
    for _ in range(times):
        assert core.service.codes.check(person, kiosk, Secret("000000"), "sign").refusal is not None


def told(core: CoreUnderTest, person: str | None = PERSON) -> int:
    """Count the attempts that records tell of."""
    with core.store.unit() as unit:
        lines = unit.rows(alarm.select().where(alarm.c.person.is_not_distinct_from(person)))
    return sum(line.times for line in lines if line.kind != GUESSED)


@pytest.mark.urs("11.300(d)")
def test_a_flood_adds_few_records_and_every_attempt_is_told(
    core: CoreUnderTest, kiosk: KioskUnderTest, pytestconfig: pytest.Config
) -> None:
    before, flood = core.count(record), rounds(pytestconfig, 200, 10_000)
    attack(core, flood)
    assert core.count(record) - before < 3 * ALONE_AN_HOUR
    core.clock.advance(61)
    core.service.codes.state_due()
    assert (told(core), core.count(refused_count)) == (flood, 0)
    assert core.count(record) - before < 3 * ALONE_AN_HOUR
    session = enter(kiosk, by_role(core, Role.QA))
    newest = alarms(kiosk, "alarms", session=session, all=True)[0]
    assert (newest.kind, newest.person, newest.kiosk) == ("code.while_locked", PERSON, "KIOSK-01")
    assert newest.times > flood - 3 * ALONE_AN_HOUR
    with core.store.unit() as unit:
        assert evidence_faults(unit, core.keys.core.public) == []
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


@pytest.mark.urs("11.300(d)")
def test_the_owner_is_told_the_whole_number_at_the_sign_in_that_comes_before_the_minute_is_over(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    code = kiosk.code(PERSON)
    assert kiosk.ask("check_code", person=PERSON, code=code, purpose="sign").refusal is None
    for _ in range(45):
        assert core.service.codes.check(PERSON, "QA-01", Secret(code), "sign").refusal is not None
    assert (told(core), core.count(refused_count)) == (ALONE_AN_HOUR, 1)
    answer = kiosk.ask("attempts", session=enter(kiosk, PERSON))
    assert (answer.body["refused"], answer.body["replayed"]) == (0, 45)
    newest = msgspec.convert(answer.body["attempts"], list[AlarmLine])[0]
    assert (newest.kind, newest.kiosk, newest.times) == ("code.replayed", "QA-01", 25)
    core.clock.advance(31)
    again = kiosk.ask("attempts", session=enter(kiosk, PERSON))
    assert (again.body["replayed"], again.body["attempts"]) == (0, [])


def test_a_flood_goes_on_over_a_restart_and_its_count_with_it(core: CoreUnderTest) -> None:
    attack(core, 60)
    again = core.again()
    core.clock.advance(61)
    assert again.codes.check(PERSON, "KIOSK-01", Secret("000000"), "sign").refusal is not None
    assert (told(core), core.count(refused_count)) == (61, 0)


def test_persons_kiosks_and_kinds_are_counted_apart_and_nobody_is_crowded_out(core: CoreUnderTest) -> None:
    attack(core, 40)
    attack(core, 3, kiosk="QA-01")
    attack(core, 3, person="P-0002")
    attack(core, 40, person="nobody")
    with core.store.unit() as unit:
        told_alone = unit.rows(alarm.select().where(alarm.c.person == "P-0002"))
        assert [(row.person, row.kiosk, row.n) for row in unit.rows(refused_count.select().order_by("person"))] == [
            ("", "KIOSK-01", 20),
            (PERSON, "KIOSK-01", 15),
        ]
    assert [line.kind for line in told_alone] == ["code.wrong"] * 3
    assert told(core) == 20 + 5 + 3


def test_attempts_at_the_same_instant_are_all_counted(core: CoreUnderTest) -> None:
    attack(core, 30)
    other = core.again().codes

    def one(number: int) -> None:
        codes = (core.service.codes, other)[number % 2]
        codes.check(PERSON, "KIOSK-01", Secret("000000"), "sign")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(60)))
    core.clock.advance(61)
    core.service.codes.state_due()
    assert told(core) == 90


def test_the_records_of_a_flood_say_how_many_and_since_when(core: CoreUnderTest) -> None:
    attack(core, 40, person="nobody")
    core.clock.advance(61)
    core.service.codes.state_due()
    with core.store.unit() as unit:
        last = unit.rows(record.select().where(record.c.kind == ActKind.ALARM_RAISED).order_by(record.c.seq))[-1]
    stated = record_from(bytes(last.envelope))
    assert stated is not None
    facts = stated.act.facts
    assert (facts["kind"], facts["times"], facts["since"][:10]) == ("code.wrong", "20", "2026-11-20")
