"""What all process equipment shares that is read tag by tag: how it is reached, identified, and lost."""

import asyncio
from abc import ABC, abstractmethod
from typing import Protocol

from core.ports import Clock, DeviceError, DeviceIdentity, DeviceStatus
from hardware.errors import DeviceUnreachable, WrongDevice
from hardware.row import DeviceRow
from hardware.status import StatusBook
from hardware.transport import WireTap


class Way(Protocol):
    """A way to a controller that may be lost and made anew."""

    @property
    def connected(self) -> bool:
        """Tell whether it stands."""
        ...

    @property
    def generation(self) -> int:
        """Count how often it was made."""
        ...

    @property
    def tap(self) -> WireTap:
        """Give the wire tap."""
        ...

    async def connect(self, timeout_s: float) -> None:
        """Make it."""
        ...


class TaggedEquipment(ABC):
    """Equipment behind one way. Subclasses read tags, and say who answers in `_serial`."""

    def __init__(self, row: DeviceRow, clock: Clock) -> None:
        self._row = row
        self._clock = clock
        self._status = StatusBook(clock)
        self._identity = row.identity()
        self._identified = 0

    @property
    def status(self) -> DeviceStatus:
        """Tell where the equipment stands."""
        return self._status.now

    @property
    def tap(self) -> WireTap:
        """Give the wire tap."""
        return self._way.tap

    async def connect(self, timeout_s: float) -> DeviceIdentity:
        """Make the way and read the serial number, where the map of its tags says that there is one.

        Raises:
            DeviceError: Not reachable, silent, another controller than registered, or its library is not installed.
        """
        deadline = self._now() + timeout_s
        try:
            await self._make(timeout_s)
            self._status.identifying()
            await self._identify(deadline)
        except DeviceError as error:
            self._note(error)
            raise
        return self._identity

    async def close(self) -> None:
        """Let go of the way."""
        await self._let_go()
        self._status.disconnected()

    # ------------------------------------------------------------------ what subclasses give

    @property
    @abstractmethod
    def _way(self) -> Way:
        """Give the way."""

    @abstractmethod
    async def _let_go(self) -> None:
        """End the way."""

    @abstractmethod
    async def _serial(self, deadline: float) -> str | None:
        """Read the serial number; None where the controller keeps none."""

    async def _begun(self, deadline: float) -> None:  # noqa: B027 - without a heartbeat there is nothing to begin with
        """Do what each new way begins with, once it is known who answers."""

    # ------------------------------------------------------------------ what subclasses use

    async def _reach(self, timeout_s: float, deadline: float) -> None:
        """Make the way where it was lost, and make sure of the controller on each new one."""
        if not self._way.connected:
            await self._make(timeout_s)
        if self._identified != self._way.generation:
            await self._identify(deadline)

    async def _make(self, timeout_s: float) -> None:
        """Make the way, as far as it may be made."""
        await self._way.connect(timeout_s)

    async def _identify(self, deadline: float) -> None:
        generation = self._way.generation
        serial = await self._serial(deadline)
        if serial is not None and serial != self._row.serial:
            raise WrongDevice("device.wrong_serial", device=self._row.name, got=serial[:40], want=self._row.serial)
        await self._begun(deadline)
        self._identified = generation
        self._status.ready(self._identity)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def _left(self, deadline: float) -> float:
        return deadline - self._now()

    def _lost(self) -> None:
        self._note(DeviceUnreachable("device.unreachable", device=self._row.name))

    def _note(self, error: DeviceError) -> None:
        if isinstance(error, DeviceUnreachable):
            self._status.disconnected(error)
        else:
            self._status.fault(error)
