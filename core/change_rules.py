"""The judge of changes: what may be changed into what; whose signatures decide it stands in `core.change_signers`.

Source: 21 CFR 11.10(g), 11.100(a), 11.300; NMPA 2020 No. 74 art. 22(1), (2); facts of `design/domain.md` on roles.
"""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from core.batch.rules.table import BY_NAME
from core.change_items import ITEMS, read_item
from core.change_signers import signers
from core.changes import Change
from core.finding import Finding, finding
from core.key_times import OF_KIOSKS, OVERLAP, ends_ahead
from core.master_change import master_refusals
from core.people import Person, Role
from core.plant import EffectiveMaster, Kiosk, Plant
from core.policy import NUMBERS, Policy
from core.qualification import Procedure, Qualification, QualificationKind, qualification_id
from core.record.canonical import Undecodable
from core.record.keys import KeyKind, PublicKey, held_key, key_id
from core.rule_set import ORDER, SHARES, RuleSet
from core.supply_change import supply_refusals
from core.times import utc_from
from core.token import Roster, Token, TokenState


def change_refusals(changes: Sequence[Change], plant: Plant) -> tuple[Finding, ...]:
    """Judge what a set of changes says, apart from who signs it; empty when it may be."""
    found: list[Finding] = []
    if not changes:
        found.append(finding("change.refused.nothing"))
    if len({(item.kind, item.id) for item in changes}) != len(changes):
        found.append(finding("change.refused.twice"))
    for item in changes:
        try:
            found.extend(_refusals(item, plant, changes))
        except (Undecodable, ValueError) as error:
            found.append(finding("change.refused.unreadable", kind=item.kind, id=item.id[:40], detail=str(error)[:80]))
    if not found and len(changes) > 1 and any(need.person for item in changes for need in signers((item,), plant)):
        found.append(finding("change.refused.own_alone"))
    if not found and any(not need.roles for need in signers(changes, plant)):
        found.append(finding("change.refused.mixed"))
    return tuple(found)


def _refusals(item: Change, plant: Plant, changes: Sequence[Change]) -> list[Finding]:
    if item.kind not in ITEMS:
        return [finding("change.refused.kind", kind=item.kind[:40])]
    body = read_item(item, ITEMS[item.kind])
    named = body.sha256 if isinstance(body, EffectiveMaster) else getattr(body, "id", getattr(body, "code", item.kind))
    if named != item.id:
        return [finding("change.refused.id", id=item.id[:40], got=str(named)[:40])]
    match body:
        case Person():
            return _person_refusals(body, plant, changes)
        case PublicKey():
            return _key_refusals(body, plant, changes)
        case Policy():
            return _policy_refusals(body, plant)
        case RuleSet():
            return _rule_set_refusals(body, plant)
        case Qualification():
            return _qualification_refusals(body, plant)
        case Token():
            return _token_refusals(body, plant, changes)
        case Roster():
            return _roster_refusals(body, plant)
        case Procedure():
            return _procedure_refusals(body, plant)
        case EffectiveMaster():
            return master_refusals(body, plant)
        case Kiosk():
            return _kiosk_refusals(body, plant, changes)
        case _:
            return supply_refusals(body, plant, changes)


def _person_refusals(person: Person, plant: Plant, changes: Sequence[Change]) -> list[Finding]:
    """No user id ever becomes somebody else's, a closed account stays closed, admin excludes every GMP role."""
    found: list[Finding] = []
    before = plant.people.get(person.id)
    others = [p for p in plant.people.values() if p.id != person.id]
    others += [read_item(item, Person) for item in changes if item.kind == "people" and item.id != person.id]
    if any(other.user_id.casefold() == person.user_id.casefold() for other in others):
        found.append(finding("change.refused.user_id_taken", user=person.user_id))
    if before is not None and before.user_id != person.user_id:
        found.append(finding("change.refused.user_id_fixed", user=before.user_id))
    if before is not None and not before.active:
        found.append(finding("change.refused.closed", user=before.user_id))
    if not person.roles or len(set(person.roles)) != len(person.roles):
        found.append(finding("change.refused.roles", user=person.user_id))
    if Role.ADMIN in person.roles and len(person.roles) > 1:
        found.append(finding("change.refused.admin_alone", user=person.user_id))
    if not person.name.strip() or not person.user_id.isascii() or not person.user_id.isalnum():
        found.append(finding("change.refused.name", user=person.user_id[:40]))
    found.extend(_statement_refusals(before, person, plant))
    return found


def _statement_refusals(before: Person | None, person: Person, plant: Plant) -> list[Finding]:
    """The statement is signed by the person, for the version in force, in a change of its own."""
    if before == person:
        return [finding("change.refused.nothing")]
    stated = before.statement if before is not None else 0
    if person.statement == stated:
        return []
    alone = before is not None and msgspec.structs.replace(before, statement=person.statement) == person
    current = person.statement == plant.policy.statement_version
    return [] if alone and current else [finding("change.refused.statement")]


def _key_refusals(key: PublicKey, plant: Plant, changes: Sequence[Change]) -> list[Finding]:
    """A key is registered once and closed once; of a kiosk's key its end comes sooner where another takes its place."""
    before = next((kept for kept in plant.keys if kept.id == key.id), None)
    try:
        fits = key_id(bytes.fromhex(key.public)) == key.id and len(key.public) == 64
    except ValueError:
        fits = False
    if not fits:
        return [finding("change.refused.key_id", id=key.id[:40])]
    if before is not None:
        return [] if _ends(before, key, changes) else [finding("change.refused.key_fixed", id=key.id)]
    owners = {item.id for item in changes if item.kind == ("people" if key.kind == KeyKind.USER else "kiosks")}
    known = plant.people if key.kind == KeyKind.USER else plant.kiosks
    if key.kind == KeyKind.CORE or key.owner not in {*known, *owners}:
        return [finding("change.refused.key_owner", owner=key.owner[:40])]
    if not _ends_in_time(key, plant.policy.kiosk_key_days):
        return [finding("change.refused.key_end", id=key.id, n=str(plant.policy.kiosk_key_days))]
    after = {kept.id: kept for kept in plant.keys}
    after.update({item.id: read_item(item, PublicKey) for item in changes if item.kind == "keys"})
    held = [k for k in after.values() if (k.kind, k.owner) == (key.kind, key.owner) and not k.closed and k.id != key.id]
    until = utc_from(key.valid_from) + OVERLAP
    if any(other.valid_to is None or utc_from(other.valid_to) > until for other in held):
        return [finding("change.refused.key_held", owner=key.owner)]
    return []


def _ends(before: PublicKey, key: PublicKey, changes: Sequence[Change]) -> bool:
    """Tell whether a known key is closed with a reason, or ends sooner beside a new key of its kiosk."""
    same = msgspec.structs.replace(before, valid_to=key.valid_to, revoked_because=key.revoked_because) == key
    if not same or before.closed or key.valid_to is None:
        return False
    if before.valid_to is not None and utc_from(key.valid_to) > utc_from(before.valid_to):
        return False
    others = (read_item(item, PublicKey) for item in changes if item.kind == "keys" and item.id != key.id)
    renewed = any((o.kind, o.owner) == (key.kind, key.owner) and o.valid_from > before.valid_from for o in others)
    return bool(key.revoked_because.strip()) or (key.kind in OF_KIOSKS and key.valid_to != before.valid_to and renewed)


def _ends_in_time(key: PublicKey, days: int) -> bool:
    """Tell whether a new key has the end that its kind asks for: a kiosk's one within its days, any other none."""
    if key.closed or (key.kind not in OF_KIOSKS):
        return not key.closed and key.valid_to is None
    until = utc_from(ends_ahead(key.valid_from, days))
    return key.valid_to is not None and utc_from(key.valid_from) < utc_from(key.valid_to) <= until


def _policy_refusals(policy: Policy, plant: Plant) -> list[Finding]:
    within = all(low <= getattr(policy, name) <= high for name, (low, high) in NUMBERS.items())
    found = [] if within else [finding("change.refused.policy_range")]
    if policy.version != plant.policy.version + 1:
        found.append(finding("change.refused.policy_version", version=str(plant.policy.version + 1)))
    new_words = policy.statement != plant.policy.statement
    if policy.statement_version != plant.policy.statement_version + new_words:
        found.append(finding("change.refused.statement"))
    return found


def _rule_set_refusals(rule_set: RuleSet, plant: Plant) -> list[Finding]:
    low, high = SHARES
    found = [] if low <= rule_set.sample_share <= high else [finding("change.refused.rule_share")]
    if rule_set.version != plant.rule_set.version + 1:
        found.append(finding("change.refused.rule_set_version", version=str(plant.rule_set.version + 1)))
    if msgspec.structs.replace(rule_set, version=plant.rule_set.version) == plant.rule_set:
        found.append(finding("change.refused.nothing"))
    for name, severity in rule_set.severities.items():
        if name not in BY_NAME or ORDER[severity] >= ORDER[BY_NAME[name].least]:
            found.append(finding("change.refused.rule_severity", rule=name[:40]))
    return found


def _qualification_refusals(held: Qualification, plant: Plant) -> list[Finding]:
    found: list[Finding] = []
    if held.id != qualification_id(held.person, held.kind, held.of):
        found.append(
            finding("change.refused.id", id=held.id[:40], got=qualification_id(held.person, held.kind, held.of))
        )
    if held.person not in plant.people:
        found.append(finding("refusal.person_unknown", person=held.person[:40]))
    if held.valid_to is not None and held.valid_to < held.valid_from:
        found.append(finding("change.refused.dates", id=held.id[:40]))
    if not _can_be_held(held, plant):
        found.append(finding("change.refused.of_unknown", of=held.of[:40]))
    return found


def _can_be_held(held: Qualification, plant: Plant) -> bool:
    """Tell whether the plant has what a qualification is for; a withdrawal needs nothing more."""
    match held.kind:
        case _ if held.withdrawn:
            return True
        case QualificationKind.ROOM:
            return held.of in plant.rooms and held.version == 0
        case QualificationKind.EQUIPMENT_CLASS:
            return held.version == 0 and any(item.equipment_class == held.of for item in plant.equipment.values())
        case QualificationKind.PROCEDURE:
            known = plant.procedures.get(held.of)
            return known is not None and 0 < held.version <= known.version


def _kiosk_refusals(kiosk: Kiosk, plant: Plant, changes: Sequence[Change]) -> list[Finding]:
    """An enrolment counts one by one and comes with a signing key of its own, its renewal within it with another one.

    A bus key belongs to one kiosk.
    """
    before = plant.kiosks.get(kiosk.id)
    last = before.epoch if before else 0
    known = {key.id for key in plant.keys}
    keyed = any(
        item.kind == "keys" and item.id not in known and read_item(item, PublicKey).owner == kiosk.id
        for item in changes
    )
    renewed = keyed and kiosk.epoch == last and held_key(plant.keys, KeyKind.DEVICE, kiosk.id) is not None
    found: list[Finding] = []
    if kiosk.epoch != (last + 1 if keyed else last) and not renewed:
        found.append(finding("change.refused.kiosk_epoch", kiosk=kiosk.id[:40], epoch=str(last + 1)))
    if kiosk.room is not None and kiosk.room not in plant.rooms:
        found.append(finding("change.refused.kiosk_room", kiosk=kiosk.id[:40], room=kiosk.room[:40]))
    if kiosk.nkey and any(other.nkey == kiosk.nkey for other in plant.kiosks.values() if other.id != kiosk.id):
        found.append(finding("change.refused.kiosk_nkey", kiosk=kiosk.id[:40]))
    return found


def _procedure_refusals(procedure: Procedure, plant: Plant) -> list[Finding]:
    """Versions count one by one, each from a later day than the one before, so one of them is effective on any day."""
    before = plant.procedures.get(procedure.code)
    found: list[Finding] = []
    if procedure.version != (before.version + 1 if before else 1):
        found.append(finding("change.refused.procedure_version", sop=procedure.code[:40]))
    if before is not None and procedure.effective_from <= before.effective_from:
        found.append(finding("change.refused.procedure_day", sop=procedure.code, d=before.effective_from.isoformat()))
    if not procedure.title.en.strip() or not procedure.title.zh.strip():
        found.append(finding("change.refused.procedure_title", sop=procedure.code[:40]))
    return found


def _token_refusals(token: Token, plant: Plant, changes: Sequence[Change]) -> list[Finding]:
    before = plant.tokens.get(token.id)
    people = {*plant.people, *(item.id for item in changes if item.kind == "people")}
    if token.person not in people:
        return [finding("refusal.person_unknown", person=token.person[:40])]
    if before is not None and (before.state != TokenState.ACTIVE or before.person != token.person):
        return [finding("change.refused.token_ended", token=token.id)]
    if before is not None and (token.kind != before.kind or token.tested < before.tested):
        return [finding("change.refused.token_ended", token=token.id)]
    after = dict(plant.tokens)
    after.update({item.id: read_item(item, Token) for item in changes if item.kind == "tokens"})
    held = [kept for kept in after.values() if kept.person == token.person and kept.state == TokenState.ACTIVE]
    if token.state == TokenState.ACTIVE and len(held) > 1:
        return [finding("change.refused.token_held", token=token.id)]
    return []


def _roster_refusals(roster: Roster, plant: Plant) -> list[Finding]:
    unknown = [p for p in roster.people if p not in plant.people] + [k for k in roster.kiosks if k not in plant.kiosks]
    found = [finding("change.refused.roster_unknown", id=identity[:40]) for identity in unknown]
    longest = timedelta(hours=plant.policy.book_h)
    if not timedelta() < utc_from(roster.valid_to) - utc_from(roster.valid_from) <= longest:
        found.append(finding("change.refused.roster_times", h=str(plant.policy.book_h)))
    for other in plant.rosters.values():
        overlap = other.valid_from < roster.valid_to and roster.valid_from < other.valid_to
        if other.id != roster.id and overlap:
            found += [
                finding("change.refused.rostered", person=person, roster=other.id)
                for person in roster.people
                if person in other.people
            ]
    return found
