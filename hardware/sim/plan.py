"""The description of a simulated plant: which devices there are, and how they tell who they are."""

from decimal import Decimal
from typing import Literal

import msgspec

from hardware.errors import NotRegistered


class PlannedBalance(msgspec.Struct, frozen=True, tag="balance", tag_field="kind", forbid_unknown_fields=True):
    """A balance of a family; capacity, minimum and readability in its unit.

    Attributes:
        family: Driver that speaks to it.
        characters: Length of its records, for SBI.
    """

    name: str
    serial: str
    family: Literal["mt_sics", "sartorius_sbi", "aandd", "ohaus", "radwag"] = "mt_sics"
    characters: Literal[16, 22] = 22
    model: str = "XPR10"
    equipment: str = ""
    unit: Literal["kg", "g"] = "kg"
    capacity: Decimal = Decimal("10.1")
    readability: Decimal = Decimal("0.001")
    minimum: Decimal | None = None
    settle_s: float = 0.8


class PlannedScanner(msgspec.Struct, frozen=True, tag="scanner", tag_field="kind", forbid_unknown_fields=True):
    """A scanner with suffix CR, on a serial port or (`evdev`) as an input device with its keys."""

    name: str
    serial: str
    way: Literal["cdc", "evdev"] = "cdc"
    model: str = "DS3678"
    equipment: str = ""


class PlannedEquipment(msgspec.Struct, frozen=True, tag="equipment", tag_field="kind", forbid_unknown_fields=True):
    """Process equipment; `tag_map` is one that comes along, such as `granulator`."""

    name: str
    serial: str
    tag_map: str
    model: str = ""
    equipment: str = ""


class PlannedPrinter(msgspec.Struct, frozen=True, tag="printer", tag_field="kind", forbid_unknown_fields=True):
    """A label printer."""

    name: str
    serial: str
    model: str = "ZT411-300dpi"
    equipment: str = ""


Planned = PlannedBalance | PlannedScanner | PlannedEquipment | PlannedPrinter


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All devices; names are unique."""

    devices: tuple[Planned, ...]


def read_plan(text: bytes | str) -> Plan:
    """Read a plan written in JSON.

    Raises:
        NotRegistered: No JSON, a field missing, unknown or of another type, or a name twice.
    """
    try:
        plan = msgspec.json.decode(text, type=Plan)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotRegistered("device.row_bad", reason=str(error)) from error
    names = [device.name for device in plan.devices]
    for name in names:
        if names.count(name) > 1:
            raise NotRegistered("device.registered_twice", device=name)
    return plan
