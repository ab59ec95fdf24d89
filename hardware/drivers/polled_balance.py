"""A balance that answers questions line by line: what all families do alike; a family brings its frames and commands.

One command is in flight, with a monotonic deadline; whatever came before it is drained and logged. Before each recorded
weight the balance is asked who it is and, once tared through us, whether its stored tare is still the same.

A balance that was switched off has lost zero and tare. Some announce it; of the others only a tare they can be asked
for tells it, so that after a silence or a lost line nothing is recorded until they are zeroed or tared again.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import ClassVar

import structlog

from core.ports import Clock, DeviceError, DeviceIdentity, DeviceState, DeviceStatus, Weight
from hardware.drivers.balance_frames import Reading
from hardware.errors import (
    BalanceRestarted,
    DeviceRefused,
    DeviceSilent,
    DeviceUnreachable,
    FrameBroken,
    NotStable,
    WrongDevice,
    WrongUnit,
)
from hardware.row import DeviceRow, SerialFrom
from hardware.status import StatusBook
from hardware.transport import LineTransport, WireTap, parse_address

IMMEDIATE_S = 1.0
"""Longest wait for an answer that a balance gives at once."""
_SILENCE_S = 0.2
"""After a failure nothing is asked before the line was silent so long."""
_LIVE_S = 0.15
_POLL_S = 0.1

log = structlog.get_logger(__name__)


class PolledBalance(ABC):
    """A balance (port `core.ports.Balance`); a family fills in the questions at the end.

    Attributes:
        ANNOUNCES_RESTART: True when a balance that is switched on says so unasked.
    """

    ANNOUNCES_RESTART: ClassVar[bool] = False

    def __init__(self, row: DeviceRow, clock: Clock) -> None:
        self.row = row
        self.name = row.name
        self._clock = clock
        self._line = LineTransport(row.name, parse_address(row.url), clock, self._lost)
        self._status = StatusBook(clock)
        self._identity = row.identity()
        self._tare: Weight | None = None
        self._tells_tare = True
        self._restarted = False
        self._unsettled = False

    @property
    def status(self) -> DeviceStatus:
        """Tell where the balance stands."""
        return self._status.now

    @property
    def tap(self) -> WireTap:
        """Give the wire tap of its line."""
        return self._line.tap

    async def connect(self, timeout_s: float) -> DeviceIdentity:
        """Open the line and ask serial number and type.

        Raises:
            DeviceError: Not reachable, silent, or another balance than registered.
        """
        async with self._line.turn():
            try:
                await self._line.open(timeout_s)
                self._status.identifying()
                await self._identify()
                model = await self.ask_model()
            except DeviceError as error:
                self._note(error)
                raise
            self._identity = self.row.identity(model=model)
            self._status.ready(self._identity)
            return self._identity

    async def close(self) -> None:
        """Let go of the line."""
        self._line.close()
        self._status.disconnected()

    async def live(self) -> AsyncIterator[Weight | DeviceError]:
        """Give readings for display, stable or not, until the caller stops; a lost line is opened again.

        A restart is told once, then readings go on; what may be recorded is for `take_stable` to say.
        """
        told = False
        while True:
            try:
                reading = await self._look()
            except DeviceError as error:
                self._note(error)
                yield error
            else:
                if self._restarted and not told:
                    yield self._was_restarted()
                told = self._restarted
                yield reading
            await asyncio.sleep(_LIVE_S)

    async def take_stable(self, unit: str, timeout_s: float) -> Weight:
        """Take one stable weight in the unit asked for, from the registered balance.

        Raises:
            DeviceError: Unstable, overload, underload, busy, wrong unit, other device, restarted or broken frame.
        """
        async with self._line.turn():
            try:
                await self._identify()
                await self._check_zero_and_tare()
                weight = await self.ask_stable(timeout_s)
            except DeviceError as error:
                self._note(error)
                raise
        self._refuse_moving(weight)
        if weight.unit != unit:
            raise WrongUnit("device.wrong_unit", device=self.name, got=weight.unit, want=unit)
        return weight

    async def zero(self, timeout_s: float) -> None:
        """Set to zero; raises `DeviceError` when refused."""
        async with self._line.turn():
            try:
                await self._identify()
                await self.set_zero(timeout_s)
            except DeviceError as error:
                self._note(error)
                raise
            self._restarted, self._tare = False, None

    async def tare(self, timeout_s: float) -> Weight:
        """Tare what stands on the balance and give the tare weight; raises `DeviceError` when refused."""
        async with self._line.turn():
            try:
                await self._identify()
                if self._restarted:
                    self._tare = None
                weight = await self.set_tare(timeout_s)
                self._refuse_moving(weight)
            except DeviceError as error:
                self._note(error)
                raise
            self._restarted, self._tare = False, weight
            return weight

    # ------------------------------------------------------------------ what a family brings

    @abstractmethod
    async def ask_serial(self) -> str:
        """Ask the serial number."""

    @abstractmethod
    async def ask_now(self) -> Weight:
        """Ask for what is on the display, stable or not."""

    @abstractmethod
    async def set_zero(self, timeout_s: float) -> None:
        """Zero, and come back when it is done."""

    @abstractmethod
    async def set_tare(self, timeout_s: float) -> Weight:
        """Tare, and give the tare when it is done."""

    async def ask_model(self) -> str:
        """Ask the type; a family that tells none gives that of the row."""
        return self.row.model

    async def ask_tare(self) -> Weight | None:
        """Ask for the tare stored; None when this balance cannot be asked."""
        return None

    async def ask_stable(self, timeout_s: float) -> Weight:
        """Ask until the display is stable; at the deadline a moving weight comes back as one."""
        deadline = asyncio.get_running_loop().time() + timeout_s
        while True:
            weight = await self.ask_now()
            if weight.stable or asyncio.get_running_loop().time() >= deadline:
                return weight
            await asyncio.sleep(_POLL_S)

    def says_restart(self, line: bytes) -> bool:  # noqa: ARG002  (families look at it)
        """Tell whether a line nobody asked for says that the balance was switched on again."""
        return False

    # ------------------------------------------------------------------ what a family works with

    async def ask(
        self, command: bytes, timeout_s: float = IMMEDIATE_S, *, identity: bool = False, recorded: bool = False
    ) -> bytes:
        """Send a command and give the one line it is answered with.

        Args:
            command: Bytes to send.
            timeout_s: How long the answer may take.
            identity: The answer may look like the announcement of a restart.
            recorded: The answer may be recorded, so nothing is asked of a balance that has restarted.

        Raises:
            BalanceRestarted: The balance said so in place of an answer, or before it.
            DeviceError: Silent or lost.
        """
        self._look_at(await self._line.quiet(_SILENCE_S) if self._unsettled else self._line.drain())
        if self._restarted and recorded:
            raise self._was_restarted()
        self._unsettled = True  # until the answer is there: a cancelled exchange leaves one behind
        await self._line.send(command)
        line = await self._line.receive(timeout_s)
        if not identity and self.says_restart(line):
            self._look_at([line])
            raise self._was_restarted()
        self._unsettled = False
        return line

    async def more(self, timeout_s: float) -> bytes:
        """Wait for a further line of the last answer."""
        self._unsettled = True
        line = await self._line.receive(timeout_s)
        self._unsettled = False
        return line

    async def tell(self, command: bytes) -> None:
        """Send a command that is not answered."""
        self._look_at(await self._line.quiet(_SILENCE_S) if self._unsettled else self._line.drain())
        await self._line.send(command)

    def weight(self, reading: Reading, line: bytes) -> Weight:
        """Make a weight of a reading and its frame."""
        if reading.unverified:
            log.warning("last digit not verified", device=self.name, line=line.hex(" "))
        return Weight(reading.value, reading.unit, reading.stable, line, self._clock.utc(), self._identity)

    async def steady(self, timeout_s: float) -> Weight:
        """Wait for a stable weight; raises `NotStable` when there was none in time."""
        weight = await self.ask_stable(timeout_s)
        self._refuse_moving(weight)
        return weight

    async def until_zero(self, timeout_s: float) -> None:
        """Wait until the display shows a stable zero, for families that do not say that a command is done.

        Raises:
            NotStable: It was still moving at the end.
            DeviceRefused: It showed something else.
        """
        deadline = asyncio.get_running_loop().time() + timeout_s
        self._restarted = True  # nobody knows what the balance counts from, until the zero is seen
        while True:
            shown = await self.steady(deadline - asyncio.get_running_loop().time())
            if not shown.value:
                return
            if asyncio.get_running_loop().time() >= deadline:
                raise DeviceRefused("device.cannot_execute", device=self.name)
            await asyncio.sleep(_POLL_S)

    async def shown_tare(self, before: Weight) -> Weight:
        """Give the tare just taken: the one stored, else what was shown before it and the tare that lay under that."""
        stored = await self._stored_tare()
        if stored is not None:
            return stored
        known = self._tare if self._tare is not None and self._tare.unit == before.unit else None
        under = known.value if known is not None and not self._tells_tare else Decimal(0)
        return Weight(before.value + under, before.unit, before.stable, before.raw, before.at, before.device)

    # ------------------------------------------------------------------ within one turn

    async def _look(self) -> Weight:
        if not self._line.is_open:
            await self.connect(IMMEDIATE_S)
        async with self._line.turn():
            if self.status.state is not DeviceState.READY:
                await self._identify()
            return await self.ask_now()

    async def _identify(self) -> None:
        if self.row.serial_from is SerialFrom.LABEL:
            await self._be_answered()
        else:
            serial = await self.ask_serial()
            if serial != self.row.serial:
                raise WrongDevice("device.wrong_serial", device=self.name, got=serial, want=self.row.serial)
        self._status.ready(self._identity)

    async def _be_answered(self) -> None:
        """Make sure that a balance that tells no serial number is there; overload and its kin are answers too."""
        try:
            await self.ask_now()
        except (DeviceUnreachable, DeviceSilent, FrameBroken):
            raise
        except DeviceError as error:
            log.debug("answered with a refusal", device=self.name, key=error.key)

    async def _check_zero_and_tare(self) -> None:
        if self._tare is not None and not self._restarted:
            stored = await self._stored_tare()
            if stored is not None:
                self._restarted = (stored.value, stored.unit) != (self._tare.value, self._tare.unit)
        if self._restarted:
            raise self._was_restarted()

    async def _stored_tare(self) -> Weight | None:
        try:
            stored = await self.ask_tare()
        except DeviceRefused:  # some balances of a family leave the question out
            stored = None
        self._tells_tare = stored is not None
        return stored

    def _refuse_moving(self, weight: Weight) -> None:
        if not weight.stable:
            raise NotStable("device.not_stable", device=self.name)

    def _look_at(self, unasked: list[bytes]) -> None:
        if any(self.says_restart(line) for line in unasked):
            log.warning("balance restarted", device=self.name)
            self._restarted = True

    def _was_restarted(self) -> BalanceRestarted:
        return BalanceRestarted("device.balance_restarted", device=self.name)

    def _lost(self) -> None:
        self._note(DeviceUnreachable("device.unreachable", device=self.name))

    def _note(self, error: DeviceError) -> None:
        """Keep what an error says about the state; a refusal such as overload says nothing about it."""
        # What happened to a balance while nobody heard it cannot be asked; a stored tare can.
        deaf = DeviceUnreachable if self.ANNOUNCES_RESTART else (DeviceUnreachable, DeviceSilent)
        if isinstance(error, deaf) and self.status.state is DeviceState.READY:
            self._restarted |= self._tare is None or not self._tells_tare
        if isinstance(error, DeviceUnreachable):
            self._status.disconnected(error)
        elif isinstance(error, WrongDevice):
            self._status.fault(error)
        elif isinstance(error, DeviceSilent | FrameBroken):
            self._unsettled = True
            self._status.fault(error)
