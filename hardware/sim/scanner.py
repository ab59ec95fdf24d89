"""A simulated scanner: prefix, suffix and group separators as set up, whole or in slices, as bytes or as keys."""

from pathlib import Path

from hardware.sim.faults import WIRE_FAULTS
from hardware.sim.pty_port import PtyPort
from hardware.transport.key_events import key_events


class SimulatedScanner:
    """A scanner on a pty, which sends what it reads, or (`keys`) the input events of its keys.

    Attributes:
        tones: What it was told to sound, in order.
    """

    FAULTS = WIRE_FAULTS | {"cut", "unplug"}

    def __init__(self, link: Path, prefix: bytes = b"", suffix: bytes = b"\r", keys: bool = False) -> None:
        self.port = PtyPort(link, self._received)
        self.tones: list[bytes] = []
        self._prefix = prefix
        self._suffix = suffix
        self._keys = keys
        self._cut = False

    @property
    def url(self) -> str:
        """Give the address a driver opens."""
        return self.port.url.replace("serial:", "evdev:", 1) if self._keys else self.port.url

    def start(self) -> None:
        """Plug it in."""
        self.port.plug()

    def stop(self) -> None:
        """Unplug it for good."""
        self.port.close()

    def scan(self, data: bytes | str) -> None:
        """Pull the trigger on a code.

        Args:
            data: What the code says, AIM identifier in front. Text without one is sent as Code 128 (`]C0`).
        """
        raw = data.encode() if isinstance(data, str) else data
        if not raw.startswith(b"]"):
            raw = b"]C0" + raw
        suffix = b"" if self._cut else self._suffix
        sent = self._prefix + raw + suffix
        self.port.write(key_events(sent) if self._keys else sent)

    def fault(self, kind: str) -> None:
        """Let something go wrong; `none` repairs everything. `cut` loses the end of every scan."""
        if kind == "none":
            self._cut = False
            self.port.faults.clear()
            self.port.plug()
        elif kind == "unplug":
            self.port.unplug()
        elif kind == "cut":
            self._cut = True
        else:
            self.port.faults.set(kind)

    def _received(self, data: bytes) -> None:
        self.tones.append(data)
