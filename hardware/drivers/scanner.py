"""Barcode scanners, any maker: in USB-CDC serial mode, or in keyboard mode on an input device that is grabbed.

Set-up: AIM identifier on, FNC1 sent as 0x1D, suffix CR (or prefix STX, suffix ETX), no change of case; in keyboard mode
US layout and control characters as Ctrl keys. Verified on hardware: no.

Most scanners tell no serial number, so the identity rests on the port path and the type plate in the registry row.
Tones are made by the bytes `beep_ok`, `beep_again` and `beep_bad` of the URL's query (hex), by default BEL once, twice
and three times, which is what scanners with the option "beep on BEL" understand. Over an input device there are none.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping

import structlog

from core.ports import Clock, DeviceError, DeviceIdentity, DeviceStatus, Scan, Signal
from hardware.drivers.scan_frames import ScanAssembler
from hardware.errors import DeviceUnreachable, NotRegistered
from hardware.row import DeviceRow
from hardware.status import StatusBook
from hardware.transport import (
    Channel,
    EvdevAddress,
    WireTap,
    open_channel,
    open_input_device,
    parse_scanner_address,
)

_WAITING_AT_MOST = 32
_FIRST_PAUSE_S = 0.05
_LONGEST_PAUSE_S = 2.0

log = structlog.get_logger(__name__)


class SerialScanner:
    """A scanner (port `core.ports.Scanner`).

    Scans that come while nobody waits for them are logged and not used.
    """

    def __init__(self, row: DeviceRow, clock: Clock) -> None:
        self._row = row
        self._clock = clock
        self._address = parse_scanner_address(row.url)
        self._way = "evdev" if isinstance(self._address, EvdevAddress) else "cdc"
        self._tones = {
            signal: _tone(row, self._address.options, f"beep_{signal.value}", default)
            for signal, default in ((Signal.OK, "07"), (Signal.AGAIN, "0707"), (Signal.BAD, "070707"))
        }
        self._status = StatusBook(clock)
        self._identity = row.identity()
        self._channel: Channel | None = None
        self._assembler = ScanAssembler()
        self._opening = asyncio.Lock()
        self._reopening: asyncio.Task[None] | None = None
        self._listeners: list[asyncio.Queue[Scan]] = []
        self.tap = WireTap(clock)

    @property
    def status(self) -> DeviceStatus:
        """Tell where the scanner stands."""
        return self._status.now

    async def connect(self, timeout_s: float) -> DeviceIdentity:
        """Open the port; it is opened again by itself whenever it was lost.

        Raises:
            DeviceError: It could not be opened in time.
        """
        try:
            async with asyncio.timeout(timeout_s):
                await self._open()
        except TimeoutError as error:
            unreachable = DeviceUnreachable("device.unreachable", device=self._row.name)
            self._status.disconnected(unreachable)
            raise unreachable from error
        return self._identity

    async def close(self) -> None:
        """Let go of the port."""
        reopening, self._reopening = self._reopening, None
        if reopening is not None:
            reopening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reopening
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()
        self._status.disconnected()

    async def scans(self) -> AsyncIterator[Scan]:
        """Give every complete scan in order, from the first time it is waited for; cut ones are dropped and logged."""
        queue: asyncio.Queue[Scan] = asyncio.Queue(_WAITING_AT_MOST)
        self._listeners.append(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.remove(queue)

    async def signal(self, signal: Signal, timeout_s: float) -> None:
        """Sound the tone; a scanner on an input device stays silent.

        Raises:
            DeviceError: The scanner is not connected.
        """
        if self._channel is None:
            raise DeviceUnreachable("device.unreachable", device=self._row.name)
        if isinstance(self._address, EvdevAddress):
            return
        tone = self._tones[signal]
        self.tap.note(sent=True, data=tone)
        try:
            async with asyncio.timeout(timeout_s):
                await self._channel.write(tone)
        except (OSError, TimeoutError) as error:
            raise DeviceUnreachable("device.unreachable", device=self._row.name) from error

    # ------------------------------------------------------------------ the port

    async def _open(self) -> None:
        async with self._opening:
            pause = _FIRST_PAUSE_S
            while self._channel is None:
                try:
                    self._channel = await self._opened()
                except DeviceError as error:
                    self._status.disconnected(error)
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, _LONGEST_PAUSE_S)
                else:
                    self._assembler = ScanAssembler()
            self._status.ready(self._identity)

    async def _opened(self) -> Channel:
        if isinstance(self._address, EvdevAddress):
            grab = not self._row.simulated
            return open_input_device(self._address, self._row.name, grab, self._received, self._lost)
        return await open_channel(self._address, self._row.name, self._received, self._lost)

    def _lost(self) -> None:
        self._channel = None
        self._status.disconnected(DeviceUnreachable("device.unreachable", device=self._row.name))
        log.warning("device lost", device=self._row.name)
        self._reopening = asyncio.get_running_loop().create_task(self._open())

    def _received(self, data: bytes) -> None:
        at = self.tap.note(sent=False, data=data).at
        scans, dropped = self._assembler.feed(data, self._clock.monotonic())
        if dropped:
            log.warning("cut scan dropped", device=self._row.name, data=dropped.hex(" "))
        for raw in scans:
            self._give(Scan(raw, at, self._identity, self._way))

    def _give(self, scan: Scan) -> None:
        if not self._listeners:
            log.info("scan not asked for", device=self._row.name, data=scan.raw.hex(" "))
        for queue in self._listeners:
            try:
                queue.put_nowait(scan)
            except asyncio.QueueFull:
                log.warning("scan not taken in time", device=self._row.name, data=scan.raw.hex(" "))


def _tone(row: DeviceRow, options: Mapping[str, str], word: str, default: str) -> bytes:
    try:
        return bytes.fromhex(options.get(word, default))
    except ValueError as error:
        raise NotRegistered("device.address_bad", url=row.url) from error
