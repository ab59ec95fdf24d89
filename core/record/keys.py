"""Keys: the device's, the core's and each signer's own; and who may use which key when.

PyNaCl is the one cryptographic library and has its home in `core.record`.
Source: RFC 8032.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from core.record.digest import sha256_hex
from core.times import utc_from


class KeyKind(StrEnum):
    """What a key stands for."""

    DEVICE = "device"
    USER = "user"
    CORE = "core"
    BOX = "box"
    """X25519: boxes are sealed to it; it signs nothing."""


class PublicKey(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of the key registry.

    Attributes:
        id: First 16 hex digits of SHA-256 over the 32 key bytes.
        kind: What it stands for.
        owner: Kiosk id, person id, or `CORE`.
        public: Hex of the 32 bytes, Ed25519 or for a box key X25519.
        valid_from: First instant of use, as `core.times.utc_text` writes it.
        valid_to: First instant at which it no longer holds, or None; a kiosk's key is registered with it.
        revoked_because: Reason for which it was closed before its time, or "".
    """

    id: str
    kind: KeyKind
    owner: str
    public: str
    valid_from: str
    valid_to: str | None = None
    revoked_because: str = ""

    @property
    def closed(self) -> bool:
        """Tell whether somebody has closed it, with a reason; an end that is only set ahead closes nothing."""
        return bool(self.revoked_because)

    def over_at(self, instant: datetime) -> bool:
        """Tell whether its end has come at an instant."""
        return self.valid_to is not None and utc_from(self.valid_to) <= instant

    def valid_at(self, instant: datetime) -> bool:
        """Tell whether the key holds at an instant."""
        return utc_from(self.valid_from) <= instant and not self.over_at(instant)


class PrivateKey:
    """A private key in memory; its text forms show nothing."""

    def __init__(self, seed: bytes) -> None:
        """Make the key from its 32-byte seed."""
        self._key = SigningKey(seed)
        self.public = bytes(self._key.verify_key)
        self.id = key_id(self.public)

    def __repr__(self) -> str:
        """Show the key id only."""
        return f"PrivateKey({self.id})"

    def sign(self, message: bytes) -> bytes:
        """Sign bytes; gives the 64-byte signature."""
        return self._key.sign(message).signature

    def derived(self, person: bytes) -> bytes:
        """Derive 32 bytes for another use from the seed, by BLAKE2b with a personalisation of at most 16 bytes."""
        return blake2b(b"", key=bytes(self._key), person=person, digest_size=32).digest()


def key_id(public: bytes) -> str:
    """Name a public key by the first 16 hex digits of its SHA-256."""
    return sha256_hex(public)[:16]


def public_key(private: PrivateKey, kind: KeyKind, owner: str, valid_from: str) -> PublicKey:
    """Make the registry row of a private key."""
    return PublicKey(private.id, kind, owner, private.public.hex(), valid_from)


def signature_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Verify one Ed25519 signature; False for anything but a good one."""
    try:
        VerifyKey(public).verify(message, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


class KeyRegistry:
    """The registered public keys, looked up by id; a key id in an envelope is only a hint to look here."""

    def __init__(self, keys: Iterable[PublicKey]) -> None:
        """Index the rows by key id and by owner."""
        self._keys: Mapping[str, PublicKey] = {key.id: key for key in keys}
        self._owned: dict[tuple[KeyKind, str], tuple[PublicKey, ...]] = {}
        for key in self._keys.values():
            owner = (key.kind, key.owner)
            self._owned[owner] = (*self._owned.get(owner, ()), key)

    def find(self, identity: str) -> PublicKey | None:
        """Give the row of a key id, or None."""
        return self._keys.get(identity)

    def of_owner(self, kind: KeyKind, owner: str) -> tuple[PublicKey, ...]:
        """Give every key of one owner, closed ones included."""
        return self._owned.get((kind, owner), ())

    def held(self, kind: KeyKind, owner: str) -> PublicKey | None:
        """Give the key that an owner has now, or None."""
        return held_key(self._keys.values(), kind, owner)

    def rows(self) -> tuple[PublicKey, ...]:
        """Give all rows in order of id."""
        return tuple(self._keys[identity] for identity in sorted(self._keys))


def held_key(keys: Iterable[PublicKey], kind: KeyKind, owner: str) -> PublicKey | None:
    """Give the newest key of an owner that nobody has closed, or None; while keys are renewed there are two."""
    held = [key for key in keys if (key.kind, key.owner) == (kind, owner) and not key.closed]
    return max(held, key=lambda key: key.valid_from, default=None)
