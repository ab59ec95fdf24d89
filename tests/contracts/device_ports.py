"""What every implementation of a device port must do, whoever makes it; subclass it and give the fixtures.

Each suite needs the fixture `device` (not connected) and `world`, the hand that moves what is before the device.
"""

import asyncio
from decimal import Decimal
from typing import Protocol

import pytest

from core.ports import (
    Balance,
    Device,
    DeviceError,
    DeviceState,
    Equipment,
    Printer,
    PrintOutcome,
    Scanner,
    Signal,
    TagQuality,
    Weight,
)
from tests.fakes.until import until


class World(Protocol):
    """The hand before the device."""

    async def load(self, amount: Decimal) -> None: ...
    async def scan(self, raw: bytes) -> None: ...
    async def unplug(self) -> None: ...
    async def plug(self) -> None: ...


class DeviceContract:
    """What holds for every device."""

    async def test_it_is_disconnected_before_and_ready_after_connecting(self, device: Device) -> None:
        assert device.status.state is DeviceState.DISCONNECTED
        identity = await device.connect(3.0)
        assert device.status.state is DeviceState.READY
        assert device.status.identity == identity
        assert device.status.reason is None
        assert identity.serial
        assert identity.simulated
        await device.close()

    async def test_connect_and_close_may_be_called_again_and_again(self, device: Device) -> None:
        await device.close()
        first = await device.connect(3.0)
        assert await device.connect(3.0) == first
        await device.close()
        await device.close()
        assert (device.status.state, device.status.reason) == (DeviceState.DISCONNECTED, None)
        assert await device.connect(3.0) == first
        await device.close()

    async def test_an_unplugged_device_cannot_be_connected_and_says_why(self, device: Device, world: World) -> None:
        await world.unplug()
        with pytest.raises(DeviceError) as caught:
            await device.connect(0.2)
        assert device.status.reason is not None
        assert device.status.reason.key == caught.value.key
        await world.plug()
        await device.connect(3.0)
        assert device.status.reason is None
        await device.close()

    async def test_a_device_that_is_unplugged_says_so_by_itself(self, device: Device, world: World) -> None:
        await device.connect(3.0)
        await world.unplug()
        await until(lambda: device.status.state is DeviceState.DISCONNECTED)
        assert device.status.reason is not None
        await device.close()


class BalanceContract(DeviceContract):
    """What holds for every balance that weighs in kg."""

    async def test_a_stable_weight_has_the_unit_asked_for_its_frame_and_its_balance(
        self, device: Balance, world: World
    ) -> None:
        identity = await device.connect(3.0)
        await world.load(Decimal("1.250"))
        weight = await device.take_stable("kg", 5.0)
        assert (str(weight.value), weight.unit, weight.stable, weight.device) == ("1.250", "kg", True, identity)
        assert weight.raw
        assert weight.at.tzinfo is not None
        await device.close()

    async def test_another_unit_is_refused_and_never_converted(self, device: Balance) -> None:
        await device.connect(3.0)
        with pytest.raises(DeviceError):
            await device.take_stable("g", 5.0)
        await device.close()

    async def test_tare_gives_what_stood_there_and_net_counts_from_it(self, device: Balance, world: World) -> None:
        await device.connect(3.0)
        await world.load(Decimal("0.500"))
        assert (await device.tare(5.0)).value == Decimal("0.500")
        await world.load(Decimal("2.000"))
        assert (await device.take_stable("kg", 5.0)).value == Decimal("1.500")
        await world.load(Decimal("0.500"))
        await device.zero(5.0)
        assert (await device.take_stable("kg", 5.0)).value == Decimal(0)
        await device.close()

    async def test_live_readings_go_on_until_the_caller_stops(self, device: Balance) -> None:
        await device.connect(3.0)
        seen = 0
        async for reading in device.live():
            assert isinstance(reading, Weight)
            seen += 1
            if seen == 3:
                break
        await device.close()

    async def test_nothing_is_weighed_on_a_closed_balance(self, device: Balance) -> None:
        for ask in (device.take_stable("kg", 0.2), device.tare(0.2), device.zero(0.2)):
            with pytest.raises(DeviceError):
                await ask


class ScannerContract(DeviceContract):
    """What holds for every scanner."""

    async def test_scans_come_whole_and_in_order(self, device: Scanner, world: World) -> None:
        identity = await device.connect(3.0)
        scans = device.scans()
        first = asyncio.ensure_future(anext(scans))
        await asyncio.sleep(0)
        await world.scan(b"]d210LOT-a\x1d21SN01")
        await world.scan(b"]C0C-000981")
        scan = await asyncio.wait_for(first, 3)
        assert (scan.raw, scan.device) == (b"]d210LOT-a\x1d21SN01", identity)
        assert (await asyncio.wait_for(anext(scans), 3)).raw == b"]C0C-000981"
        await device.close()

    async def test_tones_need_a_scanner(self, device: Scanner) -> None:
        with pytest.raises(DeviceError):
            await device.signal(Signal.OK, 0.2)
        await device.connect(3.0)
        await device.signal(Signal.OK, 1.0)
        await device.signal(Signal.BAD, 1.0)
        await device.close()


class EquipmentContract(DeviceContract):
    """What holds for all equipment; the fixture `tag` names one that can be read."""

    async def test_a_value_comes_with_unit_quality_frame_and_controller(self, device: Equipment, tag: str) -> None:
        identity = await device.connect(3.0)
        value = (await device.read([tag], 3.0))[tag]
        assert value.quality is TagQuality.GOOD
        assert value.value is not None
        assert value.unit
        assert value.raw
        assert (value.tag, value.device) == (tag, identity)
        await device.close()

    async def test_a_failed_read_has_no_value(self, device: Equipment, world: World, tag: str) -> None:
        await device.connect(3.0)
        await world.unplug()
        value = (await device.read([tag], 0.3))[tag]
        assert (value.value, value.quality) == (None, TagQuality.COMM_ERROR)
        await device.close()

    async def test_nothing_asked_gives_nothing(self, device: Equipment) -> None:
        await device.connect(3.0)
        assert dict(await device.read([], 3.0)) == {}
        await device.close()

    async def test_a_tag_that_is_not_given_for_writing_is_not_written(self, device: Equipment, tag: str) -> None:
        await device.connect(3.0)
        assert not device.may_write(tag)
        with pytest.raises(DeviceError):
            await device.write(tag, Decimal(1), 3.0)
        await device.close()


class PrinterContract(DeviceContract):
    """What holds for every printer."""

    async def test_a_job_is_accepted(self, device: Printer) -> None:
        await device.connect(3.0)
        assert await device.print(b"^XA^FO10,10^FDtest^FS^XZ", 5.0) is PrintOutcome.ACCEPTED
        await device.close()

    async def test_an_unplugged_printer_is_not_ready(self, device: Printer, world: World) -> None:
        await device.connect(3.0)
        await world.unplug()
        assert await device.print(b"^XA^XZ", 0.3) is PrintOutcome.NOT_READY
        await device.close()
