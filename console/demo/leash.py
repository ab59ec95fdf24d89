"""Run a program that ends when its starter ends: `python -I -S leash.py STARTER PROGRAM ARGUMENT...`.

The kernel's parent death signal survives the exec and reaches the program as SIGTERM, also when the starter was killed.
It binds to the thread that started it, so the starter starts children from its main thread.

Source: prctl(2), PR_SET_PDEATHSIG.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Put the leash on and become the program."""
    starter, command = int(arguments[0]), arguments[1:]
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != starter:
        sys.exit(126)
    os.execv(command[0], command)  # noqa: S606  (the command is the caller's, without a shell)


if __name__ == "__main__":
    main(sys.argv[1:])
