"""Devices that answer at once, for tests of flows; the real drivers are shown against simulators that speak bytes."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from core.ports import (
    Balance,
    Device,
    DeviceError,
    DeviceIdentity,
    DeviceState,
    DeviceStatus,
    Equipment,
    Printer,
    PrintOutcome,
    TagQuality,
    TagValue,
    Weight,
)
from hardware.row import DeviceRow

AT = datetime(2026, 11, 20, tzinfo=UTC)


class FakeDevice:
    """What every fake has in common.

    Attributes:
        state: Where it stands.
    """

    state = DeviceState.READY

    def __init__(self, name: str, serial: str) -> None:
        self.identity = DeviceIdentity(name, "FAKE", serial, True)

    @property
    def status(self) -> DeviceStatus:
        return DeviceStatus(self.state, self.identity, None, AT)

    async def connect(self, timeout_s: float) -> DeviceIdentity:
        return self.identity

    async def close(self) -> None:
        return None


class FakeBalance(FakeDevice):
    """A balance that weighs what it is told.

    Attributes:
        load: What it shows.
        stable: False and it has no stable weight to give.
        tared: What it tares.
    """

    load = Decimal("0.000")
    stable = True
    tared = Decimal("1.200")

    async def live(self) -> AsyncIterator[Weight | DeviceError]:
        while True:
            yield self._weight(self.load)
            await asyncio.sleep(0.01)

    async def take_stable(self, unit: str, timeout_s: float) -> Weight:
        if not self.stable:
            raise DeviceError("device.not_stable")
        return self._weight(self.load)

    async def zero(self, timeout_s: float) -> None:
        self.load = Decimal("0.000")

    async def tare(self, timeout_s: float) -> Weight:
        return self._weight(self.tared)

    def _weight(self, value: Decimal) -> Weight:
        return Weight(value, "kg", self.stable, f"S S {value} kg\r\n".encode(), AT, self.identity)


class FakeEquipment(FakeDevice):
    """Equipment whose tags read what they are told.

    Attributes:
        values: By tag.
        quality: Of every answer.
        writable: Tags that may be written.
    """

    def __init__(self, name: str, serial: str) -> None:
        super().__init__(name, serial)
        self.values: dict[str, Decimal] = {}
        self.quality = TagQuality.GOOD
        self.writable: set[str] = set()
        self.unit = ""

    async def read(self, tags: Sequence[str], timeout_s: float) -> Mapping[str, TagValue]:
        good = self.quality == TagQuality.GOOD
        return {
            tag: TagValue(tag, self.values[tag] if good else None, self.unit, self.quality, b"\x03", AT, self.identity)
            for tag in tags
        }

    def may_write(self, tag: str) -> bool:
        return tag in self.writable

    async def write(self, tag: str, value: Decimal, timeout_s: float) -> TagValue:
        if not self.may_write(tag) or self.quality != TagQuality.GOOD:
            raise DeviceError("device.not_writable", device=self.identity.name, tag=tag, value=str(value))
        self.values[tag] = value
        return TagValue(tag, value, self.unit, self.quality, b"\x06", AT, self.identity)


class FakePrinter(FakeDevice):
    """A printer that keeps its jobs."""

    def __init__(self) -> None:
        super().__init__("printer", "Z1")
        self.jobs: list[bytes] = []
        self.ready = True

    async def print(self, data: bytes, timeout_s: float) -> PrintOutcome:
        if not self.ready:
            return PrintOutcome.NOT_READY
        self.jobs.append(data)
        return PrintOutcome.ACCEPTED


class FakeDevices:
    """The devices of a kiosk; every balance and equipment asked for is there."""

    def __init__(self, serials: Mapping[str, str]) -> None:
        self._serials = serials
        self.balances: dict[str, FakeBalance] = {}
        self.machines: dict[str, FakeEquipment] = {}
        self.label_printer = FakePrinter()
        self.signals: list[bool] = []
        self.heard_again = 0

    def balance(self, equipment: str) -> Balance | None:
        return self.balances.setdefault(equipment, FakeBalance(equipment, self._serials.get(equipment, "")))

    def equipment(self, equipment: str) -> Equipment | None:
        return self.machine(equipment)

    def machine(self, equipment: str) -> FakeEquipment:
        """Give the fake behind an equipment id."""
        return self.machines.setdefault(equipment, FakeEquipment(equipment, self._serials.get(equipment, "")))

    def printer(self) -> Printer | None:
        return self.label_printer

    def all(self) -> tuple[tuple[str, Device], ...]:
        return ()

    def rows(self) -> tuple[tuple[DeviceRow, Device], ...]:
        return ()

    async def signal(self, accepted: bool, again: bool = False) -> None:
        if again:
            self.heard_again += 1
        else:
            self.signals.append(accepted)
