"""The twenty nasty cases of the field with exactly their bytes: balances and scanners, and where the others are."""

import random
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.codes import CodeError, CodeKind, identify
from core.codes.identify import lot_unknown
from core.ports import Clock, DeviceError
from core.quantity import Quantity
from hardware.drivers.sartorius_sbi_frames import parse_weight
from hardware.drivers.scan_frames import GAP_S, ScanAssembler
from hardware.errors import (
    BalanceBusy,
    BalanceRestarted,
    FrameBroken,
    NotAWeight,
    NotStable,
    Overload,
    Underload,
    WrongDevice,
    WrongUnit,
)
from tests.hardware.scripted_balance import ScriptedBalance

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 20)

_MODBUS = "tests/hardware/test_modbus.py"
ELSEWHERE = {
    3: ("tests/core/batch/test_judge.py", "refusal.negative"),
    8: ("tests/hardware/test_mt_sics.py", "test_case_8_a_restart_while_weighing_aborts_the_weight"),
    11: (_MODBUS, "test_cases_11_and_13_a_late_answer_is_never_the_next_value"),
    12: (_MODBUS, "test_case_12_a_short_answer_is_an_error"),
    13: (_MODBUS, "test_cases_11_and_13_a_late_answer_is_never_the_next_value"),
    14: ("tests/hardware/test_equipment.py", "test_case_14_nan_and_impossible_values"),
    15: ("tests/console/terminal/test_wedge.py", "test_case_15_a_wedge_scan_through_the_real_terminal"),
    20: ("tests/console/terminal/test_scans.py", "test_a_scan_with_no_task_on_the_screen_is_dropped"),
}
"""Halves of cases, or whole ones, that are shown in another room."""

pytestmark = pytest.mark.urs("F05", "F24")


def test_every_one_of_the_twenty_cases_is_a_test() -> None:
    here = {int(number) for number in re.findall(r"def test_case_(\d+)_", Path(__file__).read_text())}
    assert here | set(ELSEWHERE) == set(range(1, 21))
    for file, word in ELSEWHERE.values():
        assert word in (ROOT / file).read_text(), (file, word)


# ------------------------------------------------------------------ balances


async def taken(family: str, unit: str, clock: Clock, *pieces: bytes) -> tuple[str, str, bool, bytes]:
    """Take a stable weight from a balance that answers with these pieces."""
    async with ScriptedBalance(family, pieces, clock) as balance:
        weight = await balance.take_stable(unit, 0.3)
    return str(weight.value), weight.unit, weight.stable, weight.raw


async def test_case_1_slices_are_one_weight_with_its_places(clock: Clock) -> None:
    got = await taken("mt_sics", "g", clock, b"S S  ", b"   100.0", b"0 g\r", b"\n")
    assert got == ("100.00", "g", True, b"S S     100.00 g\r\n")


async def test_case_2_a_moving_weight_is_for_display_only(clock: Clock) -> None:
    with pytest.raises(NotStable):
        await taken("mt_sics", "g", clock, b"S D      99.87 g\r\n")
    async with ScriptedBalance("mt_sics", [b"S D      99.87 g\r\n"], clock) as balance:
        shown = await anext(balance.live())
        assert not isinstance(shown, DeviceError)
        assert (str(shown.value), shown.stable) == ("99.87", False)


async def test_case_3_a_small_negative_weight_keeps_its_digits(clock: Clock) -> None:
    value, unit, _, _ = await taken("mt_sics", "g", clock, b"S S   -0.0082 g\r\n")
    assert Quantity(Decimal(value), unit) == Quantity(Decimal("-0.0082"), "g")


@pytest.mark.parametrize(("line", "kind"), [(b"S +\r\n", Overload), (b"S -\r\n", Underload), (b"S I\r\n", BalanceBusy)])
async def test_case_4_overload_underload_and_busy_are_no_timeouts(
    clock: Clock, line: bytes, kind: type[DeviceError]
) -> None:
    with pytest.raises(kind):
        await taken("mt_sics", "g", clock, line)


async def test_case_5_another_unit_is_refused_and_never_a_thousand_times_more(clock: Clock) -> None:
    with pytest.raises(WrongUnit) as caught:
        await taken("mt_sics", "g", clock, b"S S      1.234 kg\r\n")
    assert caught.value.params == {"device": "Balance 1", "got": "kg", "want": "g"}


async def test_case_6_a_decimal_comma_is_garbage_and_the_bytes_are_kept(clock: Clock) -> None:
    async with ScriptedBalance("mt_sics", [b"S S      1,234 g\r\n"], clock) as balance:
        with pytest.raises(FrameBroken):
            await balance.take_stable("g", 0.3)
        assert b"S S      1,234 g\r\n" in [piece.data for piece in balance.tap.last()]


async def test_case_7_the_answer_to_another_command_is_no_weight(clock: Clock) -> None:
    with pytest.raises(FrameBroken) as caught:
        await taken("mt_sics", "g", clock, b"T S      12.30 g\r\n")
    assert caught.value.key == "device.answer_unexpected"


async def test_case_8_an_unasked_serial_number_is_a_restart_and_another_one_blocks_the_device(clock: Clock) -> None:
    async with ScriptedBalance("mt_sics", [b'I4 A "B123456789"\r\n'], clock) as balance:
        with pytest.raises(BalanceRestarted):
            await balance.take_stable("g", 0.3)
    script = ScriptedBalance("mt_sics", [b"S S     100.00 g\r\n"], clock)
    async with script as balance:
        script._answers[b"I4"] = [b'I4 A "B123456789"\r\n']
        with pytest.raises(WrongDevice):
            await balance.take_stable("g", 0.3)


async def test_case_9_no_unit_is_moving_and_a_bracketed_digit_is_flagged(clock: Clock) -> None:
    with pytest.raises(NotStable):
        await taken("sartorius_sbi", "g", clock, b"+   123.56    \r\n")
    assert (await taken("sartorius_sbi", "g", clock, b"+  123.5[6]g  \r\n"))[0] == "123.56"
    assert parse_weight(b"+  123.5[6]g  \r\n", "b").unverified


@pytest.mark.parametrize(
    ("family", "line", "kind"),
    [
        ("sartorius_sbi", b"Stat        H       \r\n", Overload),
        ("sartorius_sbi", b"      High    \r\n", Overload),
        ("aandd", b"QT,+00012345 PC\r\n", NotAWeight),
        ("aandd", b"OL,+999999.9  g\r\n", Overload),
    ],
)
async def test_case_10_overload_and_counts_are_never_weights(
    clock: Clock, family: str, line: bytes, kind: type[DeviceError]
) -> None:
    with pytest.raises(kind):
        await taken(family, "g", clock, line)


# ------------------------------------------------------------------ scanners and codes


def scanned(stream: bytes) -> list[bytes]:
    return ScanAssembler().feed(stream, 0.0)[0]


def test_case_15_the_group_separator_parts_lot_and_serial() -> None:
    (raw,) = scanned(b"]d2010694000000001010LOT-a\x1d21SN01\r")
    code = identify(raw, TODAY)
    assert (code.get("lot"), code.get("serial")) == ("LOT-a", "SN01")


def test_case_16_a_lost_separator_is_refused_by_the_ledger_with_its_hint() -> None:
    code = identify(scanned(b"]d2010694000000001010LOT-A21SN1\r")[0], TODAY)
    assert (code.get("lot"), code.get("serial")) == ("LOT-A21SN1", None)
    assert lot_unknown(code).key == "codes.lot_unknown_separator"


def test_case_17_a_wrong_check_digit_and_another_carrier_are_no_gs1() -> None:
    with pytest.raises(CodeError) as caught:
        identify(scanned(b"]d201069400000000191728020010AB\r")[0], TODAY)
    assert caught.value.key == "codes.check_digit"
    for carrier in (b"]d1", b"]C0"):
        assert identify(scanned(carrier + b"01069400000000191728020010AB\r")[0], TODAY).kind is CodeKind.UNKNOWN


def test_case_18_day_00_impossible_days_and_days_to_come() -> None:
    assert identify(b"]d2010694000000001017280200", TODAY).get("expiry") == "2028-02-29"
    for message, key in ((b"17130230", "codes.bad_date"), (b"11261121", "codes.made_in_future")):
        with pytest.raises(CodeError) as caught:
            identify(b"]d20106940000000010" + message, TODAY)
        assert caught.value.key == key


def test_case_19_chinese_codes_are_what_they_are() -> None:
    trace = identify(scanned(b"]C081000050012345678901\r")[0], TODAY)
    assert (trace.kind, dict(trace.fields)) == (CodeKind.DRUG_TRACE, {"trace": "81000050012345678901"})
    udi = identify(scanned(b"MA.156.M0.100001.01234567.LAB12.M260101\r")[0], TODAY)
    assert (udi.kind, udi.get("lot")) == (CodeKind.UDI_MA, "AB12")


def test_case_20_two_in_one_read_are_two_and_a_cut_one_is_none() -> None:
    assert scanned(b"]C0C-000001\r]C0C-000002\r") == [b"]C0C-000001", b"]C0C-000002"]
    assembler = ScanAssembler()
    assert assembler.feed(b"]C0C-0000", 0.0) == ([], b"")
    assert assembler.feed(b"]C0C-000002\r", GAP_S + 0.01) == ([b"]C0C-000002"], b"]C0C-0000")


@pytest.mark.urs("F24")
def test_twenty_thousand_made_scans_give_codes_or_declared_errors() -> None:
    rng = random.Random(20_261_120)  # noqa: S311  (scans to try, no secret)
    seeds = [
        b"]d2010694000000001010LOT-a\x1d21SN01\r",
        b"]C081000050012345678901\r",
        b"]C0C-000981\r",
        b"U-operator1\r",
    ]
    seeds += [b"MA.156.M0.100001.01234567.LAB12.M260101\r", b"\x02]d201069400000000101728020010AB\x03"]
    assembler, now, codes = ScanAssembler(), 0.0, 0
    for _ in range(20_000):
        stream = bytearray(rng.choice(seeds))
        for _ in range(rng.randrange(3)):
            place = rng.randrange(len(stream))
            stream[place : place + rng.randrange(3)] = bytes([rng.choice(b"0123456789]dC\x1d\r\x02\x03 \xff")])
        now += rng.choice((0.0, 0.0, 0.2))
        for raw in assembler.feed(bytes(stream), now)[0]:
            try:
                codes += bool(identify(raw, TODAY))
            except CodeError:
                continue
    assert codes > 5000
