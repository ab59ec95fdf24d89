"""Keys of a kiosk that come to their end: said in time, renewed within the chain, and nothing past the end unseen."""

import secrets
from datetime import datetime, timedelta

import msgspec
import pytest

from core.announcement import announce, registered, registration, revocation
from core.key_times import OVERLAP, WARNING
from core.record.box import open_box
from core.record.keys import KeyKind, PrivateKey, held_key
from core.record.payload import Record
from core.times import utc_from, utc_text
from core.words import Words
from server.db.tables.evidence import alarm, quarantine, record, record_flag
from server.key_ends import state_key_ends
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.server.test_kiosk_enrolment import NKEY, core_head, decided, new_kiosk, plant_of

KIOSK = "WEIGH-02"
ENDED, SUPERSEDED = "exception.key_ended", "exception.key_superseded"


def end_of(core: CoreUnderTest) -> datetime:
    key = held_key(plant_of(core).keys, KeyKind.DEVICE, KIOSK)
    assert key is not None
    assert key.valid_to is not None
    return utc_from(key.valid_to)


def go_to(core: CoreUnderTest, instant: datetime) -> None:
    core.clock.advance((instant - core.clock.utc()).total_seconds())


def sealed(kiosk: KioskUnderTest, made: datetime, offset: timedelta | None = None) -> Record:
    """Seal a record that says when it was made, and by how much its clock is ahead of the core's."""
    act = kiosk.act()
    known = None if offset is None else int(offset.total_seconds() * 1000)
    return kiosk.seal(
        msgspec.structs.replace(act, when=msgspec.structs.replace(act.when, utc=utc_text(made), offset_ms=known))
    )


def flags(core: CoreUnderTest, made: Record) -> set[str]:
    places = {row[0] for row in core.rows(record) if row[5] == made.sha256}
    assert places, "it was not kept"
    return {row[1] for row in core.rows(record_flag) if row[0] in places}


def renewed(core: CoreUnderTest, kiosk: KioskUnderTest) -> PrivateKey:
    """Have the kiosk make new keys within its enrolment, and register them; it goes on with the old ones."""
    device = PrivateKey(secrets.token_bytes(32))
    announced = announce(kiosk.name, 1, device, NKEY[:-1] + "B")
    now = utc_text(core.clock.utc())
    decided(core, registration(announced, plant_of(core), Words("Weighing 2", "称量 2"), None, now, ""))
    assert registered(KIOSK, plant_of(core)) == announced
    core.clock.advance(1)
    return device


@pytest.mark.urs("11.10(h)", "11.300(c)")
def test_what_was_made_before_the_end_is_good_whenever_it_arrives_and_what_is_made_after_it_is_flagged(
    core: CoreUnderTest,
) -> None:
    kiosk = new_kiosk(core, KIOSK)
    stored = sealed(kiosk, end_of(core) - timedelta(seconds=1))
    late = sealed(kiosk, end_of(core))
    go_to(core, end_of(core) + timedelta(days=3))
    assert kiosk.send(stored, late).kept == 2
    assert flags(core, stored) == set()
    assert flags(core, late) == {ENDED}
    assert core.count(quarantine) == 0


@pytest.mark.urs("11.10(h)", "11.300(c)")
def test_a_clock_set_back_makes_no_key_last_longer(core: CoreUnderTest) -> None:
    kiosk = new_kiosk(core, KIOSK)
    end = end_of(core)
    go_to(core, end + timedelta(hours=1))
    known_off = sealed(kiosk, end - timedelta(days=5), timedelta(days=-5, hours=-1))
    past = sealed(kiosk, end + timedelta(minutes=1))
    silent = sealed(kiosk, end - timedelta(days=5))
    kiosk.send(known_off)
    kiosk.send(past, silent)
    again = sealed(kiosk, end - timedelta(days=5))
    kiosk.send(again)
    assert [ENDED in flags(core, one) for one in (known_off, past, silent, again)] == [True] * 4


def test_a_clock_that_once_ran_ahead_spoils_nothing_made_before_the_end(core: CoreUnderTest) -> None:
    kiosk = new_kiosk(core, KIOSK)
    ahead = sealed(kiosk, end_of(core) + timedelta(days=9))
    kiosk.send(ahead)
    stored = sealed(kiosk, end_of(core) - timedelta(hours=1))
    go_to(core, end_of(core) + timedelta(hours=1))
    kiosk.send(stored)
    assert ENDED in flags(core, ahead)
    assert flags(core, stored) == set()


@pytest.mark.urs("11.10(h)", "11.300(c)")
def test_a_kiosk_goes_on_with_its_chain_under_its_new_keys_and_its_old_key_writes_nothing_more(
    core: CoreUnderTest,
) -> None:
    kiosk = new_kiosk(core, KIOSK)
    kiosk.send(kiosk.seal())
    old, new = kiosk.device, renewed(core, kiosk)
    stored = kiosk.seal()
    kiosk.device = new
    first = kiosk.seal()
    assert kiosk.send(stored, first).kept == 2
    assert (flags(core, stored), flags(core, first)) == (set(), set())
    assert core_head(core, KIOSK) == kiosk.head
    assert core.rows(alarm) == []
    kiosk.device = old
    stale = [kiosk.seal(), kiosk.seal()]
    for one in stale:
        kiosk.send(one)
    assert [flags(core, one) for one in stale] == [{SUPERSEDED}, {SUPERSEDED}]


def test_a_kiosk_that_has_not_heard_of_its_new_keys_asks_and_writes_for_two_weeks_with_the_old_ones(
    core: CoreUnderTest,
) -> None:
    kiosk = new_kiosk(core, KIOSK)
    kiosk.send(kiosk.seal())
    renewed(core, kiosk)
    assert timedelta(days=9) < OVERLAP < WARNING, "holidays last nine days; the keys end by themselves in thirty"
    core.clock.advance((OVERLAP - timedelta(minutes=1)).total_seconds())
    in_time = kiosk.seal()
    core.clock.advance(120)
    late = kiosk.seal()
    kiosk.send(in_time, late)
    assert (flags(core, in_time), flags(core, late)) == (set(), {ENDED})
    assert kiosk.ask("plant", have="").refusal is None
    refused = kiosk.ask("batches").refusal
    assert refused is not None
    assert refused.key == "decision.kiosk_key_ended"
    decided(core, revocation(KIOSK, plant_of(core), utc_text(core.clock.utc()), "stolen"))
    assert registered(KIOSK, plant_of(core)) is None


def test_what_is_sealed_to_a_kiosk_opens_by_the_keys_that_it_asks_with_while_they_are_renewed(
    core: CoreUnderTest,
) -> None:
    kiosk = new_kiosk(core, KIOSK)
    old, new = kiosk.device, renewed(core, kiosk)
    for device in (old, new, old):
        kiosk.device = device
        box = kiosk.ask("wrapped_key", person="P-0001").body["box"]
        assert b'"pepper"' in open_box(device, bytes.fromhex(str(box)))


@pytest.mark.urs("11.300(c)")
def test_nobody_asks_by_the_old_keys_once_the_chain_has_gone_on_under_the_new_ones(core: CoreUnderTest) -> None:
    kiosk = new_kiosk(core, KIOSK)
    old, new = kiosk.device, renewed(core, kiosk)
    kiosk.send(kiosk.seal())
    assert kiosk.ask("wrapped_key", person="P-0001").refusal is None
    kiosk.device = new
    kiosk.send(kiosk.seal())
    assert kiosk.ask("wrapped_key", person="P-0001").refusal is None
    kiosk.device = old
    refused = kiosk.ask("wrapped_key", person="P-0001").refusal
    assert refused is not None
    assert refused.key == "decision.kiosk_key_ended"
    assert kiosk.ask("plant", have="").refusal is None


@pytest.mark.urs("11.300(c)")
def test_the_end_is_an_alarm_thirty_days_before_and_when_it_has_come_once_each(core: CoreUnderTest) -> None:
    new_kiosk(core, KIOSK)

    def said() -> list[str]:
        state_key_ends(core.service.writer)
        return [row[2] for row in core.rows(alarm) if row[3] == KIOSK]

    go_to(core, end_of(core) - WARNING - timedelta(minutes=1))
    assert said() == []
    core.clock.advance(60)
    assert said() == said() == ["keys.ending"]
    go_to(core, end_of(core))
    assert said() == said() == ["keys.ending", "keys.ended"]
