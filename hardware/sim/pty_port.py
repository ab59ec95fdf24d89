"""The device's end of a serial cable: a pseudo-terminal behind a symlink that stays where it is.

Ptys know no parity and no 7 bits; everything else is as on a line. Closing the master end is pulling the plug.
"""

import asyncio
import os
import pty
import tty
from collections.abc import Callable
from pathlib import Path

from hardware.sim.faults import WireFaults

_READ_AT_MOST = 4096


class PtyPort:
    """One simulated serial device's port."""

    def __init__(self, link: Path, received: Callable[[bytes], None]) -> None:
        self._link = link
        self._received = received
        self._ends: tuple[int, int] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.faults = WireFaults()

    @property
    def url(self) -> str:
        """Give the address a driver opens."""
        return f"serial://{self._link}"

    def plug(self) -> None:
        """Put the plug in; in already is fine."""
        if self._ends is not None:
            return
        device_end, host_end = pty.openpty()
        tty.setraw(host_end)
        os.set_blocking(device_end, False)
        # The host end stays open here too, else the device end would read errors while no driver has it open.
        self._ends = (device_end, host_end)
        self._link.unlink(missing_ok=True)
        self._link.symlink_to(os.ttyname(host_end))
        asyncio.get_running_loop().add_reader(device_end, self._readable, device_end)

    def unplug(self) -> None:
        """Pull the plug; the driver sees it at once."""
        if self._ends is None:
            return
        device_end, host_end = self._ends
        self._ends = None
        asyncio.get_running_loop().remove_reader(device_end)
        self._link.unlink(missing_ok=True)
        os.close(device_end)
        os.close(host_end)

    def close(self) -> None:
        """Pull the plug and forget what was still to be sent."""
        self.unplug()
        for task in self._tasks:
            task.cancel()

    def write(self, data: bytes) -> None:
        """Send bytes to the host, with whatever fault is set on the wire."""
        if self.faults.clean:
            self._put(data)
            return
        task = asyncio.get_running_loop().create_task(self._write_faulty(data))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _write_faulty(self, data: bytes) -> None:
        for pause_s, piece in self.faults.pieces(data):
            await asyncio.sleep(pause_s)
            self._put(piece)

    def _put(self, data: bytes) -> None:
        if self._ends is None:
            return
        try:
            os.write(self._ends[0], data)
        except BlockingIOError:  # nobody reads and the buffer is full: a real line loses the bytes too
            return

    def _readable(self, device_end: int) -> None:
        try:
            data = os.read(device_end, _READ_AT_MOST)
        except OSError:
            return
        self._received(data)
