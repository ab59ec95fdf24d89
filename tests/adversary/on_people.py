"""Deeds on projections, people, keys and codes."""

from typing import Any

import msgspec

from core.acts import ActKind
from core.people import Role
from core.record.canonical import canonical
from core.record.envelope import open_envelope
from core.record.keys import KeyKind, PrivateKey, public_key
from core.record.payload import decode_payload
from core.times import utc_text
from server.db.statements import text
from tests.adversary.plant import GUESSED, Adversary

OWN_KEY = PrivateKey(b"a key of the adversary's own".ljust(32, b"."))


# ------------------------------------------------------------------ projections, people, keys, codes


def release_a_lot_by_sql(hand: Adversary) -> str:
    hand.sql("UPDATE lot SET state = 'released' WHERE state <> 'released'")
    return "lot"


def release_the_batch_by_sql(hand: Adversary) -> str:
    hand.sql("UPDATE batch SET state = 'released'")
    return "batch"


def close_an_exception_by_sql(hand: Adversary) -> str:
    hand.sql("DELETE FROM batch_case")
    return "batch_case"


def change_the_stock(hand: Adversary) -> str:
    hand.sql("UPDATE stock SET qty = qty + 1 WHERE container = (SELECT min(container) FROM stock)")
    return "stock"


def change_roles_by_sql(hand: Adversary) -> str:
    hand.sql(
        """UPDATE plant_item SET body = jsonb_set(body, '{roles}', '["qa"]') WHERE kind = 'people' AND id = 'P-0004'"""
    )
    return "plant_item"


def change_a_key_row(hand: Adversary) -> str:
    hand.sql(
        "UPDATE plant_item SET body = jsonb_set(body, '{public}', to_jsonb(cast(:p AS text))) WHERE kind = 'keys' "
        "AND body->>'owner' = 'P-0004'",
        p=OWN_KEY.public.hex(),
    )
    return "plant_item"


def _state(hand: Adversary, kind: str, identity: str, body: object, **facts: str) -> str:
    """State a change of the plant by the core alone, truly signed and logged."""
    stated = {"kind": kind, "id": identity, "body": canonical(body).decode(), **facts}
    with hand.core.service.writer.writing() as writing:
        record = writing.decide(ActKind.PLANT_CHANGED, facts=stated)
    return record.act.id


def _own_row(hand: Adversary, owner: str) -> Any:
    return public_key(OWN_KEY, KeyKind.USER, owner, utc_text(hand.core.clock.utc()))


def register_a_users_key_alone(hand: Adversary) -> str:
    return _state(hand, "keys", OWN_KEY.id, _own_row(hand, "P-0004"))


def found_a_third_founder(hand: Adversary) -> str:
    return _state(hand, "keys", OWN_KEY.id, _own_row(hand, "P-0004"), founding="yes")


def register_a_users_key_by_old_signatures(hand: Adversary) -> str:
    for row in hand.records("kind = 'PlantChanged'"):
        facts = decode_payload(open_envelope(bytes(row.envelope))[1]).act.facts
        if facts.get("signatures"):
            return _state(hand, "keys", OWN_KEY.id, _own_row(hand, "P-0004"), signatures=facts["signatures"])
    raise AssertionError("nothing was ever signed")


def put_off_the_end_of_a_kiosks_key(hand: Adversary) -> str:
    held = hand.core.service.writer.picture.registry.held(KeyKind.DEVICE, "KIOSK-01")
    assert held is not None
    assert held.valid_to is not None
    return _state(hand, "keys", held.id, msgspec.structs.replace(held, valid_to="2099-01-01T00:00:00.000000Z"))


def change_roles_alone(hand: Adversary) -> str:
    person = hand.core.service.writer.picture.plant.people["P-0004"]
    return _state(hand, "people", person.id, msgspec.structs.replace(person, roles=frozenset({Role.QA})))


def loosen_the_policy_alone(hand: Adversary) -> str:
    policy = hand.core.service.writer.picture.plant.policy
    return _state(hand, "policy", "policy", msgspec.structs.replace(policy, tries=99))


def reset_a_last_step(hand: Adversary) -> str:
    hand.sql("UPDATE code_use SET last_step = 0 WHERE person = 'P-0001'")
    return "P-0001"


def confirm_a_code_twice(hand: Adversary) -> str:
    hand.sql("INSERT INTO confirmation SELECT id || 'x', person, kiosk, step, purpose, at FROM confirmation LIMIT 1")
    return "P-"


def lock_by_sql(hand: Adversary) -> str:
    hand.sql("INSERT INTO person_lock VALUES ('P-0002', now() + interval '9 years', 0)")
    return "P-0002"


def forget_wrong_codes(hand: Adversary) -> str:
    """Set the count back, and pretend that a right code did it."""
    hand.sql("UPDATE code_use SET failures = 0 WHERE person = :p AND failures = 2", p=GUESSED)
    hand.sql("INSERT INTO confirmation VALUES ('x', :p, 'KIOSK-01', 1, 'sign', now())", p=GUESSED)
    return GUESSED


def delete_what_was_quarantined(hand: Adversary) -> str:
    row = hand.unit.rows(text("SELECT sha256 FROM quarantine"))[0]
    hand.sql("DELETE FROM quarantine WHERE sha256 = :s", s=row.sha256)
    return row.sha256


def change_what_was_quarantined(hand: Adversary) -> str:
    row = hand.unit.rows(text("SELECT sha256 FROM quarantine"))[0]
    hand.sql("UPDATE quarantine SET raw = :r WHERE sha256 = :s", r=b"harmless", s=row.sha256)
    return row.sha256


def unlock_by_sql(hand: Adversary) -> str:
    hand.sql("UPDATE person_lock SET until = NULL WHERE person = :p", p=hand.plant.locked)
    return hand.plant.locked
