"""Balances that speak MT-SICS: Mettler Toledo and compatible ones, over a serial line or raw TCP.

Document: MT-SICS reference manual, levels 0 and 1 (frames in `mt_sics_frames`). Verified on hardware: no.

Before each recorded weight the balance is asked who it is and, once tared through us, whether its stored tare (`TA`) is
still the same. A serial number nobody asked for means that it was switched off and on: until it is zeroed or tared
again no weight is recorded. The deadline of `take_stable` must be longer than the balance's own stability timeout, or
the balance's reason is lost behind ours.
"""

import asyncio
from collections.abc import AsyncIterator

import structlog

from core.ports import Clock, DeviceError, DeviceIdentity, DeviceState, DeviceStatus, Weight
from hardware.drivers.mt_sics_frames import (
    command,
    is_restart,
    model_of,
    parse_done,
    parse_text,
    parse_weight,
)
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
from hardware.row import DeviceRow
from hardware.status import StatusBook
from hardware.transport import LineTransport, parse_address

_IMMEDIATE_S = 1.0
"""Longest wait for an answer that the balance gives at once."""
_SILENCE_S = 0.2
"""After a failure nothing is asked before the line was silent so long."""
_LIVE_S = 0.15

log = structlog.get_logger(__name__)


class MtSicsBalance:
    """A balance (port `core.ports.Balance`)."""

    def __init__(self, row: DeviceRow, clock: Clock) -> None:
        self._row = row
        self._clock = clock
        self._line = LineTransport(row.name, parse_address(row.url), clock, self._lost)
        self._status = StatusBook(clock)
        self._identity = row.identity()
        self._tare: Weight | None = None
        self._restarted = False
        self._unsettled = False

    @property
    def status(self) -> DeviceStatus:
        """Tell where the balance stands."""
        return self._status.now

    @property
    def line(self) -> LineTransport:
        """Give the line, for its wire tap."""
        return self._line

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
                description = await self._model()
            except DeviceError as error:
                self._note(error)
                raise
            self._identity = self._row.identity(model=description)
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
                    yield BalanceRestarted("device.balance_restarted", device=self._row.name)
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
                weight = await self._stable(timeout_s)
            except DeviceError as error:
                self._note(error)
                raise
        if not weight.stable:
            raise NotStable("device.not_stable", device=self._row.name)
        if weight.unit != unit:
            raise WrongUnit("device.wrong_unit", device=self._row.name, got=weight.unit, want=unit)
        return weight

    async def zero(self, timeout_s: float) -> None:
        """Set to zero; raises `DeviceError` when refused."""
        async with self._line.turn():
            try:
                await self._identify()
                parse_done(await self._ask("Z", timeout_s), "Z", self._row.name)
            except DeviceError as error:
                self._note(error)
                raise
            self._restarted, self._tare = False, None

    async def tare(self, timeout_s: float) -> Weight:
        """Tare what stands on the balance and give the tare weight; raises `DeviceError` when refused."""
        async with self._line.turn():
            try:
                await self._identify()
                weight = self._weight(await self._ask("T", timeout_s), "T")
                if not weight.stable:
                    raise NotStable("device.not_stable", device=self._row.name)
            except DeviceError as error:
                self._note(error)
                raise
            self._restarted, self._tare = False, weight
            return weight

    # ------------------------------------------------------------------ within one turn

    async def _look(self) -> Weight:
        if not self._line.is_open:
            await self.connect(_IMMEDIATE_S)
        async with self._line.turn():
            if self.status.state is not DeviceState.READY:
                await self._identify()
            return self._weight(await self._ask("SI", _IMMEDIATE_S), "S")

    async def _identify(self) -> None:
        serial = parse_text(await self._ask("I4", _IMMEDIATE_S), "I4", self._row.name)
        if serial != self._row.serial:
            raise WrongDevice("device.wrong_serial", device=self._row.name, got=serial, want=self._row.serial)
        self._status.ready(self._identity)

    async def _check_zero_and_tare(self) -> None:
        if self._tare is not None and not self._restarted:
            try:
                stored = parse_weight(await self._ask("TA", _IMMEDIATE_S), "TA", self._row.name)
            except DeviceRefused:  # level 1 is left out by some compatible balances; a told restart is still seen
                return
            self._restarted = (stored.value, stored.unit) != (self._tare.value, self._tare.unit)
        if self._restarted:
            raise BalanceRestarted("device.balance_restarted", device=self._row.name)

    async def _model(self) -> str:
        try:
            return model_of(parse_text(await self._ask("I2", _IMMEDIATE_S), "I2", self._row.name))
        except DeviceRefused:  # level 0 is mandatory, yet compatible balances leave I2 out
            return self._row.model

    async def _stable(self, timeout_s: float) -> Weight:
        try:
            return self._weight(await self._ask("S", timeout_s), "S")
        except DeviceSilent as error:
            # `S` is still pending in the balance; a new SI ends it, `@` would lose the tare.
            await self._line.send(command("SI"))
            raise NotStable("device.not_stable", device=self._row.name) from error

    async def _ask(self, text: str, timeout_s: float) -> bytes:
        """Send a command and give the one line it is answered with; unsettled until that line is there."""
        self._look_at(await self._line.quiet(_SILENCE_S) if self._unsettled else self._line.drain())
        self._unsettled = True
        if self._restarted and text == "S":
            raise BalanceRestarted("device.balance_restarted", device=self._row.name)
        await self._line.send(command(text))
        line = await self._line.receive(timeout_s)
        if text != "I4" and is_restart(line):
            self._look_at([line])
            raise BalanceRestarted("device.balance_restarted", device=self._row.name)
        self._unsettled = False
        return line

    def _look_at(self, unasked: list[bytes]) -> None:
        if any(is_restart(line) for line in unasked):
            log.warning("balance restarted", device=self._row.name)
            self._restarted = True

    def _weight(self, line: bytes, answered: str) -> Weight:
        reading = parse_weight(line, answered, self._row.name)
        return Weight(reading.value, reading.unit, reading.stable, line, self._clock.utc(), self._identity)

    def _lost(self) -> None:
        self._note(DeviceUnreachable("device.unreachable", device=self._row.name))

    def _note(self, error: DeviceError) -> None:
        """Keep what an error says about the state; a refusal such as overload says nothing about it."""
        if isinstance(error, DeviceUnreachable):
            # What happened to an untared balance while nobody listened cannot be asked; a stored tare can.
            self._restarted |= self.status.state is DeviceState.READY and self._tare is None
            self._status.disconnected(error)
        elif isinstance(error, WrongDevice):
            self._status.fault(error)
        elif isinstance(error, DeviceSilent | FrameBroken):
            self._unsettled = True
            self._status.fault(error)
