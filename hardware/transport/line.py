"""Lines over a channel: one exchange at a time, a monotonic deadline, nothing stale taken for an answer."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import structlog

from core.ports import Clock
from hardware.errors import DeviceSilent, DeviceUnreachable, FrameBroken
from hardware.transport.address import Address, TcpAddress
from hardware.transport.channel import Channel, open_channel
from hardware.transport.tap import WireTap

_LONGEST_LINE = 4096
_FIRST_PAUSE_S = 0.05
_LONGEST_PAUSE_S = 2.0

log = structlog.get_logger(__name__)


class LineTransport:
    """A device that speaks in lines.

    Bytes are gathered as they come; a line is whole with its terminator and never before.

    Args:
        name: The device's name, for sentences and the log.
        address: Where it hangs.
        clock: Time for the wire tap; deadlines are on the event loop's own clock, as its timers are.
        lost: Called at once when the other side goes away.
        terminator: What ends a line.
    """

    def __init__(
        self, name: str, address: Address, clock: Clock, lost: Callable[[], None], terminator: bytes = b"\r\n"
    ) -> None:
        self.name = name
        self.tap = WireTap(clock)
        self._address = address
        self._tell_lost = lost
        self._terminator = terminator
        self._channel: Channel | None = None
        self._pending = bytearray()
        self._news = asyncio.Event()
        self._turn = asyncio.Lock()
        self._unheard = False

    @property
    def is_open(self) -> bool:
        """Tell whether the way is open."""
        return self._channel is not None

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Wait for the line and hold it, so that several exchanges follow each other undisturbed."""
        return self._turn

    async def open(self, timeout_s: float) -> None:
        """Open the way, trying again with growing pauses until the time is over; open already is fine.

        A TCP connection on which the last question got no answer is made anew: it may be open on this side only.

        Raises:
            DeviceUnreachable: It could not be opened in time.
        """
        if self._unheard and isinstance(self._address, TcpAddress):
            self._lost()
        deadline = asyncio.get_running_loop().time() + timeout_s
        pause = _FIRST_PAUSE_S
        while self._channel is None:
            left = deadline - asyncio.get_running_loop().time()
            try:
                async with asyncio.timeout(max(left, 0.01)):
                    channel = await open_channel(self._address, self.name, self._received, self._lost)
            except TimeoutError as error:
                raise DeviceUnreachable("device.unreachable", device=self.name) from error
            except DeviceUnreachable:
                if asyncio.get_running_loop().time() + pause >= deadline:
                    raise
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_S)
            else:
                self._pending.clear()
                self._unheard = False
                self._channel = channel

    def close(self) -> None:
        """Let go of the way; may be called again and again."""
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()
        self._news.set()

    async def send(self, data: bytes) -> None:
        """Send bytes.

        Raises:
            DeviceUnreachable: The way is not open or was lost.
        """
        if self._channel is None:
            raise DeviceUnreachable("device.unreachable", device=self.name)
        self.tap.note(sent=True, data=data)
        try:
            await self._channel.write(data)
        except OSError as error:
            self._lost()
            raise DeviceUnreachable("device.unreachable", device=self.name) from error

    async def receive(self, timeout_s: float) -> bytes:
        """Wait for one whole line and give it with its terminator.

        Raises:
            DeviceSilent: No whole line in time; what came of it stays for the next call.
            DeviceUnreachable: The way was lost.
            FrameBroken: 4096 bytes without a terminator; they are dropped.
        """
        deadline = asyncio.get_running_loop().time() + timeout_s
        while (line := self._next_line()) is None:
            if self._channel is None:
                raise DeviceUnreachable("device.unreachable", device=self.name)
            if len(self._pending) > _LONGEST_LINE:
                self._pending.clear()
                raise FrameBroken("device.frame_broken", device=self.name)
            self._news.clear()
            try:
                async with asyncio.timeout(max(deadline - asyncio.get_running_loop().time(), 0)):
                    await self._news.wait()
            except TimeoutError as error:
                self._unheard = True
                raise DeviceSilent("device.silent", device=self.name) from error
        return line

    def drain(self) -> list[bytes]:
        """Take whatever came unasked: whole lines to look at, and the rest of a cut one as the last."""
        lines: list[bytes] = []
        while (line := self._next_line()) is not None:
            lines.append(line)
        if self._pending:
            lines.append(bytes(self._pending))
            self._pending.clear()
        if lines:
            log.info("unasked bytes drained", device=self.name, lines=[line.hex(" ") for line in lines])
        return lines

    async def quiet(self, silence_s: float) -> list[bytes]:
        """Wait until nothing has come for `silence_s`, and give what came until then.

        After a failure a late answer may still be on its way; taken for the answer to the next question it would be a
        wrong value without an error.
        """
        lines: list[bytes] = []
        while True:
            lines += self.drain()
            self._news.clear()
            if self._channel is None:
                return lines
            try:
                async with asyncio.timeout(silence_s):
                    await self._news.wait()
            except TimeoutError:
                return lines

    def _next_line(self) -> bytes | None:
        end = self._pending.find(self._terminator)
        if end < 0:
            return None
        end += len(self._terminator)
        line = bytes(self._pending[:end])
        del self._pending[:end]
        return line

    def _received(self, data: bytes) -> None:
        self.tap.note(sent=False, data=data)
        self._unheard = False
        self._pending += data
        self._news.set()

    def _lost(self) -> None:
        was_open = self._channel is not None
        self.close()
        if was_open:
            log.warning("device lost", device=self.name)
            self._tell_lost()
