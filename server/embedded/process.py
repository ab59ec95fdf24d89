"""A server process on its leash, as its starter sees it."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from server.embedded import leash
from server.embedded.identity import Account
from server.embedded.lease import Lease

GRACE_S = 20.0
"""Seconds that a server has to stop in order before it is stopped hard."""

PLAIN_ENVIRONMENT: Mapping[str, str] = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
"""What servers get to see: the caller's environment must not change what they do."""


class LeashedProcess:
    """A server that ends with this process, even when this one is killed.

    Attributes:
        pid: Process id of the server itself.
    """

    def __init__(self, holder: "subprocess.Popen[bytes]", pid: int) -> None:
        self._holder = holder
        self.pid = pid

    @classmethod
    def start(
        cls,
        command: Sequence[str],
        *,
        log: Path,
        lease: Lease,
        account: Account | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        environment: Mapping[str, str] = PLAIN_ENVIRONMENT,
    ) -> "LeashedProcess":
        """Start a server.

        Args:
            command: Absolute path of the program and its arguments.
            log: File to which its output is appended.
            lease: Lease on its folder, which it inherits.
            account: Whom it runs as; None for the caller.
            stop_signal: What makes it stop in order.
            environment: All that it gets of an environment.
        """
        uid, gid = (account.uid, account.gid) if account else (os.geteuid(), os.getegid())
        words = [sys.executable, "-I", "-S", leash.__file__, str(uid), str(gid), str(int(stop_signal)), str(GRACE_S)]
        with open_log(log) as output:
            holder = subprocess.Popen(  # noqa: S603  (no shell; the program is found by this package)
                [*words, *command],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                pass_fds=(lease.fileno(),),
                start_new_session=True,
                cwd="/",
                env=dict(environment),
            )
        told = _answer(holder)
        return cls(holder, int(told) if told else 0)

    @property
    def alive(self) -> bool:
        """Tell whether the server runs."""
        return self._holder.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Pass a signal on to the server; nothing happens when it has ended."""
        if self.alive and self._holder.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._holder.stdin.write(bytes([number]))

    def stop(self) -> int:
        """Stop the server in order, by force when it does not listen; returns its exit status."""
        if self._holder.stdin is not None and not self._holder.stdin.closed:
            self._holder.stdin.close()
        return self._holder.wait()


def _answer(holder: "subprocess.Popen[bytes]") -> bytes:
    """Read what the leash says; nothing when the server could not be started."""
    if holder.stdout is None:
        return b""
    with holder.stdout as output:
        return output.read().strip()


def open_log(log: Path) -> BinaryIO:
    """Open a server's log to append to it; it may quote data, so only its owner reads it (0600)."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    return os.fdopen(os.open(log, flags, 0o600), "ab")


def last_words(log: Path, lines: int = 5) -> str:
    """Give the end of a server's log in one line, for the sentence that says why it did not start."""
    written = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    return " | ".join(line.strip() for line in written[-lines:] if line.strip())
