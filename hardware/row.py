"""One registered device: what a kiosk may use, where it hangs, and who it must say it is."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from core.ports import DeviceIdentity


class DeviceKind(StrEnum):
    """What a device is to a flow; one port each in `core.ports`."""

    SCANNER = "scanner"
    BALANCE = "balance"
    EQUIPMENT = "equipment"
    PRINTER = "printer"


class SerialFrom(StrEnum):
    """Where the serial number of a device is read: told by the device, or on its label."""

    DEVICE = "device"
    LABEL = "label"


class DeviceRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A row of the device registry.

    Attributes:
        name: Name at this kiosk, for example `Balance XPR10`; unique.
        kind: Which port it fills.
        driver: Which driver speaks to it; those of each kind stand in `hardware.registry`.
        url: Where it hangs; forms in `hardware.transport.address`.
        serial: Serial number the device itself must tell. For devices that tell none (most scanners) it is the one
            on the type plate, and the identity rests on the port and the label.
        model: Type on the type plate; shown when the device tells none.
        equipment: Id in the plant, for example `E-BAL-01`, or "".
        simulated: True for a simulator. A simulator answers like the device itself, so the row says what it is;
            every reading then carries it.
        calibrated_to: Last day of the calibration, or None.
        unit: Unit of the three quantities below, "" where they are not given.
        capacity: Most it weighs, or None.
        minimum: Minimum weight, or None.
        readability: Smallest step it shows (d), or None.
        tag_map: Name of the tag map, for equipment.
        serial_from: `label` declares that a balance tells no serial number: its identity then rests on the port and the
            scanned equipment label, and every record says so.
    """

    name: str
    kind: DeviceKind
    driver: str
    url: str
    serial: str
    model: str = ""
    equipment: str = ""
    simulated: bool = False
    calibrated_to: date | None = None
    unit: str = ""
    capacity: Decimal | None = None
    minimum: Decimal | None = None
    readability: Decimal | None = None
    tag_map: str = ""
    serial_from: SerialFrom = SerialFrom.DEVICE

    def identity(self, serial: str | None = None, model: str | None = None) -> DeviceIdentity:
        """Give the identity to state: what the device told, else what the row says."""
        by_label = self.serial_from is SerialFrom.LABEL
        return DeviceIdentity(self.name, model or self.model, serial or self.serial, self.simulated, by_label)
