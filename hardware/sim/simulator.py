"""A whole plant of simulated devices, and the hand that moves them."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import msgspec

from hardware.errors import NotRegistered
from hardware.row import DeviceKind, DeviceRow
from hardware.sim.aandd import AandDSimulation
from hardware.sim.balance import SimulatedBalance
from hardware.sim.equipment import SimulatedEquipment
from hardware.sim.label import Label
from hardware.sim.mt_sics import MtSicsSimulation
from hardware.sim.ohaus import OhausSimulation
from hardware.sim.plan import Plan, Planned, PlannedBalance, PlannedEquipment, PlannedPrinter, PlannedScanner
from hardware.sim.printer import SimulatedPrinter
from hardware.sim.radwag import RadwagSimulation
from hardware.sim.sartorius_sbi import SartoriusSbiSimulation
from hardware.sim.scanner import SimulatedScanner
from hardware.tag_maps import bundled

_FAMILIES: Mapping[str, type[SimulatedBalance]] = {
    "mt_sics": MtSicsSimulation,
    "sartorius_sbi": SartoriusSbiSimulation,
    "aandd": AandDSimulation,
    "ohaus": OhausSimulation,
    "radwag": RadwagSimulation,
}
_KINDS = {
    PlannedScanner: (DeviceKind.SCANNER, "scanner"),
    PlannedEquipment: (DeviceKind.EQUIPMENT, "modbus"),
    PlannedPrinter: (DeviceKind.PRINTER, "zpl"),
}
AnySimulated = SimulatedBalance | SimulatedScanner | SimulatedEquipment | SimulatedPrinter
S = TypeVar("S", SimulatedBalance, SimulatedScanner, SimulatedEquipment, SimulatedPrinter)


class Simulator:
    """Runs the devices of a plan inside the current event loop.

    Args:
        plan: Which devices.
        folder: Where the links to the ptys are put; made if it is not there.
    """

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._folder = folder
        self._devices: dict[str, AnySimulated] = {
            planned.name: _make(planned, folder, seed) for seed, planned in enumerate(plan.devices)
        }

    async def start(self) -> None:
        """Switch all devices on."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for device in self._devices.values():
            if isinstance(device, SimulatedBalance | SimulatedScanner):
                device.start()
            else:
                await device.start()

    async def stop(self) -> None:
        """Switch all devices off for good."""
        for device in self._devices.values():
            if isinstance(device, SimulatedBalance | SimulatedScanner):
                device.stop()
            else:
                await device.stop()

    def rows(self) -> tuple[DeviceRow, ...]:
        """Give the registry rows of the running devices, marked as simulated."""
        return tuple(self._row(planned) for planned in self._plan.devices)

    # ------------------------------------------------------------------ the hand

    def scan(self, scanner: str, data: bytes | str) -> None:
        """Pull the trigger on a code; text without an AIM identifier is sent as Code 128."""
        self._get(scanner, SimulatedScanner).scan(data)

    def load(self, balance: str, amount: Decimal, unit: str = "kg") -> None:
        """Put a load on a balance in place of what was there."""
        self._get(balance, SimulatedBalance).load(amount, unit)

    async def set_tag(self, equipment: str, tag: str, value: Decimal | None) -> None:
        """Hold a tag at a value, or let it live again with None."""
        await self._get(equipment, SimulatedEquipment).set_tag(tag, value)

    async def fault(self, device: str, kind: str) -> None:
        """Let something go wrong with a device; `none` repairs everything.

        Raises:
            NotRegistered: No such device, or a fault it cannot have.
        """
        found = self._device(device)
        if kind != "none" and kind not in found.FAULTS and not _is_unit(found, kind):
            raise NotRegistered("device.fault_unknown", device=device, kind=kind, kinds=", ".join(sorted(found.FAULTS)))
        if isinstance(found, SimulatedBalance | SimulatedScanner):
            found.fault(kind)
        else:
            await found.fault(kind)

    def printed(self, printer: str) -> tuple[Label, ...]:
        """Give the labels a printer has printed, oldest first."""
        return self._get(printer, SimulatedPrinter).printed()

    def tones(self, scanner: str) -> tuple[bytes, ...]:
        """Give what a scanner was told to sound, oldest first."""
        return tuple(self._get(scanner, SimulatedScanner).tones)

    # ------------------------------------------------------------------ the devices

    def _device(self, name: str) -> AnySimulated:
        found = self._devices.get(name)
        if found is None:
            raise NotRegistered("device.not_registered", device=name)
        return found

    def _get(self, name: str, wanted: type[S]) -> S:
        found = self._device(name)
        if not isinstance(found, wanted):
            raise NotRegistered("device.not_registered", device=name)
        return found

    def _row(self, planned: Planned) -> DeviceRow:
        device = self._device(planned.name)
        kind, driver = (
            (DeviceKind.BALANCE, planned.family) if isinstance(planned, PlannedBalance) else _KINDS[type(planned)]
        )
        row = DeviceRow(
            name=planned.name,
            kind=kind,
            driver=driver,
            url=device.port.url if isinstance(device, SimulatedBalance) else device.url,
            serial=planned.serial,
            model=planned.model,
            equipment=planned.equipment,
            simulated=True,
        )
        if isinstance(planned, PlannedBalance):
            return msgspec.structs.replace(
                row,
                unit=planned.unit,
                capacity=planned.capacity,
                minimum=planned.minimum,
                readability=planned.readability,
            )
        return msgspec.structs.replace(row, tag_map=planned.tag_map) if isinstance(planned, PlannedEquipment) else row


def _make(planned: Planned, folder: Path, seed: int) -> AnySimulated:
    link = folder / re.sub(r"[^A-Za-z0-9._-]", "_", planned.name)
    match planned:
        case PlannedBalance():
            balance = _FAMILIES[planned.family](
                link,
                planned.serial,
                planned.model,
                planned.unit,
                planned.capacity,
                planned.readability,
                planned.settle_s,
                seed,
            )
            if isinstance(balance, SartoriusSbiSimulation):
                balance.characters = planned.characters
            return balance
        case PlannedScanner():
            return SimulatedScanner(link, keys=planned.way == "evdev")
        case PlannedEquipment():
            return SimulatedEquipment(bundled(planned.tag_map), planned.serial, seed)
        case PlannedPrinter():
            return SimulatedPrinter(planned.serial, planned.model)


def _is_unit(device: AnySimulated, kind: str) -> bool:
    return isinstance(device, SimulatedBalance) and kind in ("unit:mg", "unit:g", "unit:kg")
