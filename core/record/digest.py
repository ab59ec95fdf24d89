"""SHA-256, the one hash of every record."""

from hashlib import sha256


def sha256_hex(data: bytes) -> str:
    """Give the lower-case hex of SHA-256."""
    return sha256(data).hexdigest()
