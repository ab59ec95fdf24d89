"""Every bad input of the road: kept and flagged when authentic, quarantined when not, and nothing ever twice."""

import base64
import json

import msgspec
import pytest

from core.acts import ActKind, Source, Subject, Value, Who
from core.record.canonical import canonical
from core.record.chain import Head, advanced, seal_record
from core.record.digest import sha256_hex
from core.record.envelope import RECORD_TYPE, seal
from core.record.keys import KeyKind, KeyRegistry, PrivateKey
from core.record.payload import Payload, Place
from core.times import utc_text
from server import intake
from server.db.store import Store
from server.db.tables.evidence import alarm, inbox_pending, kiosk_head, log_node, quarantine, record, record_flag
from server.enrolment import state_item
from server.intake import Arrived
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest, bent

STRANGER = PrivateKey(b"s" * 32)


def flags(core: CoreUnderTest) -> set[str]:
    return {str(row[1]) for row in core.rows(record_flag)}


def alarms(core: CoreUnderTest) -> list[str]:
    return [str(row[2]) for row in core.rows(alarm)]


def test_a_record_is_kept_logged_and_receipted(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    before = core.count(record)
    sent = kiosk.seal()
    assert kiosk.send(sent).kept == 1
    assert core.count(record) == before + 1
    told = core.receipt(kiosk.name)
    assert (told.epoch, told.through, told.head) == (1, 1, sent.sha256)
    assert (told.flagged, told.quarantined) == ((), ())


def test_a_thousand_replays_change_nothing(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    sent = kiosk.seal()
    kiosk.send(sent)
    before = [core.rows(table) for table in (record, log_node, record_flag, kiosk_head, alarm)]
    assert kiosk.send(*[sent] * 1000).again == 1000
    assert [core.rows(table) for table in (record, log_node, record_flag, kiosk_head, alarm)] == before


def test_records_that_come_together_twice_are_kept_once(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    sent = [kiosk.seal() for _ in range(5)]
    taken = kiosk.send(*sent, *sent)
    assert (taken.kept, taken.again) == (5, 5)


def test_a_gap_is_parked_asked_for_and_closed_in_order(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    first, second, third, fourth = (kiosk.seal() for _ in range(4))
    taken = kiosk.send(fourth, third)
    assert taken.kept == 0
    assert [(wish.kiosk, wish.epoch, wish.from_seq) for wish in taken.resends] == [(kiosk.name, 1, 1)]
    assert core.count(inbox_pending) == 2
    assert kiosk.send(second).resends
    assert kiosk.send(first).kept == 4
    assert core.count(inbox_pending) == 0
    assert core.receipt(kiosk.name).through == 4
    assert core.receipt(kiosk.name).head == fourth.sha256


def test_both_sides_of_a_fork_are_kept_flagged_and_alarmed(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    one, other = kiosk.act(), kiosk.act()
    kept = seal_record(one, Head(kiosk.name), "boot-1", kiosk.device)
    clone = seal_record(other, Head(kiosk.name), "boot-2", kiosk.device)
    kiosk.send(kept)
    assert [item.kind for item in kiosk.send(clone).alarms] == ["record.chain_forked"]
    assert "exception.chain_forked" in flags(core)
    stored = {str(row[5]) for row in core.rows(record)}
    assert {kept.sha256, clone.sha256} <= stored
    assert core.receipt(kiosk.name).head == kept.sha256
    assert kiosk.send(clone).again == 1


def test_a_record_with_a_wrong_link_to_the_one_before_is_a_fork(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    kiosk.send(kiosk.seal())
    torn = seal_record(kiosk.act(), Head(kiosk.name, 1, 1, "ab" * 32), "boot-1", kiosk.device)
    kiosk.send(torn)
    assert flags(core) == {"exception.chain_forked"}
    assert core.receipt(kiosk.name).through == 1


def test_another_epoch_does_not_take_over_the_chain(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    kiosk.send(kiosk.seal())
    kiosk.send(seal_record(kiosk.act(), Head(kiosk.name, epoch=2), "boot-1", kiosk.device))
    assert flags(core) == {"exception.chain_forked"}
    assert core.receipt(kiosk.name).epoch == 1


def test_a_used_record_id_with_another_content_is_a_tamper_alarm(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    first = kiosk.seal()
    second = kiosk.seal(bent(first, facts={"other": "content"}))
    taken = kiosk.send(first, second)
    assert [item.kind for item in taken.alarms] == ["record.id_reused"]
    assert flags(core) == {"exception.id_reused"}
    assert core.receipt(kiosk.name).through == 2


@pytest.mark.parametrize("position", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_flipped_bit_is_quarantined_with_its_bytes(
    core: CoreUnderTest, kiosk: KioskUnderTest, position: float
) -> None:
    before = core.count(record)
    data = bytearray(kiosk.seal().envelope)
    data[int(len(data) * position)] ^= 1
    taken = kiosk.send(bytes(data))
    assert (taken.kept, taken.quarantined) == (0, 1)
    assert bytes(core.rows(quarantine)[0][4]) == bytes(data)
    assert core.count(record) == before + 2, "what was set aside, the alarm, and nothing else"
    assert core.receipt(kiosk.name).quarantined[0].id == sha256_hex(bytes(data))


@pytest.mark.parametrize("data", [b"", b"{}", b"\x00" * 100, b'{"a":1,"a":2}', b"[" * 5000, b"x" * 200_000])
def test_bytes_that_are_no_record_are_quarantined_once(core: CoreUnderTest, kiosk: KioskUnderTest, data: bytes) -> None:
    good = kiosk.seal()
    taken = kiosk.send(data, good, data)
    assert (taken.kept, taken.quarantined, len(taken.alarms)) == (1, 2, 1)
    assert core.count(quarantine) == 1


def test_an_unknown_kiosk_is_quarantined(core: CoreUnderTest) -> None:
    forged = seal_record(KioskUnderTest(core).act(), Head("KIOSK-99"), "boot-1", STRANGER)
    taken = core.service.intake.take([Arrived("KIOSK-99", forged.envelope)])
    assert (taken.quarantined, taken.alarms[0].kind) == (1, "record.station_unknown")


def test_a_key_of_another_kiosk_is_quarantined(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    forged = seal_record(kiosk.act(), Head(kiosk.name), "boot-1", core.founded.device("QA-01"))
    assert kiosk.send(forged).alarms[0].kind == "record.signature_wrong"


def test_a_record_on_the_subject_of_another_kiosk_is_quarantined(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    taken = core.service.intake.take([Arrived("QA-01", kiosk.seal().envelope)])
    assert taken.alarms[0].kind == "record.subject_foreign"


def test_nobody_brings_records_of_the_core(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    own = seal_record(kiosk.act(), Head("CORE"), "boot-1", core.keys.core)
    assert core.service.intake.take([Arrived("CORE", own.envelope)]).quarantined == 1


@pytest.mark.urs("11.30", "11.10(h)")
def test_what_a_revoked_key_signs_afterwards_is_quarantined(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    kiosk.send(kiosk.seal())
    core.clock.advance(3600)
    with core.service.writer.writing() as writing:
        key = writing.picture.registry.of_owner(KeyKind.DEVICE, kiosk.name)[0]
        closed = msgspec.structs.replace(key, valid_to=utc_text(core.clock.utc()), revoked_because="stolen")
        state_item(writing, "keys", key.id, closed)
    core.clock.advance(60)
    assert kiosk.send(kiosk.seal()).alarms[0].kind == "record.key_not_valid"


def test_a_key_registered_by_another_process_is_known_at_once(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    from server.enrolment import state_key

    other = core.again()
    with other.writer.writing() as writing:
        state_key(writing, STRANGER, KeyKind.DEVICE, "KIOSK-77")
    made = seal_record(kiosk.act(), Head("KIOSK-77"), "boot-1", STRANGER)
    assert core.service.intake.take([Arrived("KIOSK-77", made.envelope)]).kept == 1


@pytest.mark.parametrize("major", [0, 2])
def test_an_unknown_major_keeps_its_place_flagged(core: CoreUnderTest, kiosk: KioskUnderTest, major: int) -> None:
    place = Place(kiosk.name, "boot-1", 1, 1, "0" * 64)
    payload = canonical(Payload("countersign.record", major, 0, place, kiosk.act()))
    kiosk.head = advanced(kiosk.head, place, sha256_hex(payload))
    taken = kiosk.send(seal(RECORD_TYPE, payload, kiosk.device), kiosk.seal())
    assert taken.kept == 2
    assert flags(core) == {"exception.record_fault"}
    assert core.receipt(kiosk.name).through == 2


def test_an_act_of_a_kind_that_is_not_understood_keeps_its_place(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    place = Place(kiosk.name, "boot-1", 1, 1, "0" * 64)
    plain = msgspec.to_builtins(Payload("countersign.record", 1, 0, place, kiosk.act()))
    plain["act"]["kind"] = "TeaMade"
    payload = canonical(plain)
    kiosk.head = advanced(kiosk.head, place, sha256_hex(payload))
    assert kiosk.send(seal(RECORD_TYPE, payload, kiosk.device), kiosk.seal()).kept == 2
    assert core.receipt(kiosk.name).through == 2


def test_an_impossible_place_is_quarantined_and_holds_nothing_up(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    vast = seal(
        RECORD_TYPE,
        json.dumps({"place": {"kiosk": kiosk.name, "boot": "b", "epoch": 10**30, "seq": 1, "prev": ""}}).encode(),
        kiosk.device,
    )
    assert (kiosk.send(vast, kiosk.seal()).kept, core.count(quarantine)) == (1, 1)


@pytest.mark.parametrize("hostile", ["\x00", "'; DROP TABLE record; --", "Ω" * 300, "[/b]"])
def test_hostile_texts_are_kept_and_hold_nothing_up(core: CoreUnderTest, kiosk: KioskUnderTest, hostile: str) -> None:
    about = Subject(batch=hostile, step=hostile, lot=hostile, container=hostile, equipment=hostile)
    act = kiosk.act(ActKind.EQUIPMENT_SCANNED, Who(person=hostile), about, facts={"why": hostile})
    place = Place(kiosk.name, "boot-1", 1, 1, "0" * 64)
    payload = json.dumps(msgspec.to_builtins(Payload("countersign.record", 1, 0, place, act))).encode()
    kiosk.head = advanced(kiosk.head, place, sha256_hex(payload))
    assert kiosk.send(seal(RECORD_TYPE, payload, kiosk.device), kiosk.seal()).kept == 2
    assert core.receipt(kiosk.name).through == 2


def test_empty_acts_of_every_kind_are_kept(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    values = {"quantity": Value("NaN", "furlong", Source.TYPED)}
    records = [kiosk.seal(kiosk.act(kind, values=values)) for kind in ActKind]
    assert kiosk.send(*records).kept == len(records)
    assert core.receipt(kiosk.name).through == len(records)
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


def test_a_simulated_record_is_flagged_at_a_plant_that_is_none(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    from server.enrolment import state_item
    from server.plant_contents import Site

    with core.service.writer.writing() as writing:
        plant = writing.picture.plant
        state_item(writing, "site", "site", Site(plant.site, plant.company, plant.offset_min, simulated=False))
    kiosk.send(kiosk.seal())
    assert flags(core) == {"exception.simulated"}


@pytest.mark.urs("C09", "NMPA 21(1)")
def test_a_clock_ahead_of_the_core_is_flagged(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    act = kiosk.act()
    ahead = msgspec.structs.replace(act.when, utc="2026-11-21T06:03:22.000000Z")
    kiosk.send(kiosk.seal(msgspec.structs.replace(act, when=ahead)))
    assert flags(core) == {"exception.clock_ahead"}


@pytest.mark.urs("C09", "NMPA 21(1)")
@pytest.mark.parametrize(
    ("clock", "offset_ms", "found"),
    [
        ("unsynchronised", 9_900, set[str]()),
        ("unknown", 0, set[str]()),
        ("synchronised", -10_100, {"exception.clock_off"}),
        ("sundial", 0, {"exception.clock_not_synchronised"}),
    ],
)
def test_a_sign_in_that_the_kiosk_should_have_refused_for_its_clock_is_flagged(
    core: CoreUnderTest, kiosk: KioskUnderTest, clock: str, offset_ms: int, found: set[str]
) -> None:
    given = kiosk.ask("check_code", person="P-0001", code=kiosk.code("P-0001"), purpose="sign_in").body
    facts = {"code_check": str(given["confirmation"]), "code_step": str(given["step"])}
    act = kiosk.act(ActKind.SIGNED_IN, Who(person="P-0001", session="s-1"), facts=facts)
    when = msgspec.structs.replace(act.when, clock=clock, offset_ms=offset_ms)
    kiosk.send(kiosk.seal(msgspec.structs.replace(act, when=when)))
    assert flags(core) == found


def test_a_batch_that_was_never_issued_is_flagged(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    kiosk.send(kiosk.seal(kiosk.act(ActKind.STEP_STARTED, subject=Subject(batch="B9999-0001", step="S010"))))
    assert flags(core) == {"exception.batch_unknown"}


def test_the_envelope_is_kept_byte_for_byte(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    plain = json.loads(kiosk.seal().envelope)
    odd = json.dumps(plain, indent=3).encode() + b"\n"
    kiosk.send(odd)
    assert odd in {bytes(row[6]) for row in core.rows(record)}
    assert base64.b64decode(plain["payload"])


def test_an_arrival_that_breaks_the_core_is_set_aside_and_the_others_are_taken(
    core: CoreUnderTest, kiosk: KioskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = kiosk.seal(), KioskUnderTest(core, "QA-01").seal()
    check = intake.check

    def breaking(arrived: Arrived, registry: KeyRegistry) -> object:
        if arrived.kiosk == "QA-01":
            raise ZeroDivisionError
        return check(arrived, registry)

    monkeypatch.setattr(intake, "check", breaking)
    arrivals = [Arrived("QA-01", bad.envelope), Arrived(kiosk.name, good.envelope)]
    with pytest.raises(ZeroDivisionError):
        core.service.intake.take(arrivals)
    taken = core.service.intake.take_apart(arrivals)
    assert (taken.kept, taken.quarantined) == (1, 1)
    assert [item.kind for item in taken.alarms] == ["record.not_taken"]
