"""Signed changes at the core: the bodies signed are the bodies stated, once, by those who may, on both sides."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec
import pytest

from core.acts import Act, ActKind, Manifest, Meaning, Signature, Who
from core.changes import Change, change, change_manifest
from core.language import text
from core.people import Role
from core.plant import Plant
from core.record.keys import KeyKind
from core.record.messages import Answer
from core.times import local_text, utc_text
from server.db.store import Store
from server.db.tables.evidence import record
from server.enrolment import state_item
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest

ADMIN, SECOND, QA, OPERATOR, SUPERVISOR = "P-0013", "P-0014", "P-0008", "P-0001", "P-0004"
REASON = "moved to the laboratory"


def plant_of(core: CoreUnderTest) -> Plant:
    return core.service.writer.picture.plant


def new_roles(core: CoreUnderTest, *roles: Role, person: str = OPERATOR) -> tuple[Change, ...]:
    """Propose other roles for a person."""
    changed = msgspec.structs.replace(plant_of(core).people[person], roles=roles)
    plain = msgspec.to_builtins(changed)
    plain.pop("wrapped", None)
    return (change("people", person, msgspec.convert(plain, type(changed))),)


def signed(kiosk: KioskUnderTest, person: str, meaning: Meaning, manifest: Manifest) -> str:
    """Sign a manifest as the kiosk does, send the record and give its id."""
    core = kiosk.core
    signer = plant_of(core).people[person]
    answer = kiosk.ask("check_code", person=person, code=kiosk.code(person), purpose="sign")
    assert answer.refusal is None, answer.refusal
    act: Act = kiosk.act(ActKind.SIGNED, Who(person=person, session="session-1"))
    key = kiosk.user_key(person)
    signature = Signature(
        person,
        signer.user_id,
        signer.name,
        signer.roles[0].value,
        meaning,
        text(f"declaration.{meaning.value}", "en"),
        REASON,
        local_text(core.clock.utc(), 480),
        key.id,
        int(str(answer.body["step"])),
        str(answer.body["confirmation"]),
        (manifest,),
    )
    kept = kiosk.seal(msgspec.structs.replace(act, signature=signature), key)
    kiosk.send(kept)
    return kept.act.id


def by_both(kiosk: KioskUnderTest, changes: tuple[Change, ...], first: str = ADMIN, second: str = QA) -> list[str]:
    """Have two people sign a change."""
    manifest = change_manifest(changes, REASON, plant_of(kiosk.core), "zh")
    return [
        signed(kiosk, first, Meaning.PERFORMED, manifest),
        signed(kiosk, second, Meaning.APPROVED, manifest),
    ]


def asked(
    kiosk: KioskUnderTest, changes: tuple[Change, ...], signatures: Sequence[str], reason: str = REASON
) -> Answer:
    return kiosk.ask("change", changes=msgspec.to_builtins(changes), reason=reason, signatures=list(signatures))


def refusal(answer: Answer) -> str:
    assert answer.refusal is not None
    return answer.refusal.key


@pytest.mark.urs("C07", "Annex 11 12.3", "NMPA 22(2)", "Annex 11 10", "CS 17")
def test_roles_change_by_an_administrator_and_a_second_person_and_the_record_names_both_signatures(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    changes = new_roles(core, Role.QC_ANALYST)
    signatures = by_both(kiosk, changes)
    answer = asked(kiosk, changes, signatures)
    assert answer.refusal is None
    assert plant_of(core).people[OPERATOR].roles == (Role.QC_ANALYST,)
    kinds = [row[7] for row in sorted(core.rows(record))][-3:]
    assert kinds == ["Signed", "Signed", "PlantChanged"]
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


@pytest.mark.urs("11.200(a)(3)")
def test_one_signature_is_not_enough_and_one_person_is_not_two(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    changes = new_roles(core, Role.QC_ANALYST)
    manifest = change_manifest(changes, REASON, plant_of(core), "en")
    first = signed(kiosk, ADMIN, Meaning.PERFORMED, manifest)
    assert refusal(asked(kiosk, changes, [first])) == "change.refused.signatures"
    again = signed(kiosk, ADMIN, Meaning.APPROVED, manifest)
    assert refusal(asked(kiosk, changes, [first, again])) == "change.refused.same_person"
    assert plant_of(core).people[OPERATOR].roles == (Role.OPERATOR,)


def test_a_signature_decides_once(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    there, back = new_roles(core, Role.QC_ANALYST), new_roles(core, Role.OPERATOR)
    signatures = by_both(kiosk, there)
    assert asked(kiosk, there, signatures).refusal is None
    returned = by_both(kiosk, back)
    assert asked(kiosk, back, returned).refusal is None
    assert refusal(asked(kiosk, there, signatures)) == "decision.signature_spent"


def test_a_signature_is_not_kept_for_another_day(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    changes = new_roles(core, Role.QC_ANALYST)
    signatures = by_both(kiosk, changes)
    core.clock.advance(3601)
    assert refusal(asked(kiosk, changes, signatures)) == "decision.signature_old"


def test_a_signature_decides_nothing_once_its_key_was_ended(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    changes = new_roles(core, Role.QC_ANALYST)
    signatures = by_both(kiosk, changes)
    with core.service.writer.writing() as writing:
        key = writing.picture.registry.of_owner(KeyKind.USER, QA)[0]
        ended = msgspec.structs.replace(key, valid_to=utc_text(core.clock.utc()), revoked_because="lost")
        state_item(writing, "keys", key.id, ended)
    assert refusal(asked(kiosk, changes, signatures)) == "decision.signature_key_ended"


def test_what_was_not_shown_is_not_decided(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    signatures = by_both(kiosk, new_roles(core, Role.QC_ANALYST))
    other = new_roles(core, Role.SUPERVISOR)
    assert refusal(asked(kiosk, other, signatures)) == "decision.change_outdated"
    assert refusal(asked(kiosk, new_roles(core, Role.QC_ANALYST), signatures, "another reason")) == (
        "decision.change_outdated"
    )


def test_the_second_signature_does_not_come_before_the_first(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    changes = new_roles(core, Role.QC_ANALYST)
    manifest = change_manifest(changes, REASON, plant_of(core), "en")
    second = signed(kiosk, QA, Meaning.APPROVED, manifest)
    first = signed(kiosk, ADMIN, Meaning.PERFORMED, manifest)
    assert refusal(asked(kiosk, changes, [first, second])) == "refusal.before_performance"


@pytest.mark.parametrize(
    ("roles", "first", "second", "why"),
    [
        ((Role.ADMIN, Role.QA), ADMIN, QA, "change.refused.admin_alone"),
        ((), ADMIN, QA, "change.refused.roles"),
        ((Role.QC_ANALYST,), SUPERVISOR, QA, "change.refused.role"),
        ((Role.QC_ANALYST,), ADMIN, SUPERVISOR, "change.refused.role"),
    ],
)
@pytest.mark.urs("C07", "NMPA 22(1)")
def test_what_no_signature_can_decide(
    core: CoreUnderTest, kiosk: KioskUnderTest, roles: tuple[Role, ...], first: str, second: str, why: str
) -> None:
    changes = new_roles(core, *roles)
    assert refusal(asked(kiosk, changes, by_both(kiosk, changes, first, second))) == why


@pytest.mark.urs("11.10(g)")
def test_nobody_decides_about_himself(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    changes = new_roles(core, Role.QA, Role.SUPERVISOR, person=QA)
    assert refusal(asked(kiosk, changes, by_both(kiosk, changes))) == "change.refused.own"


def test_every_key_of_a_founded_plant_was_signed_for_by_both_founders(core: CoreUnderTest) -> None:
    stated = [row for row in sorted(core.rows(record)) if row[7] in ("PlantChanged", "Signed")]
    founding = plant_of(core)
    assert {founding.people[p].roles for p in (ADMIN, SECOND)} == {(Role.ADMIN,)}
    assert [row[10] for row in stated if row[7] == "Signed"] == [ADMIN, SECOND]


@pytest.mark.urs("11.10(c)", "11.300")
def test_nobody_dates_the_end_of_a_key_back_and_no_end_is_anything_but_an_instant(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    held = core.service.writer.picture.registry.held(KeyKind.DEVICE, "QA-01")
    assert held is not None
    early, no_instant = utc_text(core.clock.utc() - timedelta(days=2)), "soon"
    for end, why in ((early, "change.refused.key_time"), (no_instant, "change.refused.unreadable")):
        closed = msgspec.structs.replace(held, valid_to=end, revoked_because="lost")
        changes = (change("keys", held.id, closed),)
        signature = signed(kiosk, ADMIN, Meaning.PERFORMED, change_manifest(changes, REASON, plant_of(core), "en"))
        assert refusal(asked(kiosk, changes, [signature])) == why
    assert KioskUnderTest(core, "QA-01").ask("plant").refusal is None
