"""Dates inside codes: two-digit years, day 00, and the rule that nothing was made tomorrow."""

import calendar
from datetime import date

from core.codes.model import CodeError


def read_date(digits: str, today: date, latest_today: bool = False) -> date:
    """Read `YYMMDD` or `YYYYMMDD`; day 00 means the last day of the month.

    Args:
        digits: Six or eight digits.
        today: The plant's date; two-digit years fall between 49 years back and 50 ahead of it.
        latest_today: True for a date of making, which cannot lie ahead.

    Raises:
        CodeError: No such date, or a date of making after today.

    Source: GS1 General Specifications, 3.4 and 7.12.
    """
    year = int(digits[:-4]) if len(digits) == 8 else _full_year(int(digits[:2]), today)
    month, day = int(digits[-4:-2]), int(digits[-2:])
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        raise CodeError("codes.bad_date", date=digits)
    last = calendar.monthrange(year, month)[1]
    if day > last:
        raise CodeError("codes.bad_date", date=digits)
    if latest_today and date(year, month, day or 1) > today:
        raise CodeError("codes.made_in_future", date=digits)
    return date(year, month, day or last)


def _full_year(two_digits: int, today: date) -> int:
    century = today.year - today.year % 100
    ahead = two_digits - today.year % 100
    if ahead >= 51:
        return century - 100 + two_digits
    if ahead <= -50:
        return century + 100 + two_digits
    return century + two_digits
