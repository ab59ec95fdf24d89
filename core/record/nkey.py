"""Bus user keys (nkeys): the text forms of a seed and of its public half; pure functions.

Source: the nkeys specification of NATS: prefix, 32 bytes, CRC-16/XMODEM little-endian, base32 without padding.
"""

import base64
import binascii

from core.record.keys import PrivateKey

_SEED, _USER = 18 << 3, 20 << 3
SEED_BYTES = 32


def user_seed(raw: bytes) -> str:
    """Write 32 random bytes as the seed of a bus user, `SU...`; it is as secret as they are."""
    return _text(bytes([_SEED | (_USER >> 5), (_USER & 31) << 3]) + raw)


def user_public(raw: bytes) -> str:
    """Write the public half of a seed's 32 bytes, `U...`."""
    return _text(bytes([_USER]) + PrivateKey(raw).public)


def raw_seed(text: str) -> bytes:
    """Read the 32 bytes of a user seed.

    Raises:
        ValueError: The text is no seed of a bus user.
    """
    padded = text.strip() + "=" * (-len(text.strip()) % 8)
    data = base64.b32decode(padded)
    if len(data) != SEED_BYTES + 4 or user_seed(data[2:-2]) != text.strip():
        raise ValueError("no seed of a bus user")
    return data[2:-2]


def _text(data: bytes) -> str:
    crc = binascii.crc_hqx(data, 0).to_bytes(2, "little")
    return base64.b32encode(data + crc).decode().rstrip("=")
