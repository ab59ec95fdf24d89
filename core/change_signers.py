"""Whose signatures decide a change: read off the table of rights, and judged as they are given.

Source: 21 CFR 11.10(g), 11.100(a), 11.300; NMPA 2020 No. 74 art. 22(1), (2); facts of `design/domain.md` on roles.
"""

from collections.abc import Sequence

import msgspec

from core.acts import Meaning, Signature
from core.change_items import ITEMS, read_item
from core.changes import Change
from core.equipment_change import equipment_sort
from core.finding import Finding, finding
from core.master_change import MASTERS
from core.people import Person, Role
from core.plant import EquipmentItem, Plant
from core.policy import Policy, Profile
from core.qualification import Qualification
from core.record.keys import KeyKind, PublicKey
from core.rights import RIGHTS, RightKind, holders
from core.supply_change import SUPPLY_ITEMS, sort_of
from core.token import Token, TokenState


class Signer(msgspec.Struct, frozen=True):
    """A signature that a change needs.

    Attributes:
        meaning: What it must mean.
        roles: One of these the signer must hold, and sign in.
        person: Only this person, or anybody with the role.
    """

    meaning: Meaning
    roles: frozenset[Role]
    person: str | None = None


def _needed(what: str) -> tuple[Signer, ...]:
    """Read off the table of rights who proposes a sort of change and, where it takes more, who reviews and approves."""
    meanings = (Meaning.PERFORMED, Meaning.REVIEWED, Meaning.APPROVED)
    rights = ((meaning, f"{RightKind.CHANGE}.{what}.{meaning.value}") for meaning in meanings)
    return tuple(Signer(meaning, holders(right)) for meaning, right in rights if right in RIGHTS)


def signers(changes: Sequence[Change], plant: Plant) -> tuple[Signer, ...]:
    """Say whose signatures a set of changes needs, the first signature first.

    Changes decided together need what each of them needs alone: a role that may sign one of them and not the other
    may not sign both.
    """
    needed = [_signers(item, plant) for item in changes]
    most = max((len(alone) for alone in needed), default=0)
    return tuple(_joined([alone[place] for alone in needed if len(alone) > place]) for place in range(most))


def _joined(needs: Sequence[Signer]) -> Signer:
    """Join what several changes need at one place; no role is left where they need different people."""
    roles = frozenset[Role].intersection(*(need.roles for need in needs))
    persons = {need.person for need in needs if need.person is not None}
    return Signer(needs[0].meaning, roles if len(persons) < 2 else frozenset(), next(iter(persons), None))


def _signers(item: Change, plant: Plant) -> tuple[Signer, ...]:
    match item.kind:
        case "people":
            return _person_signers(read_item(item, Person), plant)
        case "keys":
            return _key_signers(read_item(item, PublicKey), plant)
        case "tokens":
            return _token_signers(read_item(item, Token), plant)
        case "policy":
            return _needed("tighten_policy" if tightens(plant.policy, read_item(item, Policy)) else "policy")
        case "qualifications" | "rosters" | "procedures" | "rule_set":
            return _needed(item.kind)
        case "masters":
            return _needed("retire_master" if item.id in plant.masters else MASTERS)
        case "equipment":
            return _needed(equipment_sort(plant.equipment.get(item.id), read_item(item, EquipmentItem)))
        case kind if kind in SUPPLY_ITEMS:
            return _needed(sort_of(kind))
        case _:
            return _needed("kiosks")


def _person_signers(person: Person, plant: Plant) -> tuple[Signer, ...]:
    before = plant.people.get(person.id)
    if before is not None and msgspec.structs.replace(before, statement=person.statement) == person:
        return (Signer(Meaning.PERFORMED, frozenset(before.roles), person.id),)
    closes = before is not None and before.active and not person.active
    return _needed("close_account" if closes else "enrol")


def _key_signers(key: PublicKey, plant: Plant) -> tuple[Signer, ...]:
    """A new user key takes two enrollers; a key is closed by one person, at once."""
    known = any(kept.id == key.id for kept in plant.keys)
    if known:
        return _needed("close_key")
    return _needed("enrol" if key.kind == KeyKind.USER else "kiosks")


def _token_signers(token: Token, plant: Plant) -> tuple[Signer, ...]:
    """A token comes by two; one person reports it lost or revoked, at once; its test is signed by its holder."""
    before = plant.tokens.get(token.id)
    if before is not None and msgspec.structs.replace(before, tested=token.tested) == token:
        holder = plant.people.get(token.person)
        return (Signer(Meaning.PERFORMED, frozenset(holder.roles if holder else ()), token.person),)
    ends = before is not None and token.state != TokenState.ACTIVE
    return _needed("end_token" if ends else "enrol")


def tightens(old: Policy, new: Policy) -> bool:
    """Tell whether a policy asks no less than the old one in any point."""
    return (
        new.profile in (Profile.STRICT, old.profile)
        and new.idle_min <= old.idle_min
        and new.tries <= old.tries
        and new.lock_min >= old.lock_min
        and new.token_test_days <= old.token_test_days
        and new.book_h <= old.book_h
        and new.sync_age_h <= old.sync_age_h
        and new.kiosk_key_days <= old.kiosk_key_days
        and (new.qualified or not old.qualified)
        and (new.receipt_verified or not old.receipt_verified)
        and (old.opcua_unsecured or not new.opcua_unsecured)
        and new.statement == old.statement
    )


def subjects(changes: Sequence[Change]) -> frozenset[str]:
    """Name the persons whom changes are about; none of them decides them, but for his own statement."""
    named: set[str] = set()
    for item in changes:
        body = read_item(item, ITEMS[item.kind])
        match body:
            case Person():
                named.add(body.id)
            case PublicKey() if body.kind == KeyKind.USER:
                named.add(body.owner)
            case Qualification() | Token():
                named.add(body.person)
            case _:
                pass
    return frozenset(named)


def signature_refusals(
    changes: Sequence[Change], signed: Sequence[Signature], plant: Plant, *, partly: bool = False
) -> tuple[Finding, ...]:
    """Judge the signatures of a set of changes, in the order in which they were given.

    Args:
        changes: What is proposed; it has no refusals of its own.
        signed: The signatures so far.
        plant: The plant before the changes.
        partly: True when further signatures may follow, as on a kiosk before the second one.
    """
    wanted = signers(changes, plant)
    if len(signed) != len(wanted) and not (partly and len(signed) < len(wanted)):
        return (finding("change.refused.signatures", n=str(len(wanted))),)
    found: list[Finding] = []
    about = subjects(changes)
    for signature, need in zip(signed, wanted, strict=False):
        person = plant.people.get(signature.person)
        held = set(person.roles) if person is not None and person.active else set[Role]()
        if signature.meaning != need.meaning or signature.role not in (need.roles & held):
            roles = ", ".join(sorted(need.roles))
            found.append(finding("change.refused.role", person=signature.user_id[:40], roles=roles))
        if need.person is not None and signature.person != need.person:
            found.append(finding("change.refused.own_only", person=signature.user_id[:40]))
        if need.person is None and signature.person in about:
            found.append(finding("change.refused.own", person=signature.user_id[:40]))
    if len({signature.person for signature in signed}) != len(signed):
        found.append(finding("change.refused.same_person"))
    return tuple(found)
