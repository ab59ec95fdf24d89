"""Where the demo plant keeps what: one folder that belongs to its user alone."""

import asyncio
import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from core.errors import CountersignError

SITE = "demo"
KIOSK = "KIOSK-01"
"""The production kiosk of every plant file of the demo; it has no room, so it goes along with the batch."""

_MARK = "countersign-demo"
_SOCKET_PATH_BYTES = 107
PATIENCE_S = 30.0
"""Seconds to wait for the processes of a demo that was killed."""
_LOOK_S = 0.1


class FolderBusy(CountersignError):
    """Another demo runs in the folder."""

    code = "DEM-006"


class Layout:
    """The places below the demo's folder."""

    def __init__(self, root: Path) -> None:
        """Take the folder; `make` makes it."""
        self.root = root
        self.clock = root / "clock.json"
        self.servers = root / "servers"
        self.core = root / "core"
        self.keys = root / "core" / "keys"
        self.core_config = root / "core" / "core.json"
        self.secrets = root / "core" / "keys" / "first-secrets.json"
        self.core_public = root / "core" / "keys" / "core.pub"
        self.devices = root / "devices"
        self.plan = root / "devices" / "plan.json"
        self.control = _socket(root / "devices" / "control")
        self.kiosk = root / "kiosk"
        self.station = root / "kiosk" / "station.yaml"
        self.logs = root / "logs"
        self.output = root / "output"

    def make(self) -> None:
        """Make the folders; what is there is kept.

        As root the others may pass through the folder, because the database server runs as another user then.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o711 if os.geteuid() == 0 else 0o700)
        (self.root / _MARK).touch()
        for folder in (self.core, self.devices, self.kiosk, self.logs, self.output):
            folder.mkdir(mode=0o700, exist_ok=True)
        self.servers.mkdir(mode=0o711, exist_ok=True)

    @property
    def usable(self) -> bool:
        """Tell whether the folder is the demo's or may become it: missing, empty, or made by a demo before."""
        return not self.root.exists() or (self.root.is_dir() and self._ours())

    async def hold(self, waits: Callable[[], None]) -> int:
        """Hold the folder for one demo; its processes inherit the descriptor that is given.

        So a demo that was killed holds it until the last of its processes is gone, and the next one waits.

        Raises:
            FolderBusy: Another demo lives in it.
        """
        descriptor = os.open(self.root / _MARK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + PATIENCE_S
        told = False
        while not _locked(descriptor):
            if time.monotonic() > deadline:
                os.close(descriptor)
                raise FolderBusy("demo.folder_busy", folder=str(self.root))
            if not told:
                waits()
            told = True
            await asyncio.sleep(_LOOK_S)
        return descriptor

    @property
    def founded(self) -> bool:
        """Tell whether a plant was founded here."""
        return self.secrets.exists()

    def _ours(self) -> bool:
        return (self.root / _MARK).exists() or not any(self.root.iterdir())


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _socket(wanted: Path) -> Path:
    """Give a path that fits into a socket's address (107 bytes), a short one elsewhere when this one does not."""
    if len(os.fsencode(wanted)) <= _SOCKET_PATH_BYTES:
        return wanted
    name = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"countersign-{os.geteuid()}-{name}"
