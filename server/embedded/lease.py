"""The lease on a server's folder: one holder at a time, let go by the kernel whatever way the holder ends."""

import contextlib
import fcntl
import os
import time
from pathlib import Path

from server.embedded.errors import FolderTaken
from server.embedded.identity import LEASE

_POLL_S = 0.02


class Lease:
    """Hold a folder for one server.

    The lock is a flock on `<folder>/lease`, and the server inherits its descriptor. So it lasts until the last
    process of the server is gone, even when the one who took it was killed: who holds the lease knows that nothing
    of an earlier server still runs there.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, folder: Path, patience_s: float = 15.0) -> "Lease":
        """Take the lease of a folder.

        Args:
            folder: An existing folder.
            patience_s: How long to wait, in seconds, for a server whose starter is gone and which is just stopping.

        Raises:
            FolderTaken: A living process holds it, or it was not let go in time.
        """
        descriptor = os.open(folder / LEASE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        deadline = time.monotonic() + patience_s
        while not _locked(descriptor):
            holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            if _lives(holder) or time.monotonic() > deadline:
                os.close(descriptor)
                raise FolderTaken("embedded.folder_taken", folder=str(folder), pid=holder or "?")
            time.sleep(_POLL_S)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return cls(descriptor)

    def fileno(self) -> int:
        """Give the descriptor that the server inherits."""
        return self._descriptor

    def release(self) -> None:
        """Let go; the folder is free once the server's last process is gone too."""
        if self._descriptor < 0:
            return
        os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)
        self._descriptor = -1


def _locked(descriptor: int) -> bool:
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _lives(holder: str) -> bool:
    if not holder.isdecimal():
        return False
    try:
        os.kill(int(holder), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
