"""The MT-SICS driver against the simulated balance, over a real pty."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal

import msgspec
import pytest

from core.ports import Clock, DeviceError, DeviceState, Weight
from hardware.drivers.mt_sics import MtSicsBalance
from hardware.errors import (
    BalanceBusy,
    BalanceRestarted,
    DeviceUnreachable,
    FrameBroken,
    NoBalanceReading,
    NotStable,
    Overload,
    Underload,
    WrongDevice,
    WrongUnit,
)
from hardware.row import DeviceRow
from hardware.sim.balance import SimulatedBalance
from tests.fakes.until import until


@pytest.fixture
async def balance(balance_row: DeviceRow, clock: Clock) -> AsyncIterator[MtSicsBalance]:
    device = MtSicsBalance(balance_row, clock)
    await device.connect(2.0)
    yield device
    await device.close()


async def settle(sim: SimulatedBalance, grams: str) -> None:
    sim.load(Decimal(grams), "g")
    await until(sim.is_stable)


@pytest.mark.urs("F24")
async def test_case_1_a_frame_in_slices_is_one_stable_weight(
    balance: MtSicsBalance, sim_balance: SimulatedBalance
) -> None:
    await settle(sim_balance, "100")
    sim_balance.fault("split")
    weight = await balance.take_stable("g", 3.0)
    assert (str(weight.value), weight.unit, weight.stable) == ("100.00", "g", True)
    assert weight.raw == b"S S     100.00 g\r\n"
    assert weight.device.simulated


async def test_the_balance_waits_until_the_load_has_settled(
    balance: MtSicsBalance, sim_balance: SimulatedBalance
) -> None:
    sim_balance.load(Decimal(50), "g")
    assert (await balance.take_stable("g", 3.0)).value == Decimal("50.00")


async def test_case_2_an_unstable_weight_is_refused(balance: MtSicsBalance, sim_balance: SimulatedBalance) -> None:
    sim_balance.fault("unstable")
    with pytest.raises(NotStable):
        await balance.take_stable("g", 0.3)
    sim_balance.fault("none")
    assert (await balance.take_stable("g", 2.0)).stable


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("overload", Overload),
        ("underload", Underload),
        ("busy", BalanceBusy),
        ("error", NoBalanceReading),
        ("unit:kg", WrongUnit),
        ("comma", FrameBroken),
        ("other", WrongDevice),
        ("garbage", FrameBroken),
    ],
)
async def test_cases_4_to_7_every_refusal_has_its_own_name_and_the_next_weight_is_right(
    balance: MtSicsBalance, sim_balance: SimulatedBalance, fault: str, kind: type[DeviceError]
) -> None:
    await settle(sim_balance, "10")
    sim_balance.fault(fault)
    with pytest.raises(kind):
        await balance.take_stable("g", 1.0)
    sim_balance.fault("none")
    sim_balance.fault("unit:g")
    assert (await balance.take_stable("g", 2.0)).value == Decimal("10.00")


@pytest.mark.urs("F06")
async def test_case_8_a_restart_while_weighing_aborts_the_weight_until_zeroed_or_tared(
    balance: MtSicsBalance, sim_balance: SimulatedBalance
) -> None:
    await settle(sim_balance, "20")
    await balance.tare(2.0)
    sim_balance.fault("unstable")
    before = sim_balance.times_asked
    weighing = asyncio.create_task(balance.take_stable("g", 5.0))
    await until(lambda: sim_balance.times_asked > before)
    sim_balance.fault("restart")
    with pytest.raises(BalanceRestarted):
        await weighing
    sim_balance.fault("none")
    with pytest.raises(BalanceRestarted):
        await balance.take_stable("g", 2.0)
    await balance.zero(2.0)
    assert (await balance.take_stable("g", 2.0)).stable


async def test_a_restart_nobody_heard_is_found_by_the_stored_tare(
    balance: MtSicsBalance, sim_balance: SimulatedBalance
) -> None:
    await settle(sim_balance, "20")
    assert (await balance.tare(2.0)).value == Decimal("20.00")
    await settle(sim_balance, "35")
    assert (await balance.take_stable("g", 2.0)).value == Decimal("15.00")
    sim_balance.fault("silent")
    sim_balance.restart()
    await asyncio.sleep(0)
    sim_balance.fault("none")
    with pytest.raises(BalanceRestarted):
        await balance.take_stable("g", 2.0)


@pytest.mark.urs("F06")
async def test_another_balance_on_the_same_port_is_refused(
    balance: MtSicsBalance, sim_balance: SimulatedBalance, balance_row: DeviceRow, clock: Clock
) -> None:
    sim_balance.serial = "B999999999"
    with pytest.raises(WrongDevice) as caught:
        await balance.take_stable("g", 1.0)
    assert caught.value.params["got"] == "B999999999"
    assert balance.status.state is DeviceState.FAULT
    await balance.close()
    with pytest.raises(WrongDevice):
        await MtSicsBalance(balance_row, clock).connect(1.0)


@pytest.mark.urs("F24")
async def test_an_unplugged_balance_comes_back_by_itself(balance: MtSicsBalance, sim_balance: SimulatedBalance) -> None:
    await settle(sim_balance, "20")
    await balance.tare(2.0)
    live = balance.live()
    assert isinstance(await anext(live), Weight)
    sim_balance.fault("unplug")
    assert isinstance(await anext(live), DeviceUnreachable)
    with pytest.raises(DeviceUnreachable):
        await balance.take_stable("g", 1.0)
    assert balance.status.state is DeviceState.DISCONNECTED
    sim_balance.fault("none")
    while isinstance(await anext(live), DeviceError):
        pass
    assert (await balance.take_stable("g", 2.0)).value == Decimal("0.00")
    await live.aclose()  # pyright: ignore[reportAttributeAccessIssue]  (an async generator behind the port's iterator)


async def test_a_repeated_answer_is_never_taken_for_the_next_one(
    balance: MtSicsBalance, sim_balance: SimulatedBalance
) -> None:
    await settle(sim_balance, "10")
    sim_balance.fault("duplicate")
    for grams in ("10", "11", "12", "13"):
        await settle(sim_balance, grams)
        try:
            weight = await balance.take_stable("g", 1.0)
        except DeviceError:
            continue
        assert weight.value == Decimal(grams)


async def test_a_late_answer_is_never_taken_for_the_next_one(
    balance: MtSicsBalance, sim_balance: SimulatedBalance
) -> None:
    await settle(sim_balance, "10")
    sim_balance.port.faults.delay_s = 1.1
    sim_balance.fault("delay")
    with pytest.raises(DeviceError):
        await balance.take_stable("g", 0.3)
    sim_balance.fault("none")
    await settle(sim_balance, "55")
    for _ in range(4):
        try:
            weight = await balance.take_stable("g", 1.0)
        except DeviceError:
            continue
        assert weight.value == Decimal("55.00")


async def test_live_readings_show_moving_and_stable_values(
    balance: MtSicsBalance, sim_balance: SimulatedBalance
) -> None:
    sim_balance.settle_s = 0.4
    sim_balance.load(Decimal(100), "g")
    stable: list[bool] = []
    async for reading in balance.live():
        assert isinstance(reading, Weight)
        stable.append(reading.stable)
        if reading.stable:
            break
    assert stable[0] is False


async def test_one_command_is_in_flight_even_with_a_display_and_a_weighing_at_once(
    balance: MtSicsBalance, sim_balance: SimulatedBalance
) -> None:
    await settle(sim_balance, "10")
    live = balance.live()
    shown = [asyncio.create_task(balance.take_stable("g", 3.0)) for _ in range(5)]
    for _ in range(3):
        assert isinstance(await anext(live), Weight)
    assert {(await task).value for task in shown} == {Decimal("10.00")}


async def test_a_cancelled_exchange_leaves_no_answer_behind(
    balance: MtSicsBalance, sim_balance: SimulatedBalance
) -> None:
    sim_balance.fault("unstable")
    before = sim_balance.times_asked
    weighing = asyncio.create_task(balance.take_stable("g", 5.0))
    await until(lambda: sim_balance.times_asked > before)
    weighing.cancel()
    sim_balance.fault("none")
    await settle(sim_balance, "30")
    assert (await balance.take_stable("g", 2.0)).value == Decimal("30.00")


async def test_nobody_at_the_port_is_told_within_the_deadline(balance_row: DeviceRow, clock: Clock) -> None:

    lost = MtSicsBalance(msgspec.structs.replace(balance_row, url="serial:///nowhere/at/all"), clock)
    with pytest.raises(DeviceUnreachable):
        await lost.connect(0.2)
    assert lost.status.reason is not None


async def test_a_restart_is_told_once_on_the_display_and_readings_go_on(
    balance: MtSicsBalance, sim_balance: SimulatedBalance
) -> None:
    live = balance.live()
    assert isinstance(await anext(live), Weight)
    sim_balance.fault("restart")
    told = [await anext(live) for _ in range(4)]
    assert [type(reading) for reading in told].count(BalanceRestarted) == 1
    assert isinstance(told[-1], Weight)


async def test_an_untared_balance_that_was_lost_must_be_zeroed_again(
    balance: MtSicsBalance, sim_balance: SimulatedBalance
) -> None:
    await settle(sim_balance, "20")
    sim_balance.fault("unplug")
    with pytest.raises(DeviceUnreachable):
        await balance.take_stable("g", 1.0)
    sim_balance.fault("none")
    await balance.connect(2.0)
    with pytest.raises(BalanceRestarted):
        await balance.take_stable("g", 1.0)
    await balance.zero(2.0)
    assert (await balance.take_stable("g", 2.0)).value == Decimal("0.00")


async def test_a_balance_without_level_1_is_weighed_on_all_the_same(balance_row: DeviceRow, clock: Clock) -> None:
    answers = {
        b"I4": b'I4 A "B123456789"',
        b"I2": b"EL",
        b"TA": b"ES",
        b"T": b"T S      12.30 g",
        b"S": b"S S      10.00 g",
    }

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(answers[line.strip()] + b"\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    row = msgspec.structs.replace(balance_row, url=url, model="Old balance")
    device = MtSicsBalance(row, clock)
    assert (await device.connect(2.0)).model == "Old balance"
    assert (await device.tare(2.0)).value == Decimal("12.30")
    assert (await device.take_stable("g", 2.0)).value == Decimal("10.00")
    await device.close()
    server.close()
