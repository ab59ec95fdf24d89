"""Where the demo plant keeps what: one folder that belongs to its user alone."""

import hashlib
import os
import tempfile
from pathlib import Path

SITE = "demo"
KIOSK = "KIOSK-01"
"""The production kiosk of `server/plants/demo.yaml`; it has no room, so it goes along with the batch."""

PRODUCTS = ("tablets",)
"""Folders below `server/masters` that the demo can make."""

_MARK = "countersign-demo"
_SOCKET_PATH_BYTES = 107


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

    @property
    def founded(self) -> bool:
        """Tell whether a plant was founded here."""
        return self.secrets.exists()

    def _ours(self) -> bool:
        return (self.root / _MARK).exists() or not any(self.root.iterdir())


def _socket(wanted: Path) -> Path:
    """Give a path that fits into a socket's address (107 bytes), a short one elsewhere when this one does not."""
    if len(os.fsencode(wanted)) <= _SOCKET_PATH_BYTES:
        return wanted
    name = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"countersign-{os.geteuid()}-{name}"


def product_files(product: str) -> tuple[Path, Path]:
    """Give the plant file and the master record of a product, which lie beside the core service."""
    server = Path(__file__).parents[2] / "server"
    return server / "plants" / "demo.yaml", server / "masters" / product / "master.yaml"
