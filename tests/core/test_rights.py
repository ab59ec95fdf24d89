"""The table of rights: named once, and changes signed by what it says."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.acts import Meaning
from core.change_rules import change_refusals
from core.change_signers import signers, tightens
from core.changes import Change, change
from core.people import Person, Role
from core.policy import Policy, Profile
from core.qualification import Procedure, Qualification, QualificationKind, qualification_id
from core.record.keys import KeyKind, PrivateKey, public_key
from core.rights import RIGHTS, RightKind, holders, kind_of, may_sign
from core.token import Token, TokenKind, TokenState
from core.words import Words
from tests.fakes.small_product import plant

PLANT = plant()
LIMITS = {
    "idle_min": (1, 15, True),
    "tries": (3, 10, True),
    "lock_min": (15, 1440, False),
    "token_test_days": (1, 366, True),
    "book_h": (1, 12, True),
    "sync_age_h": (1, 24, True),
    "kiosk_key_days": (60, 1827, True),
}
"""Range of each number of the policy, and whether a smaller one asks more."""

policies = st.builds(
    Policy,
    profile=st.sampled_from(list(Profile)),
    qualified=st.booleans(),
    opcua_unsecured=st.booleans(),
    **{name: st.integers(low, high) for name, (low, high, _) in LIMITS.items()},
)


def person(identity: str, *roles: Role) -> Change:
    return change("people", identity, Person(identity, f"user{identity[-4:]}", "某人", roles))


def qualified(of: str) -> Change:
    identity = qualification_id("P-0001", QualificationKind.ROOM, of)
    held = Qualification(identity, "P-0001", QualificationKind.ROOM, of, 0, date(2026, 11, 20))
    return change("qualifications", identity, held)


def policy(**changed: object) -> Change:
    return change("policy", "policy", msgspec.structs.replace(PLANT.policy, version=2, **changed))


def procedure() -> Change:
    return change("procedures", "SOP-1", Procedure("SOP-1", 1, Words("Weigh", "称量"), date(2026, 11, 20)))


def test_every_right_is_of_a_known_kind_and_somebody_has_it() -> None:
    assert all(isinstance(kind_of(right), RightKind) and roles for right, roles in RIGHTS.items())
    assert {right for right in RIGHTS if right.startswith("sign.")} == {f"sign.{meaning.value}" for meaning in Meaning}


@pytest.mark.urs("C07", "NMPA 22(1)")
def test_the_administrator_signs_no_gmp_act_and_the_auditor_signs_nothing() -> None:
    assert not any(may_sign((Role.AUDITOR,), meaning) for meaning in Meaning)
    for meaning in (Meaning.VERIFIED, Meaning.REVIEWED, Meaning.RELEASED, Meaning.REJECTED):
        assert not may_sign((Role.ADMIN,), meaning)
    system = {"act.acknowledge_alarm", "act.review_audit_trail"}
    acts = {right for right in RIGHTS if kind_of(right) == RightKind.ACT} - system
    assert not any(Role.ADMIN in RIGHTS[right] for right in acts)
    gmp = {"issue_batch", "reserve_container", "lease_operation", "hand_over", "change_lot_state", "ship", "release"}
    assert not any(Role.ADMIN in RIGHTS[f"decide.{verb}"] for verb in gmp)


@pytest.mark.parametrize(
    ("changes", "rights"),
    [
        ((person("P-0100", Role.QA),), ("enrol.performed", "enrol.approved")),
        ((qualified("R-101"),), ("qualifications.performed",)),
        ((procedure(),), ("procedures.performed", "procedures.approved")),
        ((policy(tries=4),), ("tighten_policy.performed",)),
        ((policy(tries=6),), ("policy.performed", "policy.approved")),
    ],
)
def test_a_change_is_signed_by_who_has_the_right(changes: tuple[Change, ...], rights: tuple[str, ...]) -> None:
    assert change_refusals(changes, PLANT) == ()
    assert [need.roles for need in signers(changes, PLANT)] == [holders(f"change.{right}") for right in rights]


@pytest.mark.urs("C08", "NMPA 22(2)")
def test_what_takes_qa_alone_takes_qa_in_company_too() -> None:
    together = (person("P-0100", Role.QA), policy(tries=6))
    proposes, approves = signers(together, PLANT)
    assert (proposes.roles, approves.roles) == ({Role.ADMIN}, {Role.QA})
    assert change_refusals(together, PLANT) == ()


def test_changes_that_no_one_role_may_sign_are_not_one_change() -> None:
    active = Token("T-1", "P-0001", TokenKind.HARDWARE, TokenState.ACTIVE, date(2026, 11, 20))
    held = msgspec.structs.replace(PLANT, tokens={"T-1": active})
    lost = change("tokens", "T-1", msgspec.structs.replace(active, state=TokenState.LOST))
    assert {need.roles for need in signers((lost,), held)} == {holders("change.end_token.performed")}
    both = (lost, qualified("R-101"))
    assert [need.roles for need in signers(both, held)] == [{Role.QA}]
    assert [found.key for found in change_refusals((qualified("R-101"), person("P-0100", Role.QA)), PLANT)] == [
        "change.refused.mixed"
    ]


def test_the_key_of_a_kiosk_takes_an_administrator_and_that_of_a_person_two_people() -> None:
    since = "2026-11-20T00:00:00.000000Z"
    made = {
        KeyKind.DEVICE: public_key(PrivateKey(bytes([7]) * 32), KeyKind.DEVICE, "K-01", since),
        KeyKind.USER: public_key(PrivateKey(bytes([8]) * 32), KeyKind.USER, "P-0001", since),
    }
    wanted = {kind: len(signers((change("keys", key.id, key),), PLANT)) for kind, key in made.items()}
    assert wanted == {KeyKind.DEVICE: 1, KeyKind.USER: 2}


@given(policies, policies)
def test_a_policy_that_asks_less_in_any_point_is_signed_by_qa(old: Policy, new: Policy) -> None:
    held = msgspec.structs.replace(PLANT, policy=old)
    proposed = change("policy", "policy", msgspec.structs.replace(new, version=old.version + 1))
    looser = any(
        (getattr(new, name) > getattr(old, name)) if smaller else (getattr(new, name) < getattr(old, name))
        for name, (_, _, smaller) in LIMITS.items()
    )
    looser = looser or (old.profile == Profile.STRICT != new.profile) or (old.qualified and not new.qualified)
    looser = looser or (new.opcua_unsecured and not old.opcua_unsecured)
    assert tightens(old, new) is not looser
    assert change_refusals((proposed,), held) == ()
    needed = signers((proposed,), held)
    assert (needed[-1].roles == {Role.QA}) is looser
    assert len(needed) == 1 + looser


@given(policies, st.sampled_from(sorted(LIMITS)), st.booleans())
def test_no_signature_moves_a_policy_beyond_its_range(old: Policy, name: str, above: bool) -> None:
    low, high, _ = LIMITS[name]
    held = msgspec.structs.replace(PLANT, policy=old)
    beyond = msgspec.structs.replace(old, version=old.version + 1, **{name: high + 1 if above else low - 1})
    found = change_refusals((change("policy", "policy", beyond),), held)
    assert [item.key for item in found] == ["change.refused.policy_range"]
