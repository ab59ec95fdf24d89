"""Tag maps: what stands where in the registers of one type of equipment; a file per type, versioned.

Every tag becomes a frozen struct; addresses count from 0 as they do on the wire (a manual's 40001 is holding register
0). The whole map is checked when it is read, so that nothing is found wrong in the middle of a batch.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Literal

import msgspec

from hardware.tag_text import bad_map, check_tags, found_tag, map_from_data, map_from_text


class Area(StrEnum):
    """The four areas of a Modbus device."""

    COIL = "coil"
    DISCRETE = "di"
    HOLDING = "hr"
    INPUT = "ir"

    @property
    def is_bits(self) -> bool:
        """Tell whether the area holds bits and not registers."""
        return self in (Area.COIL, Area.DISCRETE)


class TagType(StrEnum):
    """How a value is written into registers."""

    BOOL = "bool"
    INT16 = "int16"
    UINT16 = "uint16"
    INT32 = "int32"
    UINT32 = "uint32"
    FLOAT32 = "float32"

    @property
    def registers(self) -> int:
        """Count the registers (or bits) it takes."""
        return 2 if self in (TagType.INT32, TagType.UINT32, TagType.FLOAT32) else 1


class AlarmLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Alarm limits in the tag's unit: out for `delay_s` raises the alarm, back by `hysteresis` ends it."""

    lo_lo: Decimal | None = None
    lo: Decimal | None = None
    hi: Decimal | None = None
    hi_hi: Decimal | None = None
    delay_s: int = 0
    hysteresis: Decimal = Decimal(0)


class WriteLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Least and most that may be written; every write is read back from `readback`, or from the tag itself."""

    low: Decimal
    high: Decimal
    readback: str = ""


class Tag(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value in the registers; value = raw * scale + offset, rounded to `decimals`.

    Attributes:
        tag: Name, unique in its map.
        area: Where it stands.
        address: From 0.
        type: How it is written.
        unit: One of `core.quantity.UNITS`.
        word_order: Which register of two comes first.
        byte_swap: True when the bytes inside each register are swapped (BADC, DCBA).
        scale: Factor.
        offset: Added after the factor.
        decimals: Places shown and recorded.
        deadband: Change that counts as none, absolute, in the unit.
        poll_ms: How often it is read for display.
        group: Tags of a group that stand side by side are read in one request.
        valid_low: Least that can be true, or None.
        valid_high: Most that can be true, or None.
        stale_after_ms: For the heartbeat: how long it may stand still.
        alarms: Alarm limits, or None.
        write: How it may be written, or None for read-only.
        critical: Read twice and compared before it is used.
    """

    tag: str
    area: Area
    address: int
    type: TagType
    unit: str
    word_order: Literal["big", "little"] = "big"
    byte_swap: bool = False
    scale: Decimal = Decimal(1)
    offset: Decimal = Decimal(0)
    decimals: int = 0
    deadband: Decimal = Decimal(0)
    poll_ms: int = 1000
    group: str = ""
    valid_low: Decimal | None = None
    valid_high: Decimal | None = None
    stale_after_ms: int = 5000
    alarms: AlarmLimits | None = None
    write: WriteLimits | None = None
    critical: bool = False


class IdentityBlock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the controller keeps its serial number: ASCII, two characters a register, filled with zero bytes."""

    area: Area
    address: int
    count: int


class TagMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The tags of one type of equipment.

    Attributes:
        equipment: Type, for example `granulator`.
        version: Version of this map.
        tags: All tags.
        identity: Where the serial number stands, or None when the controller tells none.
        heartbeat: Tag that changes as long as the controller works, or "".
    """

    equipment: str
    version: str
    tags: tuple[Tag, ...]
    identity: IdentityBlock | None = None
    heartbeat: str = ""

    def find(self, tag: str, device: str) -> Tag:
        """Give a tag by its name.

        Raises:
            TagUnknown: No such tag.
        """
        return found_tag(self.tags, tag, device)


def read_tag_map(text: str, name: str) -> TagMap:
    """Read and check a tag map written in YAML.

    Raises:
        TagMapError: No YAML, a field missing, unknown or of another type, or a tag that cannot be.
    """
    return map_from_text(text, name, tag_map)


def tag_map(document: object, name: str) -> TagMap:
    """Read and check a tag map given as plain mappings and lists; numbers may be texts.

    Raises:
        TagMapError: A field missing, unknown or of another type, or a tag that cannot be.
    """
    read = map_from_data(document, name, TagMap)
    names = [tag.tag for tag in read.tags]
    if read.heartbeat and read.heartbeat not in names:
        raise bad_map(name, f"heartbeat {read.heartbeat} is no tag")
    if read.identity is not None and (read.identity.area.is_bits or not 1 <= read.identity.count <= 60):
        raise bad_map(name, "identity must be 1 to 60 registers")
    check_tags(read.tags, name, lambda tag: _checks(tag, names))
    return read


def _checks(tag: Tag, names: list[str]) -> dict[str, bool]:
    return {
        "address": 0 <= tag.address <= 65536 - tag.type.registers,
        "type": (tag.type is TagType.BOOL) == tag.area.is_bits,
        "deadband": tag.deadband.is_finite() and tag.deadband >= 0,
        "poll_ms": tag.poll_ms > 0 and tag.stale_after_ms > 0,
        "write": tag.write is None or _writable(tag, names),
    }


def _writable(tag: Tag, names: list[str]) -> bool:
    write = tag.write
    return (
        write is not None
        and tag.area in (Area.COIL, Area.HOLDING)
        and write.low < write.high
        and (not write.readback or write.readback in names)
    )
