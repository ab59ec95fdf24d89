"""What the drivers of all families do when something goes wrong, over real ptys with simulated balances behind them."""

import asyncio
from contextlib import suppress
from decimal import Decimal

import msgspec
import pytest

from core.ports import Clock, DeviceError, DeviceState, Weight
from hardware.drivers.polled_balance import PolledBalance
from hardware.errors import (
    BalanceBusy,
    BalanceRestarted,
    DeviceRefused,
    DeviceSilent,
    DeviceUnreachable,
    FrameBroken,
    NoBalanceReading,
    NotRegistered,
    NotStable,
    Overload,
    Underload,
    WrongDevice,
    WrongUnit,
)
from hardware.registry import BALANCES, Registry
from hardware.row import SerialFrom
from tests.fakes.until import until
from tests.hardware.families import FAMILIES, Family

TELLS_TARE = tuple(name for name in FAMILIES if not name.startswith("sartorius"))
DEAF_AT_START = tuple(name for name in FAMILIES if name != "mt_sics")
every_family = pytest.mark.parametrize("family", FAMILIES, indirect=True)

pytestmark = pytest.mark.urs("F05", "F24")


@every_family
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("overload", Overload),
        ("underload", Underload),
        ("unstable", NotStable),
        ("busy", BalanceBusy),
        ("error", DeviceError),
        ("unit:g", WrongUnit),
        ("comma", FrameBroken),
        ("other", WrongDevice),
        ("garbage", FrameBroken),
    ],
)
async def test_every_refusal_has_its_own_name_and_the_weight_after_it_is_right(
    family: Family, fault: str, kind: type[DeviceError]
) -> None:
    await family.driver.connect(3.0)
    await family.settle("1.5")
    family.sim.fault(fault)
    with pytest.raises(kind):
        await family.driver.take_stable("kg", 0.15)
    family.sim.fault("none")
    family.sim.fault("unit:kg")
    assert str((await family.driver.take_stable("kg", 3.0)).value) == "1.500"


@pytest.mark.parametrize(("fault", "kind"), [("silent", DeviceSilent), ("unplug", DeviceUnreachable)])
@pytest.mark.parametrize("family", ["aandd"], indirect=True)
async def test_a_balance_that_nobody_heard_is_weighed_on_only_after_it_was_zeroed(
    family: Family, fault: str, kind: type[DeviceError]
) -> None:
    await family.driver.connect(3.0)
    family.sim.fault(fault)
    with pytest.raises(kind):
        await family.driver.take_stable("kg", 0.15)
    family.sim.fault("none")
    await family.driver.connect(3.0)
    with pytest.raises(BalanceRestarted):
        await family.driver.take_stable("kg", 3.0)
    await family.driver.zero(3.0)
    await family.settle("1.5")
    assert str((await family.driver.take_stable("kg", 3.0)).value) == "1.500"


@pytest.mark.parametrize("family", ["mt_sics", "sartorius_sbi-22", "aandd", "ohaus"], indirect=True)
async def test_an_error_code_is_told_with_its_number(family: Family) -> None:
    await family.driver.connect(3.0)
    family.sim.fault("error")
    with pytest.raises(NoBalanceReading) as caught:
        await family.driver.take_stable("kg", 0.3)
    assert caught.value.params["number"]


@every_family
async def test_digits_unit_and_sign_are_kept_as_sent(family: Family) -> None:
    await family.driver.connect(3.0)
    for load, digits in (("1", "1.000"), ("0.1", "0.100"), ("10", "10.000"), ("-0.250", "-0.250")):
        await family.settle(load)
        weight = await family.driver.take_stable("kg", 3.0)
        assert (str(weight.value), weight.unit) == (digits, "kg")
        assert digits.lstrip("-").encode() in weight.raw


@every_family
async def test_a_weight_in_slices_is_one_weight(family: Family) -> None:
    await family.driver.connect(3.0)
    await family.settle("2.5")
    family.sim.fault("split")
    assert (await family.driver.take_stable("kg", 5.0)).value == Decimal("2.5")


@every_family
async def test_a_repeated_answer_is_never_taken_for_the_next_one(family: Family) -> None:
    await family.driver.connect(3.0)
    await family.settle("1")
    family.sim.fault("duplicate")
    taken = 0
    for kilograms in ("1", "2", "3"):
        await family.settle(kilograms)
        with suppress(DeviceError):
            assert (await family.driver.take_stable("kg", 1.0)).value == Decimal(kilograms)
            taken += 1
    # A serial number that comes twice looks like a restart of an MT-SICS balance, which then weighs nothing.
    assert taken or family.row.driver == "mt_sics"


@pytest.mark.parametrize("family", ["sartorius_sbi-16", "radwag"], indirect=True)
async def test_a_late_answer_is_never_taken_for_the_next_one(family: Family) -> None:
    await family.driver.connect(3.0)
    await family.settle("1")
    family.sim.port.faults.delay_s = 1.1
    family.sim.fault("delay")
    with pytest.raises(DeviceError):
        await family.driver.take_stable("kg", 0.3)
    family.sim.fault("none")
    await family.settle("0")
    await zeroed(family)
    await family.settle("5.5")
    assert (await family.driver.take_stable("kg", 1.0)).value == Decimal("5.5")


async def zeroed(family: Family) -> None:
    for _ in range(4):
        with suppress(DeviceError):
            await family.driver.zero(2.0)
            return
    raise AssertionError


@pytest.mark.parametrize("family", TELLS_TARE, indirect=True)
async def test_a_tare_changed_at_the_balance_is_found_before_the_weight(family: Family) -> None:
    await family.driver.connect(3.0)
    await family.settle("0.5")
    assert (await family.driver.tare(3.0)).value == Decimal("0.5")
    family.sim.clear_tare()
    with pytest.raises(BalanceRestarted):
        await family.driver.take_stable("kg", 1.0)
    await family.driver.tare(3.0)
    assert (await family.driver.take_stable("kg", 1.0)).value == 0


async def spoken(driver: PolledBalance) -> Weight:
    """Take a weight as soon as the balance says anything again."""
    while True:
        with suppress(DeviceSilent):
            return await driver.take_stable("kg", 0.5)


@pytest.mark.parametrize("family", ["sartorius_sbi-22", "radwag"], indirect=True)
async def test_a_balance_that_was_silent_while_it_restarted_must_be_zeroed_again(family: Family) -> None:
    await family.driver.connect(3.0)
    await family.settle("1")
    family.sim.boot_s = 1.2
    family.sim.fault("restart")
    with pytest.raises(DeviceSilent):
        await family.driver.take_stable("kg", 0.5)
    with pytest.raises(BalanceRestarted):
        await spoken(family.driver)
    await family.driver.zero(3.0)
    await family.settle("3")
    assert (await family.driver.take_stable("kg", 1.0)).value == Decimal(2)


@every_family
async def test_a_second_tare_counts_from_the_zero(family: Family) -> None:
    await family.driver.connect(3.0)
    await family.settle("0.5")
    await family.driver.tare(3.0)
    await family.settle("0.8")
    assert (await family.driver.tare(3.0)).value == Decimal("0.8")
    await family.settle("1.8")
    assert (await family.driver.take_stable("kg", 1.0)).value == Decimal(1)


@every_family
async def test_nothing_moving_is_tared_or_zeroed(family: Family) -> None:
    await family.driver.connect(3.0)
    family.sim.stability_timeout_s = 0.1
    family.sim.fault("unstable")
    for ask in (family.driver.tare(0.2), family.driver.zero(0.2)):
        with pytest.raises((NotStable, BalanceBusy)):
            await ask


@every_family
async def test_the_display_shows_moving_and_stable_values(family: Family) -> None:
    await family.driver.connect(3.0)
    family.sim.settle_s = 0.25
    family.sim.load(Decimal(5), "kg")
    seen: list[Weight] = []
    async for reading in family.driver.live():
        assert isinstance(reading, Weight)
        seen.append(reading)
        if reading.stable:
            break
    assert not seen[0].stable
    assert seen[-1].unit == "kg"


@every_family
async def test_a_drifting_balance_is_seen_to_drift(family: Family) -> None:
    await family.driver.connect(3.0)
    await family.settle("1")
    family.sim.drift_per_s = 500
    family.sim.fault("drift")
    first = await family.driver.take_stable("kg", 1.0)
    while True:
        later = await family.driver.take_stable("kg", 1.0)
        if later.value > first.value:
            break
        await asyncio.sleep(0.01)


@every_family
async def test_whoever_gives_up_waiting_leaves_no_answer_behind(family: Family) -> None:
    await family.driver.connect(3.0)
    family.sim.fault("unstable")
    before = family.sim.times_asked
    weighing = asyncio.create_task(family.driver.take_stable("kg", 5.0))
    await until(lambda: family.sim.times_asked > before)
    weighing.cancel()
    family.sim.fault("none")
    await family.settle("3")
    assert (await family.driver.take_stable("kg", 2.0)).value == Decimal(3)


# ------------------------------------------------------------------ balances that tell no serial number


@pytest.mark.urs("F06")
@pytest.mark.parametrize("family", DEAF_AT_START, indirect=True)
async def test_a_balance_without_a_serial_number_is_used_by_its_label_and_every_weight_says_so(
    family: Family, clock: Clock
) -> None:
    row = msgspec.structs.replace(family.row, serial="ON-THE-LABEL", serial_from=SerialFrom.LABEL)
    registry = Registry([row], clock)
    balance = registry.balance("Balance 1")
    identity = await balance.connect(3.0)
    assert (identity.serial, identity.by_label) == ("ON-THE-LABEL", True)
    await family.settle("1")
    assert (await balance.take_stable("kg", 1.0)).device.by_label
    family.sim.fault("overload")
    await balance.connect(1.0)
    assert balance.status.state is DeviceState.READY
    await registry.close()


@pytest.mark.urs("F06")
@pytest.mark.parametrize(
    "change",
    [
        {"driver": "mt_sics"},
        {"equipment": ""},
        {"simulated": False, "url": "serial:///dev/ttyUSB0"},
        {"simulated": False, "url": "serial:///dev/serial/by-id/usb-FTDI"},
    ],
)
@pytest.mark.parametrize("family", ["ohaus"], indirect=True)
async def test_a_label_stands_for_a_serial_number_only_on_a_fixed_port_with_an_equipment_id(
    family: Family, clock: Clock, change: dict[str, object]
) -> None:
    row = msgspec.structs.replace(family.row, serial_from=SerialFrom.LABEL)
    with pytest.raises(NotRegistered):
        Registry([msgspec.structs.replace(row, **change)], clock)
    by_path = "serial:///dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0"
    Registry([msgspec.structs.replace(row, simulated=False, url=by_path)], clock)


# ------------------------------------------------------------------ what only one family does


async def served(answers: dict[bytes, bytes], clock: Clock, family: Family) -> tuple[asyncio.Server, PolledBalance]:
    """Put a script in place of the simulator: each command is answered with its line."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(answers.get(line.strip(), b""))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    row = msgspec.structs.replace(family.row, url=url, model="By the row")
    return server, BALANCES[row.driver](row, clock)


@pytest.mark.parametrize("family", ["sartorius_sbi-16"], indirect=True)
async def test_a_command_without_effect_is_no_zero(family: Family, clock: Clock) -> None:
    """SBI answers no command; a menu may forbid zeroing."""
    answers = {b"\x1bx2_": b"    B123456789\r\n", b"\x1bx1_": b"MSE1203S\r\n", b"\x1bP": b"+  111.255 g  \r\n"}
    server, balance = await served(answers, clock, family)
    assert (await balance.connect(2.0)).model == "MSE1203S"
    with pytest.raises(DeviceRefused):
        await balance.zero(0.3)
    with pytest.raises(BalanceRestarted):
        await balance.take_stable("g", 0.3)
    await balance.close()
    server.close()
