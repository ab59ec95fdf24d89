"""What checks of devices are good for, and how a check label shows a scanner that is set up wrong."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from core.acts import Act, ActKind, Subject, When, Who
from core.codes import identify
from core.device_checks import (
    check_code,
    check_refusal,
    check_serial,
    daily_check_day,
    shift_check_due,
    with_daily_checks,
)
from core.plant import EquipmentItem, Plant
from core.times import utc_text
from core.words import Words

NOW = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
CHINA = 480
BALANCE = EquipmentItem("E-BAL-01", Words("Balance", "天平"), "balance", "R1", checked_on=date(2026, 11, 19))
PLANT = Plant("demo", Words("Demo", "演示"), CHINA, equipment={BALANCE.id: BALANCE})


def act(at: datetime = NOW, equipment: str | None = "E-BAL-01", **facts: str) -> Act:
    when = When(utc_text(at), 0, CHINA, "synchronised")
    return Act(ActKind.DEVICE_CHECKED, "id", Who(service="kiosk"), when, Subject(equipment=equipment), {}, facts)


PASSED = act(result="passed", check="daily")


@pytest.mark.urs("F06")
def test_a_daily_check_counts_for_the_plants_day_and_not_for_that_of_utc() -> None:
    assert daily_check_day(PASSED, CHINA) == date(2026, 11, 21)
    assert daily_check_day(PASSED, 0) == date(2026, 11, 20)


@pytest.mark.parametrize(
    "other",
    [
        act(check="daily"),
        act(check="daily", result="failed"),
        act(check="shift", result="passed"),
        act(state="ready"),
        msgspec.structs.replace(PASSED, kind=ActKind.REFUSED),
    ],
)
@pytest.mark.urs("F06")
def test_nothing_else_proves_a_balance(other: Act) -> None:
    assert daily_check_day(other, CHINA) is None
    assert with_daily_checks(PLANT, [other]) is PLANT


@pytest.mark.urs("F06", "F27")
def test_own_checks_open_a_balance_and_never_turn_back_what_the_core_knows() -> None:
    assert with_daily_checks(PLANT, [PASSED]).equipment["E-BAL-01"].checked_on == date(2026, 11, 21)
    old = act(NOW - timedelta(days=3), result="passed", check="daily")
    assert with_daily_checks(PLANT, [old]) is PLANT
    assert with_daily_checks(PLANT, [act(equipment="E-NONE", result="passed", check="daily")]) is PLANT


WHOLE = {"check": "shift", "result": "passed", "check_disk": "ok"}


@pytest.mark.parametrize(
    ("facts", "hours", "due"),
    [
        (WHOLE, 0, False),
        (WHOLE, 12, False),
        (WHOLE, 13, True),
        (WHOLE, -1, True),
        ({**WHOLE, "result": "failed"}, 1, True),
        ({"check": "shift", "result": "passed", "device": "Scanner"}, 1, True),
        ({"check": "shift", "result": "passed"}, 1, True),
        ({"check": "daily", "result": "passed"}, 1, True),
    ],
)
@pytest.mark.urs("C05")
def test_only_a_whole_passed_check_of_this_shift_counts(facts: dict[str, str], hours: int, due: bool) -> None:
    assert shift_check_due([act(NOW - timedelta(hours=hours), None, **facts)], NOW) is due


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"]d291CHECK-aZ09\x1d92card", None),
        (b"]C191CHECK-aZ09\x1d92card", None),
        (b"]d291CHECK-aZ0992card", "shift.no_separator"),
        (b"]d291CHECK-aZ09\x1d", "shift.no_separator"),
        (b"]d291CHECK-AZ09\x1d92CARD", "shift.case_changed"),
        (b"]d191CHECK-aZ09\x1d92card", "shift.no_aim"),
        (b"91CHECK-aZ0992card", "shift.no_aim"),
        (b"]C0B2611-0042", "shift.other_code"),
    ],
)
@pytest.mark.urs("C05")
def test_each_wrong_setting_of_a_scanner_shows_on_the_check_label(raw: bytes, why: str | None) -> None:
    code = identify(raw, date(2026, 11, 20))
    found = check_refusal(code)
    assert (found.key if found else None) == why
    assert why is not None or check_serial(code) == "card"


def test_the_check_label_says_its_serial() -> None:
    code = identify(f"]d2{check_code('K-1')}".encode(), date(2026, 11, 20))
    assert check_serial(code) == "K-1"
