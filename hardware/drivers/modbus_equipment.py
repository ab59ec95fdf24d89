"""Process equipment over Modbus TCP or RTU, described by a tag map (port `core.ports.Equipment`).

Source: Modbus Application Protocol 1.1b3; guard rules in `hardware.modbus.guard`. Verified on hardware: no.

URL words: `unit` (1 to 247), `framer` (`socket` or `rtu`, for TCP), `echo=1` (two-wire lines that hear themselves).
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import structlog

from core.ports import Clock, DeviceError, TagQuality, TagValue
from hardware.drivers.tagged_equipment import TaggedEquipment, Way
from hardware.errors import DeviceSilent, NotWritable, WriteNotTaken
from hardware.modbus import ModbusAnswer, ModbusLine, ModbusTiming
from hardware.registers import ascii_text, decode, encode
from hardware.row import DeviceRow
from hardware.tagmap import Tag, TagMap
from hardware.transport import parse_address

_BLOCK_AT_MOST = 20
"""Registers in one request; 20 are 30 ms on a line of 19200 8E1."""
_READS_AT_MOST = 3
"""How often a critical block is read until two readings in a row agree."""

log = structlog.get_logger(__name__)


class ModbusEquipment(TaggedEquipment):
    """Equipment behind one Modbus address."""

    def __init__(self, row: DeviceRow, clock: Clock, tags: TagMap, timing: ModbusTiming | None = None) -> None:
        super().__init__(row, clock)
        self._map = tags
        self._line = ModbusLine(row.name, parse_address(row.url), clock, self._lost, timing)
        self._heartbeat: tuple[int, float] | None = None

    @property
    def _way(self) -> Way:
        return self._line

    async def _let_go(self) -> None:
        self._line.close()

    async def read(self, tags: Sequence[str], timeout_s: float) -> Mapping[str, TagValue]:
        """Read tags; a failed one comes back with its quality and no value, never an old value.

        Raises:
            TagUnknown: A tag that is not in the tag map.
        """
        wanted = [self._map.find(tag, self._row.name) for tag in tags]
        deadline = self._now() + timeout_s
        try:
            await self._reach(timeout_s, deadline)
            stale = await self._stands_still(deadline)
        except DeviceError as error:
            self._note(error)
            return {tag.tag: self._failed(tag, b"") for tag in wanted}
        values: dict[str, TagValue] = {}
        for block in _blocks(wanted):
            values |= await self._read_block(block, deadline, stale)
        if all(value.quality is not TagQuality.COMM_ERROR for value in values.values()):
            self._status.ready(self._identity)
        return {tag: values[tag] for tag in tags}

    def may_write(self, tag: str) -> bool:
        """Tell whether the tag map lets a tag be written."""
        return any(each.tag == tag and each.write is not None for each in self._map.tags)

    async def write(self, tag: str, value: Decimal, timeout_s: float) -> TagValue:
        """Write a tag once and read it back.

        Raises:
            TagUnknown: A tag that is not in the tag map.
            NotWritable: The tag map does not let it be written, or not to that value.
            WriteNotTaken: Another value is read back.
            DeviceError: Not reachable, silent, refusing, or standing still.
        """
        each = self._map.find(tag, self._row.name)
        registers = self._registers(each, value)
        deadline = self._now() + timeout_s
        try:
            await self._reach(timeout_s, deadline)
            if await self._stands_still(deadline):
                raise DeviceSilent("device.stands_still", device=self._row.name)
            left = self._left(deadline)
            answer = await self._line.write(each.area, each.address, registers, left)
        except DeviceError as error:
            self._note(error)
            raise
        await self._read_back(each, value, deadline)
        return TagValue(tag, value, each.unit, TagQuality.GOOD, answer.raw, answer.at, self._identity)

    def _registers(self, tag: Tag, value: Decimal) -> list[int]:
        """Write a value that the tag map permits, and that the registers hold to the last place."""
        permitted = tag.write is not None and tag.write.low <= value <= tag.write.high
        registers = encode(tag, value) if permitted else []
        if not registers or decode(tag, registers)[0] != value:
            raise NotWritable("device.not_writable", device=self._row.name, tag=tag.tag, value=f"{value:f}")
        return registers

    async def _read_back(self, tag: Tag, value: Decimal, deadline: float) -> None:
        name = (tag.write.readback if tag.write else "") or tag.tag
        back = (await self.read([name], self._left(deadline)))[name]
        allowed = self._map.find(name, self._row.name).deadband
        if back.value is None or abs(back.value - value) > allowed:
            got = f"{back.value:f}" if back.value is not None else back.quality.value
            params = {"device": self._row.name, "tag": tag.tag, "got": got, "want": f"{value:f}"}
            raise WriteNotTaken("device.write_not_taken", **params)

    # ------------------------------------------------------------------ one read

    async def _read_block(self, block: Sequence[Tag], deadline: float, stale: bool) -> Mapping[str, TagValue]:
        try:
            before = await self._ask(block, deadline)
            critical = any(tag.critical for tag in block)
            for _ in range(_READS_AT_MOST - 1 if critical else 0):
                answer = await self._ask(block, deadline)
                if all(_agree(tag, _raw(tag, block, before), _raw(tag, block, answer)) for tag in block):
                    return self._values(block, answer, stale)
                before = answer
        except DeviceError as error:
            self._note(error)
            return {tag.tag: self._failed(tag, b"") for tag in block}
        if critical:
            log.warning("critical values differ", device=self._row.name, tags=[tag.tag for tag in block])
            return {tag.tag: self._failed(tag, before.raw) for tag in block}
        return self._values(block, before, stale)

    async def _ask(self, block: Sequence[Tag], deadline: float) -> ModbusAnswer:
        first, last = block[0], block[-1]
        count = last.address + last.type.registers - first.address
        return await self._line.read(first.area, first.address, count, self._left(deadline))

    def _values(self, block: Sequence[Tag], answer: ModbusAnswer, stale: bool) -> dict[str, TagValue]:
        values: dict[str, TagValue] = {}
        for tag in block:
            value, quality = decode(tag, _raw(tag, block, answer))
            if stale and tag.tag != self._map.heartbeat:
                value, quality = None, TagQuality.STALE
            values[tag.tag] = TagValue(tag.tag, value, tag.unit, quality, answer.raw, answer.at, self._identity)
        return values

    def _failed(self, tag: Tag, raw: bytes) -> TagValue:
        return TagValue(tag.tag, None, tag.unit, TagQuality.COMM_ERROR, raw, self._clock.utc(), self._identity)

    # ------------------------------------------------------------------ who it is, and whether it lives

    async def _serial(self, deadline: float) -> str | None:
        block = self._map.identity
        if block is None:
            return None
        answer = await self._line.read(block.area, block.address, block.count, self._left(deadline))
        return ascii_text(answer.values) or "-"

    async def _begun(self, deadline: float) -> None:
        self._heartbeat = None
        await self._stands_still(deadline)

    async def _stands_still(self, deadline: float) -> bool:
        """Read the heartbeat and tell whether it has stood still for longer than it may."""
        if not self._map.heartbeat:
            return False
        tag = self._map.find(self._map.heartbeat, self._row.name)
        beat = (await self._ask([tag], deadline)).values[0]
        now = self._now()
        if self._heartbeat is None or self._heartbeat[0] != beat:
            self._heartbeat = (beat, now)
        return now - self._heartbeat[1] > tag.stale_after_ms / 1000


def _blocks(tags: Sequence[Tag]) -> Iterator[list[Tag]]:
    """Part tags into blocks that one request can read: same area and group, side by side, at most 20 registers."""
    block: list[Tag] = []
    for tag in sorted(set(tags), key=lambda each: (each.area, each.group, each.address)):
        if block and not _side_by_side(block, tag):
            yield block
            block = []
        block.append(tag)
    if block:
        yield block


def _side_by_side(block: Sequence[Tag], tag: Tag) -> bool:
    last = block[-1]
    return (
        (last.area, last.group) == (tag.area, tag.group)
        and bool(tag.group)
        and last.address + last.type.registers == tag.address
        and tag.address + tag.type.registers - block[0].address <= _BLOCK_AT_MOST
    )


def _raw(tag: Tag, block: Sequence[Tag], answer: ModbusAnswer) -> tuple[int, ...]:
    start = tag.address - block[0].address
    return answer.values[start : start + tag.type.registers]


def _agree(tag: Tag, one: Sequence[int], other: Sequence[int]) -> bool:
    """Tell whether two readings of a tag say the same: equal bits, or values within the deadband."""
    if one == other:
        return True
    first, second = decode(tag, one)[0], decode(tag, other)[0]
    return first is not None and second is not None and abs(first - second) <= tag.deadband
