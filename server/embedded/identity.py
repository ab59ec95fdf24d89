"""Who a server runs as, and which folders that one can reach."""

import hashlib
import os
import pwd
import stat
from pathlib import Path

import msgspec

from server.embedded.errors import EmbeddedError, FolderUnsafe

LEASE = "lease"
"""Name of the file in a server's folder that is locked while the server lives."""


class Account(msgspec.Struct, frozen=True):
    """An account of this machine.

    Attributes:
        name: Login name.
        uid: Its number.
        gid: Number of its main group.
    """

    name: str
    uid: int
    gid: int


def unprivileged() -> Account | None:
    """Find the account to step down to; None when the caller is an ordinary user and stays itself.

    Raises:
        EmbeddedError: The caller is root and the machine has neither `postgres` nor `nobody`.
    """
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedError("embedded.no_account")


def reachable(path: Path, account: Account) -> bool:
    """Tell whether the account may pass through every existing folder on the way to a path, the path included."""
    resolved = path.resolve()
    ways = [step for step in (*reversed(resolved.parents), resolved) if step.exists()]
    return all(_may_pass(step.stat(), account) for step in ways)


def _may_pass(status: os.stat_result, account: Account) -> bool:
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def private_folder(path: Path, account: Account | None, mode: int = 0o700) -> Path:
    """Make a folder that only one account can write to, or take the one that is there when it is that account's.

    Args:
        path: The folder; its parent exists.
        account: Its owner; None for the caller.
        mode: Its permissions, also for one that is there; others never get more than the right to pass.

    Raises:
        FolderUnsafe: The path is a link, no folder, or belongs to somebody else.
    """
    owner = account.uid if account else os.geteuid()
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        if account:
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != owner:
        raise FolderUnsafe("embedded.folder_unsafe", folder=str(path))
    path.chmod(mode)
    return path


def server_folder(path: Path, mode: int = 0o700) -> Path:
    """Make a server's own folder, or take the one that a server had before.

    Raises:
        FolderUnsafe: It belongs to somebody else or holds other things.
    """
    if path.is_dir() and any(path.iterdir()) and not (path / LEASE).exists():
        raise FolderUnsafe("embedded.folder_not_empty", folder=str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    return private_folder(path, None, mode)


def short_name(path: Path) -> str:
    """Give twelve characters that stand for a path, for a folder elsewhere that belongs to it."""
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]
