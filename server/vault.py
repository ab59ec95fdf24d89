"""The vault: what the core keeps of each person's secrets, opened by the keys that lie outside the database."""

import hashlib
import secrets
from datetime import date
from typing import Any

import msgspec

from core.people import WrappedKey
from core.record.sealed import NONCE_BYTES, open_seed, pepper_share, seal_seed
from core.token import TokenKind
from server.db.store import Unit
from server.db.tables.secrets import token_secret, user_secret
from server.keys import CoreKeys

SEALING = 1
"""Version of the form in which a seed is sealed; the token's id is bound to the box beside it."""


class TokenSecret(msgspec.Struct, frozen=True):
    """A token with its seed in the clear, for as long as a code is checked.

    Attributes:
        token: Token id.
        kind: App or hardware.
        seed: The shared secret.
        drift: Time steps by which the token runs ahead of the core's clock.
        until: Last day of a temporary replacement, or None.
    """

    token: str
    kind: TokenKind
    seed: bytes
    drift: int
    until: date | None = None

    def __repr__(self) -> str:
        """Show the token id only."""
        return f"TokenSecret({self.token})"


class Vault:
    """Reads wrapped keys and seeds; neither the database nor a key file alone gives them."""

    def __init__(self, keys: CoreKeys) -> None:
        """Take the core's keys."""
        self._keys = keys

    def wrapped_key(self, unit: Unit, person: str) -> WrappedKey | None:
        """Give a person's newest wrapped key with the share of the pepper, or None where none is kept."""
        newest = user_secret.select().where(user_secret.c.person == person).order_by(user_secret.c.at.desc())
        row = unit.first(newest.limit(1))
        if row is None:
            return None
        return WrappedKey(**row.wrapped, pepper=self.share(person, row.key))

    def share(self, person: str, key: str) -> str:
        """Give the share of the pepper that belongs to a person's key, as hex."""
        return pepper_share(self._keys.pepper, person, key)

    def token(self, unit: Unit, person: str) -> TokenSecret | None:
        """Give a person's active token; raises `SealBroken` when the key-encryption key is another one."""
        return active_token(unit, person, self._keys.seeds)

    def token_named(self, unit: Unit, token: str) -> TokenSecret | None:
        """Give a token by its id, ended ones included; None for one that never was anybody's."""
        row = unit.first(token_secret.select().where(token_secret.c.token == token))
        return None if row is None else opened_token(row, self._keys.seeds)

    def seed(self, unit: Unit, person: str) -> bytes | None:
        """Give the seed of a person's active token; raises `SealBroken` when the key-encryption key is another one."""
        found = self.token(unit, person)
        return None if found is None else found.seed

    def sealed(self, token: str, seed: bytes) -> bytes:
        """Seal the seed of a token for keeping."""
        return sealed_seed(token, seed, self._keys.seeds)


def active_token(unit: Unit, person: str, seeds_key: bytes) -> TokenSecret | None:
    """Give the active token of a person, or None."""
    row = unit.first(token_secret.select().where(token_secret.c.person == person, token_secret.c.active))
    return None if row is None else opened_token(row, seeds_key)


def opened_token(row: Any, seeds_key: bytes) -> TokenSecret:
    """Open a row of `token_secret` or of `pending_token`."""
    seed = open_seed(bytes(row.seed), row.token, SEALING, seeds_key)
    return TokenSecret(row.token, TokenKind(row.kind), seed, row.drift, getattr(row, "until", None))


def sealed_seed(token: str, seed: bytes, seeds_key: bytes) -> bytes:
    """Seal the seed of a token under a key-encryption key."""
    return seal_seed(seed, token, SEALING, seeds_key, secrets.token_bytes(NONCE_BYTES))


def fingerprint(seeds_key: bytes) -> str:
    """Name a key-encryption key by the beginning of its hash, which tells nothing of it."""
    return hashlib.sha256(b"countersign-seeds\n" + seeds_key).hexdigest()[:16]
