"""Hold a server on a leash: it ends when the one who started it ends, however that happens.

Run as a program of its own with `python -I -S leash.py UID GID STOP_SIGNAL GRACE_S PROGRAM ARGUMENT...`; the standard
library is all it needs, so it works for an account that cannot read the virtual environment.

- Standard input is the leash. Its end, which the kernel brings about when the starter dies even by SIGKILL, stops the
  server; a byte on it is the number of a signal to pass on. A leash binds to the starter's process, where the parent
  death signal alone would bind to the thread that started it.
- The server itself gets the parent death signal of this process, which has one thread and gave up its rights before,
  because a change of user clears that signal. So nothing is left when this process is killed too.
- Standard output tells the server's process id and is closed; standard error becomes the server's output.

Source: prctl(2), PR_SET_PDEATHSIG; setuid(2).
"""

import ctypes
import os
import select
import signal
import sys
import time
from types import FrameType

_PR_SET_PDEATHSIG = 1
_LOOK_S = 1.0
_STOP = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


class _Leash:
    """Watch one server until it ends."""

    def __init__(self, server: int, starter: int, stop_signal: int, grace_s: float) -> None:
        self._server = server
        self._starter = starter
        self._steps = [stop_signal, signal.SIGQUIT, signal.SIGKILL]
        self._grace_s = grace_s
        self._deadline: float | None = None
        self._wake, write = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(write, False)
        self._stop_asked = False
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        for number in _STOP:
            signal.signal(number, self._ask_stop)

    def _ask_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop_asked = True

    def hold(self) -> int:
        """Wait for the server's end; returns its exit status, 128 + n for signal n."""
        watched = [0, self._wake]
        while True:
            ended, status = os.waitpid(self._server, os.WNOHANG)
            if ended:
                return _exit_status(status)
            ready, _, _ = select.select(watched, [], [], min(_LOOK_S, self._remaining()))
            if self._wake in ready:
                os.read(self._wake, 512)
            if 0 in ready and not self._pass_on(os.read(0, 64)):
                watched.remove(0)
                self._stop_asked = True
            if os.getppid() != self._starter:
                self._stop_asked = True
            self._press()

    def _remaining(self) -> float:
        return _LOOK_S if self._deadline is None else max(0.0, self._deadline - time.monotonic())

    def _pass_on(self, numbers: bytes) -> bool:
        for number in numbers:
            os.kill(self._server, number)
        return bool(numbers)

    def _press(self) -> None:
        """Send the next stronger signal when it is due."""
        if not self._stop_asked or not self._steps or (self._deadline is not None and self._remaining() > 0):
            return
        os.kill(self._server, self._steps.pop(0))
        self._deadline = time.monotonic() + self._grace_s


def _exit_status(status: int) -> int:
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def _become(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def _start(command: list[str], stop_signal: int, libc: ctypes.CDLL) -> int:
    """Start the server with the parent death signal set and its input and output away from the leash."""
    holder = os.getpid()
    server = os.fork()
    if server:
        return server
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(2, 1)
        libc.prctl(_PR_SET_PDEATHSIG, stop_signal, 0, 0, 0)
        if os.getppid() != holder:
            os._exit(126)
        os.execv(command[0], command)  # noqa: S606  (the program is the caller's, without a shell)
    except OSError as error:
        os.write(2, f"{command[0]}: {error}\n".encode())
    os._exit(127)


def main(arguments: list[str]) -> int:
    """Start the server and stay until it has ended."""
    uid, gid, stop_signal = (int(word) for word in arguments[:3])
    grace_s, command = float(arguments[3]), arguments[4:]
    starter = os.getppid()
    libc = ctypes.CDLL(None, use_errno=True)
    if uid != os.geteuid():
        _become(uid, gid)
    server = _start(command, stop_signal, libc)
    leash = _Leash(server, starter, stop_signal, grace_s)
    os.write(1, f"{server}\n".encode())
    os.close(1)
    return leash.hold()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
