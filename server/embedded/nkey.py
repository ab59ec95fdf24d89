"""NATS user keys: a seed that stays in a file of its owner, and the public key that the server knows."""

import os
from pathlib import Path
from typing import cast

import nkeys

_SEED_BYTES = 32


def user_seed(path: Path) -> Path:
    """Make a seed in a file (0600), or keep the one that is there.

    The file comes into being whole: a killed process leaves no half-written seed under this name.
    """
    if not path.exists():
        seed = nkeys.encode_seed(os.urandom(_SEED_BYTES), nkeys.PREFIX_BYTE_USER)
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(seed)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    return path


def public_key(path: Path) -> str:
    """Read the public key (`U...`) that belongs to the seed in a file."""
    return cast("bytes", nkeys.from_seed(path.read_bytes().strip()).public_key).decode("ascii")


def sign(path: Path, challenge: bytes) -> bytes:
    """Sign a server's challenge with the seed in a file."""
    return nkeys.from_seed(path.read_bytes().strip()).sign(challenge)
