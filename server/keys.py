"""The core's own secrets, each in a file outside the database: signing key, key-encryption key, pepper."""

import os
import secrets
from pathlib import Path

import msgspec

from core.errors import CountersignError
from core.record.keys import PrivateKey
from core.record.sealed import KEY_BYTES

_FILES = ("core.key", "seeds.key", "pepper.key")


class KeysUnreadable(CountersignError):
    """A key file is missing, has another length or can be read by others."""

    code = "KEY-001"


class CoreKeys(msgspec.Struct, frozen=True):
    """What the core signs with and what opens what it keeps.

    Attributes:
        core: Signs records, receipts, answers and checkpoints.
        seeds: Key-encryption key of the one-time-code seeds.
        pepper: Goes into every password's key.
    """

    core: PrivateKey
    seeds: bytes
    pepper: bytes

    def __repr__(self) -> str:
        """Show the key id only."""
        return f"CoreKeys({self.core.id})"


def create_keys(folder: Path) -> CoreKeys:
    """Make the key files (0600) in a folder (0700), with `core.pub` for the kiosks; those that exist are kept."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in _FILES:
        write_secret(folder / name, secrets.token_hex(KEY_BYTES))
    keys = load_keys(folder)
    (folder / "core.pub").write_text(f"{keys.core.public.hex()}\n", "ascii")
    return keys


def load_keys(folder: Path) -> CoreKeys:
    """Read the key files.

    Raises:
        KeysUnreadable: One of them is not as it must be; the sentence names it.
    """
    core, seeds, pepper = (read_secret(folder / name) for name in _FILES)
    return CoreKeys(PrivateKey(core), seeds, pepper)


def write_secret(path: Path, text: str) -> None:
    """Write a file of a secret whole, readable by its owner alone; an existing one is kept."""
    if path.exists():
        return
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


def read_secret(path: Path) -> bytes:
    """Read a secret of `KEY_BYTES` bytes written as hex."""
    try:
        if path.stat().st_mode & 0o077:
            raise KeysUnreadable("keys.readable_by_others", file=str(path))
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise KeysUnreadable("keys.unreadable", file=str(path)) from error
    if len(secret) != KEY_BYTES:
        raise KeysUnreadable("keys.unreadable", file=str(path))
    return secret
