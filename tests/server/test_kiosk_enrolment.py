"""Kiosks: registered by a signed change, enrolled anew with a new chain, revoked; a clone is seen."""

import secrets

import pytest

from core.acts import Meaning
from core.announcement import announce, registration, revocation
from core.changes import Change, change_manifest
from core.plant import Plant
from core.record.chain import Head
from core.record.keys import PrivateKey
from core.times import utc_text
from core.words import Words
from server.db.tables.evidence import alarm, kiosk_head, quarantine, record
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.server.test_change import ADMIN, REASON, signed

NKEY = "U" + "A" * 55


def plant_of(core: CoreUnderTest) -> Plant:
    return core.service.writer.picture.plant


def decided(core: CoreUnderTest, changes: tuple[Change, ...]) -> None:
    """Have an administrator sign changes at the office terminal, and the core decide."""
    desk = KioskUnderTest(core, "QA-01")
    desk.head = core_head(core, "QA-01")
    manifest = change_manifest(changes, REASON, plant_of(core), "en")
    signature = signed(desk, ADMIN, Meaning.PERFORMED, manifest)
    body = [{"kind": item.kind, "id": item.id, "body": item.body} for item in changes]
    answer = desk.ask("change", changes=body, reason=REASON, signatures=[signature])
    assert answer.refusal is None, answer.refusal


def core_head(core: CoreUnderTest, kiosk: str) -> Head:
    """Give the end of a chain as the core has it."""
    heads = [row for row in core.rows(kiosk_head) if row[0] == kiosk]
    return Head(kiosk, heads[-1][1], heads[-1][2], heads[-1][3]) if heads else Head(kiosk)


def new_kiosk(core: CoreUnderTest, name: str, epoch: int = 1) -> KioskUnderTest:
    """Let a kiosk make its own keys and register it."""
    device = PrivateKey(secrets.token_bytes(32))
    announced = announce(name, epoch, device, NKEY)
    now = utc_text(core.clock.utc())
    decided(core, registration(announced, plant_of(core), Words("Weighing 2", "称量 2"), None, now, "disk replaced"))
    core.clock.advance(1)
    made = KioskUnderTest(core, "KIOSK-01")
    made.name, made.device, made.head = name, device, Head(name, epoch)
    return made


@pytest.mark.urs("11.10(h)")
def test_a_kiosk_that_made_its_own_keys_is_taken_once_it_is_registered(core: CoreUnderTest) -> None:
    kiosk = new_kiosk(core, "WEIGH-02")
    assert kiosk.send(kiosk.seal()).kept == 1
    assert plant_of(core).kiosks["WEIGH-02"].nkey == NKEY


@pytest.mark.urs("11.10(h)")
def test_a_new_enrolment_begins_a_new_chain_and_is_no_fork(core: CoreUnderTest) -> None:
    old = new_kiosk(core, "WEIGH-02")
    old.send(old.seal(), old.seal())
    new = new_kiosk(core, "WEIGH-02", 2)
    assert new.send(new.seal()).kept == 1
    new.send(new.seal())
    assert core_head(core, "WEIGH-02") == new.head
    assert [row[3] for row in core.rows(alarm)] == []
    assert core.receipt("WEIGH-02").through == 2
    assert all(row[13] for row in core.rows(record) if row[2] == "WEIGH-02")


def test_a_new_enrolment_whose_first_record_is_late_waits_for_it(core: CoreUnderTest) -> None:
    old = new_kiosk(core, "WEIGH-02")
    old.send(old.seal())
    new = new_kiosk(core, "WEIGH-02", 2)
    first, second = new.seal(), new.seal()
    taken = new.send(second)
    assert taken.kept == 0
    assert [(wish.epoch, wish.from_seq) for wish in taken.resends] == [(2, 1)]
    assert new.send(first).kept == 2


def test_an_enrolment_that_nobody_registered_is_a_fork(core: CoreUnderTest) -> None:
    kiosk = new_kiosk(core, "WEIGH-02")
    kiosk.send(kiosk.seal())
    kiosk.head = Head("WEIGH-02", 2)
    kiosk.send(kiosk.seal())
    assert [row[2] for row in core.rows(alarm)] == ["record.chain_forked"]


@pytest.mark.urs("11.10(h)")
def test_a_clone_is_seen_and_both_heads_are_kept(core: CoreUnderTest) -> None:
    kiosk = new_kiosk(core, "WEIGH-02")
    kiosk.send(kiosk.seal())
    clone = KioskUnderTest(core, "KIOSK-01")
    clone.name, clone.device, clone.head = kiosk.name, kiosk.device, kiosk.head
    kiosk.send(kiosk.seal())
    assert clone.send(clone.seal()).kept == 1
    assert [row[4] for row in core.rows(kiosk_head) if row[0] == "WEIGH-02"] == [True]
    assert [row[2] for row in core.rows(alarm)] == ["record.chain_forked"]


@pytest.mark.urs("11.10(h)", "11.300(c)")
def test_what_a_revoked_kiosk_seals_afterwards_is_quarantined(core: CoreUnderTest) -> None:
    kiosk = new_kiosk(core, "WEIGH-02")
    kiosk.send(kiosk.seal())
    decided(core, revocation("WEIGH-02", plant_of(core), utc_text(core.clock.utc()), "stolen"))
    assert kiosk.send(kiosk.seal()).kept == 0
    assert core.count(quarantine) == 1
