"""A Modbus TCP device for simulators, with the four areas apart (pymodbus' shared mode mixes them)."""

import asyncio

import structlog
from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from hardware.tagmap import Area

_WORDS = 256
_COIL_WRITES, _CLIENT_WRITES = (5, 15), (5, 6, 15, 16)
_WRITE_FUNCTION = {Area.COIL: 5, Area.DISCRETE: 2, Area.HOLDING: 16, Area.INPUT: 4}

log = structlog.get_logger(__name__)


class ModbusServer:
    """One device on a port of the loopback interface.

    Attributes:
        silent: True swallows every answer.
        delay_s: Seconds before each answer.
        refuses: True answers everything with exception 4 (device failure).
        written: Area and first address of everything that a client has written.
    """

    def __init__(self, unit: int = 1) -> None:
        self.silent = False
        self.delay_s = 0.0
        self.refuses = False
        self.written: set[tuple[Area, int]] = set()
        self._storing = False
        self._unit = unit
        self._memory: dict[Area, list[int]] = {area: [0] * _WORDS for area in Area}
        self._server: ModbusTcpServer | None = None
        self._port = 0

    @property
    def port(self) -> int:
        """Give the port; it stays the same when the device is unplugged and plugged in again."""
        return self._port

    async def start(self) -> None:
        """Listen; already listening is fine. What was set before holds."""
        if self._server is not None:
            return
        device = SimDevice(self._unit, simdata=(_bits(), _bits(), _words(), _words()), action=self._act)
        self._server = ModbusTcpServer(device, address=("127.0.0.1", self._port), trace_packet=self._packet)
        await self._server.serve_forever(background=True)
        listening = self._server.transport
        if not isinstance(listening, asyncio.Server):
            raise TypeError(type(listening))
        self._port = listening.sockets[0].getsockname()[1]
        for area, values in self._memory.items():
            await self._store(area, 0, values)

    async def stop(self) -> None:
        """Cut all connections and stop listening."""
        server, self._server = self._server, None
        if server is not None:
            await server.shutdown()

    async def put(self, area: Area, address: int, values: list[int]) -> None:
        """Set registers (0 to 65535) or bits (0 or 1)."""
        self._memory[area][address : address + len(values)] = values
        if self._server is not None:
            await self._store(area, address, values)

    async def _store(self, area: Area, address: int, values: list[int]) -> None:
        if self._server is None:
            return
        stored = [bool(value) for value in values] if area.is_bits else values
        self._storing = True
        try:
            await self._server.async_setValues(self._unit, _WRITE_FUNCTION[area], address, stored)
        finally:
            self._storing = False

    async def _act(
        self,
        function: int,
        _start: int,
        address: int,
        _count: int,
        _registers: list[int],
        written: list[int] | list[bool] | None,
    ) -> ExcCodes | None:
        if function in _CLIENT_WRITES and written is not None and not (self._storing or self.refuses):
            area = Area.COIL if function in _COIL_WRITES else Area.HOLDING
            self._memory[area][address : address + len(written)] = [int(value) for value in written]
            self.written.add((area, address))
        if self.delay_s and written is None:
            await asyncio.sleep(self.delay_s)
        return ExcCodes.DEVICE_FAILURE if self.refuses else None

    def _packet(self, sending: bool, data: bytes) -> bytes:
        return b"" if sending and self.silent else data


def _bits() -> list[SimData]:
    return [SimData(0, count=_WORDS // 16, values=0, datatype=DataType.BITS)]


def _words() -> list[SimData]:
    return [SimData(0, count=_WORDS, values=0, datatype=DataType.REGISTERS)]
