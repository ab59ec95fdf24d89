"""Simulated process equipment behind Modbus TCP: values that live, drift and can be set."""

import asyncio
import math
import random
from decimal import Decimal

import msgspec

from hardware.modbus import ModbusServer
from hardware.registers import encode
from hardware.tagmap import Tag, TagMap, TagType

_TICK_S = 0.25


class Signal(msgspec.Struct, frozen=True):
    """How a value lives: it swings round `around` by about `noise`, all in the tag's unit."""

    around: float
    noise: float


LIVES: dict[str, dict[str, Signal]] = {
    "granulator": {
        "running": Signal(1, 0),
        "impeller_speed": Signal(150, 0.6),
        "impeller_power": Signal(5.0, 0.02),
        "chopper_speed": Signal(1500, 3),
        "product_temperature": Signal(27.5, 0.1),
        "bowl_pressure": Signal(-120, 2),
        "impeller_setpoint": Signal(150, 0),
    },
    "dryer": {
        "running": Signal(1, 0),
        "inlet_temperature": Signal(60.0, 0.1),
        "product_temperature": Signal(34.0, 0.1),
        "outlet_humidity": Signal(38.0, 0.2),
        "inlet_setpoint": Signal(60.0, 0),
    },
    "room_monitor": {
        "temperature": Signal(21.5, 0.2),
        "humidity": Signal(48.0, 0.5),
        "pressure": Signal(15.0, 0.4),
    },
    "press": {
        "running": Signal(1, 0),
        "compression_force": Signal(15.0, 0.05),
        "pre_force": Signal(3.0, 0.03),
        "ejection_force": Signal(180, 2),
        "turret_speed": Signal(45.0, 0.05),
        "tablet_count": Signal(0, 0),
        "reject_count": Signal(0, 0),
    },
    "mixing_vessel": {
        "running": Signal(1, 0),
        "net_weight": Signal(22.50, 0.01),
        "product_temperature": Signal(22.0, 0.1),
        "head_pressure": Signal(120, 1),
        "agitator_speed": Signal(120, 0.6),
        "agitator_setpoint": Signal(120, 0),
    },
    "filter_tester": {
        "running": Signal(1, 0),
        "bubble_point": Signal(372, 0.8),
        "diffusive_flow": Signal(4.2, 0.1),
        "test_pressure": Signal(276, 0.8),
    },
    "tunnel": {
        "running": Signal(1, 0),
        "hot_zone_temperature": Signal(320.0, 0.3),
        "cooling_zone_pressure": Signal(15, 0.6),
        "outlet_temperature": Signal(24.0, 0.2),
    },
    "autoclave": {
        "running": Signal(1, 0),
        "drain_temperature": Signal(122.0, 0.1),
        "chamber_pressure": Signal(211, 0.6),
    },
    "particle_monitor": {
        "particles_05": Signal(240, 40),
        "particles_50": Signal(2, 1.5),
        "air_velocity": Signal(0.45, 0.01),
        "pressure_difference": Signal(15, 0.6),
        "temperature": Signal(21.0, 0.1),
        "humidity": Signal(50.0, 0.3),
    },
    "assembly_machine": {
        "running": Signal(1, 0),
        "spray_pressure": Signal(200, 0.8),
        "spray_setpoint": Signal(200, 0),
    },
    "leak_tester": {
        "running": Signal(1, 0),
        "test_pressure": Signal(300, 0.6),
        "vacuum": Signal(-88, 0.6),
    },
    "blister_sealer": {
        "running": Signal(1, 0),
        "sealing_temperature": Signal(140.0, 0.2),
        "sealing_pressure": Signal(400, 1),
        "sealing_setpoint": Signal(140.0, 0),
    },
    "eo_steriliser": {
        "running": Signal(1, 0),
        "chamber_temperature": Signal(50.0, 0.1),
        "chamber_humidity": Signal(60.0, 0.3),
        "chamber_pressure": Signal(-40.0, 0.3),
        "gas_concentration": Signal(600, 2),
    },
    "thawing_bath": {
        "running": Signal(1, 0),
        "bath_temperature": Signal(25.0, 0.1),
        "product_temperature": Signal(2.0, 0.1),
        "bath_setpoint": Signal(25.0, 0),
    },
    "pooling_vessel": {
        "running": Signal(1, 0),
        "product_temperature": Signal(3.0, 0.1),
        "agitator_speed": Signal(60, 0.6),
        "net_weight": Signal(4.800, 0.002),
        "agitator_setpoint": Signal(60, 0),
    },
}


class SimulatedEquipment:
    """Equipment on a loopback port."""

    FAULTS = frozenset({"unplug", "silent", "delay", "exception", "freeze", "other"})

    def __init__(self, tags: TagMap, serial: str, seed: int = 1) -> None:
        self._map = tags
        self._serial = serial
        self._server = ModbusServer()
        self._noise = random.Random(seed)  # noqa: S311  (noise on a sensor, not a secret)
        self._lives = LIVES.get(tags.equipment, {})
        self._held: dict[str, Decimal] = {}
        self._beat = 0
        self._frozen = False
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Give the address a driver opens."""
        return f"tcp://127.0.0.1:{self._server.port}"

    async def start(self) -> None:
        """Switch it on."""
        await self._server.start()
        await self._tell_serial(self._serial)
        await self._tick()
        self._task = asyncio.get_running_loop().create_task(self._live())

    async def stop(self) -> None:
        """Switch it off for good."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        await self._server.stop()

    async def set_tag(self, name: str, value: Decimal | None) -> None:
        """Hold a tag at a value (NaN too, for floats), or let it live again with None.

        Raises:
            TagMapError: The value does not fit the tag.
        """
        tag = self._map.find(name, self._map.equipment)
        if value is None:
            self._held.pop(name, None)
        else:
            written = encode(tag, value)
            self._held[name] = value
            await self._server.put(tag.area, tag.address, written)

    async def fault(self, kind: str) -> None:
        """Let something go wrong; `none` repairs everything.

        `unplug` cuts the network, `silent` swallows answers, `delay` answers after 2 s, `exception` refuses every read,
        `freeze` lets the controller stand still, `other` puts another controller on the same address.
        """
        match kind:
            case "none":
                self._server.silent = self._server.refuses = self._frozen = False
                self._server.delay_s = 0.0
                await self._tell_serial(self._serial)
                await self._server.start()
            case "unplug":
                await self._server.stop()
            case "silent":
                self._server.silent = True
            case "delay":
                self._server.delay_s = 2.0
            case "exception":
                self._server.refuses = True
            case "freeze":
                self._frozen = True
            case _:
                await self._tell_serial("OTHER-00001")

    async def _tell_serial(self, serial: str) -> None:
        block = self._map.identity
        if block is None:
            return
        data = serial.encode("ascii").ljust(2 * block.count, b"\0")
        words = [int.from_bytes(data[place : place + 2], "big") for place in range(0, 2 * block.count, 2)]
        await self._server.put(block.area, block.address, words)

    async def _live(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            if not self._frozen:
                await self._tick()

    async def _tick(self) -> None:
        self._beat = (self._beat + 1) % 65536
        for tag in self._map.tags:
            if tag.tag == self._map.heartbeat:
                await self._server.put(tag.area, tag.address, [self._beat])
            elif tag.tag not in self._held and (tag.area, tag.address) not in self._server.written:
                await self._server.put(tag.area, tag.address, encode(tag, self._now(tag)))

    def _now(self, tag: Tag) -> Decimal:
        signal = self._lives.get(tag.tag, Signal(0, 0))
        if tag.type is TagType.UINT32:  # counters go up
            return Decimal(self._beat)
        swing = 0.5 * math.sin(self._beat / 40) + self._noise.uniform(-0.5, 0.5)
        return Decimal(repr(round(signal.around + signal.noise * swing, 6)))
