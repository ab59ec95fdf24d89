"""Enrolment: master data, people with their keys and tokens, kiosks; each stated as a record of the core."""

import secrets
from datetime import datetime, timedelta
from typing import Any

import msgspec

from core.acts import ActKind
from core.errors import CountersignError
from core.people import Person
from core.record.canonical import canonical
from core.record.keys import KeyKind, PrivateKey, PublicKey, public_key
from core.record.sealed import (
    KEY_BYTES,
    MEMORY,
    NONCE_BYTES,
    OPS,
    SALT_BYTES,
    pepper_share,
    seal_seed,
    wrap_key,
)
from core.secret import Secret
from core.times import utc_text
from server.codes import SEED_BYTES
from server.db.statements import insert
from server.db.tables.secrets import person_secret
from server.keys import CoreKeys
from server.writing import Writing

LONGEST_BODY = 60_000
"""Longest body of one item in bytes, so that its record fits an envelope."""

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


def enrol_person(writing: Writing, person: Person, password: Secret, keys: CoreKeys, hardness: Hardness) -> bytes:
    """Make a person's key and token, and state both; what was valid before is closed.

    Returns:
        The seed of the token, to be shown once.
    """
    seed, totp = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(SEED_BYTES)
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
    kept = {"key": wrapped.key, "salt": wrapped.salt, "ops": wrapped.ops, "memory": wrapped.memory, "box": wrapped.box}
    version = 1 + _token_version(writing, person.id)
    sealed = seal_seed(totp, person.id, version, keys.seeds, secrets.token_bytes(NONCE_BYTES))
    values = {"wrapped": kept, "version": version, "seed": sealed}
    row = insert(person_secret).values(person=person.id, **values)
    writing.unit.do(row.on_conflict_do_update(index_elements=["person"], set_=values))
    for old in writing.picture.registry.of_owner(KeyKind.USER, person.id):
        close_key(writing, old, "replaced")
    state_key(writing, private, KeyKind.USER, person.id)
    state_item(writing, "people", person.id, msgspec.structs.replace(person, wrapped=None))
    return totp


def state_key(writing: Writing, private: PrivateKey, kind: KeyKind, owner: str) -> None:
    """Register a key from now on."""
    since = utc_text(writing.journal.now - _LEEWAY)
    state_item(writing, "keys", private.id, public_key(private, kind, owner, since))


def close_key(writing: Writing, key: PublicKey, reason: str, at: datetime | None = None) -> None:
    """Let a key hold no longer; one that was closed before stays as it was."""
    if key.valid_to is None:
        closed = msgspec.structs.replace(key, valid_to=utc_text(at or writing.journal.now), revoked_because=reason)
        state_item(writing, "keys", key.id, closed)


def _token_version(writing: Writing, person: str) -> int:
    columns = person_secret.select().with_only_columns(person_secret.c.version)
    return int(writing.unit.value(columns.where(person_secret.c.person == person)) or 0)
