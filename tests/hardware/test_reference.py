"""The reference says what is true today."""

import re
from pathlib import Path

import msgspec

from core.ports import Clock
from hardware.opcua import NodeMap, NodeTag, read_node_map
from hardware.registry import Registry, read_rows
from hardware.row import DeviceRow
from hardware.sim.balance import SimulatedBalance
from hardware.sim.control import Request
from hardware.sim.equipment import SimulatedEquipment
from hardware.sim.plan import read_plan
from hardware.sim.printer import SimulatedPrinter
from hardware.sim.scanner import SimulatedScanner
from hardware.tagmap import Tag

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "devices.md").read_text()


def block(start: str) -> str:
    """Give the indented block that starts with a text."""
    lines = TEXT[TEXT.index("    " + start) :].split("\n")
    return "\n".join(lines[: next(place for place, line in enumerate(lines) if not line.startswith("    "))])


def test_the_registry_row_shown_can_be_registered(clock: Clock) -> None:
    (row,) = Registry(read_rows(block('[{"name"')), clock).rows
    assert row.name == "Balance 1"


def test_the_plan_shown_can_be_run() -> None:
    assert len(read_plan(block('{"devices"')).devices) == 6


def test_the_node_map_shown_can_be_read() -> None:
    text = "\n".join(line[4:] for line in block('equipment: press\n    version: "1"\n    identity').splitlines())
    assert read_node_map(text, "press").find("turret_speed", "press").unit == "r/min"


def test_every_field_of_a_row_and_a_tag_is_named() -> None:
    for struct in (DeviceRow, Tag, NodeMap, NodeTag):
        for field in msgspec.structs.fields(struct):
            assert f"`{field.name}`" in TEXT, field.name


def test_every_fault_and_request_is_named() -> None:
    for device, kind in (
        (SimulatedBalance, "balance"),
        (SimulatedScanner, "scanner"),
        (SimulatedEquipment, "equipment"),
        (SimulatedPrinter, "printer"),
    ):
        told = re.search(rf"\| {kind} \| (`.*`.*) \|\n", TEXT[TEXT.index("| device | faults |") :])
        assert told is not None
        assert set(re.findall(r"`([a-z_]+)`", told.group(1))) == device.FAULTS
    for request in Request.__args__:
        assert f'"do": "{request.__struct_config__.tag}"' in TEXT
