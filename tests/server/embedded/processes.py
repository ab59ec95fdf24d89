"""A plant in a process of its own, and what is needed to watch processes."""

import json
import os
import select
import shutil
import subprocess
import sys
from pathlib import Path

from server.embedded.identity import Account, reachable

NOBODY = Account("nobody", 65534, 65534)


def has_ended(pid: int, timeout_s: float = 20.0) -> bool:
    """Wait for a process's end."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    ready, _, _ = select.select([watched], [], [], timeout_s)
    os.close(watched)
    return bool(ready)


class Plant:
    """Both servers in a process of its own."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout is not None
        self.process = process
        told = json.loads(process.stdout.readline())
        self.postgres: int = told["postgres"]
        self.nats: int = told["nats"]
        self.uid: int = told["uid"]

    def end(self) -> None:
        """Kill it and wait until its servers are gone."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        assert has_ended(self.postgres)
        assert has_ended(self.nats)


def python_for(account: Account, folder: Path) -> Path:
    """Find an interpreter that the account can run: this one, or a copy without what the leash does not need."""
    python = Path(sys.executable).resolve()
    if reachable(python, account):
        return python
    library = f"lib/python{sys.version_info.major}.{sys.version_info.minor}"
    unneeded = shutil.ignore_patterns("site-packages", "test", "__pycache__", "config-*", "idlelib", "ensurepip")
    shutil.copytree(Path(sys.base_prefix, library), folder / "python" / library, ignore=unneeded)
    binary = folder / "python" / "bin" / python.name
    binary.parent.mkdir()
    shutil.copy(python, binary)
    for shared in Path(sys.base_prefix, "lib").glob("libpython*.so*"):
        shutil.copy(shared, folder / "python" / "lib")
    # Servers get no environment of ours, so the way to a shared interpreter library is set here.
    started = folder / "python" / "start"
    started.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH={folder}/python/lib exec {binary} "$@"\n')
    started.chmod(0o755)
    return started
