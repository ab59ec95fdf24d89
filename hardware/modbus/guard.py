"""Modbus reads that give the right register or an error, never another register.

pymodbus 3.16 hands a late answer to the next request wherever the wire carries no transaction id (RTU, and TCP gateways
that answer id 0), and takes answers of another function or another length. So here:

1. pymodbus never retries; only this file does, once.
2. After any failure the line stays silent until nothing has come for longer than the worst device answer.
3. Function code and number of values of every answer are checked, and that it is not the question heard again.
4. Between requests lies a gap of our own; the client does not wait 3.5 characters by itself.
5. Raw frames are kept, and pymodbus' error log goes to ours.

A TCP gateway is treated like a serial line.
"""

import asyncio
import termios
from collections.abc import Awaitable, Callable, Sequence

import msgspec
from pymodbus import ModbusException
from pymodbus.pdu import ModbusPDU

from core.ports import Clock, DeviceError
from hardware.errors import AnswerMismatch, DeviceSilent, DeviceUnreachable, EquipmentException
from hardware.foreign_log import route_log
from hardware.modbus.answer import ModbusAnswer, refuse_echo, values_of
from hardware.modbus.client import Client, new_client, read_settings
from hardware.modbus.wire import ExchangeTrace
from hardware.modbus.writing import confirm, write
from hardware.tagmap import Area
from hardware.transport import Address, WireTap

_CONNECT_PAUSE_S = 0.1


class ModbusTiming(msgspec.Struct, frozen=True):
    """Times in seconds.

    Attributes:
        answer_s: Longest wait for an answer.
        silence_s: Silence after a failure; longer than the slowest answer of any device on the line.
        gap_s: Pause between an answer and the next request, at least 0.002.
    """

    answer_s: float = 0.5
    silence_s: float = 0.6
    gap_s: float = 0.005


class ModbusLine:
    """One Modbus device, or gateway, behind one address; one request at a time.

    Args:
        name: The device's name, for sentences.
        address: Where it hangs; words `unit`, `framer`, `echo`.
        clock: Time of answers; deadlines are on the event loop's own clock, as its timers are.
        lost: Called at once when the other side goes away.
        timing: Other times than the default ones.
    """

    def __init__(
        self,
        name: str,
        address: Address,
        clock: Clock,
        lost: Callable[[], None],
        timing: ModbusTiming | None = None,
    ) -> None:
        self._name = name
        self._clock = clock
        self._lost = lost
        self._settings = read_settings(address)
        self._timing = timing or ModbusTiming()
        self._trace = ExchangeTrace(clock)
        self._failed_s = float("-inf")
        self._turn = asyncio.Lock()
        self._generation = 0
        self._wanted = False
        self._client: Client | None = None
        route_log("pymodbus.logging")

    @property
    def tap(self) -> WireTap:
        """Give the wire tap."""
        return self._trace.tap

    @property
    def connected(self) -> bool:
        """Tell whether the way is open now."""
        return self._client is not None and self._client.connected

    @property
    def generation(self) -> int:
        """Count the connections so far: another number means another connection, so identify again."""
        return self._generation

    async def connect(self, timeout_s: float) -> None:
        """Open the way, trying again until the time is over; open already is fine.

        Raises:
            DeviceUnreachable: It could not be opened in time.
        """
        deadline = asyncio.get_running_loop().time() + timeout_s
        # Made here and not before, because it takes hold of the running event loop.
        client = self._client = self._client or self._new_client()
        self._wanted = True
        while not client.connected:
            try:
                async with asyncio.timeout(max(deadline - asyncio.get_running_loop().time(), 0.01)):
                    opened = await client.connect()
            except (TimeoutError, OSError, termios.error, ModbusException) as error:
                raise self._unreachable() from error
            if not opened:
                if asyncio.get_running_loop().time() + _CONNECT_PAUSE_S >= deadline:
                    raise self._unreachable()
                await asyncio.sleep(_CONNECT_PAUSE_S)

    def close(self) -> None:
        """Let go of the way; may be called again and again."""
        self._wanted = False
        if self._client is not None:
            self._client.close()

    async def read(self, area: Area, address: int, count: int, timeout_s: float) -> ModbusAnswer:
        """Read values that stand side by side, with one retry behind a silence.

        Args:
            area: Which of the four areas.
            address: First address, from 0.
            count: How many registers (up to 125) or bits.
            timeout_s: For all of it.

        Raises:
            DeviceUnreachable: Not connected.
            DeviceSilent: No answer in time, or none that could be read.
            AnswerMismatch: Twice an answer to something else.
            EquipmentException: The device refused by a Modbus exception.
        """
        deadline = asyncio.get_running_loop().time() + timeout_s
        async with self._turn:
            try:
                return await self._read_once(area, address, count, deadline)
            except (DeviceSilent, AnswerMismatch):
                if self._silent_at() >= deadline:
                    raise
            return await self._read_once(area, address, count, deadline)

    async def write(self, area: Area, address: int, values: Sequence[int], timeout_s: float) -> ModbusAnswer:
        """Write values that stand side by side, once: a write is never repeated blindly.

        Args:
            area: Coils or holding registers.
            address: First address, from 0.
            values: Registers, or one bit.
            timeout_s: For all of it.

        Raises:
            DeviceUnreachable: Not connected.
            DeviceSilent: No answer in time; whether it was written is not known.
            AnswerMismatch: An answer to something else.
            EquipmentException: The device refused by a Modbus exception.
        """

        def taken(answer: ModbusPDU) -> tuple[int, ...]:
            confirm(answer, area, address, values, self._name)
            return tuple(values)

        unit = self._settings.unit
        deadline = asyncio.get_running_loop().time() + timeout_s
        async with self._turn:
            return await self._once(lambda client: write(client, area, address, values, unit), taken, deadline)

    async def _read_once(self, area: Area, address: int, count: int, deadline: float) -> ModbusAnswer:
        def taken(answer: ModbusPDU) -> tuple[int, ...]:
            refuse_echo(self._trace.sent, self._trace.received, self._name)
            return values_of(answer, area, count, self._name)

        return await self._once(lambda client: self._ask(client, area, address, count), taken, deadline)

    async def _once(
        self,
        send: Callable[[Client], Awaitable[ModbusPDU]],
        taken: Callable[[ModbusPDU], tuple[int, ...]],
        deadline: float,
    ) -> ModbusAnswer:
        await self._wait_for_silence(deadline)
        # Counted as failed until it has gone well, so that a cancelled request is followed by silence too.
        self._failed_s = float("inf")
        try:
            async with asyncio.timeout(deadline - asyncio.get_running_loop().time()):
                answer = await self._request(send)
            values = taken(answer)
        except EquipmentException:
            self._failed_s = float("-inf")
            raise
        except TimeoutError as error:
            self._failed_s = asyncio.get_running_loop().time()
            raise DeviceSilent("device.silent", device=self._name) from error
        except BaseException:  # a cancelled exchange leaves an answer on the line too
            self._failed_s = asyncio.get_running_loop().time()
            raise
        self._failed_s = float("-inf")
        return ModbusAnswer(values, self._trace.raw(), self._clock.utc())

    async def _wait_for_silence(self, deadline: float) -> None:
        while (left := self._silent_at() - asyncio.get_running_loop().time()) > 0:
            if asyncio.get_running_loop().time() + left >= deadline:
                raise DeviceSilent("device.silent", device=self._name)
            await asyncio.sleep(left)
        if asyncio.get_running_loop().time() >= deadline:
            raise DeviceSilent("device.silent", device=self._name)

    def _silent_at(self) -> float:
        """Tell from when on the next request may go out."""
        if self._failed_s == float("-inf"):
            return self._trace.last_byte_s + self._timing.gap_s
        return max(self._failed_s, self._trace.last_byte_s) + self._timing.silence_s

    async def _ask(self, client: Client, area: Area, address: int, count: int) -> ModbusPDU:
        ask = {
            Area.COIL: client.read_coils,
            Area.DISCRETE: client.read_discrete_inputs,
            Area.HOLDING: client.read_holding_registers,
            Area.INPUT: client.read_input_registers,
        }[area]
        return await ask(address, count=count, device_id=self._settings.unit)

    async def _request(self, send: Callable[[Client], Awaitable[ModbusPDU]]) -> ModbusPDU:
        client = self._client
        if client is None or not client.connected:
            raise self._unreachable()
        try:
            return await send(client)
        except (ModbusException, OSError) as error:
            if not client.connected:
                raise self._unreachable() from error
            raise DeviceSilent("device.silent", device=self._name) from error

    def _new_client(self) -> Client:
        return new_client(self._name, self._settings, self._timing.answer_s, self._trace.packet, self._connected)

    def _connected(self, connected: bool) -> None:
        if connected:
            self._generation += 1
        elif self._wanted:
            self._lost()

    def _unreachable(self) -> DeviceError:
        return DeviceUnreachable("device.unreachable", device=self._name)
