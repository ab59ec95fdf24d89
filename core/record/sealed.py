"""Secrets at rest: a signer's own key under the password, a one-time-code seed under the core's key.

Pure functions: salts and nonces come in as arguments. Nothing here can be opened with what lies in the database alone.
Source: RFC 9106 (Argon2id), libsodium XChaCha20-Poly1305-IETF.
"""

import hmac
import unicodedata
from hashlib import sha256

import msgspec
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import Aead

from core.errors import CountersignError
from core.people import WrappedKey
from core.record.canonical import canonical
from core.record.keys import PrivateKey
from core.secret import Secret

SALT_BYTES = 16
NONCE_BYTES = 24
KEY_BYTES = 32

OPS = 3
MEMORY = 256 * 1024 * 1024


class WrongPassword(CountersignError):
    """The password does not open the key; the text is the same as for a wrong code or user id."""

    code = "SGN-001"


class SealBroken(CountersignError):
    """A sealed secret does not open with the key given: another key, another owner, or altered bytes."""

    code = "SGN-002"


def pepper_share(pepper: bytes, person: str, key: str) -> str:
    """Give one person's share of the server pepper, as hex.

    Args:
        pepper: 32 bytes, kept outside the database.
        person: Person id.
        key: Key id of the public half.
    """
    return hmac.new(pepper, f"{person}|{key}".encode(), sha256).hexdigest()


def wrap_key(
    seed: bytes,
    person: str,
    password: Secret,
    share: str,
    *,
    salt: bytes,
    nonce: bytes,
    ops: int = OPS,
    memory: int = MEMORY,
) -> WrappedKey:
    """Wrap a signer's key under Argon2id of pepper share and password.

    Args:
        seed: 32 bytes of the Ed25519 seed.
        person: Person id, bound to the box.
        password: As typed; NFKC decides.
        share: See `pepper_share`.
        salt: `SALT_BYTES` random bytes.
        nonce: `NONCE_BYTES` random bytes.
        ops: Argon2id operations limit.
        memory: Argon2id memory limit in bytes.
    """
    key = PrivateKey(seed).id
    wrapping = _wrapping(password, share, salt, ops, memory)
    box = bytes(Aead(wrapping).encrypt(seed, _about(person, key), nonce))
    return WrappedKey(key, salt.hex(), ops, memory, box.hex(), share)


def unwrap_key(wrapped: WrappedKey, person: str, password: Secret) -> PrivateKey:
    """Open a signer's key; opening it is the check of the password.

    Raises:
        WrongPassword: It does not open.
    """
    return PrivateKey(_opened(wrapped, person, password))


def _opened(wrapped: WrappedKey, person: str, password: Secret) -> bytes:
    wrapping = _wrapping(password, wrapped.pepper, bytes.fromhex(wrapped.salt), wrapped.ops, wrapped.memory)
    try:
        seed = Aead(wrapping).decrypt(bytes.fromhex(wrapped.box), _about(person, wrapped.key))
    except (CryptoError, ValueError) as error:
        raise WrongPassword("refusal.not_accepted") from error
    if PrivateKey(seed).id != wrapped.key:
        raise WrongPassword("refusal.not_accepted")
    return seed


def rewrap_key(
    wrapped: WrappedKey, person: str, password: Secret, share: str, *, salt: bytes, nonce: bytes
) -> tuple[PrivateKey, WrappedKey]:
    """Open a signer's key and wrap it anew for keeping elsewhere, as hard to guess as before.

    Args:
        wrapped: As it is kept now.
        person: Person id.
        password: As typed.
        share: What takes the place of the pepper's share where it will be kept, as hex of 32 bytes.
        salt: `SALT_BYTES` random bytes.
        nonce: `NONCE_BYTES` random bytes.

    Raises:
        WrongPassword: It does not open.
    """
    seed = _opened(wrapped, person, password)
    limits = {"ops": wrapped.ops, "memory": wrapped.memory}
    return PrivateKey(seed), wrap_key(seed, person, password, share, salt=salt, nonce=nonce, **limits)


def with_password(
    wrapped: WrappedKey, person: str, old: Secret, new: Secret, *, salt: bytes, nonce: bytes, ops: int, memory: int
) -> tuple[PrivateKey, WrappedKey]:
    """Open a signer's key by the old password and wrap it under a new one, with the same share of the pepper.

    Args:
        wrapped: As it is kept now.
        person: Person id.
        old: As typed.
        new: As typed.
        salt: `SALT_BYTES` random bytes.
        nonce: `NONCE_BYTES` random bytes.
        ops: Argon2id operations limit of the new form.
        memory: Argon2id memory limit of the new form in bytes.

    Raises:
        WrongPassword: The old password does not open it.
    """
    seed = _opened(wrapped, person, old)
    anew = wrap_key(seed, person, new, wrapped.pepper, salt=salt, nonce=nonce, ops=ops, memory=memory)
    return PrivateKey(seed), anew


def wrapping_statement(person: str, wrapped: WrappedKey) -> bytes:
    """Write what a signer's key signs to show that this wrapped form is its owner's own work; the pepper stays out."""
    kept = msgspec.to_builtins(wrapped)
    kept.pop("pepper")
    return b"countersign-wrapped\n" + canonical({"person": person, "wrapped": kept})


def seal_seed(seed: bytes, owner: str, version: int, key: bytes, nonce: bytes) -> bytes:
    """Encrypt a one-time-code seed for keeping.

    Args:
        seed: The shared secret.
        owner: Token id, bound to the box.
        version: Of the form in which it is sealed, bound to the box.
        key: The key-encryption key, `KEY_BYTES` bytes kept outside the database.
        nonce: `NONCE_BYTES` random bytes.
    """
    return bytes(Aead(key).encrypt(seed, _about(owner, f"totp|{version}"), nonce))


def open_seed(box: bytes, owner: str, version: int, key: bytes) -> bytes:
    """Decrypt a one-time-code seed.

    Raises:
        SealBroken: It does not open.
    """
    try:
        return Aead(key).decrypt(box, _about(owner, f"totp|{version}"))
    except (CryptoError, ValueError) as error:
        raise SealBroken("keys.seed_does_not_open", owner=owner) from error


def _wrapping(password: Secret, share: str, salt: bytes, ops: int, memory: int) -> bytes:
    """Derive the wrapping key; libsodium's Argon2id takes no secret, so the pepper goes in by HMAC."""
    typed = unicodedata.normalize("NFKC", password.reveal()).encode()
    secret = hmac.new(bytes.fromhex(share), typed, sha256).digest()
    return argon2id.kdf(KEY_BYTES, secret, salt, ops, memory)


def _about(owner: str, what: str) -> bytes:
    return f"{owner}|{what}".encode()
