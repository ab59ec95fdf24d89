"""Label printers that speak ZPL over raw TCP, port 9100 (port `core.ports.Printer`).

Document: Zebra ZPL II programming guide. Verified on hardware: no.

A printer that is out of media, out of ribbon or open may answer nothing at all: silence means not ready. That TCP took
the bytes proves no print; only the label scanned back does.
"""

import asyncio

import structlog

from core.ports import Clock, DeviceError, DeviceIdentity, DeviceStatus, PrintOutcome
from hardware.drivers.zpl_frames import WHO, PrinterStatus, parse_identity, parse_status
from hardware.errors import DeviceRefused, DeviceSilent, DeviceUnreachable, WrongDevice
from hardware.row import DeviceRow
from hardware.status import StatusBook
from hardware.transport import LineTransport, WireTap, parse_address

_STATUS_S = 1.5
"""Longest wait for each line of an answer; longer is not ready."""
_SILENCE_S = 0.2

log = structlog.get_logger(__name__)


class ZplPrinter:
    """A label printer."""

    def __init__(self, row: DeviceRow, clock: Clock) -> None:
        self._row = row
        self._line = LineTransport(row.name, parse_address(row.url), clock, self._lost, terminator=b"\n")
        self._status = StatusBook(clock)
        self._identity = row.identity()
        self._unsettled = False

    @property
    def status(self) -> DeviceStatus:
        """Tell where the printer stands."""
        return self._status.now

    @property
    def tap(self) -> WireTap:
        """Give the wire tap."""
        return self._line.tap

    async def connect(self, timeout_s: float) -> DeviceIdentity:
        """Open the way, ask serial number and model, and whether anything hinders it.

        Raises:
            DeviceError: Not reachable, silent, another printer than registered, or not ready.
        """
        async with self._line.turn():
            return await self._connect(timeout_s)

    async def close(self) -> None:
        """Let go of the way."""
        self._line.close()
        self._status.disconnected()

    async def host_status(self, timeout_s: float) -> PrinterStatus:
        """Ask what hinders the printer.

        Raises:
            DeviceError: Not reachable, no answer (which is not ready too), or one that cannot be read.
        """
        async with self._line.turn():
            return await self._host_status(timeout_s)

    async def print(self, data: bytes, timeout_s: float) -> PrintOutcome:
        """Send one job, if the printer is ready, and see that it still answers afterwards.

        Returns:
            `ACCEPTED` when it took the job and is still ready; `NOT_READY` when nothing was sent; `UNKNOWN` when bytes
            went out and nobody can say what became of them.
        """
        async with self._line.turn():
            try:
                async with asyncio.timeout(timeout_s):
                    if not self._line.is_open:
                        await self._connect(timeout_s)
                    if not (await self._host_status(_STATUS_S)).ready:
                        return PrintOutcome.NOT_READY
            except (DeviceError, TimeoutError) as error:
                self._note(error)
                return PrintOutcome.NOT_READY
            try:
                async with asyncio.timeout(timeout_s):
                    await self._line.send(data)
                    after = await self._host_status(_STATUS_S)
            except (DeviceError, TimeoutError) as error:
                self._note(error)
                log.warning("print unknown", device=self._row.name, error=str(error))
                return PrintOutcome.UNKNOWN
            return PrintOutcome.ACCEPTED if after.ready else PrintOutcome.UNKNOWN

    # ------------------------------------------------------------------ within one turn

    async def _connect(self, timeout_s: float) -> DeviceIdentity:
        try:
            await self._line.open(timeout_s)
            self._status.identifying()
            serial, model = parse_identity(await self._who(), self._row.name)
            if serial != self._row.serial:
                raise WrongDevice("device.wrong_serial", device=self._row.name, got=serial, want=self._row.serial)
            self._identity = self._row.identity(model=model)
            status = await self._host_status(_STATUS_S)
            if not status.ready:
                raise self._not_ready(status)
        except DeviceError as error:
            self._note(error)
            self._line.close()
            raise
        return self._identity

    async def _host_status(self, timeout_s: float) -> PrinterStatus:
        await self._settle()
        self._unsettled = True
        await self._line.send(b"~HS\r\n")
        lines = [await self._line.receive(timeout_s) for _ in range(3)]
        self._unsettled = False
        status = parse_status(lines, self._row.name)
        if status.ready:
            self._status.ready(self._identity)
        else:
            self._status.fault(self._not_ready(status))
        return status

    def _not_ready(self, status: PrinterStatus) -> DeviceError:
        return DeviceRefused(f"device.printer_{status.hindrances[0].value}", device=self._row.name)

    async def _who(self) -> bytes:
        """Ask serial number and model at once: the first answer has no line end, the second has."""
        await self._settle()
        self._unsettled = True
        await self._line.send(WHO)
        answer = await self._line.receive(_STATUS_S)
        if b"\x02" not in answer:
            answer += await self._line.receive(_STATUS_S)
        self._unsettled = False
        return answer

    async def _settle(self) -> None:
        if self._unsettled:
            await self._line.quiet(_SILENCE_S)
        else:
            self._line.drain()

    def _lost(self) -> None:
        self._note(DeviceUnreachable("device.unreachable", device=self._row.name))

    def _note(self, error: DeviceError | TimeoutError) -> None:
        if isinstance(error, DeviceUnreachable):
            self._status.disconnected(error)
        elif isinstance(error, DeviceError):
            self._status.fault(error)
        else:
            self._status.fault(DeviceSilent("device.silent", device=self._row.name))
