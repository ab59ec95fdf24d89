"""Boxes that one holder alone can open: seeds, wrapped keys, code books and offline codes on their way.

A kiosk and the core each have an X25519 box key beside the Ed25519 key, derived from the same 32-byte seed, so that
one secret is kept and neither key tells anything of the other. A sealed box proves no sender: what must be believed is
signed beside it. Pure functions: the ephemeral seed comes in as an argument.
Source: libsodium sealed boxes (X25519, XSalsa20-Poly1305), BLAKE2b (RFC 7693) keyed by the seed.
"""

from hashlib import blake2b

from nacl.exceptions import CryptoError
from nacl.public import Box, PrivateKey, PublicKey, SealedBox
from nacl.utils import EncryptedMessage

from core.errors import CountersignError
from core.record import keys
from core.record.digest import sha256_hex

PERSON = b"countersign-box"
"""BLAKE2b personalisation of the derivation."""
EPHEMERAL_BYTES = 32
NONCE_BYTES = 24


class BoxClosed(CountersignError):
    """A sealed box does not open: it is for another holder, or was altered."""

    code = "SGN-003"


class BoxKey:
    """A holder's box key in memory; its text forms show nothing.

    Attributes:
        public: The 32 bytes to which others seal.
        id: Key id, formed like that of any key.
    """

    def __init__(self, private: keys.PrivateKey) -> None:
        """Derive the box key of a device key or of the core's key."""
        self._key = PrivateKey(private.derived(PERSON))
        self.public = bytes(self._key.public_key)
        self.id = sha256_hex(self.public)[:16]

    def __repr__(self) -> str:
        """Show the key id only."""
        return f"BoxKey({self.id})"

    def open(self, box: bytes) -> bytes:
        """Open a sealed box.

        Raises:
            BoxClosed: It does not open.
        """
        try:
            return SealedBox(self._key).decrypt(box)
        except (CryptoError, ValueError, TypeError) as error:
            raise BoxClosed("keys.box_does_not_open") from error


def seal_for(public: bytes, data: bytes, ephemeral: bytes) -> bytes:
    """Seal bytes so that only the holder of a box key opens them; 48 bytes longer than the data.

    Args:
        public: The holder's box key, 32 bytes.
        data: What is sealed.
        ephemeral: `EPHEMERAL_BYTES` fresh random bytes, used for nothing else.

    Raises:
        BoxClosed: The public half is no key that can be sealed to.
    """
    sender = PrivateKey(ephemeral)
    first = bytes(sender.public_key)
    try:
        box = Box(sender, PublicKey(public))
        sealed: EncryptedMessage = box.encrypt(data, blake2b(first + public, digest_size=NONCE_BYTES).digest())
    except (CryptoError, ValueError, TypeError) as error:
        raise BoxClosed("keys.box_key_wrong", owner=sha256_hex(public)[:16]) from error
    return first + sealed.ciphertext


def open_box(private: keys.PrivateKey, box: bytes) -> bytes:
    """Open a box that was sealed to the holder of a device key or of the core's key.

    Raises:
        BoxClosed: It does not open.
    """
    return BoxKey(private).open(box)


def box_row(private: keys.PrivateKey, owner: str, valid_from: str) -> keys.PublicKey:
    """Make the registry row of a holder's box key.

    Args:
        private: The holder's device key or the core's key.
        owner: Kiosk id or `CORE`.
        valid_from: As `core.times.utc_text` writes it.
    """
    box = BoxKey(private)
    return keys.PublicKey(box.id, keys.KeyKind.BOX, owner, box.public.hex(), valid_from)
