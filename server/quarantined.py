"""What the core states of bytes that it has set aside, so that a row of them that is gone or changed is found."""

from core.record.canonical import canonical
from core.record.digest import sha256_hex

MOST_IN_ONE = 200
"""Rows that one record names at most, so that it keeps within the size of a record."""


def row_digest(kiosk: str, hint: str, reason: str, detail: str) -> str:
    """Hash what stands beside the bytes in a row of `quarantine`: hex SHA-256 over canonical JSON."""
    return sha256_hex(canonical({"detail": detail, "hint": hint, "kiosk": kiosk, "reason": reason}))
