"""Enrolment: master data, people with their keys and tokens, kiosks; each stated as a record of the core."""

import secrets
from datetime import timedelta
from typing import Any

import msgspec

from core.acts import ActKind
from core.changes import LONGEST_BODY, Change, change
from core.errors import CountersignError
from core.people import Person, WrappedKey
from core.record.box import box_row
from core.record.canonical import canonical
from core.record.keys import KeyKind, PrivateKey, public_key
from core.record.sealed import (
    KEY_BYTES,
    MEMORY,
    NONCE_BYTES,
    OPS,
    SALT_BYTES,
    pepper_share,
    wrap_key,
)
from core.secret import Secret
from core.times import utc_text
from core.token import Token, TokenKind, TokenState
from server.codes import SEED_BYTES
from server.db.statements import insert
from server.db.tables.secrets import token_secret, user_secret
from server.keys import CoreKeys
from server.vault import sealed_seed
from server.writing import Writing

_LEEWAY = timedelta(minutes=1)


class ItemTooLong(CountersignError):
    """An item of master data does not fit into one record."""

    code = "COR-020"


class Hardness(msgspec.Struct, frozen=True):
    """How hard a password is to guess: the limits of Argon2id."""

    ops: int = OPS
    memory: int = MEMORY


QUICK = Hardness(2, 64 * 1024 * 1024)
"""For a simulated plant, whose passwords are printed in its file."""


def state_item(writing: Writing, kind: str, identity: str, item: Any) -> None:
    """State an item of master data as it is from now on.

    Args:
        writing: The transaction.
        kind: One of `server.picture.DOCUMENTS`, or `equipment`.
        identity: Its id within the kind.
        item: The struct of `core.plant`.

    Raises:
        ItemTooLong: It does not fit into a record.
    """
    body = canonical(item)
    if len(body) > LONGEST_BODY:
        raise ItemTooLong("core.item_too_long", kind=kind, id=identity, limit=str(LONGEST_BODY))
    writing.decide(ActKind.PLANT_CHANGED, facts={"kind": kind, "id": identity, "body": body.decode()})


class Enrolled(msgspec.Struct, frozen=True):
    """What the enrolment of one person has made.

    Attributes:
        changes: Person, key and token as they shall be stated.
        key: The person's own key, for whoever must sign with it at once.
        seed: Seed of the token, to be shown once.
    """

    changes: tuple[Change, ...]
    key: PrivateKey
    seed: bytes


def enrol_with_password(
    writing: Writing,
    person: Person,
    password: Secret,
    keys: CoreKeys,
    hardness: Hardness,
    totp: bytes | None = None,
) -> Enrolled:
    """Make a person's key and token at the core's own machine, as at the founding; nothing is stated yet.

    Args:
        writing: The transaction.
        person: Who.
        password: As typed, or as the file of a simulated plant says.
        keys: The core's secrets.
        hardness: How hard the password is to guess.
        totp: Seed of a token that was confirmed already; None makes one.
    """
    seed, totp = secrets.token_bytes(KEY_BYTES), totp or secrets.token_bytes(SEED_BYTES)
    private = PrivateKey(seed)
    wrapped = wrap_key(
        seed,
        person.id,
        password,
        pepper_share(keys.pepper, person.id, private.id),
        salt=secrets.token_bytes(SALT_BYTES),
        nonce=secrets.token_bytes(NONCE_BYTES),
        ops=hardness.ops,
        memory=hardness.memory,
    )
    now = writing.journal.now
    today = (now + timedelta(minutes=writing.picture.plant.offset_min)).date()
    token = Token(f"{person.id}-T1", person.id, TokenKind.APP, TokenState.ACTIVE, today)
    kept = {"key": private.id, "person": person.id, "wrapped": kept_form(wrapped), "at": now}
    writing.unit.do(insert(user_secret).values(**kept))
    sealed = sealed_seed(token.id, totp, keys.seeds)
    held = {"token": token.id, "person": person.id, "kind": token.kind.value, "active": True, "drift": 0, "at": now}
    writing.unit.do(insert(token_secret).values(**held, seed=sealed))
    row = public_key(private, KeyKind.USER, person.id, founded_since(writing))
    changes = (
        change("people", person.id, person),
        change("keys", row.id, row),
        change("tokens", token.id, token),
    )
    return Enrolled(changes, private, totp)


def kept_form(wrapped: WrappedKey) -> dict[str, object]:
    """Give a wrapped key as the database keeps it: without the share of the pepper."""
    plain = msgspec.to_builtins(wrapped)
    plain.pop("pepper")
    return plain


def state_founding(writing: Writing, item: Change) -> None:
    """State an item that the founding rests on and that nobody could sign yet."""
    facts = {"kind": item.kind, "id": item.id, "body": item.body, "founding": "yes"}
    writing.decide(ActKind.PLANT_CHANGED, facts=facts)


def state_key(writing: Writing, private: PrivateKey, kind: KeyKind, owner: str) -> None:
    """Register a key of the founding from now on."""
    row = public_key(private, kind, owner, founded_since(writing))
    state_founding(writing, change("keys", row.id, row))


def state_box_key(writing: Writing, private: PrivateKey, owner: str) -> None:
    """Register the box key of a holder of a device key or of the core's key from now on."""
    row = box_row(private, owner, founded_since(writing))
    state_founding(writing, change("keys", row.id, row))


def founded_since(writing: Writing) -> str:
    """Give from when on the keys of the founding hold."""
    return utc_text(writing.journal.now - _LEEWAY)
