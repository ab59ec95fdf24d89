"""A Linux input device, grabbed: what is typed on it reaches nobody else, and no other keyboard reaches us.

Read by file descriptor with the standard library alone. `EVIOCGRAB` (linux/input.h) makes the kernel give the events to
this descriptor only, so that a scan never lands on a console, in a field or in another program.
"""

import asyncio
import fcntl
import os

from hardware.errors import DeviceUnreachable
from hardware.transport.address import EvdevAddress
from hardware.transport.channel import Channel, Lost, Received
from hardware.transport.key_events import EVENT, KeyDecoder

_EVIOCGRAB = 0x40044590
_READ_AT_MOST = EVENT.size * 64


def open_input_device(address: EvdevAddress, name: str, grab: bool, received: Received, lost: Lost) -> Channel:
    """Open an input device.

    Args:
        address: Where.
        name: The device's name, for the sentence when it fails.
        grab: Take it for us alone; only a simulator, which is no input device, is not grabbed.
        received: Called with the bytes that its keys stand for, in order.
        lost: Called once when it goes away; never after `close`.

    Raises:
        DeviceUnreachable: No such device, not allowed, no input device, or grabbed by another program.
    """
    try:
        return EvdevChannel(address, grab, received, lost)
    except OSError as error:
        raise DeviceUnreachable("device.unreachable", device=name) from error


class EvdevChannel:
    """An input device, opened for us alone; gives the bytes its keys stand for."""

    def __init__(self, address: EvdevAddress, grab: bool, received: Received, lost: Lost) -> None:
        self._received = received
        self._lost = lost
        self._decoder = KeyDecoder()
        self._loop = asyncio.get_running_loop()
        fd = os.open(address.path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        try:
            if grab:
                fcntl.ioctl(fd, _EVIOCGRAB, 1)
        except OSError:
            os.close(fd)
            raise
        self._fd: int | None = fd
        self._loop.add_reader(fd, self._readable, fd)

    def _readable(self, fd: int) -> None:
        try:
            data = os.read(fd, _READ_AT_MOST)
        except BlockingIOError:
            return
        except OSError:  # ENODEV: unplugged
            data = b""
        if data:
            meant = self._decoder.feed(data)
            if meant:
                self._received(meant)
        elif self._fd is not None:
            self.close()
            self._lost()

    async def write(self, data: bytes) -> None:
        """Do nothing: keys cannot be sent to a scanner, which has no tones over this way."""

    def close(self) -> None:
        """Let go of the device; the grab ends with the descriptor."""
        if self._fd is not None:
            self._loop.remove_reader(self._fd)
            os.close(self._fd)
            self._fd = None
