"""Unlocking: by the signature of QA or an administrator over this very lock, once; and the core states it."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
import pytest

from core.acts import ActKind, Manifest, Meaning, Signature, Subject, Who
from core.alarms import LockedPerson
from core.people import Role
from core.policy import Policy
from core.times import local_text, utc_from, utc_text
from core.unlocking import unlock_manifest
from server.db.store import Store
from server.db.tables.evidence import record_flag
from server.db.tables.secrets import person_lock
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest

TRIES = Policy().tries
LOCKED, QA, ADMIN, OPERATOR = "P-0001", "P-0008", "P-0012", "P-0002"


def lock(kiosk: KioskUnderTest, person: str = LOCKED) -> None:
    for _ in range(TRIES):
        kiosk.ask("check_code", person=person, code="000000", purpose="sign")


def until(core: CoreUnderTest, person: str = LOCKED) -> str:
    return utc_text(lock_end(core, person))


def lock_end(core: CoreUnderTest, person: str = LOCKED) -> datetime:
    return next(row[1] for row in core.rows(person_lock) if row[0] == person)


def manifest(core: CoreUnderTest, person: str = LOCKED) -> Manifest:
    people = core.service.writer.picture.plant.people
    return unlock_manifest(people[person], lock_end(core, person), 480, "en")


def signed(
    kiosk: KioskUnderTest,
    by: str,
    what: Manifest,
    meaning: Meaning = Meaning.PERFORMED,
    said: Mapping[str, str] | None = None,
) -> str:
    """Sign at the kiosk and send the record, whatever it says of the signer; gives its id."""
    confirmed = kiosk.ask("check_code", person=by, code=kiosk.code(by), purpose="sign").body
    person = kiosk.core.service.writer.picture.plant.people[by]
    key = kiosk.user_key(by)
    act = kiosk.act(ActKind.SIGNED, Who(by, "s-1"), Subject(step=what.step))
    role = next((r for r in person.roles if r in (Role.QA, Role.ADMIN)), person.roles[0])
    signature = Signature(
        by,
        person.user_id,
        person.name,
        role.value,
        meaning,
        "Performed: I did this step as shown.",
        "",
        local_text(utc_from(act.when.utc), 480),
        key.id,
        msgspec.convert(confirmed["step"], int),
        str(confirmed["confirmation"]),
        (what,),
    )
    signature = msgspec.structs.replace(signature, **(said or {}))
    kiosk.send(kiosk.seal(msgspec.structs.replace(act, signature=signature), key))
    return act.id


def unlock(kiosk: KioskUnderTest, signature: str, locked: str = LOCKED) -> str:
    answer = kiosk.ask("unlock", locked=locked, signature=signature)
    return answer.refusal.key if answer.refusal else ""


@pytest.mark.urs("11.10(d)")
@pytest.mark.parametrize("role", [Role.QA, Role.ADMIN])
def test_a_signature_over_this_lock_lifts_it_and_the_core_states_it(
    core: CoreUnderTest, kiosk: KioskUnderTest, role: Role
) -> None:
    people = core.service.writer.picture.plant.people.values()
    by = next(person.id for person in people if role in person.roles)
    lock(kiosk)
    assert core.count(record_flag) == 0
    signature = signed(kiosk, by, manifest(core))
    assert unlock(kiosk, signature) == ""
    assert core.count(record_flag) == 0
    right = kiosk.ask("check_code", person=LOCKED, code=kiosk.code(LOCKED), purpose="sign")
    assert right.refusal is None
    with core.store.unit() as unit:
        from server.db.tables.evidence import record
        from server.records import record_from

        (row,) = unit.rows(record.select().where(record.c.kind == "PersonUnlocked"))
        act = record_from(bytes(row.envelope)).act  # type: ignore[union-attr] - it was just found
    assert (act.facts["locked"], act.facts["person"], act.subject.record) == (LOCKED, by, signature)


@pytest.mark.urs("11.10(d)")
def test_a_signature_unlocks_once_and_only_the_lock_it_names(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    lock(kiosk)
    early = signed(kiosk, QA, manifest(core))
    unused = signed(kiosk, QA, manifest(core))
    assert unlock(kiosk, early) == ""
    assert unlock(kiosk, early) == "decision.signature_spent"
    assert unlock(kiosk, unused) == "decision.not_locked"
    core.clock.advance(5)
    lock(kiosk)
    assert unlock(kiosk, early) == "decision.signature_spent"
    assert unlock(kiosk, unused) == "decision.signature_other"


def test_nobody_unlocks_without_right_signature_or_for_themselves(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    lock(kiosk)
    lock(kiosk, QA)
    assert unlock(kiosk, "nothing") == "decision.signature_missing"
    assert unlock(kiosk, signed(kiosk, OPERATOR, manifest(core))) == "decision.not_entitled"
    operator = core.service.writer.picture.plant.people[OPERATOR]
    other = unlock_manifest(operator, lock_end(core), 480, "en")
    people = core.service.writer.picture.plant.people.values()
    admin = next(person.id for person in people if Role.ADMIN in person.roles)
    assert unlock(kiosk, signed(kiosk, admin, other)) == "decision.signature_other"
    batchless = msgspec.structs.replace(manifest(core), step="change")
    assert unlock(kiosk, signed(kiosk, admin, batchless)) == "decision.signature_other"
    assert unlock(kiosk, signed(kiosk, admin, manifest(core)), admin) == "decision.person_unknown"
    assert unlock(kiosk, signed(kiosk, admin, manifest(core)), "P-9999") == "decision.person_unknown"


def test_who_is_locked_is_listed_for_qa(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    lock(kiosk)
    answer = kiosk.ask("locked_persons", session=kiosk.signed_in(QA))
    listed = msgspec.convert(answer.body["persons"], list[LockedPerson])
    assert listed == [LockedPerson(LOCKED, until(core), kiosk.name)]


def test_a_rebuild_finds_the_signature_used(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    lock(kiosk)
    assert unlock(kiosk, signed(kiosk, QA, manifest(core))) == ""
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


@pytest.mark.urs("11.50(a)", "11.70")
@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"name": "Somebody Else"}, "refusal.signature_claim"),
        ({"user_id": "admin1"}, "refusal.signature_claim"),
        ({"local_time": "2020-01-01 00:00:00 +08:00"}, "refusal.signature_claim"),
        ({"role": Role.ADMIN.value}, "refusal.role_signature"),
    ],
)
def test_a_signature_that_says_of_its_signer_what_is_not_so_is_flagged_and_decides_nothing(
    core: CoreUnderTest, kiosk: KioskUnderTest, said: dict[str, str], why: str
) -> None:
    lock(kiosk)
    assert unlock(kiosk, signed(kiosk, QA, manifest(core), said=said)) == "decision.signature_flagged"
    assert [row[1] for row in core.rows(record_flag)] == [why]
