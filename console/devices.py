"""The devices of this kiosk: connected beside the screen, and again whenever one was lost."""

import asyncio
from contextlib import suppress
from typing import cast

import structlog

from console.background import Background
from core.ports import Balance, Device, DeviceError, DeviceState, Equipment, Printer, Scanner, Signal
from hardware.registry import Registry
from hardware.row import DeviceKind, DeviceRow

CONNECT_S = 5.0
SIGNAL_S = 1.0
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 10.0

log = structlog.get_logger(__name__)


class KioskDevices:
    """Implements `console.desk.Devices` over the rows of the station file."""

    def __init__(self, registry: Registry) -> None:
        """Make the devices of a registry; nothing is connected before `start`."""
        self._devices = tuple((row, _device(registry, row)) for row in registry.rows)

    def start(self, background: Background) -> None:
        """Begin to connect every device."""
        for row, device in self._devices:
            background.start(f"device {row.name}", self._keep_connected(row, device))

    async def close(self) -> None:
        """Let go of all devices."""
        await asyncio.gather(*(device.close() for _, device in self._devices))

    def balance(self, equipment: str) -> Balance | None:
        """Give the balance with this equipment id, or None when it is not attached here."""
        return cast(Balance | None, self._find(DeviceKind.BALANCE, equipment))

    def equipment(self, equipment: str) -> Equipment | None:
        """Give process equipment, or None when it is not attached here."""
        return cast(Equipment | None, self._find(DeviceKind.EQUIPMENT, equipment))

    def printer(self) -> Printer | None:
        """Give the label printer, or None."""
        return cast(Printer | None, self._find(DeviceKind.PRINTER))

    def scanners(self) -> tuple[Scanner, ...]:
        """List the scanners."""
        return tuple(cast(Scanner, device) for row, device in self._devices if row.kind == DeviceKind.SCANNER)

    def all(self) -> tuple[tuple[str, Device], ...]:
        """List every device with its name."""
        return tuple((row.name, device) for row, device in self._devices)

    def rows(self) -> tuple[tuple[DeviceRow, Device], ...]:
        """List every device with its registry row."""
        return self._devices

    async def signal(self, accepted: bool, again: bool = False) -> None:
        """Sound accepted, scanned again or refused on every scanner that can; silence never stops the work."""
        signal = Signal.AGAIN if again else Signal.OK if accepted else Signal.BAD
        ready = [scanner for scanner in self.scanners() if scanner.status.state == DeviceState.READY]
        for scanner in ready:
            with suppress(DeviceError):
                await scanner.signal(signal, SIGNAL_S)

    def _find(self, kind: DeviceKind, equipment: str | None = None) -> Device | None:
        return next(
            (d for row, d in self._devices if row.kind == kind and equipment in (None, row.equipment)),
            None,
        )

    async def _keep_connected(self, row: DeviceRow, device: Device) -> None:
        pause = _FIRST_PAUSE_S
        told = ""
        while True:
            if device.status.state in (DeviceState.DISCONNECTED, DeviceState.FAULT):
                try:
                    await device.connect(CONNECT_S)
                    log.info("device ready", device=row.name)
                    pause, told = _FIRST_PAUSE_S, ""
                except DeviceError as error:
                    if error.key != told:
                        log.warning("device not ready", device=row.name, reason=str(error)[:200])
                    pause, told = min(2 * pause, _LONGEST_PAUSE_S), error.key
            await asyncio.sleep(pause)


def _device(registry: Registry, row: DeviceRow) -> Device:
    match row.kind:
        case DeviceKind.SCANNER:
            return registry.scanner(row.name)
        case DeviceKind.BALANCE:
            return registry.balance(row.name)
        case DeviceKind.EQUIPMENT:
            return registry.equipment(row.name)
        case DeviceKind.PRINTER:
            return registry.printer(row.name)
