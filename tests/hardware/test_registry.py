"""The registry: only what is registered, and only as registered."""

import json
from decimal import Decimal

import msgspec
import pytest

from core.ports import Clock
from hardware.errors import NotRegistered, TagMapError, WrongDevice
from hardware.registry import Registry, read_rows
from hardware.row import DeviceKind, DeviceRow
from hardware.sim.simulator import Simulator

ROW = DeviceRow("Balance 1", DeviceKind.BALANCE, "mt_sics", "tcp://127.0.0.1:1", serial="B1", equipment="E-BAL-01")


async def test_rows_become_drivers_that_are_made_once(registry: Registry) -> None:
    assert registry.balance("Balance 1") is registry.balance("Balance 1")
    assert (await registry.balance("Balance 1").connect(2.0)).serial == "B123456789"
    assert (await registry.scanner("Scanner 1").connect(2.0)).simulated
    assert (await registry.equipment("Granulator").connect(2.0)).serial == "GR-300-17"
    assert (await registry.printer("Printer 1").connect(2.0)).model == "ZT411-300dpi"


@pytest.mark.urs("F06")
def test_what_is_not_registered_is_refused(clock: Clock) -> None:
    registry = Registry([ROW], clock)
    for ask in (
        lambda: registry.balance("Balance 2"),
        lambda: registry.scanner("Balance 1"),
    ):
        with pytest.raises(NotRegistered):
            ask()


@pytest.mark.urs("F06")
async def test_a_device_with_another_serial_number_than_registered_is_refused(
    simulator: Simulator, clock: Clock
) -> None:
    rows = [msgspec.structs.replace(row, serial="ANOTHER") for row in simulator.rows()]
    registry = Registry(rows, clock)
    for device in (registry.balance("Balance 1"), registry.equipment("Press"), registry.printer("Printer 1")):
        with pytest.raises(WrongDevice):
            await device.connect(2.0)
    await registry.close()


def test_rows_that_cannot_be_are_refused_when_the_registry_is_made(clock: Clock) -> None:
    with pytest.raises(NotRegistered):
        Registry([ROW, ROW], clock)
    with pytest.raises(NotRegistered):
        Registry([msgspec.structs.replace(ROW, driver="zpl")], clock)
    with pytest.raises(NotRegistered):
        Registry([msgspec.structs.replace(ROW, url="bluetooth://x")], clock)


def test_equipment_without_a_tag_map_is_refused(clock: Clock) -> None:
    row = DeviceRow("Mixer", DeviceKind.EQUIPMENT, "modbus", "tcp://127.0.0.1:1", serial="1", tag_map="../secret")
    with pytest.raises(TagMapError):
        Registry([row], clock).equipment("Mixer")


def test_rows_travel_as_json(clock: Clock) -> None:
    row = msgspec.structs.replace(ROW, unit="kg", capacity=Decimal("150.000"), minimum=Decimal("0.020"))
    assert read_rows(msgspec.json.encode([row])) == (row,)
    for broken in (b"", b"[{}]", b"\xff", json.dumps([{"name": "x", "color": "red"}])):
        with pytest.raises(NotRegistered):
            read_rows(broken)
