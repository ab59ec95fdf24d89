"""Equipment over OPC UA against a real server: status, age, type, identity, loss and return."""

import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ports import Clock, DeviceState, Equipment, TagQuality
from hardware.drivers.opcua_equipment import OpcuaEquipment, _judged
from hardware.errors import (
    DeviceSilent,
    DeviceUnreachable,
    ExtraMissing,
    NotRegistered,
    TagMapError,
    TagUnknown,
    WrongDevice,
)
from hardware.opcua import NodeAnswer, NodeTag, is_opcua_address, node_map, read_node_map
from hardware.registry import Registry
from hardware.row import DeviceKind, DeviceRow
from hardware.tag_maps import node_maps_in, tag_maps_in
from tests.contracts.device_ports import EquipmentContract
from tests.fakes.until import until
from tests.hardware.opcua_server import FORCE, RUNNING, SERIAL, SPEED, OpcuaPress

MAP = f"""
equipment: press
version: "1"
identity: {SERIAL}
security: none
tags:
  - {{tag: turret_speed, node: "{SPEED}", unit: r/min, decimals: 1, valid_low: "0", valid_high: "120"}}
  - {{tag: compression_force, node: "{FORCE}", unit: kN, scale: "0.1", decimals: 2}}
  - {{tag: running, node: "{RUNNING}", unit: "1", type: bool, stale_after_ms: 0}}
  - {{tag: nowhere, node: "ns=2;s=Press.Nowhere", unit: kN}}
"""


@pytest.fixture(scope="module")
def served() -> Iterator[OpcuaPress]:
    made = OpcuaPress()
    yield made
    made.end()


@pytest.fixture
async def server(served: OpcuaPress) -> OpcuaPress:
    await served.as_made()
    return served


def unsecured(row: DeviceRow, clock: Clock) -> OpcuaEquipment:
    """Give a press without security, which the policy permits."""
    return OpcuaEquipment(row, clock, read_node_map(MAP, "press"), Path("nowhere"), lambda: True)


@pytest.fixture
async def press(server: OpcuaPress, clock: Clock) -> AsyncIterator[Equipment]:
    made = unsecured(row(server.url), clock)
    yield made
    await made.close()


def row(url: str, serial: str = "PR-37-02") -> DeviceRow:
    return DeviceRow("Press", DeviceKind.EQUIPMENT, "opcua", url, serial=serial, simulated=True, tag_map="press")


class ServedWorld:
    def __init__(self, server: OpcuaPress) -> None:
        self._server = server

    async def load(self, amount: Decimal) -> None:
        raise NotImplementedError

    async def scan(self, raw: bytes) -> None:
        raise NotImplementedError

    async def unplug(self) -> None:
        await self._server.stop()

    async def plug(self) -> None:
        await self._server.start()


class TestOpcuaEquipment(EquipmentContract):
    @pytest.fixture
    def device(self, press: Equipment) -> Equipment:
        return press

    @pytest.fixture
    def world(self, server: OpcuaPress) -> ServedWorld:
        return ServedWorld(server)

    @pytest.fixture
    def tag(self) -> str:
        return "turret_speed"


@pytest.mark.urs("F24")
async def test_good_values_come_scaled_with_their_bytes(press: Equipment, server: OpcuaPress) -> None:
    await server.put(FORCE, 154)
    values = await press.read(["turret_speed", "compression_force", "running"], 3.0)
    assert [value.quality for value in values.values()] == [TagQuality.GOOD] * 3
    assert [str(value.value) for value in values.values()] == ["42.5", "15.40", "1"]
    assert all(value.raw for value in values.values())


BAD_SENSOR_FAILURE, BAD_NOT_CONNECTED, UNCERTAIN_LAST_USABLE_VALUE = 0x808C0000, 0x808A0000, 0x40900000
"""Status codes of OPC 10000-8, table 21."""
NOT_GOOD = (
    (42.5, BAD_SENSOR_FAILURE, 0, TagQuality.BAD),
    (42.5, BAD_NOT_CONNECTED, 0, TagQuality.BAD),
    (42.5, UNCERTAIN_LAST_USABLE_VALUE, 0, TagQuality.UNCERTAIN),
    (42.5, 0, 60, TagQuality.STALE),
    ("42.5", 0, 0, TagQuality.BAD_TYPE),
    (True, 0, 0, TagQuality.BAD_TYPE),
    ([42.5, 43.0], 0, 0, TagQuality.BAD_TYPE),
    (float("nan"), 0, 0, TagQuality.BAD_TYPE),
    (float("inf"), 0, 0, TagQuality.BAD_TYPE),
    (197632.0, 0, 0, TagQuality.OUT_OF_RANGE),
)
"""Value, status code, age in seconds, and what becomes of it."""


@pytest.mark.urs("F24")
async def test_what_the_server_does_not_vouch_for_has_a_quality_and_no_value(
    press: Equipment, server: OpcuaPress
) -> None:
    for value, status, age_s, quality in NOT_GOOD:
        await server.put(SPEED, value, status, age_s)
        read = await press.read(["turret_speed", "compression_force"], 3.0)
        assert (read["turret_speed"].value, read["turret_speed"].quality) == (None, quality), value
        assert read["compression_force"].quality is TagQuality.GOOD
    await server.put(SPEED, 42.5)
    assert (await press.read(["turret_speed"], 3.0))["turret_speed"].value == Decimal("42.5")


async def test_a_node_that_is_not_there_and_a_value_of_the_other_type_are_told(
    press: Equipment, server: OpcuaPress
) -> None:
    await server.put(RUNNING, 1)
    values = await press.read(["nowhere", "running"], 3.0)
    assert [value.quality for value in values.values()] == [TagQuality.BAD, TagQuality.BAD_TYPE]


async def test_an_old_time_counts_for_nothing_where_the_source_keeps_that_of_the_last_change(
    press: Equipment, server: OpcuaPress
) -> None:
    await server.put(RUNNING, True, age_s=86_400)
    assert (await press.read(["running"], 3.0))["running"].quality is TagQuality.GOOD


async def test_a_tag_nobody_knows_is_refused_before_anything_is_read(press: Equipment) -> None:
    with pytest.raises(TagUnknown):
        await press.read(["turret_speed", "secret"], 1.0)


@pytest.mark.urs("F24")
async def test_a_server_that_goes_and_comes_back_is_read_again_and_asked_who_it_is(
    press: Equipment, server: OpcuaPress
) -> None:
    await press.connect(3.0)
    await server.stop()
    await until(lambda: press.status.state is DeviceState.DISCONNECTED)
    assert (await press.read(["turret_speed"], 0.3))["turret_speed"].quality is TagQuality.COMM_ERROR
    await server.start()
    assert (await press.read(["turret_speed"], 5.0))["turret_speed"].quality is TagQuality.GOOD
    await server.stop()
    await server.put(SERIAL, "PR-99-99")
    await server.start()
    await until(lambda: press.status.state is DeviceState.DISCONNECTED)
    assert (await press.read(["turret_speed"], 5.0))["turret_speed"].quality is TagQuality.COMM_ERROR
    assert press.status.state is DeviceState.FAULT


async def test_another_controller_than_registered_is_refused(server: OpcuaPress, clock: Clock) -> None:
    other = unsecured(row(server.url, "PR-00-01"), clock)
    with pytest.raises(WrongDevice) as caught:
        await other.connect(3.0)
    assert dict(caught.value.params) == {"device": "Press", "got": "PR-37-02", "want": "PR-00-01"}
    await other.close()


async def test_a_server_that_hangs_is_silent_and_left(clock: Clock) -> None:
    import asyncio

    left = asyncio.Event()

    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(4096):
            pass
        writer.close()
        left.set()

    deaf = await asyncio.start_server(swallow, "127.0.0.1", 0)
    url = f"opc.tcp://127.0.0.1:{deaf.sockets[0].getsockname()[1]}/x"
    press = unsecured(row(url), clock)
    with pytest.raises((DeviceUnreachable, DeviceSilent)):
        await press.connect(0.3)
    await press.close()
    await asyncio.wait_for(left.wait(), 5)
    deaf.close()
    await deaf.wait_closed()


async def test_without_the_extra_one_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    monkeypatch.setitem(sys.modules, "asyncua", None)
    press = unsecured(row("opc.tcp://127.0.0.1:1/x"), clock)
    with pytest.raises(ExtraMissing) as caught:
        await press.connect(0.1)
    assert caught.value.params["extra"] == "opcua"
    assert press.status.state is DeviceState.FAULT
    read = await press.read(["turret_speed"], 0.1)
    assert read["turret_speed"].quality is TagQuality.COMM_ERROR


def test_the_drivers_load_without_the_extra() -> None:
    import subprocess

    code = "import sys; sys.modules['asyncua'] = None; import hardware.registry, console.composition; print('loaded')"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "loaded\n"


# ------------------------------------------------------------------ maps and addresses


@pytest.mark.parametrize(
    "wrong",
    [{"node": "Press.Speed"}, {"unit": "furlong"}, {"type": "text"}, {"scale": "0"}, {"decimals": 12},
     {"valid_low": "5", "valid_high": "1"}, {"stale_after_ms": "-1"}, {"colour": "blue"}],
)  # fmt: skip
def test_a_tag_that_cannot_be_is_refused(wrong: dict[str, str]) -> None:
    tag = {"tag": "t", "node": SPEED, "unit": "kN", **wrong}
    with pytest.raises(TagMapError):
        node_map({"equipment": "x", "version": "1", "tags": [tag]}, "x")


def test_a_tag_twice_a_wrong_identity_and_no_yaml_are_refused() -> None:
    tag = {"tag": "t", "node": SPEED, "unit": "kN"}
    for document in (
        {"equipment": "x", "version": "1", "tags": [tag, tag]},
        {"equipment": "x", "version": "1", "tags": [tag], "identity": "serial"},
    ):
        with pytest.raises(TagMapError):
            node_map(document, "x")
    with pytest.raises(TagMapError):
        read_node_map("a: [", "x")


def test_a_plants_own_maps_are_found_in_its_folder_and_those_that_come_along_else(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "press.yaml").write_text(MAP, encoding="utf-8")
    assert node_maps_in(tmp_path)("press").find("running", "p").type == "bool"
    assert tag_maps_in(tmp_path)("dryer").equipment == "dryer"
    for name in ("nothing", "../press", ""):
        with pytest.raises(TagMapError):
            node_maps_in(tmp_path)(name)
    registry = Registry([row("opc.tcp://plc:4840/x")], clock, node_maps=node_maps_in(tmp_path))
    assert isinstance(registry.equipment("Press"), OpcuaEquipment)


@pytest.mark.parametrize("url", ["opc.tcp://h", "opc.tcp://u:p@h:4840", "tcp://h:4840", "opc.tcp://h:4840?x=1", ""])
def test_an_address_that_is_none_is_refused(url: str, clock: Clock) -> None:
    assert not is_opcua_address(url)
    with pytest.raises(NotRegistered):
        Registry([row(url)], clock)


ANY_VALUE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=9),
    st.binary(max_size=9),
    st.lists(st.floats()),
)


@given(
    ANY_VALUE,
    st.integers(0, 2**32 - 1) | st.just(0),
    st.none() | st.floats(-1e6, 1e6),
    st.sampled_from(["number", "bool"]),
)
def test_any_answer_is_a_value_in_range_or_a_declared_quality(
    value: object, status: int, age_s: float | None, kind: Literal["number", "bool"]
) -> None:
    now = datetime.now(UTC)
    source = None if age_s is None else now - timedelta(seconds=age_s)
    tag = NodeTag("t", SPEED, "kN", kind, decimals=2, valid_low=Decimal(-1000), valid_high=Decimal(1000))
    number, quality = _judged(tag, NodeAnswer(value, status, source, now, b"", now))
    assert (number is None) == (quality is not TagQuality.GOOD)
    assert number is None or -1000 <= number <= 1000
