"""Checks of devices at the start of a shift: what the check label says, and what a passed check is good for.

Sources: GMP article 211 (function check of the barcode reader, on record), articles 90 and 94 (check of balances).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import msgspec

from core.acts import Act, ActKind
from core.codes import Code, CodeKind
from core.finding import Finding, finding
from core.plant import Plant
from core.times import utc_from

DAILY = "daily"
SHIFT = "shift"
PASSED = "passed"
FAILED = "failed"
SHIFT_HOURS = 12
"""How long a passed check of a kiosk counts: no shift is longer."""

CHECK_TEXT = "CHECK-aZ09"
_SEPARATOR = "\x1d"


def check_code(serial: str) -> str:
    """Give the GS1 message of a check label: company-internal (91) and (92), parted by a separator, in both cases."""
    return f"91{CHECK_TEXT}{_SEPARATOR}92{serial}"


def check_refusal(code: Code) -> Finding | None:
    """Judge what the scanner made of a check label; the finding says which setting is wrong.

    The label is such that a lost AIM identifier, a lost separator and a changed letter case each show.
    """
    text = code.text.replace(_SEPARATOR, "")
    if not text.upper().startswith(f"91{CHECK_TEXT}".upper()):
        return finding("shift.other_code", got=code.text)
    if CHECK_TEXT not in text:
        return finding("shift.case_changed")
    if code.kind != CodeKind.GS1:
        return finding("shift.no_aim")
    if _SEPARATOR not in code.text or not check_serial(code):
        return finding("shift.no_separator")
    return None


def check_serial(code: Code) -> str:
    """Give the serial number of a check label, or ""."""
    return code.get("92") or ""


def daily_check_day(act: Act, offset_min: int) -> date | None:
    """Give the plant's day for which an act proves a balance, or None when it proves nothing."""
    passed = act.kind == ActKind.DEVICE_CHECKED and act.facts.get("result") == PASSED
    if not passed or act.facts.get("check") != DAILY:
        return None
    return (utc_from(act.when.utc) + timedelta(minutes=offset_min)).date()


def with_daily_checks(plant: Plant, acts: Iterable[Act]) -> Plant:
    """Give the plant with the daily checks that a kiosk has on its own record, heard by the core or not."""
    equipment = dict(plant.equipment)
    for act in acts:
        item, day = equipment.get(act.subject.equipment or ""), daily_check_day(act, plant.offset_min)
        if item is not None and day is not None and (item.checked_on is None or item.checked_on < day):
            equipment[item.id] = msgspec.structs.replace(item, checked_on=day)
    return plant if equipment == plant.equipment else msgspec.structs.replace(plant, equipment=equipment)


def shift_check_due(acts: Iterable[Act], now: datetime) -> bool:
    """Tell whether a kiosk has no passed check of its own within the last `SHIFT_HOURS`."""
    since = now - timedelta(hours=SHIFT_HOURS)
    return not any(_whole_shift_check(act) and since <= utc_from(act.when.utc) <= now for act in acts)


def _whole_shift_check(act: Act) -> bool:
    """Tell whether an act closes a check of the whole kiosk: it names what was found of each kind of thing."""
    passed = (act.facts.get("check"), act.facts.get("result")) == (SHIFT, PASSED)
    return act.kind == ActKind.DEVICE_CHECKED and passed and any(name.startswith("check_") for name in act.facts)
