"""SHA-256, the one hash of every record."""

from collections.abc import Iterable
from hashlib import sha256


def sha256_hex(data: bytes) -> str:
    """Give the lower-case hex of SHA-256."""
    return sha256(data).hexdigest()


def record_digest(hashes: Iterable[str]) -> str:
    """Give one digest over records in log order: what paper and export share, eight digits of it on every page.

    Args:
        hashes: Hex SHA-256 of each record's payload.
    """
    return sha256_hex("".join(f"{item}\n" for item in hashes).encode())
